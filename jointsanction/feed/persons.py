"""Natural persons (自然人): a row about one is declined, and a person's number is kept only as keyed hash and mask."""

from __future__ import annotations

import re
from collections.abc import Callable

from jointsanction.identifiers import State, placeholder, read, resident_id
from jointsanction.identifiers.spelling import compact as compact_code
from jointsanction.names import is_person
from jointsanction.typography import compact

KeyedHash = Callable[[str], str]

_PERSON_KINDS = frozenset(("自然人", "个人", "公民", "居民", "自然人主体", "naturalperson", "person", "individual"))
_LONGEST_PERSON = 20
_LENGTHS_OF_NUMBERS = range(15, 30)
_LONGEST_PLACEHOLDER, _LONGEST_PLACEHOLDER_IN_HAN = 20, 6
_COVERED_BEFORE = re.compile(r"[0-9X]*\*+ #[0-9a-f]{8,}")


def says_person(kind: str) -> bool:
    """Whether a 主体类别 cell says natural person; an 个体工商户 is an enterprise."""
    return compact(kind).casefold() in _PERSON_KINDS


def named_like_person(name: str) -> bool:
    """Whether a written name is a person's."""
    return 0 < len(name) <= _LONGEST_PERSON and is_person(name)


def is_nothing(text: str) -> bool:
    """Whether a cell that should name the subject is empty or a placeholder."""
    if len(text) > (_LONGEST_PLACEHOLDER if text.isascii() else _LONGEST_PLACEHOLDER_IN_HAN):
        return False
    code = compact_code(text)
    return not code or placeholder.is_placeholder(code)


def is_resident_id(text: str) -> bool:
    """Whether a whole cell is a resident number, masked or mistyped ones included."""
    return len(text) in _LENGTHS_OF_NUMBERS and read(text).state is State.RESIDENT_ID


def covered(number: str, keyed_hash: KeyedHash) -> str:
    """A person's number as it is kept: masked, and a keyed hash by which the same number is known again.

    Numbers of another kind (passports, permits) are too short to show a part of. What an exported quarantine file
    carries back is covered already.
    """
    if _COVERED_BEFORE.fullmatch(number):
        return number
    code = compact_code(number)
    masked = resident_id.mask(code) if len(code) >= _LENGTHS_OF_NUMBERS.start else "*" * len(code)
    return f"{masked} #{person_hash(number, keyed_hash)}"


def person_hash(text: str, keyed_hash: KeyedHash) -> str:
    """Keyed hash of a person's number or name, the same however it is typed."""
    return keyed_hash(compact_code(text) or compact(text))
