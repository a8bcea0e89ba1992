"""The package's front door."""

from __future__ import annotations

import subprocess
import sys

import pytest

import jointsanction


@pytest.mark.parametrize("name", jointsanction.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """Each name of ``__all__`` can be taken from the package."""
    assert getattr(jointsanction, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as it does in any module."""
    with pytest.raises(AttributeError, match="Cheker"):
        jointsanction.Cheker  # noqa: B018 -- the access is what is tested


@pytest.mark.parametrize("heavy", ["sqlalchemy", "alembic", "pydantic", "grpc", "xlsxwriter"])
def test_low_layers_stay_cheap(heavy: str) -> None:
    """Importing the package and its identifiers loads none of the heavy libraries."""
    code = f"import jointsanction, jointsanction.identifiers, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
