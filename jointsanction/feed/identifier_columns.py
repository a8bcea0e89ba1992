"""The identifiers of one row: each value goes to the field of the number it is, whatever column it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jointsanction.feed.columns import IDENTIFIER_FIELDS, ColumnMap
from jointsanction.identifiers import Kind, Reading, State, read

KINDS: dict[str, Kind | None] = {
    "uscc": Kind.USCC,
    "org_code": Kind.ORG_CODE,
    "reg_no": Kind.REG_NO,
    "tax_no": Kind.TAX_NO,
    "identifier": None,
}
FIELDS = {Kind.USCC: "uscc", Kind.ORG_CODE: "org_code", Kind.REG_NO: "reg_no", Kind.TAX_NO: "tax_no"}
# What Excel writes into a CSV file for a long number: 9.14455E+17.
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?(?:1[4-9]|2[0-9])")

_Found = tuple[int, bool, Reading]
"""Place of the column, whether the column is the number's own, what was read."""


@dataclass(slots=True)
class Codes:
    """What the identifier columns of a row hold. ``leftovers``: places whose text goes to the details as it stands."""

    codes: dict[str, str]
    sound: bool = False
    """Whether one identifier's check fits."""
    leftovers: list[int] = field(default_factory=list)
    residents: list[int] = field(default_factory=list)
    """Places that hold a person's number."""
    warnings: list[str] = field(default_factory=list)


def identifier_places(columns: ColumnMap) -> tuple[tuple[int, str], ...]:
    """The identifier columns of a table: place and field."""
    return tuple((place, name) for place, name in enumerate(columns.fields) if name in KINDS)


def is_rounded(place: int, text: str, rounded: frozenset[int]) -> bool:
    """Whether a spreadsheet had rounded the number of a cell before it was saved."""
    return place in rounded or _ROUNDED.fullmatch(text.strip()) is not None


def read_codes(cells: tuple[str, ...], places: tuple[tuple[int, str], ...], rounded: frozenset[int]) -> Codes:
    """Read the identifier columns of one row.

    Of two numbers of one kind that differ the valid one is taken, and among equals the one in its own column; the
    other is left over, with the warning CODE_DIFFERS.
    """
    result = Codes({})
    found: dict[str, list[_Found]] = {}
    for place, column in places:
        text = cells[place]
        if not text:
            continue
        if is_rounded(place, text, rounded):
            result.leftovers.append(place)
            result.warnings.append("CODE_ROUNDED")
            continue
        reading = read(text, KINDS[column])
        state = reading.state
        if reading.kind is not None:
            target = FIELDS[reading.kind]
            found.setdefault(target, []).append((place, target == column, reading))
        elif state is State.RESIDENT_ID:
            result.residents.append(place)
            result.warnings.append("RESIDENT_ID_MASKED")
        elif state is State.UNREADABLE:
            result.leftovers.append(place)
            result.warnings.append("CODE_UNREADABLE")
    for name in IDENTIFIER_FIELDS:
        if name in found:
            _take(name, found[name], result)
    return result


def _take(name: str, found: list[_Found], result: Codes) -> None:
    place, _, best = max(found, key=lambda one: (one[2].state is State.VALID, one[1], -one[0]))
    result.codes[name] = best.code
    result.sound = result.sound or best.state is State.VALID
    if best.state is State.DAMAGED:
        result.warnings.append("CODE_DAMAGED")
    for other, _, reading in found:
        if other != place and reading.code != best.code:
            result.leftovers.append(other)
            result.warnings.append("CODE_DIFFERS")
