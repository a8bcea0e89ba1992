"""Questions that every way of asking must answer alike, and the lists they are asked of."""

from __future__ import annotations

from datetime import date

from invented import code, damaged, org

from jointsanction.model import Context, Subject

CONTEXTS = [
    Context("财政", "政府采购供应商资格审查", "清远市", date(2026, 11, 24)),
    Context(department="清远市财政局", as_of=date(2026, 11, 24)),
    Context(as_of=date(2027, 5, 1)),
]
LISTED = [
    {"list": "重大税收违法失信主体", "name": "清远市翠砚贸易有限公司", "uscc": code(1)},
    {"list": "纳税信用A级纳税人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)},
    {"list": "失信被执行人", "name": "广东青梧建设工程有限公司", "org_code": org(2)},
    {"list": "经营异常名录", "name": "清远市白榆文化有限公司", "uscc": damaged(code(3)), "expires_on": ""},
    {"list": "纳税信用A级纳税人", "name": "英德市金穗机械有限公司", "tax_no": "441881" + org(4)},
]
SUBJECTS = [
    Subject("清远市翠砚贸易有限公司", code(1)),
    Subject("清远市翠砚贸易有限公司"),
    Subject(" 清远市翠砚贸易有限公司 （已注销）", code(1).lower()),
    Subject("清远市翠砚贸易有限公司英德分公司"),
    Subject("清远市翠砚贸易有限公司", code(8)),
    Subject("", code(2)),
    Subject("清远市白榆文化有限公司", damaged(code(3))),
    Subject("英德市金穗机械有限公司", code(4)),
    Subject("英德市金德机械有限公司"),
    Subject("清远市无名贸易有限公司", "000000000000000000"),
    Subject("\"引号\",逗号\\反斜线 <&> 有限公司", code(9)),
]  # fmt: skip
