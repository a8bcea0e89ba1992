"""A case for each test; whatever a test did to it by the doors there are, its record is whole."""

from __future__ import annotations

import pytest
from record.case import Case
from world import World


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)
