"""A measure (措施) of a memorandum, and what it comes to for one question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Obligation(StrEnum):
    """约束力, as the memorandum words it."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    SUPERVISE = "supervise"
    PUBLICITY = "publicity"
    FACILITATE = "facilitate"


class EffectiveObligation(StrEnum):
    """What a measure comes to here and today. NONE: shown for reading only. HELD: a reward that waits for a check."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    NOTICE = "notice"
    FACILITATE = "facilitate"
    HELD = "held"
    NONE = "none"


class BasisLevel(StrEnum):
    """Level of a legal basis (效力层级)."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    CENTRAL_POLICY = "central_policy"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    DEPARTMENTAL_RULE = "departmental_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    NONE = "none"


class Role(StrEnum):
    """Whom a measure binds; only ENTERPRISE decides, the others are shown under for_persons."""

    ENTERPRISE = "enterprise"
    LEGAL_REPRESENTATIVE = "legal_representative"
    PRINCIPAL = "principal"
    ACTUAL_CONTROLLER = "actual_controller"
    SENIOR_MANAGER = "senior_manager"
    DIRECTLY_RESPONSIBLE = "directly_responsible"
    NATURAL_PERSON = "natural_person"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A cited article: name of the law or document, article, level, where and when it is in force (half-open)."""

    basis_id: str
    name: str
    article: str
    level: BasisLevel
    doc_no: str = ""
    region: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class MemorandumRef:
    """Which memorandum (备忘录) a measure comes from."""

    id: str
    title: str
    doc_no: str


@dataclass(frozen=True, slots=True)
class EffectiveMeasure:
    """A measure evaluated for one list, department, item, region and day; not yet tied to an entry.

    ``department`` is the function that acts (Chinese name). ``notes`` are stable reason codes (ITEM_UNKNOWN,
    NO_LIVE_BASIS, CONDITION, DEPARTMENT_INFERRED). ``condition`` is the fact, in words, that the list does not prove.
    """

    measure_id: str
    memorandum: MemorandumRef
    title: str
    kind: str
    department: str
    role: Role
    obligation: Obligation
    effective: EffectiveObligation
    legal_basis: tuple[LegalBasis, ...]
    condition: str
    notes: tuple[str, ...]
    contact: str
