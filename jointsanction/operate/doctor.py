"""Examine a data directory: ledger, catalogue, rules, index, lists; and say what to do about each fault."""

from __future__ import annotations

import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jointsanction.checker import DataDirectory, Rules, compile_rules
from jointsanction.checker.freshness import freshness_of
from jointsanction.errors import CatalogError, JointsanctionError, RulesError
from jointsanction.ledger import Ledger
from jointsanction.match import Segment, SegmentDamagedError
from jointsanction.match.index import SEGMENT_NAME


class Condition(StrEnum):
    """How a part is: GOOD, to be seen to (ATTENTION), or FAULTY (checks may be wrong or impossible)."""

    GOOD = "GOOD"
    ATTENTION = "ATTENTION"
    FAULTY = "FAULTY"


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: part (in Chinese), condition, what was seen, what to do ("" for GOOD)."""

    part: str
    condition: Condition
    seen: str
    advice: str = ""


def examine(directory: DataDirectory, *, today: date) -> Iterator[Examined]:
    """Look at everything, one by one; a fault of one part never hides the others."""
    directory.require()
    yield from _secret(directory)
    try:
        ledger = Ledger.open(directory.ledger, read_only=True)
    except JointsanctionError as error:
        yield Examined("名单库", Condition.FAULTY, str(error), "从最近的备份恢复：jointsanction restore")
        return
    with ledger:
        yield from _ledger(ledger)
        rules = yield from _rules(directory, ledger)
        if rules is not None:
            yield from _lists(rules, ledger, today)
        yield from _index(directory, ledger)
        yield from _quarantine(ledger)


def _secret(directory: DataDirectory) -> Iterator[Examined]:
    if not directory.secret.is_file():
        yield Examined("密钥", Condition.FAULTY, "缺少 secret.key", "从备份恢复；没有它无法载入含身份证号码的数据")
        return
    mode = stat.S_IMODE(directory.secret.stat().st_mode)
    if mode & 0o077:
        yield Examined("密钥", Condition.ATTENTION, f"secret.key 权限为 {mode:04o}", "运行：chmod 600 secret.key")
    else:
        yield Examined("密钥", Condition.GOOD, "权限 0600")


def _ledger(ledger: Ledger) -> Iterator[Examined]:
    problems = ledger.integrity_problems()
    for problem in problems:
        yield Examined("名单库", Condition.FAULTY, problem, "停止载入，从最近的备份恢复")
    if not problems:
        seen = f"{ledger.entry_count()} 条名单记录，变更号 {ledger.change_no()}，完整"
        yield Examined("名单库", Condition.GOOD, seen)


def _rules(directory: DataDirectory, ledger: Ledger) -> Generator[Examined, None, Rules | None]:
    """Examine the rule files and hand back the rules in force, if any."""
    latest = ledger.latest_rule_set()
    rules: Rules | None
    try:
        rules = compile_rules(directory.rule_files())
    except (CatalogError, RulesError) as error:
        for finding in error.findings:
            yield Examined(
                "目录与规则", Condition.FAULTY, str(finding), finding.advice or "运行：jointsanction memo lint"
            )
        rules = compile_rules(latest[1]) if latest else None
        if rules is not None:
            seen = f"沿用上次有效的版本 {rules.version}"
            yield Examined("目录与规则", Condition.ATTENTION, seen, "改正后即自动启用")
        return rules
    count = len(rules.rulebook.memoranda)
    yield Examined(
        "目录与规则", Condition.GOOD, f"{count} 份备忘录，{len(rules.catalog.lists)} 类名单，版本 {rules.version}"
    )
    return rules


def _lists(rules: Rules, ledger: Ledger, today: date) -> Iterator[Examined]:
    for each in freshness_of(rules.catalog, ledger.list_receipts()):
        part = f"名单“{each.listed.name}”"
        if each.last_received_on is None:
            yield Examined(part, Condition.ATTENTION, "从未载入", f"jointsanction load 文件 --list {each.listed.code}")
        elif each.stale_on(today):
            seen = f"{each.entries} 条，最近收到 {each.last_received_on}，应每 {each.listed.update_days} 天更新"
            yield Examined(part, Condition.ATTENTION, seen, "向名单认定部门索取最新名单并载入")
        else:
            yield Examined(part, Condition.GOOD, f"{each.entries} 条，最近收到 {each.last_received_on}")


def _index(directory: DataDirectory, ledger: Ledger) -> Iterator[Examined]:
    path = directory.index / SEGMENT_NAME
    if not path.exists():
        yield Examined("索引", Condition.GOOD, "尚未建立；名单增多后自动建立")
        return
    try:
        segment = Segment(path)
        segment.verify()
    except SegmentDamagedError as error:
        yield Examined("索引", Condition.FAULTY, str(error), f"删除 {path.name}，下次查询时自动重建")
        return
    behind = ledger.change_no() - segment.info.change_no
    segment.close()
    yield Examined("索引", Condition.GOOD, f"{segment.info.entries} 条，落后 {behind} 次变更（查询时补齐）")


def _quarantine(ledger: Ledger) -> Iterator[Examined]:
    waiting = sum(1 for _ in ledger.quarantined())
    if waiting:
        advice = "jointsanction quarantine export -o 文件，改正后再次载入"
        yield Examined("隔离区", Condition.ATTENTION, f"{waiting} 行待改正", advice)
    else:
        yield Examined("隔离区", Condition.GOOD, "没有待改正的行")
