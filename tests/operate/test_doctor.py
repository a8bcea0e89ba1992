"""doctor sees each fault, says what to do about it, and one fault hides no other."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from invented import code
from record.case import Case
from world import TODAY, World

from jointsanction.errors import DataDirectoryError
from jointsanction.ledger import Ledger
from jointsanction.match import bring_up_to_date
from jointsanction.operate import Condition, Examined, examine

ROWS = [{"list": "失信被执行人", "name": f"清远市翠砚{n}贸易有限公司", "uscc": code(n)} for n in range(1, 4)]


def of_part(world: World, part: str, *, today: date = TODAY) -> list[Examined]:
    return [each for each in examine(world.directory, today=today) if each.part == part]


def only(world: World, part: str, *, today: date = TODAY) -> Examined:
    (found,) = of_part(world, part, today=today)
    return found


def build_index(world: World) -> Path:
    with Ledger.open(world.directory.ledger) as ledger:
        bring_up_to_date(ledger, world.directory.index)
    (layer,) = (path for path in world.directory.index.iterdir() if path.is_dir())
    return layer


def test_sound_directory(world: World) -> None:
    """With lists loaded and an index built, only the lists that were never loaded need to be seen to."""
    world.load(ROWS)
    build_index(world)
    found = list(examine(world.directory, today=TODAY))
    assert {each.condition for each in found if not each.part.startswith("名单“")} == {Condition.GOOD}
    assert only(world, "名单“失信被执行人”").condition is Condition.GOOD
    assert "3 条" in only(world, "名单“失信被执行人”").seen
    assert only(world, "名单“海关失信企业”").seen == "从未载入"


def test_everything_that_is_not_good_has_advice(world: World) -> None:
    """Whatever is not good says what to do."""
    world.directory.secret.unlink()
    found = list(examine(world.directory, today=TODAY))
    assert [each for each in found if (each.condition is Condition.GOOD) == bool(each.advice)] == []
    assert len(found) > 15


def test_empty_ledger(world: World) -> None:
    """An empty ledger cannot answer: it is to be loaded."""
    found = only(world, "名单库")
    assert found.condition is Condition.ATTENTION
    assert "jointsanction load" in found.advice


def test_no_data_directory(world: World) -> None:
    """Without a ledger there is nothing to examine: an error with a reason."""
    world.directory.ledger.unlink()
    with pytest.raises(DataDirectoryError):
        list(examine(world.directory, today=TODAY))


def test_missing_key(world: World) -> None:
    """Without the key nothing can be loaded."""
    world.directory.secret.unlink()
    assert only(world, "密钥").condition is Condition.FAULTY


def test_readable_key(world: World) -> None:
    """A key that others may read is to be seen to, with the command that does it."""
    world.directory.secret.chmod(0o644)
    found = only(world, "密钥")
    assert found.condition is Condition.ATTENTION
    assert found.advice == f"运行：chmod 600 {world.directory.secret}"


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_ledger_that_is_none(world: World, content: bytes) -> None:
    """A file that is no ledger is faulty, and the backup is the way back."""
    for path in world.data.glob("ledger.sqlite3*"):
        path.unlink()
    world.directory.ledger.write_bytes(content)
    found = only(world, "名单库")
    assert found.condition is Condition.FAULTY
    assert "restore" in found.advice


def test_ledger_damaged_inside(world: World) -> None:
    """Overwritten pages are found, whichever they are."""
    world.load(ROWS)
    with sqlite3.connect(world.directory.ledger) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(world.directory.ledger.read_bytes())
    content[8192 : 8192 + 40_000] = b"\x5a" * 40_000
    world.directory.ledger.write_bytes(bytes(content))
    found = of_part(world, "名单库")
    assert found
    assert {each.condition for each in found} == {Condition.FAULTY}


def test_ledger_of_a_newer_release(world: World) -> None:
    """A ledger made by a newer release is not damaged: the advice is the program, not the backup."""
    with sqlite3.connect(world.directory.ledger) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    found = only(world, "名单库")
    assert found.condition is Condition.FAULTY
    assert "程序版本" in found.advice


def test_broken_rule_file_with_a_good_set_behind_it(world: World) -> None:
    """Every finding is shown with its place, and the version that is in force instead."""
    world.load(ROWS)
    path = next((world.data / "memoranda").glob("*.yaml"))
    path.write_text("id: [", encoding="utf-8")
    found = of_part(world, "目录与规则")
    assert found[0].condition is Condition.FAULTY
    assert path.name in found[0].seen
    assert found[-1].condition is Condition.ATTENTION
    assert found[-1].seen.startswith("沿用上次有效的版本")


def test_list_that_vanished_from_the_catalogue(world: World) -> None:
    """A list that holds entries may not be deleted from the catalogue: doctor says so as checks do."""
    world.load(ROWS)
    path = world.data / "catalog" / "lists.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("失信被执行人", "别的名单").replace("judgment-debtor", "another"), encoding="utf-8")
    assert of_part(world, "目录与规则")[0].condition is Condition.FAULTY


def test_stale_list(world: World) -> None:
    """A list that was not received for longer than its rhythm is to be asked for."""
    world.load(ROWS)
    found = only(world, "名单“失信被执行人”", today=TODAY + timedelta(days=400))
    assert found.condition is Condition.ATTENTION
    assert "最近收到 2026-11-24" in found.seen


@pytest.mark.parametrize("name", ["exact.seg", "names-coded.seg", "names-uncoded.seg", "../manifest.json"])
@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_damaged_index(world: World, name: str, how: str) -> None:
    """A cut or changed file is faulty and named, and deleting the index is enough."""
    world.load(ROWS)
    path = build_index(world) / name
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] if how == "cut" else content[:half] + bytes(b ^ 1 for b in content[half:]))
    found = only(world, "索引")
    assert found.condition is Condition.FAULTY
    assert path.name in found.seen
    assert found.advice.startswith("删除目录")
    shutil.rmtree(world.directory.index)
    assert only(world, "索引").condition is Condition.GOOD


def test_quarantine_is_counted(world: World) -> None:
    """Rows that wait for correction are counted."""
    world.load([{"list": "没有的名单", "name": "清远市翠砚贸易有限公司"}, *ROWS])
    assert only(world, "隔离区").seen == "1 行待改正"


def test_what_was_put_aside_of_the_journal_is_told(world: World) -> None:
    """A file with what could not be read of it is to be looked at; the record itself is whole."""
    case = Case(world)
    with case.recorder() as recorder:
        recorder.record(case.answered())
    (world.data / "record.journal.unread-4096").write_bytes(b"JSJ1")
    whole, told = of_part(world, "查询记录")
    assert (whole.condition, told.condition) == (Condition.GOOD, Condition.ATTENTION)
    assert "record.journal.unread-4096" in told.seen
    assert told.advice


def test_the_record_is_whole_or_its_first_broken_record_is_named(world: World) -> None:
    """Without a record nothing is amiss; a whole one is counted; in a changed one doctor names the record."""
    assert only(world, "查询记录").condition is Condition.GOOD
    case = Case(world)
    with case.recorder() as recorder:
        for _ in range(3):
            recorder.record(case.answered())
    whole = only(world, "查询记录")
    assert (whole.condition, whole.seen) == (Condition.GOOD, "4 条记录，1 条链，均完整")
    case.sql("UPDATE record SET body = replace(body, 'RESTRICT', 'CLEAR') WHERE record_no = 3")
    broken = only(world, "查询记录")
    assert broken.condition is Condition.FAULTY
    assert broken.seen.startswith("记录 3（")
    assert broken.advice
