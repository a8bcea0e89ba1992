"""Changes of callers.yaml: a caller added, a key rotated, a key or a caller revoked.

The file is written anew as a whole and put in the place of the old one at once: whoever reads it meanwhile sees one or
the other. Remarks of a hand that edited the file are not kept; ``title`` and ``note`` are there for them.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import yaml

from jointsanction.callers.forms import CallerForm, CallersFile, KeyForm
from jointsanction.callers.key import NewKey, digest_of, new_key
from jointsanction.callers.reading import compile_callers, read_callers
from jointsanction.errors import CallersError, Place

_HEAD = """\
# 调用方：谁可以通过服务查询、推送、反馈。由 jointsanction caller 命令写入，也可以手工编辑（保存后即生效，无须重启）。
# 手工写的注释在下次运行命令时不保留；请用 title 和 note。密钥只存摘要（SHA-256）。
"""


def add_caller(path: Path, caller: CallerForm) -> None:
    """Add a caller; raises CallersError CALLER_TAKEN, CALLERS_INVALID, CALLERS_NOT_WRITABLE."""

    def added(callers: tuple[CallerForm, ...]) -> tuple[CallerForm, ...]:
        if any(each.name == caller.name for each in callers):
            message = f"已有调用方 {caller.name}；换发密钥请用 caller rotate"
            raise CallersError(message, (), reason="CALLER_TAKEN")
        return (*callers, caller)

    _change(path, added)


def key_form(key: NewKey, *, today: date, expires_on: date | None) -> KeyForm:
    """A new key as it is kept."""
    return KeyForm(id=key.key_id, sha256=digest_of(key.text), created_on=today, expires_on=expires_on)


def rotate_key(path: Path, name: str, *, today: date, expires_on: date | None, old_until: date) -> NewKey:
    """Give a caller one more key; those it has end on ``old_until`` at the latest.

    Raises CallersError CALLER_NOT_FOUND, CALLERS_INVALID, CALLERS_NOT_WRITABLE.
    """
    key = new_key()

    def rotated(caller: CallerForm) -> CallerForm:
        kept = (
            each.model_copy(update={"expires_on": min(each.expires_on or old_until, old_until)}) for each in caller.keys
        )
        return caller.model_copy(update={"keys": (*kept, key_form(key, today=today, expires_on=expires_on))})

    _change_one(path, name, rotated)
    return key


def revoke_caller(path: Path, name: str, *, today: date) -> None:
    """Let a caller in no more, by key or by certificate; it stays in the file, so that the record can be read.

    Raises CallersError as above.
    """
    _change_one(path, name, lambda caller: caller.model_copy(update={"revoked_on": caller.revoked_on or today}))


def revoke_key(path: Path, name: str, key_id: str, *, today: date) -> None:
    """Let one key of a caller hold no more; raises CallersError as above, and KEY_NOT_FOUND."""

    def revoked(caller: CallerForm) -> CallerForm:
        if all(key.id != key_id for key in caller.keys):
            known = "、".join(key.id for key in caller.keys) or "无"
            message = f"调用方 {name} 没有密钥 {key_id}；现有：{known}"
            raise CallersError(message, (), reason="KEY_NOT_FOUND")
        keys = tuple(
            key.model_copy(update={"revoked_on": key.revoked_on or today}) if key.id == key_id else key
            for key in caller.keys
        )
        return caller.model_copy(update={"keys": keys})

    _change_one(path, name, revoked)


def _change_one(path: Path, name: str, change: Callable[[CallerForm], CallerForm]) -> None:
    def changed(callers: tuple[CallerForm, ...]) -> tuple[CallerForm, ...]:
        if all(each.name != name for each in callers):
            known = "、".join(each.name for each in callers) or "无"
            raise CallersError(f"没有调用方 {name}；现有：{known}", (), reason="CALLER_NOT_FOUND")
        return tuple(change(each) if each.name == name else each for each in callers)

    _change(path, changed)


def _change(path: Path, change: Callable[[tuple[CallerForm, ...]], tuple[CallerForm, ...]]) -> None:
    try:
        with _locked(path.parent):
            content = CallersFile(callers=change(read_callers(path).forms))
            _write(path, _text_of(content))
    except OSError as error:
        message = f"不能写入：{error.strerror or error}"
        raise CallersError(message, (), reason="CALLERS_NOT_WRITABLE", place=Place(file=str(path))) from error


def _text_of(content: CallersFile) -> bytes:
    values = content.model_dump(mode="json")
    text = _HEAD + yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)
    compile_callers(text.encode())  # what is written can be read again
    return text.encode()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One change at a time, also between processes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    """Put the file in place durably, readable for the owner and group of the data directory, writable for the owner."""
    owner = path.parent.stat()
    descriptor, name = tempfile.mkstemp(prefix=".callers-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o640)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)  # run by root, read by the service
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
