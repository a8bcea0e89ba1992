"""Files on disk as streams of bytes, packed with gzip or plain; what is wrong with the packing is said as FeedError."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from jointsanction.errors import FeedError, Place

_GZIP = b"\x1f\x8b"


class ByteSource:
    """One file on disk, opened as often as it takes; ``packed`` says whether it is gzip, by content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                self.packed = file.read(2) == _GZIP
        except FileNotFoundError:
            raise FeedError(f"找不到文件 {path.name}", reason="FILE_MISSING", place=self.place()) from None
        except OSError as error:
            raise FeedError(f"无法打开文件：{error.strerror}", reason="FILE_UNREADABLE", place=self.place()) from error
        if not self.size:
            raise FeedError("文件是空的", reason="FILE_EMPTY", place=self.place())

    def place(self, row: int = 0, column: int = 0, field: str = "") -> Place:
        """A place in this file."""
        return Place(file=self.path.name, row=row, column=column, field=field)

    def open(self) -> tuple[IO[bytes], IO[bytes]]:
        """The stream of content, and the file under it, whose ``tell()`` is the position on disk."""
        raw = self.path.open("rb")
        if not self.packed:
            return raw, raw
        return io.BufferedReader(gzip.GzipFile(fileobj=raw, mode="rb"), 1 << 18), raw

    def start(self, size: int) -> bytes:
        """The first bytes of the content."""
        with self.breaking_off():
            content, raw = self.open()
            with raw, content:
                return content.read(size)

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Turn what reading this file can raise into FeedError."""
        try:
            yield
        except EOFError as error:
            message = "压缩文件不完整（在中途断开），请重新传送"
            raise FeedError(message, reason="FILE_TRUNCATED", place=self.place()) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            message = "压缩文件已损坏，请重新压缩或传送"
            raise FeedError(message, reason="FILE_UNREADABLE", place=self.place()) from error
        except OSError as error:
            raise FeedError(f"读取文件失败：{error}", reason="FILE_UNREADABLE", place=self.place()) from error
