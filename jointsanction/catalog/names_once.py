"""No two things of one kind may share a code or a name: which one would be meant?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jointsanction.catalog.lookup_key import lookup_key
from jointsanction.errors import Finding, Place


class Named(NamedTuple):
    """One written name: of which thing (its number in the file), as what (code, name, alias), where."""

    owner: str
    text: str
    place: Place
    is_code: bool = False


def twice(names: Iterable[Named]) -> Iterator[Finding]:
    """CODE_TWICE and ALIAS_TWICE, at the second place. A thing may repeat a name of its own."""
    first: dict[str, Named] = {}
    for named in names:
        key = lookup_key(named.text)
        if not key:
            continue
        known = first.setdefault(key, named)
        if known.owner == named.owner:
            continue
        if known.is_code and named.is_code:
            yield Finding(named.place, "CODE_TWICE", f"代码“{named.text}”已用于 {known.place}", "请换一个代码")
        else:
            yield Finding(
                named.place,
                "ALIAS_TWICE",
                f"名称“{named.text}”已用于 {known.place}（{known.text}）",
                "一个名称只能指一个对象：请删除其中一处，或写得更具体",
            )
