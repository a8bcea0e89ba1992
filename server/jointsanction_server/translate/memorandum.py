"""A memorandum of the rulebook as its message."""

from __future__ import annotations

from jointsanction.memoranda.memorandum import Measure, Memorandum
from jointsanction.v1 import memorandum_service_pb2 as wire
from jointsanction.v1.decision_pb2 import LegalBasis
from jointsanction_server.translate.entry import day_text
from jointsanction_server.translate.enums import BASIS_LEVEL, COLOUR, OBLIGATION, ROLE


def memorandum_message(memorandum: Memorandum, *, with_measures: bool) -> wire.Memorandum:
    """A memorandum, with its measures or only with their number."""
    return wire.Memorandum(
        id=memorandum.id,
        title=memorandum.title,
        doc_no=memorandum.doc_no,
        colour=COLOUR[memorandum.colour],
        issued_on=memorandum.issued_on,
        lead=memorandum.lead,
        signatories=memorandum.signatories,
        lists=memorandum.lists,
        valid_from=day_text(memorandum.valid_from),
        valid_to=day_text(memorandum.valid_to),
        contact=memorandum.contact,
        notes=memorandum.notes,
        measure_count=len(memorandum.measures),
        measures=map(_measure, memorandum.measures) if with_measures else (),
    )


def _measure(measure: Measure) -> wire.MemorandumMeasure:
    items = measure.items
    return wire.MemorandumMeasure(
        measure_id=measure.measure_id,
        no=measure.no,
        title=measure.title,
        kind=measure.kind,
        obligation=OBLIGATION[measure.obligation],
        departments=measure.departments,
        department_inferred=measure.department_inferred,
        roles=[ROLE[role] for role in measure.roles],
        condition=measure.condition,
        items=wire.ItemSelector(
            everything=items.everything,
            types=sorted(items.types),
            tags=sorted(items.tags),
            codes=sorted(items.codes),
            name_words=items.name_words,
        ),
        regions=measure.regions,
        legal_basis=[
            LegalBasis(name=basis.name, article=basis.article, level=BASIS_LEVEL[basis.level], doc_no=basis.doc_no)
            for basis in measure.legal_basis
        ],
        valid_from=day_text(measure.valid_from),
        valid_to=day_text(measure.valid_to),
        note=measure.note,
    )
