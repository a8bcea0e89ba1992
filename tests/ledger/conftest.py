"""A fresh ledger for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger.ledger_samples import NOW

from jointsanction.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        yield made
        assert made.integrity_problems() == ()
