"""One server takes over from another on the same port: an upgrade."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import ExitStack

from faulty import SUBJECT, TENDER
from served import server
from world import World

from jointsanction.client import Client, ServiceError

CALLERS = 8
TAKEOVERS = 3


def test_no_call_is_refused_in_an_upgrade(listed: World) -> None:
    """While callers ask without a pause, the next server starts beside the one before, which then ends: with the
    published service config no call fails.

    gRPC's server ends calls that reach it just as it goes down with CANCELLED; with retries on UNAVAILABLE alone about
    ten calls in a takeover failed here.
    """
    found: Counter[str] = Counter()
    over = threading.Event()

    def ask_on(address: str) -> None:
        with Client(address, seconds=20) as client:
            while not over.is_set():
                try:
                    client.check(SUBJECT, TENDER)
                    found["answered"] += 1
                except ServiceError as error:
                    found[error.code] += 1

    with ExitStack() as last:
        first = ExitStack()
        address = first.enter_context(server(listed.data, "--workers", "2")).address
        callers = [threading.Thread(target=ask_on, args=(address,)) for _ in range(CALLERS)]
        for caller in callers:
            caller.start()
        last.callback(lambda: [caller.join() for caller in callers])
        last.callback(over.set)
        for _ in range(TAKEOVERS):
            following = ExitStack()
            following.enter_context(server(listed.data, "--workers", "2", listen=address))
            time.sleep(0.5)
            first.close()
            first = following
        before = found["answered"]
        time.sleep(1)
        over.set()
        for caller in callers:
            caller.join()
        first.close()
    assert set(found) == {"answered"}, found
    assert found["answered"] > before > 100
