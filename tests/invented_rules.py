"""Invented rule sets for tests: the shipped catalogue with one legal basis per level, and memoranda of one measure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from jointsanction import catalog
from jointsanction.catalog import Catalog, ResolvedContext, compile_catalog
from jointsanction.memoranda import Rulebook, compile_rulebook
from jointsanction.model import Context

ITEM = "政府采购供应商资格审查"
MISSED_ITEM = "代理记账机构执业资格审批"
LIST = "judgment-debtor"

BASES = """\
legal_bases:
  - {id: "invented:law", level: law, name: 虚构法, article: 第一条, status: unverified}
  - {id: "invented:two-years", level: law, name: 虚构法（两年有效）, article: 第一条, status: unverified, \
     valid_from: 2021-06-01, valid_to: 2023-06-01}
  - {id: "invented:regulation", level: administrative_regulation, name: 虚构条例, article: 第一条, status: unverified}
  - {id: "invented:local", level: local_regulation, name: 虚构省条例, article: 第一条, status: unverified, \
     region: "440000"}
  - {id: "invented:elsewhere", level: local_regulation, name: 虚构区条例, article: 第一条, status: unverified, \
     region: "450000"}
  - {id: "invented:policy", level: central_policy, name: 虚构意见, article: "", status: unverified}
  - {id: "invented:judicial", level: judicial_interpretation, name: 虚构规定, article: 第一条, status: unverified}
  - {id: "invented:rule", level: departmental_rule, name: 虚构办法, article: 第一条, status: unverified}
  - {id: "invented:document", level: normative_document, name: 虚构通知, article: "", status: unverified}
  - {id: "invented:none", level: none, name: 虚构函, article: "", status: unverified}
"""


@dataclass(frozen=True)
class Rules:
    """A rulebook over its catalogue, about one list."""

    catalog: Catalog
    rulebook: Rulebook
    list_code: str = LIST

    def resolve(self, context: Context) -> ResolvedContext:
        """The context as the catalogue reads it."""
        return self.catalog.resolve(context)


@cache
def catalogue() -> Catalog:
    """The shipped catalogue with the invented bases in place of its own."""
    return compile_catalog({**catalog.shipped_files(), "catalog/legal_bases.yaml": BASES.encode()})


def memorandum(head: dict[str, str] | None = None, **measure: object) -> bytes:
    """A black memorandum about 失信被执行人 with one measure of 财政; ``measure`` overrides its keys."""
    one = {
        "id": "X1-1",
        "title": "虚构措施",
        "kind": "限制政府采购/招投标",
        "obligation": "mandatory",
        "departments": ["财政"],
        "department_status": "stated",
        "items": {"tags": ["government-procurement"]},
        "legal_bases": ["invented:law"],
        "status": "verified",
        "source": ["S1"],
        **measure,
    }
    red = one["obligation"] == "facilitate"
    whole = {
        "id": "X1",
        "title": "虚构备忘录",
        "doc_no": "虚构〔2016〕1号",
        "issued_on": "2016-01",
        "kind": "red" if red else "black",
        "lists": ["tax-class-a" if red else LIST],
        "sources": {"S1": "虚构来源"},
        **(head or {}),
        "measures": [one],
    }
    return json.dumps(whole, ensure_ascii=False).encode()  # JSON is YAML


def rulebook_of(head: dict[str, str] | None = None, **measure: object) -> Rules:
    """Compile a memorandum of one measure."""
    list_code = "tax-class-a" if measure.get("obligation") == "facilitate" else LIST
    rulebook = compile_rulebook({"memoranda/X1.yaml": memorandum(head, **measure)}, catalogue())
    return Rules(catalogue(), rulebook, list_code)
