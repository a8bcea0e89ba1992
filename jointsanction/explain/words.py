"""The Chinese words for what the enumerations name."""

from __future__ import annotations

from jointsanction.model import Basis, BasisLevel, Colour, EffectiveObligation, Outcome, Role, Scope, Strength

OUTCOME = {
    Outcome.RESTRICT: "限制",
    Outcome.SCRUTINIZE: "从严审核",
    Outcome.VERIFY: "待核实",
    Outcome.NOTICE: "提示",
    Outcome.FACILITATE: "激励",
    Outcome.CLEAR: "放行",
}
STRENGTH = {Strength.CONFIRMED: "确认", Strength.POSSIBLE: "疑似"}
BASIS = {
    Basis.USCC: "统一社会信用代码",
    Basis.ORG_CODE: "组织机构代码",
    Basis.REG_NO: "注册号",
    Basis.TAX_NO: "税务登记号",
    Basis.DAMAGED_CODE: "相同的有误代码",
    Basis.REVIEW: "人工核定",
    Basis.NAME: "名称",
    Basis.REPAIRED_CODE: "代码差一处",
    Basis.SIMILAR_NAME: "名称相近",
}
OBLIGATION = {
    EffectiveObligation.MANDATORY: "应当执行",
    EffectiveObligation.ADVISORY: "从严审核",
    EffectiveObligation.NOTICE: "提示",
    EffectiveObligation.FACILITATE: "激励",
    EffectiveObligation.HELD: "暂缓",
    EffectiveObligation.NONE: "仅供了解",
}
LEVEL = {
    BasisLevel.LAW: "法律",
    BasisLevel.ADMINISTRATIVE_REGULATION: "行政法规",
    BasisLevel.LOCAL_REGULATION: "地方性法规",
    BasisLevel.CENTRAL_POLICY: "中央政策",
    BasisLevel.JUDICIAL_INTERPRETATION: "司法解释",
    BasisLevel.DEPARTMENTAL_RULE: "部门规章",
    BasisLevel.NORMATIVE_DOCUMENT: "规范性文件",
    BasisLevel.NONE: "无层级",
}
COLOUR = {Colour.BLACK: "黑名单", Colour.GREY: "关注名单", Colour.RED: "红名单"}
SCOPE = {Scope.ITEM: "本部门本事项", Scope.DEPARTMENT: "本部门", Scope.ANY: "所有部门（仅供查阅，不作办件依据）"}
ROLE = {
    Role.ENTERPRISE: "企业",
    Role.LEGAL_REPRESENTATIVE: "法定代表人",
    Role.PRINCIPAL: "主要负责人",
    Role.ACTUAL_CONTROLLER: "实际控制人",
    Role.SENIOR_MANAGER: "董事、监事、高级管理人员",
    Role.DIRECTLY_RESPONSIBLE: "直接责任人员",
    Role.NATURAL_PERSON: "自然人",
}
NEXT_STEP = {
    Outcome.RESTRICT: "依所列措施及法律依据限制办理；告知当事人依据、事实和救济途径，办结后反馈。",
    Outcome.SCRUTINIZE: "从严审核，不得仅因在名单上而不予办理；办结后反馈。",
    Outcome.VERIFY: "先由人工核实是否为同一企业；核实前不得据此限制，也不得给予激励。",
    Outcome.NOTICE: "提示经办人员；不得据此限制。",
    Outcome.FACILITATE: "给予所列激励和便利；办结后反馈。",
    Outcome.CLEAR: "未发现须办理的奖惩措施，按正常程序办理。",
}
QUARANTINE_REASON = {
    "SUBJECT_MISSING": "没有名称，也没有可用的代码",
    "LIST_MISSING": "没有写明名单",
    "UNKNOWN_LIST": "没有这个名单",
    "BROKEN_ROW": "行已破损",
    "DATE_UNREADABLE": "日期无法识别",
    "FIELD_TOO_LONG": "内容过长",
}
"""Why a row is held; a reason that is not named here is shown by its code alone."""
RECORD_WARNING = {
    "CODE_DAMAGED": "代码有误，已按原样保留",
    "CODE_DIFFERS": "两列代码不一致",
    "CODE_ROUNDED": "代码被电子表格四舍五入，未使用",
    "CODE_UNREADABLE": "代码栏的内容不是代码，已留作附注",
    "RESIDENT_ID_MASKED": "含身份证号码，已加密遮盖",
}
"""What was noticed about a row that was taken."""
