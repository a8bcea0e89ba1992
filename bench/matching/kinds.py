"""The kinds of damage, in the groups that issue 3 sets figures for."""

from __future__ import annotations

SLIPS = ("wrong", "missing", "added", "doubled", "swapped", "homophone", "look-alike")
REWRITTEN = ("brackets", "width", "traditional", "note", "form", "unit")
ONE_SLIP = (*SLIPS, *REWRITTEN)
TWO_SLIPS = ("two slips", "no region", "region in brackets", "levels")
MASKS = ("mask",)
KINDS = (*ONE_SLIP, *TWO_SLIPS, *MASKS)

MEANING = {
    "wrong": "one character replaced by another",
    "missing": "one character left out",
    "added": "one character put in",
    "doubled": "one character written twice",
    "swapped": "two neighbours exchanged",
    "homophone": "a character of the same sound",
    "look-alike": "a character of similar shape",
    "brackets": "another style of bracket, or one lost",
    "width": "full-width signs, white space inside",
    "traditional": "traditional characters (Taiwan or Hong Kong)",
    "note": "a note of state or former name behind the name",
    "form": "another organisation form, or none",
    "unit": "省, 市, 县, 区 put in or left out",
    "two slips": "two of the slips of one character",
    "no region": "the region left out",
    "region in brackets": "the region moved into brackets",
    "levels": "a level of the region added or left out",
    "mask": "characters covered by asterisks",
}
