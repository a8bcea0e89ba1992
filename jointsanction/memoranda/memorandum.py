"""A memorandum (备忘录) and its measures as the rulebook holds them: every reference resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jointsanction.memoranda.item_selector import ItemSelector
from jointsanction.model import Colour, LegalBasis, MemorandumRef, Obligation, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure (措施). Dates are half-open; a missing bound is no bound.

    ``no`` is the number in the original text, "" where the text was not seen. ``departments`` are function codes with
    groups expanded; ``department_inferred`` says that the memorandum does not name them. ``regions`` are division
    codes, empty for the whole country. ``catalogue_no`` is the row of the 失信惩戒措施清单, "" where not known.
    ``status`` is verified or partial, ``sources`` are keys of the memorandum's ``sources``.
    """

    measure_id: str
    no: str
    title: str
    kind: str
    obligation: Obligation
    departments: tuple[str, ...]
    department_inferred: bool
    roles: tuple[Role, ...]
    condition: str
    items: ItemSelector
    regions: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    catalogue_no: str
    status: str
    sources: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memorandum:
    """One memorandum. ``issued_on`` is a day, a month or a year, as exactly as the sources show it."""

    ref: MemorandumRef
    colour: Colour
    issued_on: str
    issued_on_status: str
    lead: tuple[str, ...]
    signatories: str
    lists: tuple[str, ...]
    subjects: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    valid_from: date | None
    valid_to: date | None
    contact: str
    notes: str
    measures: tuple[Measure, ...]

    @property
    def id(self) -> str:
        """Short id, such as M01."""
        return self.ref.id

    @property
    def title(self) -> str:
        """Title of the document."""
        return self.ref.title

    @property
    def doc_no(self) -> str:
        """Document number (文号)."""
        return self.ref.doc_no
