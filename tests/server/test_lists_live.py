"""Lists that grow under a running server: what is pushed and loaded is taken up, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time

import pytest
from invented import code
from questions import LISTED
from serving import run
from sidecar import serving
from world import World

from jointsanction.match import catching_up, foreground_build
from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.question_pb2 import Subject


def companies(first: int, count: int) -> list[dict[str, str]]:
    return [
        {"list": "失信被执行人", "name": f"清远市第{number}建材有限公司", "uscc": code(number)}
        for number in range(first, first + count)
    ]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as a long load, made short."""
    monkeypatch.setattr(catching_up, "SERVING_LIMIT", 50)
    monkeypatch.setattr(foreground_build, "LOADED_LIMIT", 50)


@pytest.mark.usefixtures("short")
def test_a_long_load_is_known_when_it_is_done_and_nobody_waits_for_it(world: World) -> None:
    """Checks go on while a long load is indexed; the first one after the load has said that it is done knows it all."""
    world.load(LISTED)

    async def talk() -> tuple[int, int, float]:
        async with serving(world.data) as (_, client):
            last = CheckRequest(subject=Subject(uscc=code(2_400)))

            async def hits() -> int:
                return len((await client.check.Check(last)).decision.matches)

            before = await hits()
            loading = asyncio.create_task(asyncio.to_thread(world.load, companies(2_000, 401)))
            slowest = 0.0
            while not loading.done():
                started = time.monotonic()
                await hits()
                slowest = max(slowest, time.monotonic() - started)
                await asyncio.sleep(0.01)
            await loading
            return before, await hits(), slowest

    before, after, slowest = run(talk())
    assert (before, after) == (0, 1)
    assert slowest < 5.0


def test_a_server_keeps_up_though_nobody_asks(world: World) -> None:
    """What another process loads is taken up without a question, so that the next one meets no heap of it."""
    world.load(LISTED)

    async def talk() -> bool:
        async with serving(world.data) as (server, _):
            assert server._sidecar is not None
            checker = server._sidecar.checker
            before = checker.change_no
            await asyncio.to_thread(world.load, companies(3_000, 20))
            for _ in range(200):
                if checker.change_no > before:
                    return True
                await asyncio.sleep(0.05)
            return False

    assert run(talk())


@pytest.mark.usefixtures("short")
def test_a_server_that_starts_knows_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many changes were pushed after the last layer: it waits for no layer before it knows them."""
    world.load([*LISTED, *companies(2_000, 60)])
    monkeypatch.setattr(foreground_build, "LOADED_LIMIT", 1_000)
    world.load(companies(3_000, 100))

    async def talk() -> int:
        async with serving(world.data) as (_, client):
            answer = await client.check.Check(CheckRequest(subject=Subject(uscc=code(3_099))))
            return len(answer.decision.matches)

    assert run(talk()) == 1
