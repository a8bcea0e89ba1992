"""callers.yaml: what is read, what is refused and where it stands, and changes by the commands' functions."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from jointsanction.callers import (
    CallerForm,
    add_caller,
    compile_callers,
    key_form,
    new_key,
    read_callers,
    revoke_caller,
    revoke_key,
    rotate_key,
)
from jointsanction.errors import AuthError, CallersError

TODAY = date(2026, 11, 24)
LATER = date(2027, 11, 24)


def form(name: str = "qc-housing", **values: object) -> CallerForm:
    """A caller of one county, as a command would make it."""
    filled = {"name": name, "rights": ["check"], "departments": ["finance"], "regions": ["441802"], **values}
    return CallerForm.model_validate(filled)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "callers.yaml"


def added(path: Path, name: str = "qc-housing", **values: object) -> str:
    """Add a caller with a key and give the key."""
    key = new_key()
    keys = [key_form(key, today=TODAY, expires_on=LATER).model_dump()]
    add_caller(path, form(name, keys=keys, **values))
    return key.text


def refused(path: Path, key: str, day: date = TODAY) -> str:
    """Reason for which a key is refused; "" where it is good."""
    try:
        read_callers(path).by_key(key, day)
    except AuthError as error:
        return error.reason
    return ""


def test_no_file_is_nobody(path: Path) -> None:
    """Without a file nobody is set up, and that is no fault."""
    assert read_callers(path).empty


def test_a_key_leads_to_its_caller(path: Path) -> None:
    """The key that was given finds the caller with everything the file says of it."""
    key = added(path, rights=["check", "report"], rate=50)
    caller = read_callers(path).by_key(key, TODAY)
    assert (caller.name, caller.rights, caller.regions) == ("qc-housing", {"check", "report"}, ("441802",))
    assert (caller.rate, caller.burst) == (50, 50)


def test_the_key_itself_is_nowhere_in_the_file(path: Path) -> None:
    """Of a key only its id and digest are kept."""
    key = added(path)
    assert key.rpartition("_")[2] not in path.read_text(encoding="utf-8")
    assert key.split("_")[1] in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("change", [lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"), lambda key: "", str.upper])
def test_another_key_is_unknown(path: Path, change: object) -> None:
    """One character more or less is another key."""
    assert refused(path, change(added(path))) == "KEY_UNKNOWN"  # type: ignore[operator]


def test_a_key_ends_on_its_day(path: Path) -> None:
    """A key holds up to, not on, the day it expires."""
    key = added(path)
    assert refused(path, key, date(2027, 11, 23)) == ""
    assert refused(path, key, LATER) == "KEY_EXPIRED"


def test_rotation_leaves_both_keys_for_the_grace(path: Path) -> None:
    """After a rotation both keys hold until the grace is over, then the new one alone."""
    old = added(path)
    new = rotate_key(path, "qc-housing", today=TODAY, expires_on=None, old_until=date(2026, 12, 1)).text
    assert [refused(path, key, date(2026, 11, 30)) for key in (old, new)] == ["", ""]
    assert [refused(path, key, date(2026, 12, 1)) for key in (old, new)] == ["KEY_EXPIRED", ""]


def test_rotation_never_lengthens_a_key(path: Path) -> None:
    """A key that ends before the grace does still ends on its day."""
    old = added(path)
    rotate_key(path, "qc-housing", today=TODAY, expires_on=None, old_until=date(2030, 1, 1))
    assert refused(path, old, LATER) == "KEY_EXPIRED"


def test_a_revoked_key_and_a_revoked_caller(path: Path) -> None:
    """Revoking one key leaves the others; revoking the caller leaves none, and its certificate neither."""
    first = added(path, certificates=["qc.example"])
    second = rotate_key(path, "qc-housing", today=TODAY, expires_on=None, old_until=LATER)
    revoke_key(path, "qc-housing", second.key_id, today=TODAY)
    assert [refused(path, key) for key in (first, second.text)] == ["", "KEY_REVOKED"]
    revoke_caller(path, "qc-housing", today=TODAY)
    assert refused(path, first) == "CALLER_REVOKED"
    with pytest.raises(AuthError, match="停用"):
        read_callers(path).by_certificate(["QC.example"])


def test_certificates_by_name(path: Path) -> None:
    """A certificate is known by its name, hosts in any case; one of nobody is None, one of two callers refused."""
    added(path, certificates=["qc.example", "spiffe://qy/qc"])
    added(path, "fogang", certificates=["fg.example"])
    book = read_callers(path)
    found = [book.by_certificate([name]) for name in ("QC.Example", "spiffe://qy/qc", "other.example")]
    assert [each and each.name for each in found] == ["qc-housing", "qc-housing", None]
    with pytest.raises(AuthError) as refusal:
        book.by_certificate(["qc.example", "fg.example"])
    assert refusal.value.reason == "CERTIFICATE_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path: add_caller(path, form()), "CALLER_TAKEN"),
        (lambda path: revoke_caller(path, "nobody", today=TODAY), "CALLER_NOT_FOUND"),
        (lambda path: revoke_key(path, "qc-housing", "0000000000", today=TODAY), "KEY_NOT_FOUND"),
    ],
)
def test_changes_that_are_refused_change_nothing(path: Path, change: object, reason: str) -> None:
    """A change that cannot be made says why and leaves the file as it is."""
    added(path)
    before = path.read_bytes()
    with pytest.raises(CallersError) as refusal:
        change(path)  # type: ignore[operator]
    assert (refusal.value.reason, path.read_bytes()) == (reason, before)
    assert [each.name for each in path.parent.iterdir()] == ["callers.yaml"]


def test_changes_at_the_same_time_are_all_kept(path: Path) -> None:
    """Two commands at once do not lose one another's caller."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: added(path, f"caller-{number}"), range(16)))
    assert len(read_callers(path).forms) == 16


