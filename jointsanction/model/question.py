"""A question: who is asked about (subject, 主体) and who asks, for what (context, 场景)."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Subject(Struct, frozen=True, gc=False):
    """The enterprise asked about, as the caller typed it; nothing is cleaned here.

    At least one of the name and the four identifiers must say something. ``persons`` are related persons the
    caller happens to know; they are never checked and the answer says so (PERSONS_NOT_CHECKED).
    """

    name: str = ""
    uscc: str = ""
    org_code: str = ""
    reg_no: str = ""
    tax_no: str = ""
    former_names: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


class Context(Struct, frozen=True, gc=False):
    """Who asks and for what. Codes, Chinese names and aliases are all accepted.

    ``department`` is a function (财政) or a body (清远市财政局); ``item`` an approval item (code or name);
    ``region`` a division code or name; ``as_of`` the day decided on (Asia/Shanghai), today where it is None.
    ``case_no`` is carried, never interpreted.
    """

    department: str = ""
    item: str = ""
    region: str = ""
    as_of: date | None = None
    case_no: str = ""
