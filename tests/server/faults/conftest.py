"""A world with one company on a black list."""

from __future__ import annotations

import pytest
from faulty import LISTED
from world import World


@pytest.fixture
def listed(world: World) -> World:
    world.load([LISTED])
    return world
