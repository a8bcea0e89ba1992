"""Registration number (工商注册号), GS15-2006, 工商行政管理市场主体注册号编制规则.

Fifteen digits: six of the authority that first registered the business, eight of sequence, one check digit by
ISO 7064 MOD 11,10: starting from p = 10, each digit d takes p to s = (d + p) mod 10 (10 where that is 0) and then to
2s mod 11; the check digit is (11 − p) mod 10. Numbers of thirteen digits, issued before 2007, have no check at all.

>>> validate("445599 00000123 3")
'445599000001233'
>>> check_character("44559900000123")
'3'
>>> [(p.code, p.position, p.expected) for p in problems("445599000001238")]
[('CHECK', 15, '3')]
>>> [p.text for p in problems("4455992000123")]
['应为15位，实为13位']
>>> format("445599000001233")
'445599 00000123 3'
"""

from __future__ import annotations

import re

from jointsanction.identifiers import problem
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.spelling import DIGIT_MEANT, compact, digits_meant

__all__ = ["check_character", "compact", "format", "is_valid", "problems", "read", "validate"]

LENGTH = 15
_SHAPE = re.compile(r"[0-9]{15}")
_BODY = re.compile(r"[0-9]{14}")
# _STEP[p][d]: where the digit d takes p.
_STEP = tuple(tuple(2 * ((digit + p) % 10 or 10) % 11 for digit in range(10)) for p in range(11))


def check_character(body: str) -> str:
    """Check digit of the first fourteen; ValueError where they are not fourteen digits."""
    if not _BODY.fullmatch(body):
        raise ValueError(f"注册号前14位应为数字：{body!r}")
    p = 10
    for digit in map(int, body):
        p = _STEP[p][digit]
    return str((11 - p) % 10)


def checks(code: str) -> bool:
    """Whether a compacted text is fifteen digits whose check fits."""
    return _SHAPE.fullmatch(code) is not None and check_character(code[:14]) == code[14]


def read(code: str) -> tuple[str, tuple[Problem, ...]]:
    """Canonical form of a compacted text ("" where it is not valid) and what is wrong with it."""
    meant = digits_meant(code)
    if len(code) != LENGTH:
        return "", (problem.length(len(code), LENGTH),)
    wrong = []
    for at, char in enumerate(code, 1):
        if char in DIGIT_MEANT:
            wrong.append(problem.confused(at, char, DIGIT_MEANT[char]))
        elif not "0" <= char <= "9":
            wrong.append(problem.character(at, char, digits_only=True))
    if checks(meant):
        return meant, tuple(wrong)
    if _SHAPE.fullmatch(meant):
        wrong.append(problem.check(LENGTH, code[14], check_character(meant[:14])))
    return "", tuple(wrong)


def problems(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a text as a registration number; () where nothing is."""
    return read(compact(text))[1]


def validate(text: str) -> str:
    """Canonical form, or InvalidIdentifier."""
    code, wrong = read(compact(text))
    if not code:
        raise InvalidIdentifier(wrong)
    return code


def is_valid(text: str) -> bool:
    """Whether the text can be read as a registration number of fifteen digits whose check fits."""
    return read(compact(text))[0] != ""


def format(code: str) -> str:  # noqa: A001 -- the verb that every number module has
    """In its three parts: authority, sequence, check."""
    return f"{code[:6]} {code[6:14]} {code[14:]}"
