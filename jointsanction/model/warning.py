"""Every warning a decision can carry: one closed list, each with its Chinese text."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from msgspec import Struct


class WarningCode(StrEnum):
    """Stable codes; the member's ``text`` is the Chinese template an officer reads."""

    text: str

    def __new__(cls, code: str, text: str) -> Self:  # noqa: D102 -- the enum protocol, not an API
        member = str.__new__(cls, code)
        member._value_ = code
        member.text = text
        return member

    # about the subject
    CODE_DAMAGED = "CODE_DAMAGED", "{field}“{code}”有误：{why}；未据此排除任何名单记录"
    CODE_PLACEHOLDER = "CODE_PLACEHOLDER", "{field}填写的是占位内容，不作为代码使用"
    CODE_IS_RESIDENT_ID = "CODE_IS_RESIDENT_ID", "{field}像是居民身份证号码，不作为代码使用"
    CODE_UNREADABLE = "CODE_UNREADABLE", "{field}的内容不是可识别的代码，未使用"
    CODE_IN_NAME = "CODE_IN_NAME", "名称栏中含有代码，已按代码查询"
    NAME_MASKED = "NAME_MASKED", "名称含有遮盖符号“*”，不能据名称确认"
    NAME_INCOMPLETE = "NAME_INCOMPLETE", "名称不完整，不能据名称确认"
    NAME_IS_PERSON = "NAME_IS_PERSON", "名称像自然人姓名，不据姓名匹配"
    PERSONS_NOT_CHECKED = "PERSONS_NOT_CHECKED", "提交的关联人员未作查询"
    # about the matches
    NAME_DIFFERS = "NAME_DIFFERS", "统一社会信用代码相同而名称字号不同（名单记录 {entry}：{name}），可能已更名，请核对"
    SAME_NAME_OTHER_CODE = (
        "SAME_NAME_OTHER_CODE",
        "名单上有同名企业，但统一社会信用代码不同（名单记录 {entry}），不是同一企业",
    )
    IDENTIFIER_DIFFERS = "IDENTIFIER_DIFFERS", "名称相同但其他代码不同（名单记录 {entry}），请核对"
    NAME_OF_SEVERAL = "NAME_OF_SEVERAL", "该名称先后对应多个统一社会信用代码，不能据名称确认"
    TERM_ASSUMED = "TERM_ASSUMED", "名单记录 {entry} 未载明期限，按该名单法定期限计至 {until}"
    MATCHES_CUT = "MATCHES_CUT", "命中较多，只列出前 {shown} 条，共 {total} 条"
    REVIEWED_SAME = "REVIEWED_SAME", "名单记录 {entry}（{name}）经{by}核定为同一企业，有效期至 {until}（不含当日）"
    REVIEWED_DIFFERENT = (
        "REVIEWED_DIFFERENT",
        "名单记录 {entry}（{name}）经{by}核定不是同一企业，未计入，有效期至 {until}（不含当日）",
    )
    # about the measures
    ITEM_UNKNOWN = "ITEM_UNKNOWN", "未提供事项或事项不在目录中，强制措施降为从严审核"
    ITEM_OTHER_DEPARTMENT = "ITEM_OTHER_DEPARTMENT", "该事项的职能部门是{owner}，不是所填部门；只列出了所填部门的措施"
    REGION_UNKNOWN = "REGION_UNKNOWN", "未提供区划，仅在特定区划适用的措施未计入"
    NO_LIVE_BASIS = "NO_LIVE_BASIS", "部分措施没有现行有效的法律、法规或中央政策依据，不得据此限制，仅作从严审核"
    CONDITION = "CONDITION", "部分措施以名单不能证明的事实为条件，须先查实"
    LISTED_NO_MEASURE = "LISTED_NO_MEASURE", "在“{list}”上，但备忘录对本部门本事项没有限制性措施：不得据此限制"
    NO_MEMORANDUM = "NO_MEMORANDUM", "“{list}”没有对应的备忘录：不得据此限制"
    RED_SUPPRESSED = "RED_SUPPRESSED", "存在有效失信记录，激励措施全部停止适用（一票否决）"
    RED_HELD = "RED_HELD", "有待核实的失信记录，激励措施核实前暂缓适用"
    # about the lists
    LIST_NEVER_LOADED = "LIST_NEVER_LOADED", "以下名单从未载入，未作查询：{lists}"


class DecisionWarning(Struct, frozen=True, gc=False):
    """One warning: a code of the closed list, and its Chinese text with the particulars filled in."""

    code: WarningCode
    text: str

    @classmethod
    def of(cls, warning: WarningCode, /, **particulars: object) -> DecisionWarning:
        """Fill the template of ``warning``; a particular that the template needs and misses raises KeyError."""
        return cls(warning, warning.text.format(**particulars))
