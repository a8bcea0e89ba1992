"""JSON lines: one object a line; the keys of the first lines make the header, in the order they first come."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from jointsanction.errors import FeedError
from jointsanction.feed.compression import ByteSource
from jointsanction.feed.encodings import detect
from jointsanction.feed.table import BROKEN_ROW, FIELD_TOO_LONG, Row, TableReader, too_long

LINES_FOR_HEADER = 1_000
LONGEST_LINE = 16 * 1024 * 1024
_KEPT = 1_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROUNDED = re.compile(r"[0-9.]+[eE]\+?(?:1[5-9]|[2-9][0-9])")

# Numbers stay as they are written: an 18-digit code written as a number is not rounded here.
_decode: Callable[[str], object] = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).decode

_Parsed = dict[str, object] | Row


class JsonLinesTable(TableReader):
    """A file of JSON lines, open."""

    format = "jsonl"

    def __init__(self, source: ByteSource, *, encoding: str | None, note: str) -> None:
        chosen = detect(source, encoding)
        self.name = source.path.name
        self.encoding = chosen.codec
        self.encoding_note = f"{note}；{chosen.note}" if note else chosen.note
        self.size_hint = source.size
        self.header_row = 0
        self._source = source
        content, self._raw = source.open()
        self._text = io.TextIOWrapper(content, encoding=chosen.codec, errors="strict", newline="\n")
        self._number = 0
        self._lines = self._parse()
        self._first: list[tuple[int, _Parsed]] = []
        with ExitStack() as unless_read:
            unless_read.callback(self.close)
            self.header = self._read_header()
            unless_read.pop_all()

    def _read_header(self) -> tuple[str, ...]:
        keys: dict[str, None] = {}
        for number, parsed in self._lines:
            self._first.append((number, parsed))
            if isinstance(parsed, dict):
                keys.update(dict.fromkeys(parsed))
            if len(self._first) == LINES_FOR_HEADER:
                break
        if not keys:
            message = "没有一行是 JSON 对象" if self._first else "文件是空的"
            raise FeedError(
                message, reason="HEADER_MISSING" if self._first else "FILE_EMPTY", place=self._source.place(1)
            )
        return tuple(keys)

    def position(self) -> int:
        """Bytes of the file read so far."""
        return self.size_hint if self._raw.closed else self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._text.close()
        self._raw.close()

    def __iter__(self) -> Iterator[Row]:
        places = {key: place for place, key in enumerate(self.header)}
        for number, parsed in self._first:
            yield parsed if isinstance(parsed, Row) else _row(number, parsed, places)
        self._first.clear()
        for number, parsed in self._lines:
            yield parsed if isinstance(parsed, Row) else _row(number, parsed, places)

    def _parse(self) -> Iterator[tuple[int, _Parsed]]:
        with self._source.breaking_off():
            while line := self._text.readline(LONGEST_LINE):
                self._number += 1
                if len(line) == LONGEST_LINE and line[-1] != "\n":
                    while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] != "\n":
                        pass
                    detail = f"一行超过 {LONGEST_LINE} 个字符"
                    yield self._number, Row(self._number, (line[:_KEPT],), FIELD_TOO_LONG, detail)
                elif line.strip():
                    yield self._number, self._object(line)

    def _object(self, line: str) -> _Parsed:
        try:
            parsed = _decode(line)
        except json.JSONDecodeError as error:
            if not line.endswith("\n"):
                message = f"最后一行（第 {self._number} 行）不是完整的 JSON：文件不完整，请重新传送"
                raise FeedError(
                    message, reason="FILE_TRUNCATED", place=self._source.place(self._number, error.colno)
                ) from error
            return self._broken(line, f"第 {error.colno} 个字符处不是有效的 JSON")
        except RecursionError:
            return self._broken(line, "JSON 嵌套过深")
        if not isinstance(parsed, dict):
            return self._broken(line, "不是 JSON 对象")
        return parsed

    def _broken(self, line: str, detail: str) -> Row:
        return Row(self._number, (line.rstrip("\r\n")[:_KEPT],), BROKEN_ROW, detail)


def _row(number: int, parsed: dict[str, object], places: dict[str, int]) -> Row:
    cells = [""] * len(places)
    extra: list[tuple[str, str]] = []
    rounded: list[int] = []
    for key, value in parsed.items():
        text = value if isinstance(value, str) else _text(value)
        if _SURROGATE.search(text):
            text = _SURROGATE.sub("\ufffd", text)
        place = places.get(key, -1)
        if place < 0:
            extra.append((_SURROGATE.sub("\ufffd", key), text))
            continue
        cells[place] = text
        if "e" in text.lower()[:24] and _ROUNDED.fullmatch(text):
            rounded.append(place)
    row = tuple(cells)
    detail = too_long(row)
    return Row(number, row, FIELD_TOO_LONG if detail else "", detail, frozenset(rounded), tuple(extra))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