def test_the_file_is_for_its_owner_to_write(path: Path) -> None:
    """Others than the owner cannot write the file, whatever the umask."""
    before = os.umask(0)
    try:
        added(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


GOOD = """callers:
  - {name: a, rights: [check], departments: null, regions: null}
"""


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (GOOD.replace("check", "chek"), "2:24", "VALUE_UNKNOWN"),
        (GOOD.replace("regions: null", "regions: [4418]"), "2:61", "VALUE_FORM"),
        (GOOD.replace(", regions: null", ""), "2:5", "KEY_MISSING"),
        (GOOD.replace("name: a", "name: operator"), "2:12", "VALUE_WRONG"),
        (GOOD.replace("regions: null", "regions: null, rate: 0"), "2:72", "VALUE_RANGE"),
        (GOOD.replace("regions: null", "regions: null, rate: quick"), "2:72", "VALUE_FORM"),
        (GOOD + GOOD.splitlines()[1] + "\n", "3:12", "VALUE_TWICE"),
        (GOOD.replace("regions", "region"), "2:51", "KEY_UNKNOWN"),
        ("callers: [", "2:1", "YAML_SYNTAX"),
        ("", "1:1", "YAML_EMPTY"),
        ("x: 1", "1:1", "KEY_UNKNOWN"),
    ],
)
def test_faults_have_a_place(text: str, place: str, code: str) -> None:
    """A faulty file is refused as a whole; each fault says line, column and what to write."""
    with pytest.raises(CallersError) as refusal:
        compile_callers(text.encode())
    found = [(f"{each.place.row}:{each.place.column}", each.code) for each in refusal.value.findings]
    assert (place, code) in found
    assert all(each.place.file == "callers.yaml" for each in refusal.value.findings)


def test_the_good_file_is_good() -> None:
    """What the faults above are made from has none itself."""
    assert [each.name for each in compile_callers(GOOD.encode()).forms] == ["a"]


def test_a_certificate_belongs_to_one_caller() -> None:
    """The same certificate name for two callers is a fault, in any case of its letters."""
    text = GOOD.replace("null}", "null, certificates: [A.example]}")
    text += text.splitlines()[1].replace("name: a", "name: b").replace("A.ex", "a.EX") + "\n"
    with pytest.raises(CallersError) as refusal:
        compile_callers(text.encode())
    assert [each.code for each in refusal.value.findings] == ["VALUE_TWICE"]


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("gone")])
def test_a_file_that_cannot_be_read_is_a_fault(path: Path, make: object) -> None:
    """A directory or a broken link in its place is no empty file: nobody is let in by mistake."""
    make(path)  # type: ignore[operator]
    with pytest.raises(CallersError) as refusal:
        read_callers(path)
    assert refusal.value.findings[0].code == "FILE_UNREADABLE"


def test_a_huge_file_is_refused(path: Path) -> None:
    """A file beyond the bound is not parsed."""
    path.write_bytes(b"# " + b"x" * 5_000_000)
    with pytest.raises(CallersError) as refusal:
        read_callers(path)
    assert "超过" in refusal.value.findings[0].message
