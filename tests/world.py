"""A small world for tests: a data directory with a few invented lists, built through the doors a deployment uses."""

from __future__ import annotations

import atexit
import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jointsanction.checker import Checker, DataDirectory, create
from jointsanction.ledger import LoadReport
from jointsanction.model import Context, Decision, Subject
from jointsanction.operate import load_file

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

COLUMNS = (
    "list", "record_id", "name", "former_names", "uscc", "org_code", "reg_no", "tax_no", "legal_representative",
    "authority", "doc_no", "reason", "listed_on", "expires_on", "removed_on", "removed_reason", "region", "source",
)  # fmt: skip


@cache
def _template() -> Path:
    """A fresh data directory, made once for all tests of a process and copied for each."""
    folder = tempfile.mkdtemp(prefix="jointsanction-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return create(Path(folder) / "data", now=NOW).root


class World:
    """A data directory, and short words for what tests do to it."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(_template(), root / "data")
        self.directory = DataDirectory(root / "data")
        self._root = root
        self._files = 0

    @property
    def data(self) -> Path:
        return self.directory.root

    def load(self, rows: Iterable[Mapping[str, str]], *, list_name: str = "", now: datetime = NOW) -> LoadReport:
        """Load rows, each given by canonical columns; listed since 2026-01-05 and without end unless they say so."""
        self._files += 1
        path = self._root / f"list{self._files}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for row in rows:
                writer.writerow({"listed_on": "2026-01-05", "expires_on": "长期", **row})
        return load_file(self.directory, path, now=now, list_name=list_name)

    def open(self) -> Checker:
        return Checker.open(self.data, today=lambda: TODAY)

    def check(self, subject: Subject, context: Context | None = None) -> Decision:
        """Ask one question of a checker opened for it."""
        with self.open() as checker:
            return checker.check(subject, context or Context())


def codes(decision: Decision) -> set[str]:
    """The warning codes of a decision, without those about lists that were never loaded."""
    return {str(warning.code) for warning in decision.warnings} - {"LIST_NEVER_LOADED", "LIST_STALE"}
