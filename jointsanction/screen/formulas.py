"""Cells that a spreadsheet would run as formulas, made harmless (OWASP: CSV injection)."""

from __future__ import annotations

import re

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might run this text; plain signed numbers are let through."""
    return cell.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(cell)


def neutralise(cell: str) -> str:
    """The cell with a leading apostrophe where it might be run, unchanged otherwise.

    >>> neutralise("=1+1"), neutralise("-3.5")
    ("'=1+1", '-3.5')
    """
    return "'" + cell if is_formula(cell) else cell
