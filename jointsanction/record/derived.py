"""The rows that follow from a check, for finding and counting: put together here alone, to be written and verified."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

CHECKED_COLUMNS = (
    "check_no", "caller", "request_id", "day", "region", "department", "item", "case_no", "outcome", "matches",
)  # fmt: skip
HIT_COLUMNS = ("check_no", "entry_id", "list", "colour")
MEASURE_COLUMNS = (
    "check_no", "entry_id", "measure_id", "memorandum", "department", "leads_to", "enterprise", "due_on",
)  # fmt: skip

Row = tuple[Any, ...]


class CheckRows(NamedTuple):
    """The rows of one check without its number: of ``checked``, and those of ``hit`` and ``measure`` by their keys."""

    checked: Row
    hits: tuple[Row, ...] = ()
    measures: tuple[Row, ...] = ()

    def numbered(self, check_no: int) -> CheckRows:
        """The same as they are stored."""
        return CheckRows(
            (check_no, *self.checked),
            tuple([(check_no, *row) for row in self.hits]),
            tuple([(check_no, *row) for row in self.measures]),
        )


def rows_of(checked: Row, hits: Iterable[Row], measures: Iterable[Row], tracked: Collection[Row]) -> CheckRows:
    """The rows of a check with matches: ``hits`` are (entry, list, colour), ``measures`` (entry, measure, memorandum,
    department, leads to), the first of each pair counting, and ``tracked`` (entry, measure, enterprise, due on).
    """
    by_entry = {row[0]: row for row in hits}
    found = tuple([by_entry[entry_id] for entry_id in sorted(by_entry)])
    if not tracked:
        return CheckRows(checked, found)  # none of ``measures`` is looked at
    by_pair: dict[tuple[str, str], Row] = {}
    for row in measures:
        by_pair.setdefault((row[0], row[1]), row)
    return CheckRows(checked, found, tuple([(*by_pair[row[0], row[1]], row[2], row[3]) for row in sorted(tracked)]))


def check_rows(check_no: int, body: dict[str, Any]) -> CheckRows:
    """The rows of one check, from its body as it is stored."""
    decision = body["decision"]
    checked = (
        body["caller"],
        body["request_id"],
        body["day"],
        body["region"],
        body["department"],
        body["item"],
        body["case_no"],
        decision["outcome"],
        len(decision["matches"]),
    )
    entries = [match["entry"] for match in decision["matches"]]
    return rows_of(
        checked,
        [(entry["entry_id"], entry["list"], entry["colour"]) for entry in entries],
        (
            (each["entry_id"], each["measure_id"], each["memorandum"]["id"], each["department"], each["leads_to"])
            for each in decision["measures"]
        ),
        [(row["entry_id"], row["measure_id"], row["enterprise"], row["due_on"]) for row in body["tracked"]],
    ).numbered(check_no)


def insert_of(table: str, columns: tuple[str, ...]) -> str:
    """The statement that inserts one row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 -- constants


INSERT_CHECKED = insert_of("checked", CHECKED_COLUMNS)
INSERT_HIT = insert_of("hit", HIT_COLUMNS)
INSERT_MEASURE = insert_of("measure", MEASURE_COLUMNS)
