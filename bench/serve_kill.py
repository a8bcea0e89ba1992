"""Kill a worker under load: what was answered and what was acknowledged must be there, and the server serve again."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Iterator

import grpc
import grpc.aio
import serve_load as load
import sidecar_process
from serve_push import pushed_record
from serve_soak import fresh_number

from jointsanction.checker import DataDirectory
from jointsanction.errors import RecordError
from jointsanction.ledger import Ledger
from jointsanction.record import CheckRecord
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction.v1.list_service_pb2 import PushEntriesRequest
from jointsanction.v1.list_service_pb2_grpc import ListServiceStub

WORKERS, CALLERS, KILLS, BETWEEN = 2, 16, 5, 4.0


class Answered:
    """What callers were told."""

    def __init__(self) -> None:
        self.check_ids: list[str] = []
        self.pushed: list[int] = []
        self.failed: list[str] = []
        self.pauses: list[float] = []
        self.ended = False


async def kill(directory: DataDirectory, entries: int) -> None:
    """Print what was lost (nothing, or the bench fails) and how long until all workers serve again."""
    told = Answered()
    with sidecar_process.sidecar(directory.root, workers=WORKERS) as server:
        while len(server.workers()) < WORKERS:
            await asyncio.sleep(0.05)
        work = [asyncio.create_task(_check(server.address, entries, number, told)) for number in range(CALLERS)]
        work.append(asyncio.create_task(_push(server.address, itertools.count(fresh_number(directory)), told)))
        for turn in range(KILLS):
            await asyncio.sleep(BETWEEN)
            before = server.workers()
            os.kill(before[turn % len(before)], signal.SIGKILL)
            start = time.perf_counter()
            while len(now := server.workers()) < WORKERS or before[turn % len(before)] in now:
                await asyncio.sleep(0.002)
            spawned = time.perf_counter() - start
            print(f"killed {before[turn % len(before)]}: replaced after {spawned:.2f} s", flush=True)
        await asyncio.sleep(BETWEEN)
        told.ended = True
        await asyncio.gather(*work)
    with CheckRecord.open(directory.record) as record:
        lost = [each for each in told.check_ids if not _is_there(record, each)]
        verified = record.verify(directory.hasher())
    with Ledger.open(directory.ledger) as ledger:
        last = ledger.change_no()
    unwritten = [each for each in told.pushed if each > last]
    print(
        f"{len(told.check_ids):,} answered checks, {len(lost)} lost; {len(told.pushed):,} acknowledged pushes,"
        f" {len(unwritten)} lost; {len(told.failed)} calls failed and were repeated {sorted(set(told.failed))}"
    )
    print(f"longest until a caller was answered again {max(told.pauses, default=0.0):.2f} s; record: {verified}")
    if lost or unwritten or verified.broken:
        raise SystemExit("something was lost")


async def _check(address: str, entries: int, number: int, told: Answered) -> None:
    """One caller with a connection of its own, which repeats what failed with the same request id."""
    async with grpc.aio.insecure_channel(
        address, options=[("grpc.use_local_subchannel_pool", 1), ("grpc.initial_reconnect_backoff_ms", 100)]
    ) as channel:
        stub, asked = CheckServiceStub(channel), 0
        while not told.ended:
            asked += 1
            request = load.question((entries + asked * CALLERS + number), request_id=f"{os.getpid()}-{number}-{asked}")
            start = time.perf_counter()
            failed = False
            while True:
                try:
                    answer = await stub.Check(request, timeout=5.0)
                except grpc.aio.AioRpcError as error:
                    failed = True
                    told.failed.append(error.code().name)
                    await asyncio.sleep(0.01)
                    continue
                break
            told.check_ids.append(answer.check_id)
            if failed:
                told.pauses.append(time.perf_counter() - start)


async def _push(address: str, numbers: Iterator[int], told: Answered) -> None:
    """Push without end; a stream that breaks is opened anew and goes on where the last acknowledgement was."""
    number = next(numbers)
    while not told.ended:
        async with grpc.aio.insecure_channel(
            address, options=[("grpc.use_local_subchannel_pool", 1), ("grpc.initial_reconnect_backoff_ms", 100)]
        ) as channel:
            call = ListServiceStub(channel).PushEntries()
            try:
                while not told.ended:
                    await call.write(PushEntriesRequest(record=pushed_record(number)))
                    answer = await call.read()
                    if answer is grpc.aio.EOF:
                        break
                    told.pushed.append(answer.change_no)
                    number = next(numbers)
                await call.done_writing()
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
                await asyncio.sleep(0.01)


def _is_there(record: CheckRecord, check_id: str) -> bool:
    try:
        return record.get_check(check_id).check_id == check_id
    except RecordError:
        return False
