"""The word lists of this package, read once from ``names/data``.

Every list is a file a deployment can read and correct; nothing here decides anything.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def lines(file: str) -> tuple[str, ...]:
    """The lines of a list file in their order, without comments (``#``) and empty lines."""
    text = (DATA / file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def rows(file: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file as dictionaries."""
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def industry_words() -> frozenset[str]:
    """Words of trade, 行业或者经营特点 (企业名称登记管理规定 art. 6).

    A shop's, school's or farm's form before a company's is a trade too: 清远市溪石培训学校有限公司.
    """
    fused = ("institution", "sole_shop", "farm", "factory", "market", "bank")
    forms = (text for text, kind in organisation_forms().items() if kind in fused and text.isalpha() and len(text) > 1)
    return frozenset(lines("industry_words.txt")).union(forms)


@cache
def organisation_forms() -> dict[str, str]:
    """Organisation form as written in a normal form → its class; never changed after reading."""
    return {row["text"]: row["class"] for row in rows("organisation_forms.csv")}


@cache
def branch_words() -> tuple[frozenset[str], frozenset[str]]:
    """Endings of a branch's name: (all of them, those that tell a branch without a parent's form before them)."""
    words = lines("branch_words.txt")
    return frozenset(word.lstrip("!") for word in words), frozenset(word[1:] for word in words if word[0] == "!")


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """(single-character surnames, compound surnames)."""
    single, *compound = lines("surnames.txt")
    return frozenset(single), frozenset(compound)


@cache
def homophones() -> dict[int, str]:
    """A ``str.translate`` table: each character that is slipped for others → the first of its group."""
    return {ord(letter): group[0] for group in reversed(lines("homophones.txt")) for letter in group}
