"""Examine a data directory: record, ledger, catalogue, rules, callers, index, lists; what to do about each fault."""

from __future__ import annotations

import stat
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date

from jointsanction.checker import DataDirectory, Rules, rules_in_force
from jointsanction.checker.freshness import freshness_of
from jointsanction.errors import CatalogError, Finding, JointsanctionError, RulesError
from jointsanction.ledger import Ledger
from jointsanction.match import examine_layers
from jointsanction.operate.examined import Condition, Examined
from jointsanction.operate.examined_callers import examine_callers
from jointsanction.operate.examined_record import examine_record


def examine(directory: DataDirectory, *, today: date) -> Iterator[Examined]:
    """Look at everything, one by one; a fault of one part never hides the others."""
    directory.require()
    yield from _secret(directory)
    yield from examine_record(directory)
    try:
        ledger = Ledger.open(directory.ledger, read_only=True)
    except JointsanctionError as error:
        yield Examined("名单库", Condition.FAULTY, str(error), _LEDGER_ADVICE.get(error.reason, _RESTORE))
        return
    with ledger:
        sound = yield from _ledger(ledger)
        if not sound:
            return
        rules = yield from _rules(directory, ledger)
        yield from examine_callers(directory, rules.catalog if rules else None, today)
        if rules is not None:
            yield from _lists(rules, ledger, today)
        yield from _index(directory, ledger)
        yield from _quarantine(ledger)


_RESTORE = "停止载入；用最近的备份恢复到新目录：jointsanction restore 备份文件 --data 新目录"
_LEDGER_ADVICE = {
    "LEDGER_LOCKED": "检查文件和目录的权限，并确认没有其他程序长时间占用名单库",
    "LEDGER_SCHEMA": "安装与名单库相应的程序版本",
}


def _secret(directory: DataDirectory) -> Iterator[Examined]:
    try:
        directory.hasher()
        mode = stat.S_IMODE(directory.secret.stat().st_mode)
    except JointsanctionError as error:
        advice = "从备份中取回原来的密钥：没有它无法载入名单，新建的密钥认不出以前的自然人"
        yield Examined("密钥", Condition.FAULTY, error.message, advice)
        return
    if mode & 0o077:
        seen = f"其他用户可以读取（权限 {mode:04o}）"
        yield Examined("密钥", Condition.ATTENTION, seen, f"运行：chmod 600 {directory.secret}")
    else:
        yield Examined("密钥", Condition.GOOD, f"权限 {mode:04o}")


def _ledger(ledger: Ledger) -> Generator[Examined, None, bool]:
    try:
        problems = ledger.integrity_problems()
        count, change_no = (ledger.entry_count(), ledger.change_no()) if not problems else (0, 0)
    except JointsanctionError as error:
        problems, count, change_no = (error.message,), 0, 0
    for problem in problems:
        yield Examined("名单库", Condition.FAULTY, problem, _RESTORE)
    if problems:
        return False
    seen = f"{count:,} 条名单记录，变更号 {change_no}，完整"
    if count:
        yield Examined("名单库", Condition.GOOD, seen)
    else:
        advice = "从未载入名单，不能作出结论；运行：jointsanction load 名单文件 --list 名单"
        yield Examined("名单库", Condition.ATTENTION, seen, advice)
    return True


def _rules(directory: DataDirectory, ledger: Ledger) -> Generator[Examined, None, Rules | None]:
    """Examine the rule files and hand back the rules in force, if any."""
    part = "目录与规则"
    try:
        rules = rules_in_force(directory, ledger, now=None)
    except (CatalogError, RulesError) as error:
        for finding in error.findings:
            yield Examined(part, Condition.FAULTY, _plain(finding), finding.advice or _LINT)
        yield Examined(part, Condition.FAULTY, "没有可用的规则，不能查询", "改正上述错误")
        return None
    except OSError as error:
        yield Examined(part, Condition.FAULTY, f"读不到规则文件：{error.filename}（{error.strerror}）", "检查文件权限")
        return None
    for finding in rules.findings:
        yield Examined(part, Condition.FAULTY, _plain(finding), finding.advice or _LINT)
    if rules.findings:
        yield Examined(part, Condition.ATTENTION, f"沿用上次有效的版本 {rules.version}", "改正后即自动启用")
    else:
        seen = f"{len(rules.rulebook.memoranda)} 份备忘录，{len(rules.catalog.lists)} 类名单，版本 {rules.version}"
        yield Examined(part, Condition.GOOD, seen)
    return rules


_LINT = "运行：jointsanction memo lint"


def _plain(finding: Finding) -> str:
    """Place, code and message; the advice stands on a line of its own."""
    return str(replace(finding, advice=""))


def _lists(rules: Rules, ledger: Ledger, today: date) -> Iterator[Examined]:
    for each in freshness_of(rules.catalog, ledger.list_receipts()):
        part = f"名单“{each.listed.name}”"
        if each.last_received_on is None:
            yield Examined(part, Condition.ATTENTION, "从未载入", f"jointsanction load 文件 --list {each.listed.code}")
        elif each.stale_on(today):
            seen = f"{each.entries:,} 条，最近收到 {each.last_received_on}，应每 {each.listed.update_days} 天更新"
            yield Examined(part, Condition.ATTENTION, seen, "向名单认定部门索取最新名单并载入")
        else:
            yield Examined(part, Condition.GOOD, f"{each.entries:,} 条，最近收到 {each.last_received_on}")


def _index(directory: DataDirectory, ledger: Ledger) -> Iterator[Examined]:
    """Every layer is read against its checksums, and each damaged file is named."""
    layers = list(examine_layers(directory.index, ledger.ledger_id))
    faults = [layer.wrong for layer in layers if layer.wrong]
    for wrong in faults:
        advice = f"删除目录 {directory.index}，下次载入或查询时自动重建"
        yield Examined("索引", Condition.FAULTY, wrong, advice)
    if faults:
        return
    places = [layer.place for layer in layers if layer.place is not None]
    if not places:
        yield Examined("索引", Condition.GOOD, "尚未建立；名单增多后自动建立")
        return
    entries, behind = sum(place.entries for place in places), ledger.change_no() - places[-1].upto
    yield Examined("索引", Condition.GOOD, f"{len(places)} 层，{entries:,} 条；其后的变更号 {behind} 个，查询时补齐")


def _quarantine(ledger: Ledger) -> Iterator[Examined]:
    waiting = sum(1 for _ in ledger.quarantined())
    if waiting:
        advice = "jointsanction quarantine export -o 文件.xlsx，改正后再次载入"
        yield Examined("隔离区", Condition.ATTENTION, f"{waiting:,} 行待改正", advice)
    else:
        yield Examined("隔离区", Condition.GOOD, "没有待改正的行")
