"""Invented, well-formed identifiers: the check characters are right, the enterprises do not exist."""

from __future__ import annotations

from jointsanction.identifiers import org_code, uscc

_BODY_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def org(number: int) -> str:
    """The organisation code number ``number``: "MX" and six places, so that all of them are recognisably invented."""
    body = "MX"
    for place in range(5, -1, -1):
        body += _BODY_ALPHABET[number // 31**place % 31]
    return body + org_code.check_character(body)


def code(number: int, prefix: str = "91441800") -> str:
    """The unified social credit code number ``number``."""
    body = prefix + org(number)
    return body + uscc.check_character(body)


def damaged(code: str) -> str:
    """The same code with its check character changed: no longer valid, its organisation code still checks."""
    return code[:-1] + next(char for char in "0123456789" if char != code[-1])
