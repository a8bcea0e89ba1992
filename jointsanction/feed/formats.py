"""What a file is, by its first bytes; its name only breaks the tie between kinds of text."""

from __future__ import annotations

import re
from pathlib import Path

from jointsanction.errors import FeedError, Place

EXCEL = frozenset(("xlsx", "xls"))
_NAMED = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_WORDS = {"csv": "文本表格", "xlsx": "Excel 工作簿（xlsx）", "xls": "Excel 97-2003 工作簿（xls）", "jsonl": "JSON 行"}
_WEB = re.compile(rb"\s*(?:<!doctype\s+html|<html|<table|<meta)", re.IGNORECASE)
_FOREIGN = (
    (re.compile(rb"%PDF-"), "PDF 文件", "请取得原始表格，或转换为 .xlsx"),
    (re.compile(rb"PAR1"), "Parquet 文件", "请转换为 CSV、Excel 或 JSON 行"),
    (re.compile(rb"Rar!|7z\xbc\xaf"), "RAR/7z 压缩包", "请先解压，再载入其中的表格"),
    (re.compile(rb"\{\\rtf"), "RTF 文档", "请把表格另存为 .xlsx"),
    (_WEB, "网页（常被存成 .xls）", "请用 Excel 打开后另存为 .xlsx"),
    (re.compile(rb"\s*<\?xml"), "XML 文件", "如为 Excel 2003 XML 表格，请用 Excel 打开后另存为 .xlsx"),
    (re.compile(rb"\s*\[\s*[\{\]]"), "整个是一个 JSON 数组", "请改为每行一个 JSON 对象（.jsonl）"),
)
_OBJECT = re.compile(rb"\s*\{\s*[\"}]")
_BOM = b"\xef\xbb\xbf"


def sniff_format(start: bytes, path: Path) -> tuple[str, str]:
    """The format (csv, xlsx, xls, jsonl), and a note in Chinese where the name says another; FILE_FORMAT if foreign."""
    named = _NAMED.get(path.with_suffix("").suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower(), "")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = "xlsx"
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        found = "xls"
    else:
        text = start.removeprefix(_BOM)
        for pattern, what, advice in _FOREIGN:
            if pattern.match(text):
                message = f"不支持的内容：{what}。{advice}"
                raise FeedError(message, reason="FILE_FORMAT", place=Place(file=path.name))
        wide = text.startswith((b"\xff\xfe{", b"\xfe\xff\x00{"))
        found = "jsonl" if _OBJECT.match(text) or wide else "csv"
        if found == "csv" and named == "jsonl":
            found = "jsonl"  # a first line that is no object is then named, with its number
    if named in ("", found):
        return found, ""
    return found, f"扩展名为 {path.suffix}，内容是{_WORDS[found]}，按内容读取"
