"""A decision as the record keeps it (its JSON values) as its message: the reverse of ``decision_dict``."""

from __future__ import annotations

from typing import Any

from jointsanction.model import (
    Basis,
    BasisLevel,
    Colour,
    EffectiveObligation,
    End,
    Finding,
    Obligation,
    Outcome,
    Relation,
    Role,
    Scope,
    Strength,
    Verdict,
)
from jointsanction.v1 import decision_pb2 as wire
from jointsanction.v1 import entry_pb2, question_pb2
from jointsanction_server.translate import enums
from jointsanction_server.translate.entry import day_text


def stored_decision_message(body: dict[str, Any]) -> wire.Decision:
    """The message of a stored decision."""
    return wire.Decision(
        outcome=enums.OUTCOME[Outcome[body["outcome"]]],
        if_confirmed=enums.OUTCOME[Outcome[body["if_confirmed"]]],
        scope=enums.SCOPE[Scope(body["scope"])],
        subject=question_pb2.Subject(**body["subject"]),
        matches=[_match(match) for match in body["matches"]],
        measures=[_measure(measure) for measure in body["measures"]],
        suppressed=[_measure(measure) for measure in body["suppressed"]],
        for_persons=[_measure(measure) for measure in body["for_persons"]],
        warnings=[wire.Warning(code=each["code"], text=each["text"]) for each in body["warnings"]],
        as_of=body["as_of"],
        list_version=body["list_version"],
        rule_version=body["rule_version"],
        engine_version=body["engine_version"],
    )


def _match(body: dict[str, Any]) -> wire.Match:
    message = wire.Match(
        strength=enums.STRENGTH[Strength(body["strength"])],
        basis=enums.BASIS[Basis(body["basis"])],
        relation=enums.RELATION[Relation(body["relation"])],
        score=body["score"],
        evidence=[
            wire.Evidence(part=each["part"], finding=enums.FINDING[Finding(each["finding"])], text=each["text"])
            for each in body["evidence"]
        ],
        entry=_entry(body["entry"]),
    )
    if (review := body["review"]) is not None:
        message.review.verdict = enums.VERDICT[Verdict(review["verdict"])]
        message.review.by, message.review.until = review["by"], review["until"]
    return message


def _entry(body: dict[str, Any]) -> entry_pb2.Entry:
    values = {name: text for name, text in body.items() if name not in ("authority", "colour", "end")}
    end = End.parse(body["end"])
    return entry_pb2.Entry(
        colour=enums.COLOUR[Colour(body["colour"])],
        end_kind=enums.END_KIND[end.kind],
        end_on=day_text(end.on),
        **values,
    )


def _measure(body: dict[str, Any]) -> wire.Measure:
    return wire.Measure(
        measure_id=body["measure_id"],
        memorandum=wire.MemorandumRef(**body["memorandum"]),
        title=body["title"],
        kind=body["kind"],
        department=body["department"],
        role=enums.ROLE[Role(body["role"])],
        obligation=enums.OBLIGATION[Obligation(body["obligation"])],
        effective_obligation=enums.EFFECTIVE[EffectiveObligation(body["effective_obligation"])],
        leads_to=enums.OUTCOME[Outcome[body["leads_to"]]],
        legal_basis=[
            wire.LegalBasis(**{**each, "level": enums.BASIS_LEVEL[BasisLevel(each["level"])]})
            for each in body["legal_basis"]
        ],
        condition=body["condition"],
        entry_id=body["entry_id"],
        why=body["why"],
        notes=body["notes"],
        contact=body["contact"],
    )
