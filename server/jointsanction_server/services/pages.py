"""Page sizes and page tokens (AIP-158) of lists that are held in memory or counted by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from jointsanction.errors import Place, RequestError

USUAL_PAGE = 100
LARGEST_PAGE = 1_000

_T = TypeVar("_T")


def page_size(asked: int) -> int:
    """The size of a page: the usual one for 0, the largest for more than that.

    >>> page_size(0), page_size(7), page_size(5000)
    (100, 7, 1000)
    """
    if asked < 0:
        message = "page_size 不能为负数"
        raise RequestError(message, reason="PAGE_TOKEN_UNREADABLE", place=Place(field="page_size"))
    return min(asked or USUAL_PAGE, LARGEST_PAGE)


def number_of(token: str) -> int:
    """The number in a page token, 0 for the first page; raises RequestError PAGE_TOKEN_UNREADABLE."""
    if not token:
        return 0
    if token.isascii() and token.isdecimal() and len(token) <= 18:
        return int(token)
    raise RequestError("翻页标记不对", reason="PAGE_TOKEN_UNREADABLE", place=Place(field="page_token"))


def page_of(things: Sequence[_T], asked_size: int, token: str) -> tuple[Sequence[_T], str]:
    """The things of a page and the token of the next, "" on the last."""
    first, size = number_of(token), page_size(asked_size)
    last = first + size
    return things[first:last], str(last) if last < len(things) else ""
