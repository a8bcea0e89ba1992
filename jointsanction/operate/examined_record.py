"""The case record in ``doctor``: every chain of digests, its sealed heads, and the tables derived from the records."""

from __future__ import annotations

from collections.abc import Iterator

from jointsanction.checker import DataDirectory
from jointsanction.errors import JointsanctionError
from jointsanction.operate.examined import Condition, Examined
from jointsanction.record import CheckRecord

_PART = "查询记录"
_BROKEN = "停止服务，保留现有文件供核查；用最近的备份恢复到新目录，并查明是谁改动了记录"
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
