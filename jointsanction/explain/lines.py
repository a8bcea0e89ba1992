"""A match and a measure in one line each: what tables, spreadsheets and summaries show of a decision."""

from __future__ import annotations

from collections.abc import Iterable

from jointsanction.explain.words import BASIS, LEVEL, OBLIGATION, STRENGTH
from jointsanction.model import AppliedMeasure, LegalBasis, Match, MemorandumRef, Relation


def match_line(match: Match) -> str:
    """List, strength and basis of a match, and whether it is about the parent."""
    relation = "，所属企业" if match.relation is Relation.PARENT else ""
    return f"{match.list_name}（{STRENGTH[match.strength]}·{BASIS[match.basis]}{relation}）"


def entry_line(match: Match) -> str:
    """The entry behind a match: id, name as listed, document number."""
    document = f"，{match.entry.doc_no}" if match.entry.doc_no else ""
    return f"{match.entry.entry_id} {match.entry.name or '（未载明名称）'}{document}"


def measure_line(applied: AppliedMeasure) -> str:
    """A measure: department, title, obligation, legal basis with its level, and the memorandum it comes from."""
    measure = applied.measure
    basis = basis_text(measure.legal_basis)
    return (
        f"{measure.department}：{measure.title}（{OBLIGATION[applied.effective]}）"
        f"〔依据：{basis}；备忘录：{document_of(measure.memorandum)}〕"
    )


def basis_text(basis: tuple[LegalBasis, ...]) -> str:
    """Laws and articles with their levels; says so where a measure cites none."""
    return "、".join(f"{each.name}{each.article}（{LEVEL[each.level]}）" for each in basis) or "未引用法律、法规"


def document_of(memorandum: MemorandumRef) -> str:
    """What a memorandum is cited by: its document number, or its title where it has none."""
    return memorandum.doc_no or f"《{memorandum.title}》"


def strongest_first(measures: Iterable[AppliedMeasure]) -> list[AppliedMeasure]:
    """What decides stands first, so that no list cut to its first lines hides it; otherwise in their order."""
    return sorted(measures, key=lambda each: -each.leads_to)
