"""Whether a name is a branch's, and whose: the parent's full name + 分公司, 支行, 分店 … (art. 13).

A branch has no legal personality, its company answers for it (公司法 2023 art. 13); so the parent told is the legal
person where the name holds its organisation form: 甲保险股份有限公司清远市支公司大湾营业部 → 甲保险股份有限公司.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jointsanction.names.gazetteer import gazetteer
from jointsanction.names.trades import trade_starts
from jointsanction.names.words import branch_words, organisation_forms


class Branched(NamedTuple):
    """``head``: what names the enterprise; ``branch``: the rest, "" if none; ``parent``: head where it has a form."""

    head: str
    branch: str
    parent: str


_LAST_STRONG = re.compile(r".*(?:有限责任公司|有限公司|有限责任总公司|股份公司|合伙\)|公司\))(?!\))")
_WEAK = re.compile(r"(?<![分支子])公司")
_OTHER = re.compile(
    r"供销合作社|供销社|信用合作联社|信用合作社|信用联社|信用社|合作联社|联合社|银行|集团(?!公司|有限|股份|\))"
)
_ONE_BRACKET = re.compile(r"\([^()]*\)")
_NO_BRANCH = re.compile(r".*(?:工会|委员会|党支部|党委|管理人|清算组|持股会|集团|\(集团\))")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十百0-9]+(?:号|大)?$")
_SMALL = re.compile("分|支|中心支")
_LONGEST_PLACE = 12


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for word in branch_words()[0]:
        sizes.setdefault(word[-1], set()).add(len(word))
    return {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}


# What a head with a form of its own ends in, not at the end of the name: the cheap test that spares whole companies.
_MAY_HAVE_PARENT = re.compile(r"(?:公司|合伙\)|社|银行|集团).").search


def parent_of(normal: str) -> str:
    """The parent's full name where a normal form is a branch's, "" otherwise: ``parts(normal).parent``, but quick."""
    return split_branch(normal).parent if _MAY_HAVE_PARENT(normal) else ""


def branch_word(text: str) -> str:
    """The longest word a branch's name ends in at the end of ``text``, "" if none."""
    if text:
        words = branch_words()[0]
        if text[-1] == ")" and (found := _ONE_BRACKET.search(text)):
            text = text[: found.start()]
        for length in _lengths().get(text[-1:], ()):
            if text[-length:] in words:
                return text[-length:]
    return ""


def split_branch(normal: str) -> Branched:
    """Cut a normal form into the enterprise's own part and its branch's."""
    if strong := _LAST_STRONG.match(normal):
        head = strong[0]
        tail = normal[len(head) :]
        if tail and _is_tail(tail):
            return Branched(head, tail, head)
        return Branched(normal, "", "")
    for pattern in (_WEAK, _OTHER):
        for found in pattern.finditer(normal):
            head, tail = normal[: found.end()], normal[found.end() :]
            if tail and not _ONE_BRACKET.fullmatch(tail) and not _NO_BRANCH.fullmatch(tail) and _is_outlet(tail):
                return Branched(head, tail, head)
    return _without_parent(normal)


def _is_tail(tail: str) -> bool:
    if len(tail) == 1 or _NO_BRANCH.fullmatch(tail):  # one character behind a form is a slip
        return False
    return not _ONE_BRACKET.fullmatch(tail) or bool(branch_word(tail[1:-1]))


def _is_outlet(tail: str) -> bool:
    if tail.endswith("公司"):
        return tail.endswith(("分公司", "支公司")) or gazetteer().whole(tail[:-2]) is not None
    return len(tail) > 1 and bool(branch_word(tail))


def _without_parent(normal: str) -> Branched:
    """阳光药房清城分店, 新月能源石家庄公司: the parent's form is left out, the branch starts at a place or ordinal."""
    word = branch_word(normal)
    if not word and normal.endswith("公司"):
        return _place_company(normal)
    if word not in branch_words()[1]:
        return Branched(normal, "", "")
    stem = normal[: len(normal) - len(word)]
    start = _branch_start(stem)
    if gazetteer().whole(stem[:start] if start > 0 else stem):
        return Branched(normal, "", "")
    if start < 0 and not _SMALL.match(word):
        return Branched(normal, "", "")
    start = len(stem) if start < 0 else start
    return Branched(normal[:start], normal[start:], "") if start > 1 else Branched(normal, "", "")


def _place_company(normal: str) -> Branched:
    stem = normal[:-2]
    for start in range(max(len(stem) - _LONGEST_PLACE, 4), len(stem) - 1):
        if gazetteer().whole(stem[start:]) and trade_starts(stem[:start]) and not gazetteer().whole(stem):
            return Branched(normal[:start], normal[start:], "")
    return Branched(normal, "", "")


def _branch_start(stem: str) -> int:
    """Where the branch's own words start in the text before its ending word, -1 if nothing tells."""
    if found := _ORDINAL.search(stem):
        return found.start()
    forms = organisation_forms()
    for start in range(len(stem) - 2, 3, -1):  # 药房|清城, 超市|东门: behind the last shop or institution word
        if any(forms.get(stem[start - size : start], "") in ("sole_shop", "institution") for size in (4, 3, 2)):
            return start
    for start in range(max(len(stem) - _LONGEST_PLACE, 2), len(stem) - 1):
        if any(len(place.text) == len(stem) - start for place in gazetteer().at(stem, start)):
            return start
    for start in range(2, len(stem) - 1):  # 溪石银行清远琶江支行: at the first place behind two characters
        if any(place.alone for place in gazetteer().at(stem, start)):
            return start
    return -1
