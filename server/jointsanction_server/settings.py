"""How a server is to be run; what ``jointsanction serve`` was told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jointsanction_server.auth import TlsFiles, require_safe

MIB = 1024 * 1024

LONGEST_MESSAGE = 1 * MIB
"""Bytes of a message that is taken in. A question has some 200; the longest list record that makes sense has 100 KB."""

LONGEST_ANSWER = 16 * MIB
"""Bytes of an answer: a page of a thousand entries has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """``listen`` is host:port or unix:path; ``tls`` None is plaintext, and ``insecure`` lets that leave the machine.
    ``metrics`` is host:port, "" for none; worker n adds n to the port.

    ``most_calls`` run at the same time in one worker; more are refused with RESOURCE_EXHAUSTED. When the server is told
    to end, it says NOT_SERVING for ``prestop_seconds`` and then lets calls end for ``grace_seconds``. Records are
    erased after ``keep_days`` days; 0 keeps them for ever.
    """

    data: Path
    listen: str = "127.0.0.1:50051"
    tls: TlsFiles | None = None
    insecure: bool = False
    best_effort: bool = False
    workers: int = 1
    metrics: str = ""
    reflection: bool = True
    most_calls: int = 1_000
    prestop_seconds: float = 0.0
    grace_seconds: float = 10.0
    keep_days: int = 0
    log_level: str = "info"
    rule_look_seconds: float = 1.0

    def require_safe(self) -> None:
        """Raises TransportError PLAINTEXT_REFUSED, ADDRESS_UNREADABLE."""
        require_safe(self.listen, tls=self.tls is not None, insecure=self.insecure)

    def grpc_options(self) -> tuple[tuple[str, int], ...]:
        """Options of the gRPC server."""
        return (
            ("grpc.max_receive_message_length", LONGEST_MESSAGE),
            ("grpc.max_send_message_length", LONGEST_ANSWER),
            ("grpc.max_concurrent_streams", 1_024),
            # How much may be under way to the server before it has been read. By itself gRPC widens that to what the
            # line carries: a message of 100 MB, refused by its length, then takes 20 to 40 MiB on its way to nowhere.
            ("grpc.http2.lookahead_bytes", LONGEST_MESSAGE),
            ("grpc.http2.bdp_probe", 0),
            # Several workers share a port; one alone must find out that the port is taken.
            ("grpc.so_reuseport", int(self.workers > 1)),
            # gRPC ends calls, at random and with CANCELLED, once a thousand have come in that nobody has taken up yet:
            # at a thousand calls a second that is a stall of one second.
            ("grpc.server.max_pending_requests", 8_192),
            ("grpc.server.max_pending_requests_hard_limit", 16_384),
            # Connections are renewed every ten minutes, so that they spread over workers and load balancers again.
            ("grpc.max_connection_age_ms", 600_000),
            ("grpc.max_connection_age_grace_ms", 30_000),
            ("grpc.keepalive_time_ms", 60_000),
            ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.http2.min_recv_ping_interval_without_data_ms", 30_000),
            ("grpc.keepalive_permit_without_calls", 1),
        )
