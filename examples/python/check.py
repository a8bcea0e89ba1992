"""联合奖惩示例: an approval system checks an enterprise, does what the answer says, and reports back.

python check.py --address 127.0.0.1:50051 --name 企业名称 --uscc 代码 --department 财政 --item 政府采购 --region 清远市
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from jointsanction import Context, Outcome, Subject
from jointsanction.client import Answer, Client, ServiceError, Tls

NEXT = {
    Outcome.RESTRICT: "restrict",  # 限制: the measures say what is refused
    Outcome.SCRUTINIZE: "scrutinize",  # 从严审核
    Outcome.VERIFY: "person",  # 核实
    Outcome.NOTICE: "continue",  # 提示: 不得据此限制
    Outcome.FACILITATE: "facilitate",  # 激励
    Outcome.CLEAR: "continue",  # 无须处理
}


def next_step(answer: Answer) -> str:
    """What the workflow does; a person decides where a review could make the outcome stronger."""
    return "person" if answer.needs_person else NEXT[answer.outcome]


def report(client: Client, check_id: str, officer: str) -> list[str]:
    """Say of each measure that is due that it was taken."""
    today = datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date()
    due = [each for each in client.get_check(check_id)["measures"] if each["due_on"] and not each["answered"]]
    for measure in due:
        ids = (check_id, measure["entry_id"], measure["measure_id"])
        client.report_measure(*ids, department=measure["department"], taken=True, on=today, officer=officer)
    return [measure["measure_id"] for measure in due]


def main() -> int:
    """Carry out one case."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("name", "uscc", "department", "item", "region", "case-no", "officer"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--address", default="127.0.0.1:50051")
    parser.add_argument("--key-file", type=Path)
    for name in ("ca", "cert", "cert-key"):
        parser.add_argument(f"--{name}", type=Path)
    given = parser.parse_args()
    key = given.key_file.read_text(encoding="ascii").strip() if given.key_file else ""
    tls = Tls(given.ca, given.cert, given.cert_key) if given.ca else None
    context = Context(given.department, given.item, given.region, case_no=given.case_no)
    with Client(given.address, key=key, tls=tls) as client:
        try:
            answer = client.check(Subject(given.name, given.uscc), context, operator=given.officer)
        except ServiceError as error:
            # No answer is never CLEAR: the case goes on under a manual check and is asked again.
            print(f"没有答复：{error.message}", file=sys.stderr)
            print(json.dumps({"check_id": "", "outcome": None, "next": "person", "reported": [], "error": error.code}))
            return 0
        step = next_step(answer)
        print(f"{answer.outcome.name} → {step}", file=sys.stderr)
        for measure in answer.decision["measures"]:
            print(f"  {measure['department']}：{measure['title']}（{measure['memorandum']['title']}）", file=sys.stderr)
        # … here the approval system does what the answer says. Then it says, measure by measure, what was done:
        acted = step in ("restrict", "scrutinize", "facilitate")
        reported = report(client, answer.check_id, given.officer) if acted else []
    print(json.dumps({"check_id": answer.check_id, "outcome": answer.outcome.name, "next": step, "reported": reported}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
