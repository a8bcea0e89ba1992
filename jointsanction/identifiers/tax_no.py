"""Tax number of an organisation before 2015 (税务登记号, 纳税人识别号): six region digits and the organisation code.

Fifteen characters; positions 7-15 are the organisation code of GB 11714 with its check character, which is the only
check there is. (Since the three certificates became one in 2015 the tax number is the USCC; the numbers of persons
are their resident numbers, which ``resident_id`` reads.) A region is never a reason to reject.

>>> validate("445599 a1b2c3d4-8")
'445599A1B2C3D48'
>>> check_character("445599A1B2C3D4")
'8'
>>> [(p.code, p.position, p.expected) for p in problems("445599A1B2C3D45")]
[('CHECK', 15, '8')]
>>> format("445599A1B2C3D48")
'445599 A1B2C3D4-8'
"""

from __future__ import annotations

import re

from jointsanction.identifiers import org_code, problem
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.spelling import DIGIT_MEANT, compact, digits_meant

__all__ = ["check_character", "compact", "format", "is_valid", "problems", "read", "validate"]

LENGTH = 15
REGION = 6
_REGION = re.compile(r"[0-9]{6}")


def check_character(body: str) -> str:
    """Check character of the first fourteen; ValueError where they have not the shape."""
    if not _REGION.fullmatch(body[:REGION]):
        raise ValueError(f"税务登记号前6位应为数字：{body!r}")
    return org_code.check_character(body[REGION:])


def read(code: str) -> tuple[str, tuple[Problem, ...]]:
    """Canonical form of a compacted text ("" where it is not valid) and what is wrong with it."""
    if len(code) != LENGTH:
        return "", (problem.length(len(code), LENGTH),)
    region = digits_meant(code[:REGION])
    wrong = []
    for at, char in enumerate(code[:REGION], 1):
        if char in DIGIT_MEANT:
            wrong.append(problem.confused(at, char, DIGIT_MEANT[char]))
        elif not "0" <= char <= "9":
            wrong.append(problem.character(at, char, digits_only=True))
    inner, inner_wrong = org_code.read(code[REGION:])
    wrong.extend(_shifted(found) for found in inner_wrong)
    valid = bool(inner) and _REGION.fullmatch(region) is not None
    return (region + inner if valid else ""), tuple(wrong)


def _shifted(found: Problem) -> Problem:
    """A problem of the organisation code, with its place in the whole number."""
    at = found.position + REGION
    if found.code == "CHECK":
        return problem.check(at, found.found, found.expected)
    if found.code == "CONFUSED":
        return problem.confused(at, found.found, found.expected)
    return problem.character(at, found.found)


def problems(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a text as a tax number of fifteen; () where nothing is."""
    return read(compact(text))[1]


def validate(text: str) -> str:
    """Canonical form, or InvalidIdentifier."""
    code, wrong = read(compact(text))
    if not code:
        raise InvalidIdentifier(wrong)
    return code


def is_valid(text: str) -> bool:
    """Whether the text can be read as a tax number whose embedded organisation code fits its check."""
    return read(compact(text))[0] != ""


def format(code: str) -> str:  # noqa: A001 -- the verb that every number module has
    """Region, then the organisation code as it is written."""
    return f"{code[:REGION]} {org_code.format(code[REGION:])}"
