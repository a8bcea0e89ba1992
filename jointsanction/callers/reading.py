"""Reads callers.yaml: YAML, form, and that no name, key or certificate is there twice. Every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from pydantic import ValidationError

from jointsanction.callers.book import EMPTY, CallerBook, certificate_key
from jointsanction.callers.forms import FILE, CallerForm, CallersFile
from jointsanction.catalog import Positions, Unreadable, content_of, parse, pydantic_findings
from jointsanction.catalog.yaml_positions import Path
from jointsanction.errors import CallersError, Finding

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a file that is read; 10,000 callers with two keys each take some 4 million."""


def read_callers(path: FilePath) -> CallerBook:
    """The callers of a file; nobody where there is no file. Raises CallersError with every finding."""
    if not path.is_symlink() and not path.exists():
        return EMPTY
    return compile_callers(_bounded(content_of(path)))


def compile_callers(text: bytes) -> CallerBook:
    """The callers of the text of a file; raises CallersError with every finding."""
    content, positions, faults = parse(text, FILE)
    if faults:
        raise _invalid(faults)
    try:
        form = CallersFile.model_validate(content)
    except ValidationError as error:
        raise _invalid(pydantic_findings(error, positions, FILE, CallersFile)) from None
    if twice := tuple(_twice(form, positions)):
        raise _invalid(twice)
    return CallerBook(form)


def _bounded(text: bytes) -> bytes:
    if len(text) <= LARGEST_FILE:
        return text
    too_large = Unreadable()
    too_large.why = f"超过 {LARGEST_FILE:,} 字节"
    return too_large


def _invalid(findings: tuple[Finding, ...]) -> CallersError:
    return CallersError(f"{FILE} 有 {len(findings)} 处问题", findings)


def _twice(form: CallersFile, positions: Positions) -> Iterator[Finding]:
    """Names, key ids, digests and certificates that stand in the file more than once."""
    seen: dict[tuple[str, str], str] = {}
    for number, caller in enumerate(form.callers):
        for what, path in _own(caller):
            if what in seen:
                place = positions.place(("callers", number, *path))
                yield Finding(place, "VALUE_TWICE", f"“{what[1]}”已属于调用方 {seen[what]}", "请只保留一处")
            else:
                seen[what] = caller.name


def _own(caller: CallerForm) -> Iterator[tuple[tuple[str, str], Path]]:
    """What must be a caller's own, each with its place inside the caller."""
    yield ("name", caller.name), ("name",)
    for at, name in enumerate(caller.certificates):
        yield ("certificate", certificate_key(name)), ("certificates", at)
    for at, key in enumerate(caller.keys):
        yield ("id", key.id), ("keys", at, "id")
        yield ("sha256", key.sha256), ("keys", at, "sha256")
