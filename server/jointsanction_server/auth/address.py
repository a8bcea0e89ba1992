"""Addresses: where a server may listen in plaintext, and whether a peer is on this machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import unquote

from jointsanction.errors import Place, TransportError


def require_safe(address: str, *, tls: bool, insecure: bool) -> None:
    """Plaintext only on loopback or a Unix socket, unless the operator said ``--insecure``.

    Raises TransportError PLAINTEXT_REFUSED.

    >>> require_safe("127.0.0.1:50051", tls=False, insecure=False)
    >>> require_safe("0.0.0.0:50051", tls=True, insecure=False)
    """
    if tls or insecure or is_unix(address) or is_loopback(host_of(address)):
        return
    message = f"{address} 不是本机地址，不能用明文；请配置 TLS 证书，或改为 127.0.0.1，或明确使用 --insecure"
    raise TransportError(message, reason="PLAINTEXT_REFUSED", place=Place(field="--listen"))


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
    if not colon or not host or not port.isdecimal():
        message = f"地址“{address}”不对；请写成 主机:端口 或 unix:/路径"
        raise TransportError(message, reason="ADDRESS_UNREADABLE", place=Place(field="--listen"))
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
    return (mapped or address).is_loopback


def is_local_peer(peer: str) -> bool:
    """Whether the other end of a connection, as gRPC names it, is on this machine.

    >>> [is_local_peer(peer) for peer in ("unix:", "ipv4:127.0.0.1:5", "ipv6:%5B::1%5D:5", "ipv4:10.0.0.1:5", "?")]
    [True, True, True, False, False]
    """
    if is_unix(peer):
        return True
    if not peer.startswith(("ipv4:", "ipv6:")):
        return False
    return is_loopback(peer_host(peer))


def peer_host(peer: str) -> str:
    """The other end without its port, as the record of a denial keeps it.

    >>> peer_host("ipv4:10.0.0.1:34512"), peer_host("ipv6:%5B::1%5D:5"), peer_host("unix:")
    ('10.0.0.1', '::1', 'unix')
    """
    if is_unix(peer):
        return "unix"
    text = unquote(peer).removeprefix("ipv4:").removeprefix("ipv6:")
    return text.rpartition(":")[0].removeprefix("[").removesuffix("]") or text
