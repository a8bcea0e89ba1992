"""What doctor says of callers.yaml: its faults, who can write it, keys that end soon, codes that lead nowhere."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from jointsanction.callers import CallerForm, read_callers
from jointsanction.catalog import Catalog
from jointsanction.checker import DataDirectory
from jointsanction.errors import CallersError
from jointsanction.operate.examined import Condition, Examined

SOON = timedelta(days=30)
"""A key that ends within this time is to be rotated: long enough for the other side's change procedure."""

_PART = "调用方"


def examine_callers(directory: DataDirectory, catalog: Catalog | None, today: date) -> Iterator[Examined]:
    """Look at the callers; ``catalog`` None where there is no usable one."""
    try:
        book = read_callers(directory.callers)
    except CallersError as error:
        for finding in error.findings:
            advice = finding.advice or "改正后即自动启用；此前服务沿用上次有效的内容，不能新启动"
            yield Examined(_PART, Condition.FAULTY, str(replace(finding, advice="")), advice)
        return
    if book.empty:
        yield Examined(_PART, Condition.GOOD, "没有设置；服务只接受本机（回环地址或 Unix 套接字）的调用")
        return
    mode = stat.S_IMODE(directory.callers.stat().st_mode)
    if mode & 0o022:
        seen = f"其他用户可以改写 {directory.callers.name}（权限 {mode:04o}），即可自授权限"
        yield Examined(_PART, Condition.FAULTY, seen, f"运行：chmod 640 {directory.callers}")
    active = [caller for caller in book.forms if caller.revoked_on is None]
    for caller in active:
        yield from _keys(caller, today)
        if catalog is not None:
            yield from _codes(caller, catalog)
    yield Examined(_PART, Condition.GOOD, f"{len(active)} 个在用，{len(book.forms) - len(active)} 个已停用")


def _keys(caller: CallerForm, today: date) -> Iterator[Examined]:
    """A caller whose last key ends soon, or has ended."""
    held = [key for key in caller.keys if key.revoked_on is None]
    if not held and not caller.certificates:
        yield Examined(
            _PART,
            Condition.ATTENTION,
            f"{caller.name} 没有密钥，也没有证书",
            f"jointsanction caller rotate {caller.name}",
        )
    ends = [key.expires_on for key in held if key.expires_on is not None]
    if held and len(ends) == len(held) and max(ends) <= today + SOON:
        word = "已于" if max(ends) <= today else "将于"
        seen = f"{caller.name} 的密钥{word} {max(ends)} 到期"
        yield Examined(_PART, Condition.ATTENTION, seen, f"换发：jointsanction caller rotate {caller.name}")


def _codes(caller: CallerForm, catalog: Catalog) -> Iterator[Examined]:
    """Codes that the catalogue does not have: they let nobody do anything, which is safe and surely not meant."""
    unknown = [code for code in caller.departments or () if code not in catalog.departments]
    unknown += [code for code in caller.regions or () if catalog.find_region(code) is None]
    unknown += [code for code in caller.lists or () if code not in catalog.lists]
    if unknown:
        seen = f"{caller.name} 的代码目录中没有：{'、'.join(unknown)}"
        yield Examined(_PART, Condition.ATTENTION, seen, "改正 callers.yaml 中的部门、区划或名单代码")
