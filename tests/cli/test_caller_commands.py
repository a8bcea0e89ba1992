"""``jointsanction caller``: what the commands print, write and refuse; what doctor and backup make of the file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from command import Ran, run
from world import NOW, World

from jointsanction.callers import read_callers
from jointsanction.checker import shanghai_today
from jointsanction.operate import backup, restore

ADD = ("caller", "add", "qc-finance", "--right", "check", "--right", "report")


def key_of(ran: Ran) -> str:
    """The key that a command printed: stdout holds it alone."""
    assert (ran.code, ran.out.count("\n")) == (0, 1), ran.err
    return ran.out.strip()


def test_a_key_is_shown_once_and_works(world: World) -> None:
    """``add`` prints the key alone on stdout; no later command shows it again, and it finds its caller."""
    key = key_of(run(*ADD, "--department", "财政", "--region", "清城区", data=world.data))
    caller = read_callers(world.directory.callers).by_key(key, shanghai_today())
    assert (caller.departments, caller.regions) == (("finance",), ("441802",))
    listed = run("caller", "list", data=world.data)
    assert key not in listed.out + listed.err
    assert key.split("_")[1] in "".join(listed.out.split())


def test_a_body_limits_department_and_region(world: World) -> None:
    """``--department 清远市财政局`` means the function and the region of that body."""
    key_of(run(*ADD, "--department", "清远市财政局", data=world.data))
    (form,) = read_callers(world.directory.callers).forms
    assert (form.departments, form.regions, form.lists) == (("finance",), ("441800",), None)


def test_a_key_ends_after_a_year_unless_told(world: World) -> None:
    """The default is 365 days, ``--days 0`` is no end."""
    run(*ADD, data=world.data)
    run("caller", "add", "other", "--right", "push", "--days", "0", "--list", "重大税收违法失信主体", data=world.data)
    first, second = read_callers(world.directory.callers).forms
    assert first.keys[0].expires_on == shanghai_today() + timedelta(days=365)
    assert (second.keys[0].expires_on, second.lists) == (None, ("major-tax-violation",))


def test_rotate_and_revoke(world: World) -> None:
    """``rotate`` gives another key and ends the old one after the grace; ``revoke`` ends a key, or the caller."""
    old = key_of(run(*ADD, data=world.data))
    new = key_of(run("caller", "rotate", "qc-finance", "--grace", "3", data=world.data))
    first, second = read_callers(world.directory.callers).forms[0].keys
    assert (old.split("_")[1], new.split("_")[1]) == (first.id, second.id)
    assert first.expires_on == shanghai_today() + timedelta(days=3)
    assert run("caller", "revoke", "qc-finance", "--key", first.id, data=world.data).code == 0
    assert "作废" in run("caller", "list", data=world.data).out
    assert run("caller", "revoke", "qc-finance", data=world.data).code == 0
    assert read_callers(world.directory.callers).forms[0].revoked_on == shanghai_today()


def test_only_a_certificate(world: World) -> None:
    """``--no-key`` prints no key and needs a certificate's name."""
    ran = run(*ADD, "--no-key", "--certificate", "qc.example", data=world.data)
    assert (ran.code, ran.out) == (0, "")
    refused = run("caller", "add", "other", "--right", "check", "--no-key", data=world.data)
    assert refused.code == 2
    assert "--certificate" in refused.err


def test_refusals_name_the_option(world: World) -> None:
    """A right, department, region or list that there is not, and a name that is taken, are told with what to write."""
    run(*ADD, data=world.data)
    for words, expected in (
        ((*ADD,), "CALLER_TAKEN"),
        (("caller", "add", "x", "--right", "chek"), "[--right]"),
        (("caller", "add", "X Y", "--right", "check"), "[--NAME]"),
        (("caller", "add", "x", "--right", "check", "--department", "财证"), "财政"),
        (("caller", "add", "x", "--right", "check", "--region", "清远诚"), "REGION_NOT_FOUND"),
        (("caller", "add", "x", "--right", "push", "--list", "无此名单"), "LIST_NOT_FOUND"),
        (("caller", "rotate", "nobody"), "CALLER_NOT_FOUND"),
    ):
        ran = run(*words, data=world.data)
        assert ran.code == 2
        assert expected in ran.err, ran.err
    assert len(read_callers(world.directory.callers).forms) == 1


def test_doctor_sees_to_the_callers(world: World) -> None:
    """The doctor tells of a file that others write, keys that end soon, codes that lead nowhere, and faults."""
    assert "没有设置" in run("doctor", data=world.data).out
    run(*ADD, "--days", "5", data=world.data)
    path = world.directory.callers
    path.write_text(path.read_text(encoding="utf-8").replace("regions: null", "regions: ['999999']"), encoding="utf-8")
    path.chmod(0o666)
    seen = run("doctor", data=world.data)
    assert seen.code == 1
    for word in ("0666", "到期", "caller rotate qc-finance", "999999"):
        assert word in seen.out
    path.write_text("callers: {}\n", encoding="utf-8")
    assert "callers.yaml:1:10" in run("doctor", data=world.data).out


def test_a_backup_holds_the_callers(world: World, tmp_path: Path) -> None:
    """Who may use the service comes back with a backup, readable for the same users as before."""
    key = key_of(run(*ADD, data=world.data))
    backup(world.directory, tmp_path / "all.tar.gz", now=NOW)
    restore(tmp_path / "all.tar.gz", tmp_path / "again")
    restored = tmp_path / "again" / "callers.yaml"
    assert read_callers(restored).by_key(key, date(2026, 11, 26)).name == "qc-finance"
    assert restored.stat().st_mode & 0o777 == 0o640
