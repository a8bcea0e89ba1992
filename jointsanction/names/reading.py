"""What a written name says beside the name itself: state, former names, masks, a code in its place."""

from __future__ import annotations

import re

from msgspec import Struct

from jointsanction.names.normal_form import is_clean, normal_form, settle

_MASKED = re.compile(r"\*|某|(?<![A-Z0-9])X{2,}(?![A-Z0-9])").search


class NameReading(Struct, frozen=True, gc=False):
    """A name as read.

    ``normal``: the normal form, notes taken off. ``former``: normal forms of former (and second, 第二名称) names found
    in notes. ``status``: 已注销, 吊销,未注销 …, "" if none. ``masked``: characters were covered (``*``, ×, ▇, 某, XX).
    ``code``: an identifier-looking run that stands for the name or leads it, "" if none.
    """

    normal: str
    former: tuple[str, ...] = ()
    status: str = ""
    masked: bool = False
    code: str = ""


def is_masked(normal: str) -> bool:
    """Whether a normal form has covered characters."""
    return _MASKED(normal) is not None


def read(name: str) -> NameReading:
    """Read a written name; ``read(name).normal == normal_form(name)``.

    >>> read("清远市溪石贸易有限公司（曾用名：清远市石溪商行）").former
    ('清远市石溪商行',)
    """
    if is_clean(name):
        return NameReading(name)
    normal, written, status, code = settle(name)
    former = tuple(dict.fromkeys(old for old in map(normal_form, written) if len(old) > 1 and old != normal))
    return NameReading(normal, former, status, is_masked(normal), code)
