"""The case record in ``doctor``: every chain of digests, its sealed heads, and the tables derived from the records."""

from __future__ import annotations

from collections.abc import Iterator

from jointsanction.checker import DataDirectory
from jointsanction.errors import JointsanctionError
from jointsanction.operate.examined import Condition, Examined
from jointsanction.record import CheckRecord
from jointsanction.record.journal import journal_path

_PART = "查询记录"
_BROKEN = "停止服务，保留现有文件供核查；用最近的备份恢复到新目录，并查明是谁改动了记录"
_UNREAD = "断电时未写完的部分尚未答复，可以删除；否则检查磁盘，并留存该文件供核查"
_ADVICE = {
    "RECORD_LOCKED": "检查文件和目录的权限，并确认没有其他程序长时间占用查询记录",
    "RECORD_SCHEMA": "安装与查询记录相应的程序版本",
}


def examine_record(directory: DataDirectory) -> Iterator[Examined]:
    """Read the whole record against its digests; the first broken record is named."""
    if not directory.record.is_file():
        yield Examined(_PART, Condition.GOOD, "尚无记录；服务答复第一次查询时建立")
        return
    try:
        seal = directory.hasher()
        with CheckRecord.open(directory.record) as record:
            found = record.verify(seal)
    except JointsanctionError as error:
        yield Examined(_PART, Condition.FAULTY, str(error), _ADVICE.get(error.reason, _BROKEN))
        return
    if found.broken is not None:
        yield Examined(_PART, Condition.FAULTY, str(found.broken), _BROKEN)
    else:
        yield Examined(_PART, Condition.GOOD, f"{found.records:,} 条记录，{found.chains} 条链，均完整")
    unread = sorted(path.name for path in directory.root.glob(f"{journal_path(directory.record).name}.unread-*"))
    if unread:
        yield Examined(_PART, Condition.ATTENTION, f"留痕日志曾有读不出的部分，存于 {'、'.join(unread)}", _UNREAD)
