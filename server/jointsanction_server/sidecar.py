"""Everything that one serving process holds open, and the services over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

import structlog
from google.protobuf.descriptor import ServiceDescriptor

from jointsanction.checker import SHANGHAI, Checker, DataDirectory, Rules
from jointsanction.errors import LedgerError, RecordError
from jointsanction.ledger import Ledger
from jointsanction.model import Context, Subject
from jointsanction.record import CheckRecord, Recorder, erase_expired
from jointsanction.v1 import (
    case_service_pb2,
    check_service_pb2,
    list_service_pb2,
    memorandum_service_pb2,
    statistics_service_pb2,
)
from jointsanction_server.asking import Asking, utc_now
from jointsanction_server.clerk import Clerk
from jointsanction_server.clerk_builds import ClerkBuilds
from jointsanction_server.metrics import ServerFigures, State
from jointsanction_server.one_thread import OneThread
from jointsanction_server.pushing import Pusher
from jointsanction_server.recording import AsyncRecorder
from jointsanction_server.rule_watch import LOOK_SECONDS, RuleWatch
from jointsanction_server.services.cases import CaseService
from jointsanction_server.services.check import CheckService
from jointsanction_server.services.lists import ListService
from jointsanction_server.services.memoranda import MemorandumService
from jointsanction_server.services.statistics import StatisticsService

_LOG = structlog.get_logger("jointsanction_server.sidecar")

SERVICES: dict[str, ServiceDescriptor] = {
    descriptor.full_name: descriptor
    for file in (
        check_service_pb2, list_service_pb2, memorandum_service_pb2, case_service_pb2, statistics_service_pb2,
    )
    for descriptor in file.DESCRIPTOR.services_by_name.values()
}  # fmt: skip
"""The services of the contract by full name."""

REVIEW_WAIT_SECONDS = 3.0
"""How long a review waits for another writer of the ledger before it fails as one to be repeated."""

ERASE_SECONDS = 3_600.0

KEEP_UP_SECONDS = 0.05
"""At a thousand pushed entries a second each look takes up fifty, which is 1 ms."""

_WARM_UP = Subject("暖机查询有限公司", "")


@dataclass(slots=True)
class Sidecar:
    """Made by ``open``, in any thread; from then on the thread of ``loop`` alone uses the checker."""

    directory: DataDirectory
    figures: ServerFigures
    checker: Checker
    ledger: Ledger
    plain_recorder: Recorder
    recorder: AsyncRecorder
    clerk: Clerk
    builds: ClerkBuilds
    records: tuple[CheckRecord, CheckRecord]
    threads: tuple[OneThread, ...]
    pusher: Pusher
    watch: RuleWatch
    services: dict[str, object]
    now: Callable[[], datetime]

    @classmethod
    def open(
        cls,
        data: Path,
        loop: asyncio.AbstractEventLoop,
        *,
        best_effort: bool = False,
        now: Callable[[], datetime] = utc_now,
        figures: ServerFigures | None = None,
        rule_look_seconds: float = LOOK_SECONDS,
        on_rules: Callable[[Rules], None] = lambda _: None,
        log_level: str = "warning",
    ) -> Self:
        """Open a data directory to serve it; ``on_rules`` is told on the loop of every rule set that is taken up.

        Raises what ``Checker.open`` and ``Recorder.open`` raise.
        """
        figures = figures or ServerFigures()

        def today() -> date:
            return now().astimezone(SHANGHAI).date()

        def lost(error: RecordError) -> None:
            figures.lost[error.reason] += 1

        def take_up(rules: Rules) -> None:
            checker.use_rules(rules)
            figures.rule_reloads["left_aside" if rules.findings else "taken_up"] += 1
            on_rules(rules)

        def use(rules: Rules) -> None:
            loop.call_soon_threadsafe(take_up, rules)

        def fold() -> None:
            # Where there can be no clerk, its work needs a ledger; the record must not wait for either.
            with suppress(LedgerError, OSError):
                if clerk.fold():
                    return
            plain.fold().result()

        directory = DataDirectory(data).require()
        clerk = Clerk(data, log_level=log_level)
        builds = ClerkBuilds(clerk)
        checker = Checker.open(data, today=today, serving=True, builds=builds)
        # A push may wait while a long file is loaded; a review is one call, with somebody waiting for it.
        ledger = Ledger.open(directory.ledger, busy_seconds=REVIEW_WAIT_SECONDS)
        plain = Recorder.open(directory.record, seal=directory.hasher())
        recorder = AsyncRecorder(plain, best_effort=best_effort, on_lost=lost, fold=fold)
        # Figures are counted over a connection of their own: they may take a while, and one check is asked for at once.
        records = CheckRecord.open(directory.record), CheckRecord.open(directory.record)
        threads = tuple(map(OneThread, ("entries", "record", "reviews", "statistics")))
        entries, reading, reviewing, counting = threads
        pusher = Pusher(clerk, lambda: checker.rules, now, figures.pushed)
        watch = RuleWatch(directory, clerk.rules, use, now=now, look_seconds=rule_look_seconds)
        services: dict[str, object] = {
            "jointsanction.v1.CheckService": CheckService(Asking(checker, figures, now), recorder),
            "jointsanction.v1.ListService": ListService(checker, ledger, entries, pusher, today),
            "jointsanction.v1.MemorandumService": MemorandumService(checker),
            "jointsanction.v1.CaseService": CaseService(
                checker, ledger, recorder, plain, records[0], reading, reviewing, now
            ),
            "jointsanction.v1.StatisticsService": StatisticsService(records[1], counting),
        }
        return cls(
            directory, figures, checker, ledger, plain, recorder, clerk, builds, records, threads, pusher, watch,
            services, now,
        )  # fmt: skip

    def warm_up(self) -> None:
        """Ask once, so that what is loaded when it is first used is loaded. An empty ledger is no fault of a start."""
        if self.checker.change_no and any(each.entries for each in self.checker.freshness()):
            self.checker.check(_WARM_UP, Context())
        self.watch.start()

    async def keep_up(self) -> None:
        """Take up what is pushed and loaded as it comes, so that no question meets a heap of it."""
        while True:
            await asyncio.sleep(KEEP_UP_SECONDS)
            # What is wrong with the ledger is told to whoever asks.
            with suppress(LedgerError):
                self.checker.refresh()

    async def erase_expired(self, keep_days: int) -> None:
        """Erase records whose keeping has ended, now and every hour."""
        while True:
            try:
                count = await asyncio.to_thread(erase_expired, self.plain_recorder, keep_days=keep_days, now=self.now())
            except RecordError as error:
                _LOG.warning("records cannot be erased", reason=error.reason)
            else:
                if count:
                    _LOG.info("records erased whose keeping has ended", count=count)
            await asyncio.sleep(ERASE_SECONDS)

    def state(self) -> State:
        """What metrics tell of this moment."""
        checker = self.checker
        today = self.now().astimezone(SHANGHAI).date()
        ages = {
            each.listed.code: (today - each.last_received_on).days
            for each in checker.freshness()
            if each.last_received_on is not None
        }
        return State(
            index_change_no=checker.change_no,
            list_ages=ages,
            list_version=checker.list_version,
            rule_version=checker.rules.version,
            engine_version=checker.engine_version,
            record_queue=self.recorder.waiting,
            rules_degraded=bool(checker.rules.findings),
        )

    async def close(self) -> None:
        """Write what waits, then close everything."""
        await asyncio.to_thread(self.watch.close)
        await self.pusher.close()
        await self.recorder.close()
        for thread in self.threads:
            await thread.close()
        for record in self.records:
            record.close()
        self.ledger.close()
        await asyncio.to_thread(self.builds.close)
        await asyncio.to_thread(self.clerk.close)
        self.checker.close()
