"""Which addresses stay on this machine: there, and only there, plaintext is fit for keys and company data."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import unquote

from jointsanction.errors import Place, TransportError


def is_unix(address: str) -> bool:
    """Whether an address names a Unix socket.

    >>> is_unix("unix:/run/jointsanction/grpc.sock"), is_unix("localhost:1")
    (True, False)
    """
    return address.startswith(("unix:", "unix-abstract:"))


def host_of(address: str) -> str:
    """The host of ``host:port``; raises TransportError ADDRESS_UNREADABLE.

    >>> host_of("[::1]:50051"), host_of("dns:localhost:50051")
    ('::1', 'localhost')
    """
    text = unquote(address)
    for scheme in ("ipv4:", "ipv6:", "dns:///", "dns:"):
        text = text.removeprefix(scheme)
    host, colon, port = text.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdecimal()):
        message = f"地址“{address}”不对；请写成 主机:端口 或 unix:/路径"
        raise TransportError(message, reason="ADDRESS_UNREADABLE")
    return host.removeprefix("[").removesuffix("]")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself; a name other than ``localhost`` is never believed to be.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost", "0.0.0.0", "here.example")]
    [True, True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def require_local(address: str, *, field: str) -> None:
    """Raise TransportError PLAINTEXT_REFUSED for an address that is reached over a network.

    >>> require_local("127.0.0.1:50051", field="--listen")
    """
    if not is_unix(address) and not is_loopback(host_of(address)):
        message = f"{address} 不是本机地址，不能用明文；请配置 TLS，或改为本机地址，或明确允许明文（insecure）"
        raise TransportError(message, reason="PLAINTEXT_REFUSED", place=Place(field=field))
