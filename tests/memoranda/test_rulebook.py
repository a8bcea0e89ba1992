"""The rulebook itself: what is in force, what is remembered, and which version it carries."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_rules import ITEM, memorandum, rulebook_of

from jointsanction import catalog
from jointsanction.errors import RulesError
from jointsanction.memoranda import compile_rulebook, read_files, rule_version, shipped_files
from jointsanction.memoranda.live_basis import in_force
from jointsanction.model import Context


def test_memoranda_for_their_days() -> None:
    """A memorandum counts from its first day and no longer on its last."""
    rules = rulebook_of(head={"valid_from": "2021-01-01", "valid_to": "2022-01-01"})
    found = {
        day: len(rules.rulebook.memoranda_for(rules.list_code, day))
        for day in (date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1))
    }
    assert list(found.values()) == [0, 1, 1, 0]
    assert rules.rulebook.memoranda_for("tax-class-a", date(2021, 1, 1)) == ()


def test_measure_for_its_days() -> None:
    """A measure that comes later than its memorandum is left out before its own first day."""
    rules = rulebook_of(valid_from="2021-06-01", valid_to="2022-06-01")
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    days = (date(2021, 5, 31), date(2021, 6, 1), date(2022, 5, 31), date(2022, 6, 1))
    assert [len(rules.rulebook.measures(rules.list_code, context, day)) for day in days] == [0, 1, 1, 0]


def test_group_stands_for_its_members_once() -> None:
    """A group is expanded, and a department named beside a group that holds it answers once."""
    rules = rulebook_of(departments=["财政", "各资金主管部门"], items="all")
    found = rules.rulebook.measures(rules.list_code, rules.resolve(Context(region="清远市")), date(2026, 1, 1))
    departments = [each.department for each in found]
    assert departments[0] == "财政"
    assert len(departments) > 3
    assert len(set(departments)) == len(departments)


def test_same_question_same_answer_object() -> None:
    """An answer is computed once: the second call returns the very same tuple, for an equal context too."""
    rules = rulebook_of()
    asked = Context(department="财政", item=ITEM, region="清远市")
    day = date(2026, 1, 1)
    first = rules.rulebook.measures(rules.list_code, rules.resolve(asked), day)
    assert rules.rulebook.measures(rules.list_code, rules.resolve(asked), day) is first
    other = rules.resolve(Context(department="财政", region="清远市"))
    assert rules.rulebook.measures(rules.list_code, other, day) != first


def test_version_follows_the_content() -> None:
    """The version is the same for the same files in any order, and another one for any other content or name."""
    files = {"memoranda/a.yaml": memorandum(), "catalog/b.yaml": b"x: 1\n"}
    version = rule_version(files)
    assert len(version) == 16
    assert rule_version(dict(reversed(files.items()))) == version
    assert rule_version({**files, "catalog/b.yaml": b"\xef\xbb\xbfx: 1\r\n"}) == version
    assert rule_version({**files, "catalog/b.yaml": b"x: 2\n"}) != version
    assert rule_version({"memoranda/a.yaml": files["memoranda/a.yaml"], "catalog/c.yaml": b"x: 1\n"}) != version


@given(st.dictionaries(st.text(max_size=3), st.binary(max_size=3), max_size=4), st.randoms())
def test_version_does_not_depend_on_order(files: dict[str, bytes], random: object) -> None:
    """Any order of the same files gives the same version."""
    names = list(files)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert rule_version({name: files[name] for name in names}) == rule_version(files)


@given(st.dates(), st.dates(), st.dates())
def test_validity_is_half_open(start: date, end: date, day: date) -> None:
    """A day is in force when it is not before the first and before the last; an empty span holds no day."""
    assert in_force(start, end, day) == (start <= day < end)


def test_read_files_reads_a_directory_as_shipped(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Written out and read back the shipped files are the same; what is no YAML file is passed over."""
    folder = tmp_path / "memoranda"
    folder.mkdir()
    for name, content in shipped_files().items():
        (tmp_path / name).write_bytes(content)
    (folder / "说明.txt").write_text("不是备忘录", encoding="utf-8")
    assert read_files(tmp_path) == shipped_files()
    assert read_files(tmp_path / "nowhere") == {}


def test_a_file_that_cannot_be_read_is_not_taken_as_deleted(tmp_path: Path) -> None:
    """A directory, a broken link or a pipe in the place of a memorandum: a fault, and the set does not compile."""
    (tmp_path / "memoranda").mkdir()
    for name, content in shipped_files().items():
        (tmp_path / name).write_bytes(content)
    for each in ("M01", "M02", "M04"):
        (tmp_path / f"memoranda/{each}.yaml").unlink()
    (tmp_path / "memoranda/M01.yaml").mkdir()
    (tmp_path / "memoranda/M02.yaml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "memoranda/M04.yaml")
    with pytest.raises(RulesError) as caught:
        compile_rulebook(read_files(tmp_path), catalog.compile_catalog(catalog.shipped_files()))
    assert [(each.place.file, each.code) for each in caught.value.findings] == [
        ("memoranda/M01.yaml", "FILE_UNREADABLE"),
        ("memoranda/M02.yaml", "FILE_UNREADABLE"),
        ("memoranda/M04.yaml", "FILE_UNREADABLE"),
    ]
