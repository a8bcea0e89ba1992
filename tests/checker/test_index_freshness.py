"""A checker that stays open while other processes load, build and replace the index."""

from __future__ import annotations

import shutil

import pytest
from invented import code
from world import TODAY, World

from jointsanction.checker import Checker
from jointsanction.ledger import Ledger
from jointsanction.match import bring_up_to_date
from jointsanction.model import Context, Subject

LIST = "失信被执行人"
CONTEXT = Context(as_of=TODAY)


def company(number: int) -> dict[str, str]:
    letters = "禾穗岚汐澜砚苇筠岫霁榆柘"
    return {"name": f"清远市{letters[number % 12]}{letters[number // 12]}岚建材有限公司", "uscc": code(number)}


def build(world: World, *, whole: bool = False) -> None:
    """Bring the index up to date, as another process would."""
    with Ledger.open(world.directory.ledger) as ledger:
        bring_up_to_date(ledger, world.directory.index, whole=whole)


def matched(checker: Checker, number: int) -> list[str]:
    return [str(each.basis) for each in checker.check(Subject(uscc=code(number)), CONTEXT).matches]


def test_replaced_segments_stay_readable(world: World) -> None:
    """An open checker answers from the files it has mapped after they were replaced, and from the new ones with the
    next change; its engine version then tells the new base.
    """
    world.load(map(company, range(1, 20)), list_name=LIST)
    build(world)
    with world.open() as checker:
        before = checker.check(Subject(uscc=code(5)), CONTEXT)
        folders = {path.name for path in world.directory.index.iterdir() if path.is_dir()}
        build(world, whole=True)
        assert folders.isdisjoint(path.name for path in world.directory.index.iterdir())
        assert checker.check(Subject(uscc=code(5)), CONTEXT).to_json() == before.to_json()
        world.load([company(30)], list_name=LIST)
        assert matched(checker, 30) == ["USCC"]
        assert matched(checker, 5) == ["USCC"]
        with world.open() as fresh:
            for subject in (Subject(uscc=code(5)), Subject(company(7)["name"]), Subject("清远市禾穗岗建材有限公司")):
                assert checker.check(subject, CONTEXT).to_json() == fresh.check(subject, CONTEXT).to_json()


def test_a_new_base_changes_the_engine_version_and_a_generation_does_not(world: World) -> None:
    """The engine version names the base, from which the score learns, and nothing above it."""
    world.load(map(company, range(1, 20)), list_name=LIST)
    build(world)
    with world.open() as checker:
        based = checker.engine_version
        world.load([company(30)], list_name=LIST)
        build(world)
        world.load([company(31)], list_name=LIST)
        assert matched(checker, 30) == matched(checker, 31) == ["USCC"]
        assert checker.engine_version == based
        build(world, whole=True)
        world.load([company(32)], list_name=LIST)
        assert matched(checker, 32) == ["USCC"]
        assert checker.engine_version == checker.check(Subject(uscc=code(1)), CONTEXT).engine_version != based


def test_an_index_that_is_deleted_under_an_open_checker(world: World) -> None:
    """The index may be deleted at any time: what is open goes on, what comes is read from the ledger."""
    world.load(map(company, range(1, 20)), list_name=LIST)
    build(world)
    with world.open() as checker:
        shutil.rmtree(world.directory.index)
        assert matched(checker, 5) == ["USCC"]
        world.load([company(30)], list_name=LIST)
        assert matched(checker, 30) == matched(checker, 5) == ["USCC"]


@pytest.mark.parametrize("built", [False, True])
def test_an_entry_that_changes_is_answered_as_it_is_now(world: World, built: bool) -> None:
    """A removal that is loaded is seen by the next check, whether the entry stands in a layer or in the live part."""
    row = {**company(1), "record_id": "1", "source": "某局"}
    world.load([row, *map(company, range(2, 20))], list_name=LIST)
    with world.open() as checker:
        assert matched(checker, 1) == ["USCC"]
        world.load([{**row, "removed_on": "2026-02-01"}], list_name=LIST)
        if built:
            build(world)
            world.load([company(30)], list_name=LIST)
        assert matched(checker, 1) == []
        assert matched(checker, 2) == ["USCC"]
