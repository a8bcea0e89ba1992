"""The mark that tells readers that nothing was written meanwhile."""

from __future__ import annotations

from invented import code
from world import World

from jointsanction.ledger import Ledger
from jointsanction.model import Outcome, Subject

ROW = {"uscc": code(1), "name": "清远市禾穗岚建材有限公司"}


def test_a_finished_write_renews_it(world: World) -> None:
    """Reading leaves it; every write gives another, and a reader that was open before sees it."""
    with Ledger.open(world.directory.ledger) as reader:
        before = reader.change_mark()
        assert reader.change_mark() == before
        seen = {before}
        for _ in range(3):
            world.load([ROW], list_name="失信被执行人")
            seen.add(reader.change_mark())
    assert len(seen) == 4


def test_without_write_permission_it_is_unknown_until_made(world: World) -> None:
    """A reader that writes nothing makes no file; where there is one it sees what the others see."""
    with Ledger.open(world.directory.ledger, read_only=True) as quiet:
        assert quiet.change_mark() == 0
        assert not world.data.joinpath("ledger.sqlite3-mark").exists()
        with Ledger.open(world.directory.ledger) as reader:
            reader.change_mark()
            world.load([ROW], list_name="失信被执行人")
            assert quiet.change_mark() == reader.change_mark() != 0


def test_a_load_is_seen_whether_there_is_a_mark_or_not(world: World) -> None:
    """An open checker answers with what was loaded meanwhile, also after its mark was cut to nothing or taken away."""
    world.load([{"uscc": code(2), "name": "清远市无关贸易有限公司"}], list_name="失信被执行人")
    mark = world.data / "ledger.sqlite3-mark"
    with world.open() as checker:
        assert checker.check(Subject(uscc=code(1))).outcome is Outcome.CLEAR
        world.load([ROW], list_name="失信被执行人")
        assert len(checker.check(Subject(uscc=code(1))).matches) == 1
    mark.write_bytes(b"")
    with world.open() as checker:
        assert len(checker.check(Subject(uscc=code(1))).matches) == 1
        world.load([{**ROW, "record_id": "2"}], list_name="重大税收违法失信主体")
        assert len(checker.check(Subject(uscc=code(1))).matches) == 2
    mark.unlink()
    with world.open() as checker:
        assert len(checker.check(Subject(uscc=code(1))).matches) == 2
