"""The known word that a mistyped one most resembles."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE_ENOUGH = 0.5
"""Ratio of common characters (0 to 1) below which nothing is suggested; 财证 is 0.5 like 财政."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The closest known word, "" when none comes close.

    >>> nearest("departmants", ["departments", "title"])
    'departments'
    """
    return next(iter(get_close_matches(word, sorted(set(known)), n=1, cutoff=ALIKE_ENOUGH)), "")


def write_instead(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Advice in Chinese: the nearest known word, or ``otherwise``."""
    guess = nearest(word, known)
    return f"是否应为“{guess}”" if guess else otherwise
