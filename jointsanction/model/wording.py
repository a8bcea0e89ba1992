"""The Chinese sentence that says why a measure stands in an answer; built only when it is asked for."""

from __future__ import annotations

from jointsanction.model.match import Basis, Certainty, Match, Relation
from jointsanction.model.measure import EffectiveMeasure, EffectiveObligation

_CERTAINTY = {
    Certainty.ID: "代码相符",
    Certainty.NAME: "名称相同但无代码印证，核实前不得据此限制",
    Certainty.POSSIBLE: "疑似，核实前不得适用",
}
_NOTES = {
    "ITEM_UNKNOWN": "事项未明，仅作从严审核",
    "NO_LIVE_BASIS": "没有现行有效的法律、法规或中央政策依据，不得据此限制，仅作从严审核",
    "CONDITION": "以名单不能证明的事实为条件，须先查实",
    "DEPARTMENT_INFERRED": "执行部门系推定，请以文件原文为准",
}
_EFFECTIVE = {
    EffectiveObligation.HELD: "待失信记录核实，暂缓适用",
    EffectiveObligation.NONE: "仅供了解，此处不适用",
}


def why(match: Match, measure: EffectiveMeasure, effective: EffectiveObligation) -> str:
    """Why this measure stands here: which entry, how sure, for whom, and what weakens it."""
    whose = "所属企业在" if match.relation is Relation.PARENT else "在"
    document = f"（{number}）" if (number := match.entry.doc_no) else ""
    told = f"{whose}“{match.list_name}”名单上{document}，{_certainty(match)}；由{measure.department}执行"
    # Most measures stand without a weakness, and every check that hits makes this sentence twice.
    for note in measure.notes:
        told += f"；{_NOTES[note]}"
    if measure.condition:
        told += f"；条件：{measure.condition}"
    if effective in _EFFECTIVE:
        told += f"；{_EFFECTIVE[effective]}"
    return told


def _certainty(match: Match) -> str:
    return "经人工核定为同一企业" if match.basis is Basis.REVIEW else _CERTAINTY[match.certainty]
