"""The one door: what a text in a code field is.

The shape decides; what the field expects only breaks ties. Nothing is refused: a damaged code keeps its text, so
that it can still equal itself (codes have been issued that fail the check), and is never held against anything.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from jointsanction.identifiers import org_code, placeholder, problem, reg_no, resident_id, tax_no, uscc
from jointsanction.identifiers.placeholder import SUSPECT_CORES
from jointsanction.identifiers.problem import Problem
from jointsanction.identifiers.spelling import compact

LONGEST = 64
"""Texts longer than this hold no single code, whatever else they hold."""


class Kind(StrEnum):
    """The four numbers of an enterprise."""

    USCC = "USCC"
    ORG_CODE = "ORG_CODE"
    REG_NO = "REG_NO"
    TAX_NO = "TAX_NO"


class State(StrEnum):
    """What has been made of a text. Only VALID and DAMAGED readings carry a code."""

    EMPTY = "EMPTY"
    VALID = "VALID"
    DAMAGED = "DAMAGED"
    PLACEHOLDER = "PLACEHOLDER"
    RESIDENT_ID = "RESIDENT_ID"
    UNREADABLE = "UNREADABLE"


class Reading(Struct, frozen=True, gc=False):
    """A text read: ``code`` is canonical where VALID, the compacted upper-case text where DAMAGED, else "".

    ``org_code`` is the organisation code that the code is or embeds, "" where its own check does not fit.
    """

    state: State
    kind: Kind | None
    code: str
    org_code: str
    problems: tuple[Problem, ...]


_EMPTY = Reading(State.EMPTY, None, "", "", ())
_PLACEHOLDER = Reading(State.PLACEHOLDER, None, "", "", ())
_RESIDENT_ID = Reading(State.RESIDENT_ID, None, "", "", ())
_UNREADABLE = Reading(State.UNREADABLE, None, "", "", ())

# Hot names: a global is looked up faster than an attribute.
_VALID, _USCC = State.VALID, Kind.USCC
_shaped, _checks, _org_checks = uscc.shaped, uscc.checks, uscc.org_checks

_LATIN = re.compile(r"[0-9A-Z]+")
_DIGITS = re.compile(r"[0-9]+")
_TYPED = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff\x00]")
# Cooperatives were registered with letters where others have digits: 445599NA000123X.
_COOPERATIVE = re.compile(r"[0-9]{6}N[A-Z][0-9]{6}[0-9X]")
_USCC_LENGTHS = range(16, 21)
_USCC_DIGITS = 7
"""A USCC has eight digits or more in practice, region and department; a slip may cost one."""
_SIXTEEN = 16
_ENTERPRISE = ("91", "92", "93")
_KEPT = 256
"""Readings kept: within one check the same code is read up to four times, to match, to decide and to write down."""
_STRANGERS = 2
"""Characters that are neither letter nor digit in a text that still resembles a USCC."""


@lru_cache(_KEPT)
def read(text: str, expected: Kind | None = None) -> Reading:
    """Read a text of a code field; ``expected`` is the kind that the field is for, where it is for one.

    >>> read(" 91445500-ma5xqx1k8-1").code
    '91445500MA5XQX1K81'
    >>> str(read("445599A1B2C3D48").kind), read("445599A1B2C3D48").org_code
    ('TAX_NO', 'A1B2C3D48')
    >>> str(read("企独苏总字第000号").state)
    'UNREADABLE'
    """
    if (
        _shaped(text)
        and _checks(text)
        and (core := text[8:17]) not in SUSPECT_CORES
        and (text[0] == "9" or not resident_id.checks(text))
        and _org_checks(text)
    ):
        return Reading(_VALID, _USCC, text, core, ())
    if len(text) > LONGEST:
        return _UNREADABLE
    code = compact(text)
    if not code:
        return _PLACEHOLDER if _TYPED.search(text) else _EMPTY
    if placeholder.is_placeholder(code):
        return _PLACEHOLDER
    if resident_id.of_person(code):
        return _RESIDENT_ID
    if not _LATIN.fullmatch(code):
        return _damaged_uscc(code) if len(code) in _USCC_LENGTHS and _resembles_uscc(code) else _UNREADABLE
    return _by_length(code, expected)


def _by_length(code: str, expected: Kind | None) -> Reading:
    size = len(code)
    if size == uscc.LENGTH:
        return _eighteen(code)
    if size == reg_no.LENGTH:
        return _fifteen(code, expected)
    if size == org_code.LENGTH:
        return _nine(code, expected)
    if size in _USCC_LENGTHS and _resembles_uscc(code) and not (size == _SIXTEEN and _is_old_number(code, expected)):
        return _damaged_uscc(code)
    return _odd_length(code, expected)


def _eighteen(code: str) -> Reading:
    canonical, problems = uscc.read(code)
    if canonical:
        inner = canonical[uscc.ORG_CODE] if _org_checks(canonical) else ""
        return Reading(State.VALID, Kind.USCC, canonical, inner, problems)
    if resident_id.shaped(code):
        return _RESIDENT_ID  # both checks fail: more likely a person's number mistyped, and that must not be kept
    return _damaged_uscc(code) if _resembles_uscc(code) else _UNREADABLE


def _fifteen(code: str, expected: Kind | None) -> Reading:
    registered, reg_problems = reg_no.read(code)
    taxed, tax_problems = tax_no.read(code)
    if registered and not (taxed and expected is Kind.TAX_NO):
        return Reading(State.VALID, Kind.REG_NO, registered, "", reg_problems)
    if taxed:
        return Reading(State.VALID, Kind.TAX_NO, taxed, taxed[tax_no.REGION :], tax_problems)
    if not _few_letters(code):
        return _UNREADABLE
    if _COOPERATIVE.fullmatch(code) or (_DIGITS.fullmatch(code) and expected is not Kind.TAX_NO):
        return _damaged(Kind.REG_NO, code, reg_problems)
    return _damaged(Kind.REG_NO if expected is Kind.REG_NO else Kind.TAX_NO, code, tax_problems)


def _nine(code: str, expected: Kind | None) -> Reading:
    canonical, problems = org_code.read(code)
    if canonical and (expected is Kind.ORG_CODE or any(char.isdecimal() for char in code)):
        return Reading(State.VALID, Kind.ORG_CODE, canonical, canonical, problems)
    if expected is Kind.ORG_CODE or _few_letters(code):
        return _damaged(Kind.ORG_CODE, code, problems)
    return _UNREADABLE


def _is_old_number(code: str, expected: Kind | None) -> bool:
    """Whether sixteen characters are rather a number of fifteen with one too many than a USCC with two too few."""
    return expected in (Kind.REG_NO, Kind.TAX_NO) or tax_no.is_valid(code[1:]) or not code.startswith(_ENTERPRISE)


def _odd_length(code: str, expected: Kind | None) -> Reading:
    """Numbers of a length that is none's: the old registration numbers, and what the field expects."""
    size = len(code)
    if expected is Kind.ORG_CODE and size in (8, 10) and _few_letters(code):
        return _damaged(Kind.ORG_CODE, code, (problem.length(size, org_code.LENGTH),))
    if size in (13, 14, 16) and _few_letters(code):
        if expected is Kind.TAX_NO or (size == _SIXTEEN and not _DIGITS.fullmatch(code)):
            return _damaged(Kind.TAX_NO, code, (problem.length(size, tax_no.LENGTH),))
        if _DIGITS.fullmatch(code):
            return _damaged(Kind.REG_NO, code, (problem.length(size, reg_no.LENGTH),))
    return _UNREADABLE


def _damaged(kind: Kind, code: str, problems: tuple[Problem, ...]) -> Reading:
    return Reading(State.DAMAGED, kind, code, "", problems)


def _damaged_uscc(code: str) -> Reading:
    return Reading(State.DAMAGED, Kind.USCC, code, uscc.embedded_org_code(code), uscc.read(code)[1])


def _resembles_uscc(code: str) -> bool:
    digits = sum("0" <= char <= "9" or char in "OI" for char in code)
    strangers = sum(not (char.isascii() and char.isalnum()) for char in code)
    return digits >= _USCC_DIGITS and strangers <= _STRANGERS


def _few_letters(code: str) -> bool:
    """Whether a text is a number at all: two characters in five are digits."""
    return 5 * sum("0" <= char <= "9" or char in "OI" for char in code) >= 2 * len(code)
