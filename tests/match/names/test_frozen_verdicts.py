"""Labelled names with their verdicts kept in git: whatever changes the scorer shows as a diff of them.

``pytest tests/match/names --update-goldens`` writes them anew; the questions come from bench/make_name_cases.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from jointsanction import names
from jointsanction.match.names import POSSIBLE, NameSearch, NameSegment, build_segment, sentence

CASES = Path(__file__).parents[1] / "cases"
SHOWN = 15
MOST = 10
Row = dict[str, str]


class Frozen:
    """A case file: its comment lines, and its rows."""

    def __init__(self, name: str) -> None:
        self.path = CASES / name
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        self.head = [line for line in lines if line.startswith("#")]
        self.rows: list[Row] = list(csv.DictReader(lines[len(self.head) :]))

    def write(self, rows: list[Row]) -> None:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path.write_text("".join(self.head) + text.getvalue(), encoding="utf-8")


def search_over(listed: Iterable[str], folder: Path) -> NameSearch:
    build_segment(folder / "names.seg", enumerate(listed), stamp="frozen")
    return NameSearch(NameSegment(folder / "names.seg"))


def differences(kept: list[Row], now: list[Row]) -> str:
    """What changed, a question a line, as much as is read in one look."""
    changed = [
        f"{new['asked']}: "
        + ", ".join(f"{key} {old[key]!r} is now {new[key]!r}" for key in new if old[key] != new[key])
        for old, new in zip(kept, now, strict=True)
        if old != new
    ]
    more = f"\n… and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    return "\n".join(changed[:SHOWN]) + more


def invented_verdicts(rows: list[Row], folder: Path) -> list[Row]:
    lines = (CASES / "invented_listed.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if not line.startswith("#")]
    known = {names.normal_form(name): name for name in listed}
    search = search_over(known, folder)
    verdicts = []
    for row in rows:
        normal = names.normal_form(row["asked"])
        verdict, found, score, why = "none", "", "", ""
        if normal in known:
            verdict, found = "equal", known[normal]
        elif candidates := search.search(normal, 1, POSSIBLE):
            verdict, found = "POSSIBLE", listed[candidates[0].row_id]
            score, why = f"{candidates[0].score:.4f}", sentence(candidates[0].evidence)
        verdicts.append({**row, "verdict": verdict, "found": found, "score": score, "why": why})
    return verdicts


def labelled_verdicts(rows: list[Row], folder: Path) -> list[Row]:
    others = list(dict.fromkeys(names.normal_form(row["other"]) for row in rows))
    search = search_over(others, folder)
    verdicts = []
    for row in rows:
        normal, other = names.normal_form(row["asked"]), names.normal_form(row["other"])
        verdict, score, why = "none", "", ""
        if normal == other:
            verdict = "equal"
        else:
            for candidate in search.search(normal, MOST, POSSIBLE):
                if others[candidate.row_id] == other:
                    verdict, score, why = "POSSIBLE", f"{candidate.score:.4f}", sentence(candidate.evidence)
        verdicts.append({**row, "verdict": verdict, "score": score, "why": why})
    return verdicts


@pytest.mark.parametrize(("name", "judge"), [("invented.csv", invented_verdicts), ("labelled.csv", labelled_verdicts)])
def test_every_verdict_is_the_kept_one(name: str, judge, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Band, best company, score to four digits and the Chinese sentence are those of the case file."""
    frozen = Frozen(name)
    now = judge(frozen.rows, tmp_path)
    if request.config.getoption("--update-goldens"):
        frozen.write(now)
        frozen = Frozen(name)
    assert now == frozen.rows, differences(frozen.rows, now)


def test_the_kept_verdicts_are_good_ones() -> None:
    """Of the damaged names most find their company; of the strangers few find one; no update may silently undo this."""
    rows = Frozen("invented.csv").rows
    meant = [row for row in rows if row["meant"] and not row["kind"].startswith("mask")]
    strangers = [row for row in rows if not row["meant"]]
    assert len(meant) > 300
    assert len(strangers) > 150
    assert sum(row["found"] == row["meant"] for row in meant) >= 0.9 * len(meant)
    assert sum(row["verdict"] != "none" for row in strangers) <= 0.3 * len(strangers)
