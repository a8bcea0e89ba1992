"""The organisation form at the end of a name (企业名称登记管理规定 art. 10) and 集团 before it (art. 14).

有限公司 and 有限责任公司 are one form, so are 股份有限公司 and 股份公司 (公司法 2023 art. 7): they share a class.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from jointsanction.names.brackets import last_pair
from jointsanction.names.words import organisation_forms


class Formed(NamedTuple):
    """A name cut before its form: ``stem`` + [集团] + ``form`` (+ a bracket that belongs to neither)."""

    stem: str
    form: str
    form_class: str
    group: bool


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for text in organisation_forms():
        sizes.setdefault(text[-1], set()).add(len(text))
    return {last: tuple(sorted(found, reverse=True)) for last, found in sizes.items()}


def ending(text: str) -> str:
    """The longest organisation form that ``text`` ends in, "" if none."""
    if text:
        known = organisation_forms()
        for length in _lengths().get(text[-1], ()):
            if text[-length:] in known:
                return text[-length:]
    return ""


def take_form(text: str) -> Formed:
    """Cut the organisation form off a name without branch."""
    form = ending(text)
    if not form and text.endswith(")"):
        start = last_pair(text)
        if start > 0 and (inner := ending(text[:start])):
            text, form = text[:start], inner
    stem = text[: len(text) - len(form)]
    group = form in ("集团", "(集团)", "企业集团")
    for mark in ("(集团)", "企业集团", "集团"):
        if stem.endswith(mark) and len(stem) > len(mark):
            stem, group = stem[: -len(mark)], True
    return Formed(stem, form, organisation_forms().get(form, ""), group)
