"""What the catalogue holds, as frozen dataclasses: list classes, departments, bodies, items, regions, settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jointsanction.model import Colour, DecisionWarning, Scope


@dataclass(frozen=True, slots=True)
class ListClass:
    """A list class (名单类别). ``owner`` is a function code.

    ``term_months`` is the legal term that stands in for an unknown end (None: none is assumed); ``end_inclusive``
    says that the end the list publishes still counts; after ``update_days`` without news the list is stale (None:
    never).
    """

    code: str
    name: str
    colour: Colour
    aliases: tuple[str, ...]
    owner: str
    term_months: int | None
    end_inclusive: bool
    update_days: int | None
    legal_note: str
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class Department:
    """A function (职能部门) such as 财政. ``public`` False: no state organ, a memorandum may ask it, never order it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    predecessors: tuple[str, ...]
    public: bool
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body (实施机关): the office that exercises function ``department`` in ``region`` (6 digits)."""

    code: str
    name: str
    department: str
    region: str
    aliases: tuple[str, ...] = ()
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An approval item (事项). ``department`` owns it; with ``delegated`` another body decides (委托, 下放)."""

    code: str
    name: str
    aliases: tuple[str, ...]
    type: str
    tags: tuple[str, ...]
    department: str
    body: str
    delegated: bool


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division. ``level`` is 省级, 地级 or 县级; ``parent`` a code, "" for a province.

    ``historical``: the code is no longer in use; ``successors`` are then the codes that took its place.
    """

    code: str
    name: str
    short_name: str
    level: str
    parent: str
    historical: bool
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """``legal_basis_gate_from``: from this day a mandatory measure needs a qualifying basis (国办发〔2020〕49号)."""

    home_region: str
    legal_basis_gate_from: date
    legal_basis_gate_doc_no: str


@dataclass(frozen=True, slots=True)
class ResolvedContext:
    """A context with every name looked up; hashable.

    ``departments`` are function codes, the given one first, () where none was given. ``item`` is None where none was
    given or the catalogue does not know it (``item_given`` tells). ``region`` is a 6-digit code or "".
    """

    departments: tuple[str, ...]
    item: Item | None
    item_given: bool
    region: str
    scope: Scope
    warnings: tuple[DecisionWarning, ...]
