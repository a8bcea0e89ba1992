"""The server's log: one JSON object a line on stderr, the library's own messages included.

What was asked and about whom is never logged; the record has it. A message of this server names methods, reasons,
numbers and versions, and nothing that a caller typed.
"""

from __future__ import annotations

import json
import logging
import sys
from functools import partial
from typing import Any

import structlog

_to_text = partial(json.dumps, ensure_ascii=False, default=str)


def log_as_json(level: str, *, worker: int = 0) -> None:
    """Set up the log of this process; ``level`` is debug, info, warning or error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _with_worker(worker),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_serialised),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def _with_worker(worker: int) -> Any:  # noqa: ANN401 -- a processor of structlog
    def add(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        event["worker"] = worker
        return event

    return add


def _serialised(event: object, **_options: object) -> str:
    return _to_text(event)
