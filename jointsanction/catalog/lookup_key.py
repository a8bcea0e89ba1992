"""The key under which a name is looked up: the same for every way of typing the same name."""

from __future__ import annotations

from collections.abc import Iterable

from jointsanction.typography import compact

# Quotation marks say nothing; the brackets of document numbers and of names are typed in many forms.
_MARKS = str.maketrans(
    {**dict.fromkeys("“”\"'‘’「」《》·"), **dict.fromkeys("〔［【[", "("), **dict.fromkeys("〕］】]", ")")}
)


def lookup_key(text: str) -> str:
    """Width, white space, case, quotation marks and kinds of brackets do not count.

    >>> lookup_key("拖欠农民工工资 “黑名单”") == lookup_key("拖欠农民工工资黑名单")
    True
    >>> lookup_key("纳税信用Ａ级") == lookup_key("纳税信用a级")
    True
    """
    return compact(text).casefold().translate(_MARKS)


def keys_of(names: Iterable[str]) -> frozenset[str]:
    """The keys of several names, without the empty one."""
    return frozenset(key for name in names if (key := lookup_key(name)))
