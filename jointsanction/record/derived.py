"""The rows that follow from a check's body, for finding and counting: made here alone, to be written and verified."""

from __future__ import annotations

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
    """One row of ``checked``, and those of ``hit`` and ``measure`` in the order of their keys."""

    checked: Row
    hits: tuple[Row, ...]
    measures: tuple[Row, ...]


def check_rows(check_no: int, body: dict[str, Any]) -> CheckRows:
    """The rows of one check."""
    decision = body["decision"]
    matches = decision["matches"]
    checked = (
        check_no,
        body["caller"],
        body["request_id"],
        body["day"],
        body["region"],
        body["department"],
        body["item"],
        body["case_no"],
        decision["outcome"],
        len(matches),
    )
    if not matches:
        return CheckRows(checked, (), ())
    hits = {match["entry"]["entry_id"]: match["entry"] for match in matches}
    measures: dict[tuple[str, str], dict[str, Any]] = {}
    for measure in decision["measures"]:
        measures.setdefault((measure["entry_id"], measure["measure_id"]), measure)
    tracked = sorted((row["entry_id"], row["measure_id"], row) for row in body["tracked"])
    return CheckRows(
        checked,
        tuple((check_no, entry_id, hits[entry_id]["list"], hits[entry_id]["colour"]) for entry_id in sorted(hits)),
        tuple(
            (
                check_no,
                entry_id,
                measure_id,
                measures[entry_id, measure_id]["memorandum"]["id"],
                measures[entry_id, measure_id]["department"],
                measures[entry_id, measure_id]["leads_to"],
                row["enterprise"],
                row["due_on"],
            )
            for entry_id, measure_id, row in tracked
        ),
    )


def insert_of(table: str, columns: tuple[str, ...]) -> str:
    """The statement that inserts one row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 -- constants
