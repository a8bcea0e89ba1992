"""The enumerations of the model and their values on the wire.

Each table is made from the names: ``Strength.CONFIRMED`` is ``STRENGTH_CONFIRMED``. One that lacked a member would fail
when the server is imported, not when a caller first meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from jointsanction.ledger import Fate
from jointsanction.model import (
    Basis,
    BasisLevel,
    Colour,
    EffectiveObligation,
    EndKind,
    Finding,
    Obligation,
    Outcome,
    Relation,
    Role,
    Scope,
    Strength,
    Verdict,
)
from jointsanction.v1 import decision_pb2, entry_pb2, list_service_pb2

_Member = TypeVar("_Member", bound=Enum)


def _table(members: type[_Member], wire: Any, prefix: str) -> dict[_Member, Any]:  # noqa: ANN401 -- generated enum
    return {member: wire.Value(f"{prefix}_{member.name}") for member in members}


OUTCOME: Mapping[Outcome, decision_pb2.Outcome.ValueType] = _table(Outcome, decision_pb2.Outcome, "OUTCOME")
SCOPE: Mapping[Scope, decision_pb2.Scope.ValueType] = _table(Scope, decision_pb2.Scope, "SCOPE")
STRENGTH: Mapping[Strength, decision_pb2.Strength.ValueType] = _table(Strength, decision_pb2.Strength, "STRENGTH")
BASIS: Mapping[Basis, decision_pb2.Basis.ValueType] = _table(Basis, decision_pb2.Basis, "BASIS")
RELATION: Mapping[Relation, decision_pb2.Relation.ValueType] = _table(Relation, decision_pb2.Relation, "RELATION")
FINDING: Mapping[Finding, decision_pb2.Finding.ValueType] = _table(Finding, decision_pb2.Finding, "FINDING")
VERDICT: Mapping[Verdict, decision_pb2.Verdict.ValueType] = _table(Verdict, decision_pb2.Verdict, "VERDICT")
OBLIGATION: Mapping[Obligation, decision_pb2.Obligation.ValueType] = _table(
    Obligation, decision_pb2.Obligation, "OBLIGATION"
)
EFFECTIVE: Mapping[EffectiveObligation, decision_pb2.EffectiveObligation.ValueType] = _table(
    EffectiveObligation, decision_pb2.EffectiveObligation, "EFFECTIVE_OBLIGATION"
)
ROLE: Mapping[Role, decision_pb2.Role.ValueType] = _table(Role, decision_pb2.Role, "ROLE")
BASIS_LEVEL: Mapping[BasisLevel, decision_pb2.BasisLevel.ValueType] = _table(
    BasisLevel, decision_pb2.BasisLevel, "BASIS_LEVEL"
)
COLOUR: Mapping[Colour, entry_pb2.Colour.ValueType] = _table(Colour, entry_pb2.Colour, "COLOUR")
END_KIND: Mapping[EndKind, entry_pb2.EndKind.ValueType] = _table(EndKind, entry_pb2.EndKind, "END_KIND")
FATE: Mapping[Fate, list_service_pb2.Fate.ValueType] = _table(Fate, list_service_pb2.Fate, "FATE")
