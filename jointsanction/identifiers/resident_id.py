"""Resident identity number (公民身份号码), GB 11643-1999: recognised so that it is never taken for an identifier.

Eighteen characters: six of a division, eight of the birth date, three of sequence, and a check by ISO 7064 MOD 11-2
(digits weighted with powers of two modulo 11; 10 is written X). One in 31 passes the check of the USCC too, so what
has a province, a possible date and a fitting check is a resident number whatever else it may be; a USCC of an
enterprise, which begins with 9, never is. The number of a natural person is kept nowhere: ``format`` masks, problems
quote nothing, ``mask_all`` blanks every number inside a longer text. The tax number of a person (the resident number
with one letter before it or up to two digits behind) counts as one, and so does a number masked already.

>>> is_valid("110105 19491231 002x"), is_valid("110105194912310021")
(True, False)
>>> format("11010519491231002X")
'110105************'
>>> mask_all("经营者某（身份证110105 19491231 002X），电话略")
'经营者某（身份证110105**************），电话略'
>>> is_masked("330327**************"), is_masked("91445500**********")
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from jointsanction.identifiers import problem
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.spelling import compact

__all__ = [
    "check_character",
    "compact",
    "find",
    "format",
    "is_masked",
    "is_valid",
    "mask",
    "mask_all",
    "problems",
    "validate",
]

LENGTH = 18
SHOWN = 6
"""Leading characters, the division, that a masked number still shows."""

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DATE = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_SHAPE = re.compile(rf"{_PROVINCE}[0-9]{{4}}{_DATE}[0-9]{{3}}[0-9X]")
_AROUND = re.compile(r"[A-Z]?([0-9]{17}[0-9X])[0-9]{0,2}")
_BODY = re.compile(r"[0-9]{17}")
_MASKED = re.compile(rf"(?:{_PROVINCE}[0-9]{{0,12}}|[1-8])(?:[*×●█■#?]{{4,17}}|X{{4,17}})[0-9]{{0,4}}[0-9X]?")
_MASKED_LENGTHS = range(15, 22)

# A number in running text, its digits in groups as people space them. The look-ahead finds overlapping candidates.
_DIGIT, _GAP = "[0-9０-９]", r"[\s\-–—－.·\u200b-\u200f\ufeff]{0,2}"
_CANDIDATE = re.compile(
    rf"(?<!{_DIGIT})(?=({_DIGIT}(?:{_GAP}{_DIGIT}){{16}}{_GAP}[0-9０-９XxＸｘ]){_DIGIT}{{0,2}}(?!{_DIGIT}))"
)
# The form of before 1999 has no check to know it by; only the words before it tell.
_FIRST_GENERATION = re.compile(rf"(?:身份证|公民身份)[^0-9０-９]{{0,12}}({_DIGIT}{{15}})(?!{_DIGIT})")


def check_character(body: str) -> str:
    """Check character of the first seventeen digits; ValueError where they are none."""
    if not _BODY.fullmatch(body):
        raise ValueError("公民身份号码前17位应为数字")
    # Base 13 is 2 modulo 11, the ratio of the weights.
    return "0123456789X"[(1 - 2 * int(body, 13)) % 11]


def shaped(code: str) -> bool:
    """Whether a compacted text has a province, a possible birth date 1900-2099 and eighteen characters."""
    if _SHAPE.fullmatch(code) is None:
        return False
    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    return True


def checks(code: str) -> bool:
    """Whether a compacted text is a resident number whose check fits."""
    return shaped(code) and check_character(code[:17]) == code[17]


def of_person(code: str) -> bool:
    """Whether a compacted text is a resident number, plain, masked, or as a person's tax number carries it."""
    found = _AROUND.fullmatch(code)
    if found is not None:
        return checks(found[1])
    return is_masked(code)


def is_masked(code: str) -> bool:
    """Whether a compacted text is a resident number with four or more places masked."""
    return len(code) in _MASKED_LENGTHS and _MASKED.fullmatch(code) is not None


def problems(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a text as a resident number; nothing of the number is quoted."""
    code = compact(text)
    if checks(code):
        return ()
    if len(code) != LENGTH:
        return (problem.length(len(code), LENGTH),)
    if not shaped(code):
        return (Problem("CHARACTER", 0, "", "", "不符合公民身份号码的构成（省级代码、出生日期）"),)
    return (Problem("CHECK", LENGTH, "", "", "公民身份号码校验不符"),)


def validate(text: str) -> str:
    """Canonical form, or InvalidIdentifier."""
    wrong = problems(text)
    if wrong:
        raise InvalidIdentifier(wrong)
    return compact(text)


def is_valid(text: str) -> bool:
    """Whether the text is a resident number whose province, date and check are in order."""
    return checks(compact(text))


def mask(text: str) -> str:
    """The division and as many asterisks as there were characters; what is masked already shows no more than that."""
    code = compact(text)
    return code[:SHOWN] + "*" * (len(code) - SHOWN)


format = mask  # noqa: A001 -- the verb that every number module has; a person's number has no other form to show


def find(text: str) -> Iterator[tuple[int, int]]:
    """Places (start, end) of the resident numbers in a longer text, from left to right, never overlapping.

    Found: eighteen characters that pass, full or half width, together or in groups, also with the two digits that
    make a person's tax number behind; and fifteen digits behind the word 身份证.
    """
    places = [found.span(1) for found in _CANDIDATE.finditer(text) if checks(compact(found[1]))]
    if "身份" in text:
        places.extend(found.span(1) for found in _FIRST_GENERATION.finditer(text))
    end = 0
    for place in sorted(places):
        if place[0] >= end:
            end = place[1]
            yield place


def mask_all(text: str) -> str:
    """The text with every resident number in it masked in place, its length kept; masked ones stay as they are."""
    parts, done = [], 0
    for start, end in find(text):
        parts += [text[done : start + SHOWN], "*" * (end - start - SHOWN)]
        done = end
    return "".join((*parts, text[done:])) if parts else text
