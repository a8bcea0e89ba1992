"""``jointsanction upgrade``: a ledger of an older release is refused with the way out, and the way works."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from command import run
from world import World

from jointsanction.ledger import SCHEMA_REVISION

NAME = "清远市禾穗岚建材有限公司"
BLACK = {"list": "拖欠农民工工资失信联合惩戒对象", "name": NAME, "doc_no": "清人社〔2026〕1号"}


def as_of_revision_2(ledger: Path) -> None:
    """The tables as the release before left them."""
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("ALTER TABLE list_receipt DROP COLUMN entries")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")


def test_an_older_ledger_is_upgraded_by_the_command_that_its_refusal_names(world: World) -> None:
    """Refused, upgraded, asked; a second time there is nothing to do."""
    world.load([BLACK])
    as_of_revision_2(world.directory.ledger)
    refused = run("check", "--name", NAME, data=world.data)
    assert (refused.code, "LEDGER_SCHEMA" in refused.err) == (2, True)
    assert "jointsanction upgrade" in refused.err
    upgraded = run("upgrade", data=world.data)
    assert (upgraded.code, upgraded.err) == (0, "")
    assert f"由 0002 升级到 {SCHEMA_REVISION}" in upgraded.out
    assert NAME in run("check", "--name", NAME, data=world.data).out
    assert run("doctor", data=world.data).code == 0
    again = run("upgrade", data=world.data)
    assert (again.code, "未作改动" in again.out) == (0, True)


def test_what_is_no_ledger_is_not_upgraded(world: World) -> None:
    """Nor is one of a newer release."""
    with closing(sqlite3.connect(world.directory.ledger)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = run("upgrade", data=world.data)
    assert (newer.code, "LEDGER_SCHEMA" in newer.err) == (2, True)
    missing = run("upgrade", data=world.data.with_name("nowhere"))
    assert (missing.code, "Traceback" in missing.err) == (2, False)
