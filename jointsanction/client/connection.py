"""How the service is reached: address, key, TLS, keepalive, and the published service config with its retries."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import grpc

from jointsanction.errors import Place, TransportError
from jointsanction.loopback import require_local

SECONDS = 5.0
"""Deadline of a call that answers at once."""

LIST_SECONDS = 30.0
"""Deadline of a call that reads through the record or the lists."""

STREAM_SECONDS = 3_600.0
"""Deadline of a whole stream."""

_KEEPALIVE_MS = 60_000  # the server allows a ping every 30 seconds
_LONGEST_ANSWER = 16 * 1024 * 1024

_OPTIONS = (
    ("grpc.keepalive_time_ms", _KEEPALIVE_MS),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 5_000),
    ("grpc.max_receive_message_length", _LONGEST_ANSWER),
)


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: the authority that signed the server's certificate (None: those of the system), and this client's own
    certificate and key where the server wants one.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def credentials(self) -> grpc.ChannelCredentials:
        """For a channel; raises TransportError TLS_FILE_UNREADABLE, TLS_FILES_MISMATCH."""
        if (self.certificate is None) != (self.key is None):
            raise TransportError("客户端证书和私钥须一并给出", reason="TLS_FILES_MISMATCH")
        return grpc.ssl_channel_credentials(_read(self.authority), _read(self.key), _read(self.certificate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``key`` is the API key. Without ``tls`` only an address of this machine is taken, unless ``insecure``: a key that
    travels in plaintext is anybody's.
    """

    target: str
    key: str = field(default="", repr=False)
    tls: Tls | None = None
    insecure: bool = False

    def __post_init__(self) -> None:
        """Raises TransportError PLAINTEXT_REFUSED, ADDRESS_UNREADABLE."""
        if self.tls is None and not self.insecure:
            require_local(self.target, field="target")

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What travels with every call."""
        return (("authorization", f"Bearer {self.key}"),) if self.key else ()

    def channel(self) -> grpc.Channel:
        """A channel for threads."""
        if self.tls is None:
            return grpc.insecure_channel(self.target, options=_options())
        return grpc.secure_channel(self.target, self.tls.credentials(), options=_options())

    def aio_channel(self) -> grpc.aio.Channel:
        """A channel for the running event loop."""
        if self.tls is None:
            return grpc.aio.insecure_channel(self.target, options=_options())
        return grpc.aio.secure_channel(self.target, self.tls.credentials(), options=_options())


def service_config() -> str:
    """The published service config: deadlines and retries. Any gRPC client can use it.

    Retries are on UNAVAILABLE, and on CANCELLED: with that gRPC's own server ends a call that reaches it just as it
    goes down. What the caller itself cancels is not repeated.
    """
    text = files("jointsanction.client").joinpath("data", "service_config.json").read_text(encoding="utf-8")
    return json.dumps(json.loads(text), separators=(",", ":"))


def _options() -> list[tuple[str, str | int]]:
    return [*_OPTIONS, ("grpc.service_config", service_config())]


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"读不到 TLS 文件：{error.strerror}"
        raise TransportError(message, reason="TLS_FILE_UNREADABLE", place=Place(os.fspath(path))) from error
