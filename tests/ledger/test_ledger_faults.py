"""No error of the database leaves the ledger as such."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger.ledger_samples import NOW, record
from sqlalchemy.exc import OperationalError

from jointsanction.errors import LedgerError
from jointsanction.ledger import Ledger
from jointsanction.ledger.faults import as_ledger_error

REASONS = {
    "SQLITE_FULL": "LEDGER_FULL",
    "SQLITE_IOERR_WRITE": "LEDGER_FULL",
    "SQLITE_IOERR_READ": "LEDGER_DAMAGED",
    "SQLITE_BUSY": "LEDGER_LOCKED",
    "SQLITE_BUSY_SNAPSHOT": "LEDGER_LOCKED",
    "SQLITE_LOCKED": "LEDGER_LOCKED",
    "SQLITE_READONLY": "LEDGER_LOCKED",
    "SQLITE_CANTOPEN": "LEDGER_LOCKED",
    "SQLITE_NOTADB": "LEDGER_DAMAGED",
    "SQLITE_CORRUPT": "LEDGER_DAMAGED",
    "SQLITE_CONSTRAINT_UNIQUE": "LEDGER_DAMAGED",
}


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(("code", "reason"), REASONS.items())
def test_every_result_code_comes_to_a_reason(code: str, reason: str, wrapped: bool) -> None:
    """Raised by the driver itself or wrapped by SQLAlchemy, a fault has a stable reason and names the file."""
    error: Exception = sqlite3.OperationalError("x")
    error.sqlite_errorname = code  # type: ignore[attr-defined]
    if wrapped:
        error = OperationalError("SELECT 1", {}, error)
    told = as_ledger_error(error, Path("ledger.sqlite3"))
    assert (told.reason, told.place.file) == (reason, "ledger.sqlite3")
    assert code in told.message


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    """Every way of reading and writing ends in a LedgerError, never in one of the driver's."""
    ledger = Ledger.create(tmp_path / "ledger.sqlite3", now=NOW)
    ledger.load([record(1)], file_name="a", now=NOW)
    ledger.change_no()
    ledger.close()
    asks: tuple[Callable[[], object], ...] = (
        ledger.change_no,
        ledger.list_receipts,
        lambda: ledger.entry("E1"),
        lambda: ledger.usccs_of_name("甲"),
        lambda: list(ledger.current_entries()),
        lambda: ledger.load([record(2)], file_name="b", now=NOW),
    )
    for ask in asks:
        with pytest.raises(LedgerError, match="closed"):
            ask()


def test_alembic_is_not_imported_to_read_a_ledger() -> None:
    """It costs a third of a second, which every command would pay."""
    code = "import sys, jointsanction.ledger; raise SystemExit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
