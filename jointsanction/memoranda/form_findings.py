"""What the form of a file gets wrong: the catalogue's findings, with codes and advice of our own where rules differ."""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import ValidationError

from jointsanction.catalog.schema_faults import pydantic_findings
from jointsanction.catalog.yaml_positions import Positions
from jointsanction.errors import Finding
from jointsanction.memoranda.schema import MemorandumForm
from jointsanction.model import Obligation, Role

ITEMS_ADVICE = "请写 items: all，或写触及的事项，如 items: {tags: [land-supply]}（可用 types、tags、codes、name_words）"

# (code of the catalogue, last key of the path) → our code and advice
OURS = {
    ("KEY_MISSING", "items"): ("ITEMS_MISSING", ITEMS_ADVICE),
    ("VALUE_WRONG", "items"): ("ITEMS_WRONG", ITEMS_ADVICE),
    ("VALUE_UNKNOWN", "roles"): ("ROLE_UNKNOWN", f"请用其中之一：{'、'.join(Role)}"),
    ("VALUE_UNKNOWN", "obligation"): ("OBLIGATION_UNKNOWN", f"请用其中之一：{'、'.join(Obligation)}"),
    ("VALUE_FORM", "issued_on"): ("VALUE_FORM", "请写成 2016-05-09、2016-05 或 2016"),
    ("VALUE_FORM", "id"): ("VALUE_FORM", "编号以字母开头；备忘录写成 M01，措施写成 M01-10"),
}
LAST_KEY = re.compile(r"(\w+)(\[\d+\])?$")


def form_findings(error: ValidationError, positions: Positions, file: str) -> tuple[Finding, ...]:
    """Every fault of form, in the order of the file.

    pydantic calls a list too short when one of its members is wrong; that is one fault, and only the member is named.
    """
    findings = pydantic_findings(error, positions, file, MemorandumForm)
    fields = {finding.place.field for finding in findings}
    return tuple(
        _ours(finding)
        for finding in findings
        if finding.code != "VALUE_EMPTY" or not any(field.startswith(f"{finding.place.field}[") for field in fields)
    )


def _ours(finding: Finding) -> Finding:
    last = LAST_KEY.search(finding.place.field)
    code, advice = OURS.get((finding.code, last[1] if last else ""), (finding.code, finding.advice))
    message = "“items”的写法不对" if code == "ITEMS_WRONG" else finding.message
    return replace(finding, code=code, message=message, advice=advice)
