"""The record is used by several programs at once: what one of them does never costs another a record."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from record.case import Case

_LOOK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT COUNT(*) FROM checked").fetchone()[0])
connection.close()
"""


def looked_at(path: Path) -> int:
    """Another program opens the record, counts the checks, and closes it."""
    done = subprocess.run([sys.executable, "-c", _LOOK, path], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_program_that_looks_takes_nothing_away(case: Case) -> None:
    """While a process writes over two connections, others come and go; each sees all that was written before, and
    nothing written afterwards is lost.

    Whoever closes SQLite's last connection removes the log. A process keeps its locks on a file only as long as it
    closes no descriptor of that file by itself; once they are gone, any program that looks believes to be the last.
    """
    with case.recorder() as recorder, case.read() as reading:
        recorder.record(case.answered())
        second = recorder.check_writer(busy_seconds=1)
        for number in range(1, 6):
            assert looked_at(case.path) == number
            recorder.record(case.answered())
            assert len(reading.list_checks().checks) == number + 1
        second.close()
    assert looked_at(case.path) == 6
    assert case.broken() == ""
