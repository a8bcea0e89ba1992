"""Brackets of a folded text: pairs are kept with what they hold, empty pairs and lone brackets go."""

from __future__ import annotations

import re

_BALANCED = re.compile(r"[^()]*(?:\([^()]+\)[^()]*)*").fullmatch


def balance(text: str) -> str:
    """Drop brackets that have no partner and pairs that hold nothing; linear in the length."""
    if _BALANCED(text):
        return text
    kept: list[str] = []
    opened: list[int] = []
    for letter in text:
        if letter == "(":
            opened.append(len(kept))
            kept.append(letter)
        elif letter != ")":
            kept.append(letter)
        elif opened:
            start = opened.pop()
            if start == len(kept) - 1:
                kept.pop()
            else:
                kept.append(letter)
    for start in reversed(opened):
        kept[start] = ""
    return "".join(kept)


def last_pair(text: str) -> int:
    """Where the bracket opens that the last character of ``text`` closes, or -1."""
    if not text.endswith(")"):
        return -1
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        if text[place] == ")":
            depth += 1
        elif text[place] == "(":
            depth -= 1
            if not depth:
                return place
    return -1
