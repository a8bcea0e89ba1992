"""Divisions as the damage writes them: read from the shipped table alone, not through the matcher's own reading."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jointsanction

UNITS = ("自治区", "自治州", "自治县", "地区", "省", "市", "县", "区", "旗", "盟")
_LEVELS = "县地省"
_TABLE = Path(jointsanction.__file__).parent / "catalog" / "data" / "regions_1981_2025.csv"


class Levels(NamedTuple):
    """The divisions that a text begins with, as written, largest first, and the rest of the text."""

    written: tuple[str, ...]
    rest: str


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """(full name → its unit, full name of a county or city → the division above it)."""
    units: dict[str, str] = {}
    above: dict[str, str] = {}
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        # What is in use has the last word, and the larger division.
        rows = sorted(csv.DictReader(file), key=lambda row: (row["状态"] == "在用", _LEVELS.find(row["级别"][0])))
        for row in rows:
            name = row["名称"]
            unit = next((unit for unit in UNITS if name.endswith(unit)), "")
            units[name] = unit
            higher = (
                row["一级行政区"] if row["级别"] == "地级" or row["二级行政区"] in ("", "直辖") else row["二级行政区"]
            )
            above[name] = higher if higher != name and row["级别"] != "省级" else ""
    return units, above


@cache
def _heads() -> dict[str, str]:
    """How a division may be written → its full name; short forms have two characters or more."""
    heads: dict[str, str] = {}
    for name, unit in _table()[0].items():
        short = name.removesuffix(unit) if unit else name
        if unit in ("省", "市", "县", "区") and len(short) > 1:
            heads[short] = name
    heads.update({"内蒙古": "内蒙古自治区", "广西": "广西壮族自治区", "西藏": "西藏自治区"})
    heads.update({"宁夏": "宁夏回族自治区", "新疆": "新疆维吾尔自治区"})
    return heads | {name: name for name in _table()[0]}


def levels(text: str) -> Levels:
    """Divisions at the head of ``text``, greedily, at most three; a short one only first or behind a larger one."""
    heads, found, at = _heads(), [], 0
    while len(found) < 3:
        for length in range(12, 1, -1):
            written = text[at : at + length]
            full = heads.get(written)
            if full is None or len(written) < length or at + length > len(text) - 2:
                continue
            if found and full != written and _table()[1].get(full) != heads.get(found[-1]):
                continue
            found.append(written)
            at += length
            break
        else:
            break
    return Levels(tuple(found), text[at:])


def full_name(written: str) -> str:
    """The full name of a division as written, "" if there is none."""
    return _heads().get(written, "")


def above(written: str) -> str:
    """Full name of the division above, "" if there is none."""
    return _table()[1].get(full_name(written), "")


def short(written: str) -> str:
    """Without its unit where two characters remain."""
    for unit in ("省", "市", "县", "区"):
        if written.endswith(unit) and len(written) > 2 and not written.endswith(("自治县", "自治区", "新区")):
            return written.removesuffix(unit)
    return written
