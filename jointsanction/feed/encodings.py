"""Which encoding a text file is in: found over the whole file before the first row is read, and said.

Order: byte-order mark; UTF-8 where the whole file is; GB18030 (a superset of GBK and GB2312) where the whole file is;
what charset-normalizer finds in a sample, among encodings that Chinese lists come in. A file that is UTF-8 for long
and then is not is a damaged UTF-8 file, never read as something else: nothing garbled reaches a ledger.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import IO

from charset_normalizer import from_bytes

from jointsanction.errors import FeedError
from jointsanction.feed.compression import ByteSource

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_PROOF = 48
"""Bytes beyond ASCII that, read without a fault, prove an encoding: sixteen characters of UTF-8."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（带 BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# A chance finding in a single-byte encoding fits any file, so only these are taken.
_GUESSABLE = frozenset(
    ("big5", "big5hkscs", "cp950", "utf_16_le", "utf_16_be", "utf_32", "hz", "shift_jis", "cp932", "euc_kr", "cp949")
)
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf-8": "utf-8-sig", "big5": "big5hkscs"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec name, and in Chinese why it was chosen."""

    codec: str
    note: str


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where decoding stopped: byte offset, line and byte in the line (from 1), bytes beyond ASCII read well before."""

    offset: int
    line: int
    column: int
    proof: int
    cut: bool


def detect(source: ByteSource, wanted: str | None) -> Encoding:
    """The encoding of a text file; FeedError FILE_ENCODING or FILE_TRUNCATED where there is none that fits."""
    if wanted:
        return _wanted(source, wanted)
    start = source.start(_SAMPLE)
    for mark, codec, word in _BOMS:
        if start.startswith(mark):
            fault = _check(source, codec)
            if fault is not None:
                raise _error(source, codec, fault)
            return Encoding(codec, f"按文件开头的标记识别为 {word}")
    utf8 = _check(source, "utf-8")
    wide = _wide(start, is_utf8=utf8 is None)
    if wide and _check(source, wide) is None:
        return Encoding(wide, f"没有 BOM，按零字节的位置识别为 {wide.upper()}")
    if utf8 is None:
        return Encoding("utf-8", "全文符合 UTF-8")
    if utf8.proof >= _PROOF:
        raise _error(source, "utf-8", utf8)
    gb = _check(source, "gb18030")
    if gb is None:
        return Encoding("gb18030", "全文不是 UTF-8，符合 GB18030（含 GBK、GB2312）")
    if gb.cut or utf8.cut:
        raise _error(source, "utf-8" if utf8.cut else "gb18030", utf8 if utf8.cut else gb)
    return _guess(source, start, gb)


def _wanted(source: ByteSource, wanted: str) -> Encoding:
    try:
        "x".encode(wanted)  # refuses codecs that are no text encodings
        name = codecs.lookup(wanted).name
        codec = _WIDER.get(name, name)
        fault = _check(source, codec)
    except (LookupError, ValueError) as error:
        message = f"不认识的编码“{wanted}”；常用的有 utf-8、gb18030、big5、utf-16"
        raise FeedError(message, reason="FILE_ENCODING", place=source.place()) from error
    if fault is not None:
        raise _error(source, codec, fault)
    return Encoding(codec, f"按指定的编码 {wanted} 读取")


def _guess(source: ByteSource, start: bytes, gb: _Fault) -> Encoding:
    best = from_bytes(start).best()
    if best is not None and best.encoding in _GUESSABLE and _check(source, best.encoding) is None:
        codec = codecs.lookup(best.encoding).name
        return Encoding(codec, f"不是 UTF-8，也不是 GB18030；按抽样判断为 {codec}，请核对首行文字")
    raise _error(source, "gb18030", gb)


def _check(source: ByteSource, codec: str) -> _Fault | None:
    """Decode the whole file block by block; where it stops, say where."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    with source.breaking_off():
        content, raw = source.open()
        with raw, content:
            return _decode(content, decoder)


def _decode(content: IO[bytes], decoder: codecs.IncrementalDecoder) -> _Fault | None:
    done, lines, since_line, proof = 0, 0, 0, 0
    pending = b""
    while True:
        block = content.read(_BLOCK)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            # error.object is what the decoder held back, then the block.
            held = len(error.object) - len(block)
            good = (pending[len(pending) - held :] if held else b"") + block
            good = good[: error.start]
            newline = good.rfind(b"\n")
            column = len(good) - newline if newline >= 0 else since_line - held + len(good) + 1
            proof += _beyond_ascii(good)
            line = lines + good.count(b"\n") + 1
            return _Fault(done - held + error.start, line, column, proof, cut=not block)
        if not block:
            return None
        done += len(block)
        newline = block.rfind(b"\n")
        since_line = since_line + len(block) if newline < 0 else len(block) - newline - 1
        lines += block.count(b"\n")
        proof += _beyond_ascii(block)
        pending = block[-8:]


_ASCII = bytes(range(128))


def _beyond_ascii(block: bytes) -> int:
    return 0 if block.isascii() else len(block.translate(None, _ASCII))


def _wide(start: bytes, *, is_utf8: bool) -> str:
    """UTF-16 without a mark: zero bytes stand at even or at odd places only, and line ends take two bytes.

    Text that is UTF-8 as well is taken for it unless nearly every other byte is zero: a stray NUL proves nothing.
    """
    zeros = start.count(0)
    if not zeros or (is_utf8 and zeros * 5 < len(start) * 2):
        return ""
    even = start[::2].count(0)
    if even == 0 and b"\n\x00" in start:
        return "utf-16-le"
    if even == zeros and b"\x00\n" in start:
        return "utf-16-be"
    return ""


def _error(source: ByteSource, codec: str, fault: _Fault) -> FeedError:
    place = source.place(fault.line, fault.column)
    word = codec.removesuffix("-sig").upper()
    if fault.cut:
        message = f"文件在第 {fault.line} 行一个字符的中间断开（{word}），文件不完整，请重新传送"
        return FeedError(message, reason="FILE_TRUNCATED", place=place)
    message = (
        f"第 {fault.line} 行第 {fault.column} 字节不是有效的 {word} 文字（文件第 {fault.offset + 1} 字节）。"
        "请在原系统重新导出为 UTF-8，或用 --encoding 指定编码"
    )
    return FeedError(message, reason="FILE_ENCODING", place=place)
