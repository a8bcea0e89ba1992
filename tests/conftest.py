"""Fixtures that every test may use, and ``--update-goldens`` for the pages kept in git."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-goldens`` writes the kept pages anew; the diff then shows every changed word."""
    parser.addoption("--update-goldens", action="store_true", help="write the golden files anew")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A fresh data directory."""
    return World(tmp_path)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name beside the test."""
    folder = request.path.parent / "goldens"

    def compare(name: str, text: str) -> None:
        path = folder / name
        if request.config.getoption("--update-goldens"):
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing; run pytest --update-goldens"
        assert text == path.read_text(encoding="utf-8")

    return compare
