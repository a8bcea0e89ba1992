"""Unified social credit code (统一社会信用代码, USCC), GB 32100-2015 with amendment 1 of 2016.

Eighteen characters from ``0123456789ABCDEFGHJKLMNPQRTUWXY`` (31; no I O S V Z), counting 0-30:

========  ===================================================================================================
1         registering department: digits, and A, N, Y
2         kind of organisation
3-8       region of the registering authority when it issued the code: digits, and never a reason to reject,
          since development zones and abolished counties are in no table of divisions
9-17      the organisation code of GB 11714, with its own check character at 17
18        check character: the first 17 are weighted 3^0 … 3^16, and the check makes the sum a multiple of 31
========  ===================================================================================================

Where the weighted sum is a multiple of 31 already, the check character is 0. An organisation code inside whose own
check does not fit is a warning, never a rejection: such codes have been issued. O and I are read as 0 and 1.

>>> validate("９1445500-Ma5xqX１K-81")
'91445500MA5XQX1K81'
>>> check_character("91445500MA5XQX1K8")
'1'
>>> is_valid("9144550OMA5XQXIK81"), is_valid("91445500MA5XQX1K8T")
(True, False)
>>> [(p.code, p.position, p.expected) for p in problems("91445500MA5XQX1K8T")]
[('CHECK', 18, '1')]
>>> format("91445500MA5XQX1K81")
'91 445500 MA5XQX1K8 1'
"""

from __future__ import annotations

import re

from jointsanction.identifiers import org_code, problem
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.spelling import DIGIT_MEANT, compact, digits_meant

__all__ = ["check_character", "compact", "format", "is_valid", "problems", "read", "validate"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
ORG_CODE = slice(8, 17)
VALUES = {char: value for value, char in enumerate(ALPHABET)}
CHECKS = ALPHABET[0] + ALPHABET[:0:-1]
"""Check character by the remainder of the weighted sum."""

_BODY = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{9}}")
shaped = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}").fullmatch

# Read backwards in base 34 a number's characters carry the weights 34^0, 34^1 …, and 34 is 3 modulo 31: the whole
# weighted sum is one integer conversion. Base 34 has room for the 31 values.
_BASE = 34
_NUMERALS = bytes.maketrans(ALPHABET.encode(), b"0123456789abcdefghijklmnopqrstu")


def checks(code: str) -> bool:
    """Whether the check character of a code fits; the code must be ``shaped``."""
    return CHECKS[int(code.encode()[16::-1].translate(_NUMERALS), _BASE) % 31] == code[17]


# Base 35 is 2 modulo 11, the ratio of GB 11714's weights, and Z, which it lacks, is in no USCC. A check character X
# counts 33 there instead of 10, that is 0 instead of 10 modulo 11.
def org_checks(code: str) -> bool:
    """Whether the embedded organisation code of a ``shaped`` code fits its own check character."""
    last = code[16]
    return int(code[8:17], 35) % 11 == (1 if last == "X" else 0) and (last <= "9" or last == "X")


def check_character(body: str) -> str:
    """Check character of the first seventeen; ValueError where they have not the shape."""
    if not _BODY.fullmatch(body):
        raise ValueError(f"统一社会信用代码前17位的格式不符：{body!r}")
    return CHECKS[int(body.encode()[::-1].translate(_NUMERALS), _BASE) % 31]


def read(code: str) -> tuple[str, tuple[Problem, ...]]:
    """Canonical form of a compacted text ("" where it is not valid) and what is wrong with it.

    A valid code may carry problems too: CONFUSED, ORG_CHECK.
    """
    meant = digits_meant(code)
    if not shaped(meant):
        return "", tuple(_misshaped(code))
    wrong = []
    if meant != code:
        wrong = [problem.confused(at, c, DIGIT_MEANT[c]) for at, c in enumerate(code, 1) if c in DIGIT_MEANT]
    valid = checks(meant)
    if not valid:
        wrong.append(problem.check(LENGTH, code[17], check_character(meant[:17])))
    if not org_checks(meant):
        wrong.append(problem.org_check(17, code[16], org_code.check_character(meant[8:16])))
    return (meant if valid else ""), tuple(wrong)


def embedded_org_code(code: str) -> str:
    """The organisation code at positions 9-17 of a compacted text of 18 where its own check fits, else ""."""
    inner = digits_meant(code)[ORG_CODE]
    return inner if len(code) == LENGTH and org_code.checks(inner) else ""


def _misshaped(code: str) -> list[Problem]:
    if len(code) != LENGTH:
        return [problem.length(len(code), LENGTH)]
    wrong = []
    for at, char in enumerate(code, 1):
        if char in DIGIT_MEANT:
            wrong.append(problem.confused(at, char, DIGIT_MEANT[char]))
        elif char not in VALUES:
            wrong.append(problem.character(at, char))
        elif 3 <= at <= 8 and char > "9":
            wrong.append(problem.character(at, char, digits_only=True))
    return wrong


def problems(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a text as a USCC, warnings on a valid one included; () where nothing is."""
    return read(compact(text))[1]


def validate(text: str) -> str:
    """Canonical form, or InvalidIdentifier."""
    code, wrong = read(compact(text))
    if not code:
        raise InvalidIdentifier(wrong)
    return code


def is_valid(text: str) -> bool:
    """Whether the text can be read as a USCC whose check fits."""
    return read(compact(text))[0] != ""


def format(code: str) -> str:  # noqa: A001 -- the verb that every number module has
    """In the groups of the standard, to read aloud or compare by eye."""
    return f"{code[:2]} {code[2:8]} {code[8:17]} {code[17:]}"
