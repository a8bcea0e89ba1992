"""Real different companies one character apart, through whole checks on a real data directory.

Both codes given: no match. No code on one side: nothing CONFIRMED. Only the pair's own entry counts: a company may
stand in the file on the left of one pair and on the right of another.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from jointsanction import names
from jointsanction.checker import Checker, create
from jointsanction.model import Context, Subject
from jointsanction.operate import load_file

_HEADER = ("企业名称", "统一社会信用代码", "认定单位", "文书号", "列入事由", "列入日期", "有效期至")
_REST = ("某市某局", "（2026）1号", "测量", "2026-01-05", "2028-01-04")
_LIST = "失信被执行人"
_DAY = date(2026, 6, 1)


class _Pair(NamedTuple):
    left: str
    right: str
    left_code: str
    right_code: str


def run(path: Path, folder: Path) -> dict[str, Any]:
    """Every pair three times: both codes, no code listed, no code asked."""
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [_Pair(row["left"], row["right"], row["left_uscc"], row["right_uscc"]) for row in csv.DictReader(file)]
    figures: dict[str, Any] = {"pairs": len(pairs)}
    for what, listed_coded, asked_coded in (
        ("both codes given", True, True),
        ("listed without code", False, True),
        ("asked without code", True, False),
        ("no code at all", False, False),
    ):
        data = folder / what.replace(" ", "-")
        found = _asked(data, pairs, listed_coded=listed_coded, asked_coded=asked_coded)
        figures[what] = found
        line = "   ".join(f"{word} {count}" for word, count in found.items() if word != "seconds")
        print(f"{what:22} {len(pairs)} pairs: {line}", flush=True)
    return figures


def _asked(data: Path, pairs: Sequence[_Pair], *, listed_coded: bool, asked_coded: bool) -> dict[str, Any]:
    listed = data.with_suffix(".csv")
    with listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for pair in pairs:
            writer.writerow((pair.left, pair.left_code if listed_coded else "", *_REST))
    directory = create(data, now=datetime.now(UTC))
    load_file(directory, listed, now=datetime.now(UTC), list_name=_LIST)
    counts: dict[str, Any] = {"CONFIRMED": 0, "POSSIBLE": 0, "other entries": 0}
    start = time.perf_counter()
    with Checker.open(directory.root) as checker:
        for pair in pairs:
            subject = Subject(pair.right, pair.right_code if asked_coded else "")
            own = names.normal_form(pair.left)
            for match in checker.check(subject, Context(as_of=_DAY)).matches:
                if names.normal_form(match.entry.name) == own:
                    counts[match.strength.name] += 1
                elif match.entry.uscc != pair.right_code and match.entry.name != pair.right:
                    counts["other entries"] += 1
    return counts | {"seconds": time.perf_counter() - start}
