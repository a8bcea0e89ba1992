"""Rule files edited under a running server: taken up within moments, a broken one leaves the last good rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from grpc_health.v1 import health_pb2, health_pb2_grpc
from invented import code
from questions import LISTED
from serving import run
from sidecar import Client, serving
from world import World

from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.question_pb2 import Context, Subject
from jointsanction_server.serving import Serving

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
QUESTION = CheckRequest(
    subject=Subject(name="清远市翠砚贸易有限公司", uscc=code(1)),
    context=Context(department="财政", item="政府采购供应商资格审查", region="清远市"),
)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; a test that waits in vain fails by its bound."""
    while not holds():
        await asyncio.sleep(0.02)


def test_an_edit_is_taken_up_and_a_broken_file_is_not(world: World) -> None:
    """The rule version of answers changes with a sound edit. A broken file changes nothing but what is said of the
    server's state; mended, it is taken up. No call fails meanwhile.
    """
    world.load(LISTED)
    path = min((world.data / "memoranda").glob("*.yaml"))
    sound = path.read_text("utf-8")

    async def ask(client: Client) -> str:
        return (await client.check.Check(QUESTION)).decision.rule_version

    async def talk() -> list[str]:
        async with serving(world.data, rule_look_seconds=0.05) as (server, client):
            versions = [await ask(client)]
            path.write_text(sound + "\n# bemerkt\n", "utf-8")
            await until(lambda: reloads(server)["taken_up"] == 1)
            versions.append(await ask(client))
            path.write_text("id: [", "utf-8")
            await until(lambda: reloads(server)["left_aside"] == 1)
            versions.append(await ask(client))
            assert server._state().rules_degraded
            assert await health(client) == NOT_SERVING
            path.write_text(sound, "utf-8")
            await until(lambda: reloads(server)["taken_up"] == 2)
            versions.append(await ask(client))
            assert not server._state().rules_degraded
            assert await health(client) == SERVING
            return versions

    first, edited, broken, mended = run(talk())
    assert edited == broken != first == mended


async def health(client: Client) -> int:
    asked = health_pb2.HealthCheckRequest(service="jointsanction.rules")
    return (await health_pb2_grpc.HealthStub(client.channel).Check(asked)).status


def reloads(server: Serving) -> dict[str, int]:
    found = server._figures.rule_reloads
    return {"taken_up": found["taken_up"], "left_aside": found["left_aside"]}


def test_files_that_are_saved_together_come_into_force_together(world: World) -> None:
    """While files still change nothing is taken up; the rules after that are those of all of them."""
    world.load(LISTED)
    paths = sorted((world.data / "memoranda").glob("*.yaml"))[:3]

    async def talk() -> int:
        async with serving(world.data, rule_look_seconds=0.15) as (server, _):
            for path in paths:
                path.write_text(path.read_text("utf-8") + "\n# bemerkt\n", "utf-8")
                await asyncio.sleep(0.1)
            await until(lambda: reloads(server)["taken_up"] >= 1)
            await asyncio.sleep(0.5)
            return reloads(server)["taken_up"]

    assert run(talk()) == 1
