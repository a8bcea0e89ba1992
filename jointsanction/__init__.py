"""jointsanction (联合奖惩): is this enterprise listed, and what does this department have to do about it?

    from jointsanction import Checker, Context, Subject

    with Checker.open("jointsanction-data") as checker:
        decision = checker.check(Subject("清远市某某有限公司", "91441800…"), Context(department="清远市财政局"))

The checker is loaded when it is first used, so that importing a low layer (``jointsanction.identifiers``) stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from jointsanction.errors import (
    CatalogError,
    DataDirectoryError,
    FeedError,
    Finding,
    JointsanctionError,
    LedgerError,
    Place,
    QuestionError,
    RulesError,
)
from jointsanction.model import (
    AppliedMeasure,
    Basis,
    Colour,
    Context,
    Decision,
    DecisionWarning,
    EffectiveObligation,
    Entry,
    Evidence,
    Match,
    Obligation,
    Outcome,
    Relation,
    Scope,
    Strength,
    Subject,
    WarningCode,
)

if TYPE_CHECKING:
    from jointsanction.checker import Checker, ListFreshness

__version__ = "0.1.0"

__all__ = [
    "AppliedMeasure",
    "Basis",
    "CatalogError",
    "Checker",
    "Colour",
    "Context",
    "DataDirectoryError",
    "Decision",
    "DecisionWarning",
    "EffectiveObligation",
    "Entry",
    "Evidence",
    "FeedError",
    "Finding",
    "JointsanctionError",
    "LedgerError",
    "ListFreshness",
    "Match",
    "Obligation",
    "Outcome",
    "Place",
    "QuestionError",
    "Relation",
    "RulesError",
    "Scope",
    "Strength",
    "Subject",
    "WarningCode",
    "__version__",
]

_LOADED_LATE = {"Checker": "jointsanction.checker", "ListFreshness": "jointsanction.checker"}


def __getattr__(name: str) -> object:
    if name not in _LOADED_LATE:
        raise AttributeError(f"module 'jointsanction' has no attribute {name!r}")
    return getattr(import_module(_LOADED_LATE[name]), name)


def __dir__() -> list[str]:
    return __all__
