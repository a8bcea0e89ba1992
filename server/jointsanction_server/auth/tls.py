"""TLS of the server: certificate, key and the authority of client certificates, renewed without a restart.

The files are looked at whenever a connection is opened. New ones serve the next connection; those that stand go on with
theirs until ``max_connection_age`` renews them. Files that do not fit together leave the last good ones in force.

gRPC checks a client certificate's signature and days; whose it is says the guard. There is no revocation list in gRPC's
Python interface: a certificate is revoked by taking its name out of callers.yaml.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc

from jointsanction.errors import Place, TransportError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files. With ``client_ca`` every client must show a certificate that this authority has signed."""

    certificate: Path
    key: Path
    client_ca: Path | None = None

    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.certificate, self.key, *((self.client_ca,) if self.client_ca else ()))


def server_credentials(
    files: TlsFiles, on_fault: Callable[[TransportError], None] | None = None
) -> grpc.ServerCredentials:
    """Credentials for ``add_secure_port``; ``on_fault`` is told of renewed files that cannot be used.

    Raises TransportError TLS_FILE_UNREADABLE, TLS_FILES_MISMATCH for the files as they stand.
    """
    renewal = _Renewal(files, on_fault)
    return grpc.dynamic_ssl_server_credentials(
        renewal.current,
        renewal.fetch,  # type: ignore[arg-type]  # None means "as before", which the stubs do not know
        require_client_authentication=files.client_ca is not None,
    )


class _Renewal:
    """What gRPC asks whenever a connection is opened: is there anything new?"""

    def __init__(self, files: TlsFiles, on_fault: Callable[[TransportError], None] | None) -> None:
        self._files = files
        self._on_fault = on_fault
        self._marks = _marks(files)
        self.current = _configuration(files)

    def fetch(self) -> grpc.ServerCertificateConfiguration | None:
        """The new configuration, None where nothing is new. Called from a thread of gRPC's own."""
        marks = _marks(self._files)
        if marks == self._marks:
            return None
        self._marks = marks
        try:
            self.current = _configuration(self._files)
        except TransportError as error:
            _LOG.error("TLS files cannot be used; the last good ones stay: %s", error)
            if self._on_fault is not None:
                self._on_fault(error)
            return None
        _LOG.info("TLS files taken up: %s", self._files.certificate)
        return self.current


def _marks(files: TlsFiles) -> tuple[tuple[int, int, int] | None, ...]:
    return tuple(_mark(path) for path in files.paths())


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def _configuration(files: TlsFiles) -> grpc.ServerCertificateConfiguration:
    """The files as gRPC takes them, tried out first: gRPC itself would only fail every handshake in silence."""
    contents = [_read(path) for path in files.paths()]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (ssl.SSLError, OSError) as error:
        message = f"证书与私钥不相配或不是 PEM 格式（{getattr(error, 'reason', None) or error}）"
        raise TransportError(message, reason="TLS_FILES_MISMATCH", place=Place(str(files.certificate))) from error
    if files.client_ca is not None:
        try:
            context.load_verify_locations(files.client_ca)
        except (ssl.SSLError, OSError) as error:
            message = f"不是 PEM 格式的证书（{getattr(error, 'reason', None) or error}）"
            raise TransportError(message, reason="TLS_FILE_UNREADABLE", place=Place(str(files.client_ca))) from error
    certificate, key, *authority = contents
    return grpc.ssl_server_certificate_configuration(
        [(key, certificate)], root_certificates=authority[0] if authority else None
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"读不到 TLS 文件：{error.strerror}"
        raise TransportError(message, reason="TLS_FILE_UNREADABLE", place=Place(str(path))) from error
