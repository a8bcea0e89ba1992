"""Run a server as its settings say; what ``jointsanction serve`` calls."""

from __future__ import annotations

import gc
from collections.abc import Callable

from jointsanction.errors import Place, TransportError
from jointsanction_server.logs import log_as_json
from jointsanction_server.loop import run_loop
from jointsanction_server.serving import serve_until_told
from jointsanction_server.settings import ServeSettings
from jointsanction_server.workers import Supervisor, end_with_signals


def run_server(settings: ServeSettings, *, ready: Callable[[str], None] = lambda _: None) -> int:
    """Serve until SIGTERM or Ctrl-C; the exit code. ``ready`` is told the address once the server answers.

    Raises TransportError for an address that cannot be used, and what opening the data directory raises.
    """
    settings.require_safe()
    log_as_json(settings.log_level)
    if settings.workers == 1:
        run_loop(serve_until_told(settings, ready=ready))
        return 0
    if settings.listen.startswith("unix"):
        message = "Unix 套接字不能由多个进程共用；请用 --workers 1，或改为监听端口"
        raise TransportError(message, reason="ADDRESS_UNREADABLE", place=Place(field="--workers"))
    gc.enable()  # this process answers nobody
    supervisor = Supervisor(settings, ready=ready)
    end_with_signals(supervisor)
    return supervisor.run()
