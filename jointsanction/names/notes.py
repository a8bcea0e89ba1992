"""Notes that lists write behind (or before) a name: its state, its former names, its code.

``…有限公司（已注销）``, ``…有限公司（曾用名：…）``, ``913…（某公司企业名称已被登记机关认定为不适宜）``
(企业名称登记管理规定 art. 23: the code stands for the name until it is changed).
Reads folded text in which punctuation still stands, for it tells a note from a part of the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from jointsanction.names.brackets import last_pair
from jointsanction.names.words import lines, rows

_EDGE = "".join(",.;:、。-—–_/\\·'\"“”‘’!#&•・")
_CODE = r"(?:[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}|[0-9]{15})"
_NAME_END = r"(?:公司|厂|店|社|部|行|所|中心|院|场|站|企业|合伙\)|集团|厅|馆)"
_LONGEST_STATE = 60


class _Patterns(NamedTuple):
    state: re.Pattern[str]
    bare_state: re.Pattern[str]
    named: re.Pattern[str]
    bare_named: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    kinds: dict[str, list[str]] = {}
    for row in rows("note_words.csv"):
        kinds.setdefault(row["kind"], []).append(row["word"])
    listed = lines("status_notes.txt")
    state = "|".join(word for word in listed if word[0] != "+")
    beside = "|".join(word[1:] for word in listed if word[0] == "+")
    word = f"(?:已经|已|被|未|正在|拟|待|经|依法|于|{beside})*(?:{state})(?:中|期间|后|日期|时间|人|通知书?|{beside})*"
    date = r"[0-9]{2,4}[-./年][0-9]{1,2}[-./月]?(?:[0-9]{1,2}日?)?"
    whole = f"(?:(?:{word}|{date})[,;:、.和并但且/-]*)+"
    names = "|".join((*kinds["former"], *kinds["short"]))
    return _Patterns(
        re.compile(whole),
        re.compile(f"{_NAME_END}[,;:、.-]*((?:已|被|已被)?(?:注销|吊销|撤销)(?:[,、]?[已未](?:注销|吊销))?)$"),
        re.compile(f"(?P<word>{names})(?:[:为是]|$)?(?P<names>.*)|原:(?P<old>.+)|原(?P<bare>.{{3,}}{_NAME_END})"),
        re.compile(f"(?P<word>{names}|原):(?P<names>.*)$"),
    )


@dataclass(slots=True)
class Noted:
    """A folded name without its notes, and what the notes said."""

    text: str
    former: list[str] = field(default_factory=list)
    state: str = ""
    code: str = ""


_REPLACED = re.compile(f"({_CODE})\\((.*)企业名称.*").fullmatch
_LED = re.compile(f"({_CODE})[^0-9A-Z(]").match
_IS_CODE = re.compile(_CODE).fullmatch
_SHORT = frozenset(("以下简称", "简称", "英文名称", "英文名"))


def _former(text: str) -> list[str]:
    return [name for name in re.split("[,、;/]", text) if name]


def _read_bracket(noted: Noted, content: str) -> bool:
    """Take one bracketed note in; False when the bracket is part of the name."""
    patterns = _patterns()
    if len(content) <= _LONGEST_STATE and patterns.state.fullmatch(content):
        noted.state = noted.state or content.strip(_EDGE)
        return True
    if found := patterns.named.fullmatch(content):
        word, names = found["word"], found["names"] or found["old"] or found["bare"] or ""
        if word not in _SHORT:
            noted.former[:0] = _former(names)
        return True
    if _IS_CODE(content):
        noted.code = noted.code or content
        return True
    return False


def _replaced_by_code(noted: Noted) -> bool:
    found = _REPLACED(noted.text)
    if found is None:
        return False
    noted.code = found[1]
    noted.former[:0] = _former(found[2].strip(_EDGE))
    noted.text = found[1]
    return True


def take_notes(text: str) -> Noted:
    """Split a folded, balanced name from its notes. A note never leaves an empty name behind."""
    noted = Noted(text)
    if _replaced_by_code(noted):
        return noted
    while True:
        left = noted.text.rstrip(_EDGE)
        if left.endswith(")"):
            start = last_pair(left)
            if start > 0 and _read_bracket(noted, left[start + 1 : -1]):
                noted.text = left[:start]
                continue
        elif bare := _patterns().bare_state.search(left[-40:]):
            noted.state = noted.state or bare[1]
            noted.text = left[: len(left) - len(bare[1])]
            continue
        elif ":" in left and (named := _patterns().bare_named.search(left)) and named.start():
            if named["word"] not in _SHORT:
                noted.former[:0] = _former(named["names"])
            noted.text = left[: named.start()]
            continue
        break
    _take_leading(noted)
    return noted


def _take_leading(noted: Noted) -> None:
    if found := _LED(noted.text):
        noted.code = noted.code or found[1]
        noted.text = noted.text[len(found[1]) :]
    elif _IS_CODE(noted.text):
        noted.code = noted.text
    if noted.text.startswith("("):
        end = noted.text.find(")")
        content = noted.text[1:end]
        if 1 < end < len(noted.text) - 1 and end <= _LONGEST_STATE and _patterns().state.fullmatch(content):
            noted.state = noted.state or content.strip(_EDGE)
            noted.text = noted.text[end + 1 :]
