"""Organisation code (组织机构代码), GB 11714-1997, 全国组织机构代码编制规则.

Nine characters: a body of eight from ``0-9A-Z`` and a check character, written ``xxxxxxxx-x``. With 0-9 counting 0-9
and A-Z counting 10-35, the body is weighted 3 7 9 10 5 8 4 2 (the powers of two, modulo 11, that end in 2); the check
makes the sum a multiple of 11 and is written X where it is 10.

Positions 9-17 of a USCC and 7-15 of an old tax number are an organisation code: the bridge from old records to new.

>>> validate("A1b2C3d4－8")
'A1B2C3D48'
>>> check_character("A1B2C3D4")
'8'
>>> format("A1B2C3D48")
'A1B2C3D4-8'
>>> [problem.code for problem in problems("A1B2C3D45")]
['CHECK']
"""

from __future__ import annotations

import re

from jointsanction.identifiers import problem
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.spelling import DIGIT_MEANT, compact, digits_meant

__all__ = ["check_character", "compact", "format", "is_valid", "problems", "read", "validate"]

LENGTH = 9
CHECKS = "0123456789X"
_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_BODY = re.compile(r"[0-9A-Z]{8}")


def check_character(body: str) -> str:
    """Check character of a body of eight; ValueError where the body is none."""
    if not _BODY.fullmatch(body):
        raise ValueError(f"组织机构代码本体应为8位数字或大写字母：{body!r}")
    # Horner's rule at 2; all is taken modulo 11 once, at the end.
    total = 0
    for char in body:
        total = 2 * total + int(char, 36)
    return CHECKS[-2 * total % 11]


def checks(code: str) -> bool:
    """Whether a compacted text has the shape of an organisation code and a check character that fits."""
    return _SHAPE.fullmatch(code) is not None and check_character(code[:8]) == code[8]


def read(code: str) -> tuple[str, tuple[Problem, ...]]:
    """Canonical form of a compacted text ("" where it is not valid) and what is wrong with it.

    O and I are letters of this code, so they are read as digits only where that makes the check fit.
    """
    if checks(code):
        return code, ()
    meant = digits_meant(code)
    if meant != code and checks(meant):
        slips = ((at, char) for at, char in enumerate(code, 1) if char in DIGIT_MEANT)
        return meant, tuple(problem.confused(at, char, DIGIT_MEANT[char]) for at, char in slips)
    if len(code) != LENGTH:
        return "", (problem.length(len(code), LENGTH),)
    wrong = [
        problem.character(at, char) for at, char in enumerate(code, 1) if not ("0" <= char <= "9" or "A" <= char <= "Z")
    ]
    if not wrong:
        wrong = [problem.check(LENGTH, code[8], check_character(code[:8]))]
    return "", tuple(wrong)


def problems(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a text as an organisation code; () where nothing is."""
    return read(compact(text))[1]


def validate(text: str) -> str:
    """Canonical form, or InvalidIdentifier."""
    code, wrong = read(compact(text))
    if not code:
        raise InvalidIdentifier(wrong)
    return code


def is_valid(text: str) -> bool:
    """Whether the text can be read as an organisation code whose check fits."""
    return read(compact(text))[0] != ""


def format(code: str) -> str:  # noqa: A001 -- the verb that every number module has
    """As it is written on documents, with a hyphen before the check character."""
    return f"{code[:8]}-{code[8:]}"
