"""Where a server may listen in plaintext, and where the other end of a connection is."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from jointsanction.loopback import is_loopback, is_unix, require_local


def require_safe(address: str, *, tls: bool, insecure: bool) -> None:
    """Plaintext only on loopback or a Unix socket, unless the operator said ``--insecure``.

    Raises TransportError PLAINTEXT_REFUSED, ADDRESS_UNREADABLE.

    >>> require_safe("127.0.0.1:50051", tls=False, insecure=False)
    >>> require_safe("0.0.0.0:50051", tls=True, insecure=False)
    """
    if not tls and not insecure:
        require_local(address, field="--listen")


@lru_cache(1_024)  # asked for every call, and a connection has one name for all of its calls
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
