"""The clerk's own process: ``python -m jointsanction_server.clerk_process LOG-LEVEL DESCRIPTOR DATA``.

It does what comes down the pipe, one after the other, until the other end is closed.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jointsanction_server.clerk_work import ClerkWork
from jointsanction_server.logs import log_as_json

NICE = 10
"""A push can wait a little, and a check cannot. It counts only among processes of one session, where Linux groups the
others (autogroup), which is why a clerk begins no session of its own."""


def main(words: list[str]) -> None:
    """Work until the process that this one works for has gone."""
    log_level, descriptor, data = words
    log_as_json(log_level)
    os.nice(NICE)
    with Connection(int(descriptor)) as parent, closing(ClerkWork(Path(data))) as work:
        gc.freeze()  # what is open stays
        while True:
            try:
                what, given = parent.recv()
            except EOFError:
                return
            parent.send(_done(work, what, given))


def _done(work: ClerkWork, what: str, given: Any) -> tuple[object, Exception | None]:  # noqa: ANN401 -- see Clerk
    try:
        return getattr(work, what)(given), None
    except Exception as error:  # noqa: BLE001 -- raised again where the work was asked for
        return None, error


if __name__ == "__main__":
    main(sys.argv[1:])
