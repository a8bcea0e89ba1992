"""Codes one slip away from a damaged one (疑似应为): offered to a person, never taken for the code itself.

A slip is one wrong character, two neighbours swapped, one character left out, one added. Both check sums of a USCC
are linear, so the character that mends it at a given place is solved for and not searched for; of the candidates
those stay that pass both checks. Two slips away is nobody's suggestion. Organisation codes and registration numbers
have one weak check, which nearly every place can mend: only likely slips are offered there.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

from jointsanction.identifiers import org_code, placeholder, reg_no, resident_id, tax_no, uscc
from jointsanction.identifiers.reading import Kind, Reading, State
from jointsanction.identifiers.spelling import digits_meant

LIMIT = 16
"""At most so many suggestions; 100,000 random slips in random codes gave 12 at most."""

LOOKS, KEYS, SWAP, OTHER = range(4)
"""Ranks, likeliest first: look-alike (or a doubled character), neighbouring key, swap, anything else."""
_UNKNOWN_DEPARTMENT = 4
_DEPARTMENTS = frozenset("123456789ANY")

_Candidate = tuple[int, int, str]
"""Rank, place, code: sorts best first and always alike."""

_WEIGHTS = (*(pow(3, at, 31) for at in range(17)), 1)
_INVERSES = tuple(pow(weight, -1, 31) for weight in _WEIGHTS)


def _slip_ranks() -> dict[tuple[str, str], int]:
    lines = (files(__package__) / "data" / "slips.txt").read_text(encoding="utf-8").splitlines()
    ranks: dict[tuple[str, str], int] = {}
    for line in lines:
        sort, _, chars = line.partition(" ")
        if sort == "keys":
            ranks.update(dict.fromkeys(pairwise(chars), KEYS))
            ranks.update(dict.fromkeys(pairwise(chars[::-1]), KEYS))
    for line in lines:
        sort, _, chars = line.partition(" ")
        if sort == "looks":
            ranks.update({(one, other): LOOKS for one in chars for other in chars if one != other})
    return ranks


_RANKS = _slip_ranks()
_LOOK_ALIKES = {
    one: tuple(sorted(other for (first, other), rank in _RANKS.items() if first == one and rank == LOOKS))
    for one in {first for first, _ in _RANKS}
}


def suggestions(reading: Reading) -> tuple[str, ...]:
    """Valid codes one slip away from a damaged reading, likeliest first, at most ``LIMIT``; () for any other reading.

    >>> from jointsanction.identifiers import read
    >>> suggestions(read("91445500MA5XQX1K8I")), suggestions(read("91445500MA5XQXLK81"))[0]
    ((), '91445500MA5XQX1K81')
    >>> suggestions(read("L91445500MA5XQX1K81"))
    ('91445500MA5XQX1K81',)
    """
    if reading.state is not State.DAMAGED:
        return ()
    if reading.kind is Kind.USCC:
        found = _of_uscc(digits_meant(reading.code))
    elif reading.kind is Kind.ORG_CODE:
        found = _of_org_code(reading.code)
    elif reading.kind is Kind.REG_NO:
        found = _of_reg_no(digits_meant(reading.code))
    else:
        found = _of_tax_no(reading.code)
    ranked = sorted(candidate for candidate in found if not placeholder.is_placeholder(candidate[2]))
    return tuple(dict.fromkeys(code for _, _, code in ranked))[:LIMIT]


def _of_uscc(code: str) -> Iterator[_Candidate]:
    slips = {18: (_one_wrong, _swapped), 17: (_one_missing,), 19: (_one_added,)}.get(len(code), ())
    foreign = [at for at, char in enumerate(code) if char not in uscc.VALUES]
    if len(foreign) > 1:
        return
    for slip in slips:
        for rank, at, mended in slip(code, foreign):
            if not (uscc.shaped(mended) and uscc.checks(mended) and uscc.org_checks(mended)):
                continue
            if mended[0] == "9" or not resident_id.checks(mended):
                yield (rank if mended[0] in _DEPARTMENTS else _UNKNOWN_DEPARTMENT), at, mended


def _one_wrong(code: str, foreign: list[int]) -> Iterator[_Candidate]:
    terms = [weight * uscc.VALUES.get(char, 0) for weight, char in zip(_WEIGHTS, code, strict=True)]
    total = sum(terms)
    for at in foreign or range(18):
        char = uscc.ALPHABET[(terms[at] - total) * _INVERSES[at] % 31]
        yield _RANKS.get((code[at], char), OTHER), at, code[:at] + char + code[at + 1 :]


def _swapped(code: str, foreign: list[int]) -> Iterator[_Candidate]:
    if foreign:
        return
    values = [uscc.VALUES[char] for char in code]
    total = sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    for at in range(17):
        change = (values[at] - values[at + 1]) * (_WEIGHTS[at + 1] - _WEIGHTS[at])
        if (total + change) % 31 == 0:
            yield SWAP, at, _swap(code, at)


def _one_missing(code: str, foreign: list[int]) -> Iterator[_Candidate]:
    if foreign:
        return
    values = [uscc.VALUES[char] for char in code]
    total = sum(weight * value for weight, value in zip(_WEIGHTS[1:], values, strict=True))
    for at in range(18):
        # Here ``total`` counts the characters before ``at`` in their places and those from it on one place later.
        char = uscc.ALPHABET[-total * _INVERSES[at] % 31]
        doubled = char in code[max(at - 1, 0) : at + 1]
        yield (LOOKS if doubled else OTHER), at, code[:at] + char + code[at:]
        if at < len(values):
            total += values[at] * (_WEIGHTS[at] - _WEIGHTS[at + 1])


def _one_added(code: str, foreign: list[int]) -> Iterator[_Candidate]:
    for at in foreign or range(19):
        doubled = at > 0 and code[at] == code[at - 1]
        likely = doubled or (at == 0 and code[0] > "9")
        yield (LOOKS if likely else OTHER), at, code[:at] + code[at + 1 :]


def _of_org_code(code: str) -> Iterator[_Candidate]:
    if len(code) == org_code.LENGTH - 1:
        yield OTHER, org_code.LENGTH, code + org_code.check_character(code)
    elif len(code) == org_code.LENGTH + 1:
        yield from (slip for slip in _dropped(code) if org_code.checks(slip[2]))
    elif len(code) == org_code.LENGTH:
        yield from (slip for slip in (*_looking_alike(code), *_swaps(code)) if org_code.checks(slip[2]))
        yield OTHER, org_code.LENGTH, code[:8] + org_code.check_character(code[:8])


def _of_tax_no(code: str) -> Iterator[_Candidate]:
    if len(code) == tax_no.LENGTH + 1 and tax_no.is_valid(code[1:]):
        yield LOOKS, 0, code[1:]
    region = digits_meant(code[: tax_no.REGION])
    if len(code) == tax_no.LENGTH and region.isdecimal():
        for rank, at, mended in _of_org_code(code[tax_no.REGION :]):
            yield rank, at + tax_no.REGION, region + mended


def _of_reg_no(code: str) -> Iterator[_Candidate]:
    letters = [at for at, char in enumerate(code) if not char.isdecimal()]
    if len(code) != reg_no.LENGTH or len(letters) > 1:
        return
    for at in letters:  # one at most: the only digit that fits in its place
        for digit in "0123456789":
            mended = code[:at] + digit + code[at + 1 :]
            if reg_no.checks(mended):
                yield LOOKS, at, mended
    if not letters:
        yield from (slip for slip in _swaps(code) if reg_no.checks(slip[2]))


def _swap(code: str, at: int) -> str:
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _swaps(code: str) -> Iterator[_Candidate]:
    return ((SWAP, at, _swap(code, at)) for at in range(len(code) - 1) if code[at] != code[at + 1])


def _dropped(code: str) -> Iterator[_Candidate]:
    for at, char in enumerate(code):
        yield (LOOKS if at and char == code[at - 1] else OTHER), at, code[:at] + code[at + 1 :]


def _looking_alike(code: str) -> Iterator[_Candidate]:
    for at, char in enumerate(code):
        for other in _LOOK_ALIKES.get(char, ()):
            yield LOOKS, at, code[:at] + other + code[at + 1 :]
