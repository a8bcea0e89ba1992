"""Cells that a spreadsheet would run as formulas, made harmless.

What starts a formula: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection. The full-width forms
are taken too, because some spreadsheets fold them.
"""

from __future__ import annotations

import re

# Without a letter or a digit there is nothing to run: "-", "--" and the like stand for "nothing" in many lists.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠][^\w]*\w", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might run this text; plain signed numbers are let through."""
    return _FORMULA.match(cell) is not None and _NUMBER.fullmatch(cell) is None


def neutralise(cell: str) -> str:
    """The cell with a leading apostrophe where it might be run, unchanged otherwise.

    >>> neutralise("=1+1"), neutralise("-3.5"), neutralise("--")
    ("'=1+1", '-3.5', '--')
    """
    return "'" + cell if is_formula(cell) else cell
