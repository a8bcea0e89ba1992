"""The guard (门卫): who makes this call? Asked once for every call, before anything of the call is looked at.

A caller shows who it is by an API key (``authorization: Bearer jsk_…``), by a client certificate whose subject
alternative name is bound to it, or by both, which must then agree. While nobody is set up in callers.yaml, whoever
reaches the server over loopback or a Unix socket in plaintext is the operator at the machine itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from jointsanction.callers import OPERATOR, Caller
from jointsanction.errors import AuthError, Finding
from jointsanction_server.auth.address import is_local_peer
from jointsanction_server.auth.callers_file import CallersWatch
from jointsanction_server.auth.rate import RateLimits

Metadata = Iterable[tuple[str, str | bytes]]
AuthContext = Mapping[str, Iterable[bytes]]

LONGEST_KEY = 256
"""Characters of an authorization header that are looked at; a key has 79."""

_SHANGHAI_SECONDS = 8 * 3600
_EPOCH = date(1970, 1, 1)
_SAN = "x509_subject_alternative_name"
_PLAIN = (b"insecure", b"local")


class Clock(Protocol):
    """Gives seconds."""

    def __call__(self) -> float: ...  # noqa: D102


class Guard:
    """One for each server process. ``identify`` and ``spend`` take microseconds and never touch a file; ``start`` looks
    after callers.yaml in a thread of its own, so that an edit holds within a second and a broken one changes nothing.

    ``clock`` gives seconds since 1970 and ``monotonic`` seconds of a clock that is never set.
    """

    def __init__(self, path: Path, *, clock: Clock = time.time, monotonic: Clock = time.monotonic) -> None:
        """Read the callers; raises CallersError where the file is there and faulty: nobody is let in by mistake."""
        self._watch = CallersWatch(path)
        self._rates = RateLimits(monotonic)
        self._clock = clock
        self._latest = 0.0
        self._day = (-1, _EPOCH)

    def identify(self, metadata: Metadata | None, auth_context: AuthContext, peer: str) -> Caller:
        """Who makes this call, with one call taken from its rate.

        Raises AuthError: RATE_EXCEEDED, and what ``recognise`` raises.
        """
        caller = self.recognise(metadata, auth_context, peer)
        if caller is not OPERATOR:
            self._rates.spend(caller)
        return caller

    @property
    def edition(self) -> object:
        """Another object after every edit of the callers."""
        return self._watch.book

    def recognise(self, metadata: Metadata | None, auth_context: AuthContext, peer: str) -> Caller:
        """Who makes this call, as the callers stand now.

        Raises AuthError: UNAUTHENTICATED, KEY_UNKNOWN, KEY_EXPIRED, KEY_REVOKED, CERTIFICATE_NOT_ALLOWED,
        CALLER_REVOKED.
        """
        book = self._watch.book
        key = _bearer(metadata)
        names = tuple(auth_context.get(_SAN, ())) if auth_context else ()
        if not key and not names:
            if not book.empty:
                raise AuthError("没有出示密钥（authorization: Bearer …）或客户端证书")
            if not _is_plain(auth_context) or not is_local_peer(peer):
                raise AuthError("服务尚未设置调用方，只接受本机明文调用；请先运行 jointsanction caller add")
            return OPERATOR
        holder = book.by_certificate(_texts(names)) if names else None
        if not key:
            caller = holder
        else:
            caller = book.by_key(key, self._today())
            if holder is not None and holder.name != caller.name:
                message = f"密钥属于 {caller.name}，客户端证书属于 {holder.name}"
                raise AuthError(message, reason="CERTIFICATE_NOT_ALLOWED", caller=caller.name, key_id=caller.key_id)
        if caller is None:
            message = "客户端证书没有绑定任何调用方"
            raise AuthError(message, reason="CERTIFICATE_NOT_ALLOWED")
        return caller

    def spend(self, caller: Caller, calls: int = 1) -> float:
        """Take what a stream has asked from the caller's rate; seconds to wait before it may ask the next.

        A stream is slowed down rather than refused: waiting before the next message is read holds the sender back.
        """
        return self._rates.take(caller, calls)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Faults of the file as it now stands, while the last good one is in force; () when all is well."""
        return self._watch.findings

    def refresh(self) -> bool:
        """Take up an edit at once; True where something changed. ``start`` does so every second."""
        return self._watch.refresh()

    def start(self, on_change: Callable[[tuple[Finding, ...]], None] | None = None) -> None:
        """Look after the file from now on; ``on_change`` is told the findings after each edit, from that thread."""
        self._watch.start(on_change)

    def close(self) -> None:
        """Look after it no more."""
        self._watch.close()

    def _today(self) -> date:
        """The day in Asia/Shanghai. A clock that is set back does not bring an expired key back to life."""
        self._latest = max(self._latest, self._clock())
        number = int(self._latest + _SHANGHAI_SECONDS) // 86_400
        if number != self._day[0]:
            self._day = number, _EPOCH + timedelta(days=number)
        return self._day[1]


def presented(auth_context: AuthContext) -> tuple[str, ...]:
    """The names of the certificate that was shown, for the record of a denial; at most ten, each cut to 100."""
    names: Sequence[bytes] = tuple((auth_context or {}).get(_SAN, ()))
    return tuple(name[:100] for name in _texts(names[:10]))


def _bearer(metadata: Metadata | None) -> str:
    """The key in the call's metadata; "" where there is none."""
    for name, value in metadata or ():
        if name == "authorization" and isinstance(value, str):
            scheme, _, key = value[:LONGEST_KEY].partition(" ")
            return key.strip() if scheme.lower() == "bearer" else ""
    return ""


def _texts(names: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(name.decode("utf-8", "replace") for name in names)


def _is_plain(auth_context: AuthContext) -> bool:
    return not auth_context or any(kind in _PLAIN for kind in auth_context.get("transport_security_type", ()))
