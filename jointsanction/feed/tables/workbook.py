"""Opening a workbook: what calamine raises, or panics with, becomes a FeedError that says what to do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from jointsanction.errors import FeedError
from jointsanction.feed.compression import ByteSource

_END_OF_ZIP = b"PK\x05\x06"
_ZIP_TAIL = 65_557
"""Bytes in which the directory of a zip file ends: 22, and a comment of up to 65,535."""


def open_workbook(source: ByteSource, format: str) -> CalamineWorkbook:
    """The workbook in a file of ``format`` xlsx or xls; FeedError where it is cut, damaged or locked."""
    with source.breaking_off():
        content, raw = source.open()
        with raw, content:
            data = content.read()
    if format == "xlsx" and _END_OF_ZIP not in data[-_ZIP_TAIL:]:
        message = "Excel 文件不完整（在中途断开），请重新传送"
        raise FeedError(message, reason="FILE_TRUNCATED", place=source.place())
    with readable(source):
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


@contextmanager
def readable(source: ByteSource) -> Iterator[None]:
    """Turn the faults of a damaged workbook into FeedError."""
    try:
        yield
    except PasswordError as error:
        message = "Excel 文件有打开密码，请去掉密码后另存"
        raise FeedError(message, reason="FILE_UNREADABLE", place=source.place()) from error
    except ZipError as error:
        message = "Excel 文件已损坏，请重新导出"
        raise FeedError(message, reason="FILE_UNREADABLE", place=source.place()) from error
    except CalamineError as error:
        message = f"不是可读的 Excel 文件：{error}"
        raise FeedError(message, reason="FILE_FORMAT", place=source.place()) from error
    except BaseException as error:
        # A panic of the Rust reader on a damaged file is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        message = "Excel 文件已损坏，请重新导出"
        raise FeedError(message, reason="FILE_UNREADABLE", place=source.place()) from error
