"""The ledger's file: made, opened, refused, upgraded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledger.ledger_samples import NOW, record
from sqlalchemy import create_engine

from jointsanction.errors import DataDirectoryError, LedgerError
from jointsanction.ledger import SCHEMA_REVISION, Ledger
from jointsanction.ledger.migrations import migration_config
from jointsanction.ledger.schema import metadata


def _sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_the_migrated_tables_are_the_tables_that_the_code_uses(ledger: Ledger, tmp_path: Path) -> None:
    """Migrations and metadata agree on tables, columns, types, indexes, unique constraints and foreign keys."""
    migrated = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    direct = create_engine(f"sqlite:///{tmp_path / 'direct.sqlite3'}")
    metadata.create_all(direct)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    written = "SELECT name, sql FROM sqlite_master WHERE name <> 'alembic_version' AND sql IS NOT NULL ORDER BY name"
    assert _sql(tmp_path / "ledger.sqlite3", written) == _sql(tmp_path / "direct.sqlite3", written)
    migrated.dispose()
    direct.dispose()


def test_the_revision_in_the_code_is_the_newest_migration() -> None:
    """A new migration must raise SCHEMA_REVISION."""
    assert ScriptDirectory.from_config(migration_config()).get_heads() == [SCHEMA_REVISION]


def test_a_new_ledger_is_empty_durable_and_has_an_id(ledger: Ledger, tmp_path: Path) -> None:
    """Write-ahead log, eight hex digits of an id that stays, change number 0."""
    assert len(bytes.fromhex(ledger.ledger_id)) == 4
    assert (ledger.change_no(), ledger.entry_count(), list(ledger.current_entries())) == (0, 0, [])
    assert _sql(tmp_path / "ledger.sqlite3", "PRAGMA journal_mode") == [("wal",)]
    with Ledger.open(tmp_path / "ledger.sqlite3", read_only=True) as again:
        assert again.ledger_id == ledger.ledger_id


def test_a_ledger_is_never_made_over_another_file(ledger: Ledger, tmp_path: Path) -> None:
    """Create and backup refuse a path that is taken, and leave nothing beside it."""
    with pytest.raises(DataDirectoryError) as refused:
        Ledger.create(tmp_path / "ledger.sqlite3", now=NOW)
    assert refused.value.reason == "DATA_DIRECTORY_TAKEN"
    with pytest.raises(DataDirectoryError) as refused:
        ledger.backup_to(tmp_path / "ledger.sqlite3")
    assert refused.value.reason == "DATA_DIRECTORY_TAKEN"
    with pytest.raises(DataDirectoryError) as refused:
        Ledger.create(tmp_path / "nowhere" / "ledger.sqlite3", now=NOW)
    assert refused.value.reason == "DATA_DIRECTORY_NOT_WRITABLE"
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("ledger.sqlite3")] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "LEDGER_MISSING"), (b"", "LEDGER_DAMAGED"), (b"no database at all" * 100, "LEDGER_DAMAGED")],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """A missing, empty or foreign file is an answer with a reason, and is not touched."""
    path = tmp_path / "ledger.sqlite3"
    if content is not None:
        path.write_bytes(content)
    for read_only in (True, False):
        with pytest.raises(LedgerError) as refused:
            Ledger.open(path, read_only=read_only)
        assert refused.value.reason == reason
    assert path.exists() == (content is not None)


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_another_revision_is_refused(tmp_path: Path, revision: str) -> None:
    """A ledger of an older or a newer release is not opened by chance."""
    path = tmp_path / "ledger.sqlite3"
    Ledger.create(path, now=NOW).close()
    _sql(path, f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(LedgerError) as refused:
        Ledger.open(path)
    assert refused.value.reason == "LEDGER_SCHEMA"
    _sql(path, f"UPDATE alembic_version SET version_num = '{SCHEMA_REVISION}'")
    Ledger.open(path).close()


def test_upgrading_a_ledger_of_this_release_changes_nothing(ledger: Ledger) -> None:
    """``upgrade`` may be called at any time."""
    ledger.load([record(1)], file_name="a", now=NOW)
    ledger.upgrade()
    assert ledger.entry_count() == 1


def test_a_ledger_of_revision_2_learns_how_many_entries_its_lists_hold(tmp_path: Path) -> None:
    """The upgrade counts what stands there; from then on loads keep the count."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger.create(path, now=NOW) as ledger:
        ledger.load([record(1), record(2), record(3, list="D02")], file_name="a", now=NOW)
    _sql(path, "ALTER TABLE list_receipt DROP COLUMN entries")
    _sql(path, "UPDATE alembic_version SET version_num = '0002'")
    with Ledger.open(path, allow_older=True) as ledger:
        ledger.upgrade()
        assert {code: each.entries for code, each in ledger.list_receipts().items()} == {"D01": 2, "D02": 1}
        ledger.load([record(4)], file_name="b", now=NOW)
        assert {code: each.entries for code, each in ledger.list_receipts().items()} == {"D01": 3, "D02": 1}
        assert ledger.integrity_problems() == ()


def test_a_backup_is_a_ledger_of_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    """A copy taken while the ledger is open holds what was committed, in one file, under the same id."""
    ledger.load([record(1)], file_name="a", now=NOW)
    ledger.backup_to(tmp_path / "copy.sqlite3")
    ledger.load([record(2)], file_name="b", now=NOW)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.sqlite3"]
    with Ledger.open(tmp_path / "copy.sqlite3") as copy:
        assert (copy.ledger_id, copy.entry_count()) == (ledger.ledger_id, 1)
        assert copy.integrity_problems() == ()
        copy.load([record(3)], file_name="c", now=NOW)
        assert copy.entry_count() == 2


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE entry_version SET superseded_by = 99 WHERE entry_no = 1", "现行版本"),
        ("UPDATE entry_version SET version = 3 WHERE entry_no = 1", "版本号不连续"),
        ("UPDATE meta SET change_no = 1", "变更号超过计数器"),
        ("UPDATE load SET change_no = 2", "同一变更号"),
        ("UPDATE source_record SET entry_no = 7 WHERE entry_no = 1", "引用缺失"),
        ("UPDATE source_record SET superseded_by = 2 WHERE entry_no = 1", "没有现行来源记录"),
        ("UPDATE list_receipt SET entries = 3", "记录数与实有的不符"),
    ],
)
def test_each_breach_of_the_history_is_found(tmp_path: Path, harm: str, said: str) -> None:
    """A ledger that was tampered with says what is wrong."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger.create(path, now=NOW) as ledger:
        ledger.load([record(1), record(2)], file_name="a", now=NOW)
        assert ledger.integrity_problems() == ()
        _sql(path, harm)
        assert any(said in problem for problem in ledger.integrity_problems())


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    """Bytes overwritten in the middle of the file are a problem that is told, not an exception."""
    path = tmp_path / "ledger.sqlite3"
    with Ledger.create(path, now=NOW) as ledger:
        ledger.load([record(number) for number in range(1, 300)], file_name="a", now=NOW)
    content = bytearray(path.read_bytes())
    for page in range(20, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 512] = b"\xff" * 512
    path.write_bytes(content)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.integrity_problems() != ()
        with pytest.raises(LedgerError) as damaged:
            list(ledger.current_entries())
        assert damaged.value.reason == "LEDGER_DAMAGED"
