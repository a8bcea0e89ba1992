"""Part by part, how two names agree: what the officer reads beside a resembling name."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from jointsanction.match.names.letters import ORDINALS, look_alike, sound_alike
from jointsanction.match.names.listed import ListedName
from jointsanction.match.names.stem import nested
from jointsanction.model import Finding
from jointsanction.names.forms import ending
from jointsanction.names.trades import split_trade
from jointsanction.names.words import organisation_forms


class PartEvidence(NamedTuple):
    """``part``: CORE, REGION, INDUSTRY, FORM or ORDINAL; ABSENT (nothing to compare) is not DIFFERENT."""

    part: str
    finding: Finding
    text: str


NameEvidence = tuple[PartEvidence, ...]


def compare(asked: ListedName, listed: ListedName) -> NameEvidence:
    """Evidence for a candidate; 字号 first."""
    one, other = split_trade(asked.stem), split_trade(listed.stem)
    found = [_core(one.core or asked.stem, other.core or listed.stem), _region(asked.regions, listed.regions)]
    found.append(_industry(one.industry, other.industry))
    found.append(_form(ending(asked.body), ending(listed.body)))
    left = [letter for letter in asked.stem if letter in ORDINALS]
    right = [letter for letter in listed.stem if letter in ORDINALS]
    if left != right and len(left) == len(right):
        found.append(PartEvidence("ORDINAL", Finding.DIFFERENT, "序数或方位不同"))
    return tuple(found)


def sentence(evidence: NameEvidence) -> str:
    """One Chinese sentence: 字号相同；区划缺失；组织形式不同."""
    return "；".join(part.text for part in evidence)


def _core(one: str, other: str) -> PartEvidence:
    if one == other:
        return PartEvidence("CORE", Finding.SAME, "字号相同")
    if "*" in one or "*" in other:
        return PartEvidence("CORE", Finding.SIMILAR, "字号有遮盖")
    if sorted(one) == sorted(other):
        return PartEvidence("CORE", Finding.SIMILAR, "字号用字相同、次序不同")
    if len(one) == len(other):
        wrong = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(wrong) == 1:
            a, b = wrong[0]
            how = "音同" if sound_alike(a, b) else "形近" if look_alike(a, b) else "一字不同"
            return PartEvidence("CORE", Finding.SIMILAR, f"字号{how}（{a}/{b}）")
    if one in other or other in one:
        return PartEvidence("CORE", Finding.SIMILAR, "字号互相包含")
    if OSA.distance(one, other, score_cutoff=2) <= min(2, max(len(one), len(other)) - 1):
        return PartEvidence("CORE", Finding.SIMILAR, "字号相近")
    return PartEvidence("CORE", Finding.DIFFERENT, "字号不同")


def _region(one: tuple[str, ...], other: tuple[str, ...]) -> PartEvidence:
    if not one or not other:
        same = not one and not other
        return PartEvidence("REGION", Finding.ABSENT, "均无区划" if same else "区划缺失")
    heads, others = {region[:2] for region in one}, {region[:2] for region in other}
    if heads == others:
        return PartEvidence("REGION", Finding.SAME, "区划相同")
    if heads & others or nested(one[-1], other[-1]):
        return PartEvidence("REGION", Finding.SIMILAR, "区划一方包含另一方")
    return PartEvidence("REGION", Finding.DIFFERENT, "区划不同")


def _industry(one: str, other: str) -> PartEvidence:
    if one == other:
        return PartEvidence("INDUSTRY", Finding.SAME if one else Finding.ABSENT, "行业相同" if one else "均无行业")
    if not one or not other:
        return PartEvidence("INDUSTRY", Finding.ABSENT, "行业缺失或有误")
    if one in other or other in one or OSA.distance(one, other, score_cutoff=1) <= 1:
        return PartEvidence("INDUSTRY", Finding.SIMILAR, "行业相近")
    return PartEvidence("INDUSTRY", Finding.DIFFERENT, "行业不同")


def _form(one: str, other: str) -> PartEvidence:
    if one == other:
        return PartEvidence("FORM", Finding.SAME if one else Finding.ABSENT, "组织形式相同" if one else "均无组织形式")
    if not one or not other:
        return PartEvidence("FORM", Finding.ABSENT, "组织形式缺失")
    classes = organisation_forms()
    if classes.get(one) == classes.get(other):
        return PartEvidence("FORM", Finding.SIMILAR, "组织形式写法不同")
    return PartEvidence("FORM", Finding.DIFFERENT, "组织形式不同")
