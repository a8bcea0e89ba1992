"""Faults in catalogue files: all at once, each with place, stable code and advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from jointsanction.catalog import compile_catalog, lint_catalog, read_files, shipped_files
from jointsanction.errors import CatalogError, Finding

LISTS, ITEMS, SETTINGS = "catalog/lists.yaml", "catalog/items.yaml", "catalog/settings.yaml"
DEPARTMENTS, BODIES, BASES = "catalog/departments.yaml", "catalog/bodies.yaml", "catalog/legal_bases.yaml"


# shown at the second of two places, at the row that lacks a key, or where the reader gave up
ELSEWHERE = ("ALIAS_TWICE", "CODE_TWICE", "KEY_TWICE", "KEY_MISSING", "YAML_SYNTAX")


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """The shipped files with one passage (that must be there) changed in one of them."""
    files = shipped_files()
    text = files[file].decode()
    assert old in text
    return files | {file: text.replace(old, new, 1).encode()}


def only(files: dict[str, bytes]) -> Finding:
    findings = lint_catalog(files)
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "advice"),
    [
        (LISTS, "colour: black", "color: black", "KEY_UNKNOWN", "colour"),
        (LISTS, "    owner: court\n", "", "KEY_MISSING", "owner"),
        (LISTS, "colour: black", "colour: blue", "VALUE_UNKNOWN", "'black'"),
        (LISTS, "term_months: 24", "term_months: 两年", "VALUE_FORM", "整数"),
        (LISTS, "term_months: 24", "term_months: 0", "VALUE_RANGE", "1"),
        (LISTS, "code: judgment-debtor", "code: Judgment Debtor", "VALUE_FORM", "应符合"),
        (LISTS, "owner: court", "owner: cuort", "DEPARTMENT_UNKNOWN", "court"),
        (LISTS, "失信人名单", "政府采购黑名单", "ALIAS_TWICE", "一个名称只能指一个对象"),
        (LISTS, "code: major-tax-violation", "code: judgment-debtor", "CODE_TWICE", "换一个代码"),
        (LISTS, "    owner: court\n", "    owner: court\n    owner: court\n", "KEY_TWICE", "只保留一处"),
        (LISTS, "name: 失信被执行人", "name: &a 失信被执行人", "YAML_ANCHOR", "引号"),
        (LISTS, "name: 失信被执行人", "name: !!python/name:os.system 失信被执行人", "YAML_TAG", "标签"),
        (LISTS, "name: 失信被执行人", "name: [失信被执行人", "YAML_SYNTAX", "缩进"),
        (ITEMS, "type: 公共资源交易", "type: 公共资源", "TYPE_UNKNOWN", "公共资源交易"),
        (ITEMS, "tags: [land-supply]", "tags: [land-suply]", "TAG_UNKNOWN", "land-supply"),
        (ITEMS, "body: 441800-natural-resources", "body: 999999-natural-resources", "BODY_UNKNOWN", "441823"),
        (ITEMS, "department: forestry", "department: forest", "DEPARTMENT_UNKNOWN", "forestry"),
        (ITEMS, "delegated: true", "delegated: 委托", "VALUE_FORM", "true"),
        (DEPARTMENTS, "groups: [各参与部门]", "groups: [各参加部门]", "GROUP_UNKNOWN", "各参与部门"),
        (BODIES, 'region: "441800"', 'region: "441827"', "REGION_HISTORICAL", "441803"),
        (BODIES, 'region: "441800"', 'region: "999999"', "REGION_UNKNOWN", "6 位"),
        (BODIES, 'uscc: ""', 'uscc: "123"', "VALUE_FORM", "应符合"),
        (BASES, 'region: "440000", valid_from', "valid_from", "VALUE_WRONG", "region"),
        (BASES, "valid_to: 2024-07-01", "valid_to: 2018-07-01", "VALUE_WRONG", "晚于"),
        (BASES, "valid_to: 2024-07-01", "valid_to: 2024年7月", "VALUE_FORM", "2021-06-01"),
        (BASES, "level: law", "level: statute", "VALUE_UNKNOWN", "'law'"),
        (BASES, "law:company-2018#146-5", "law:company-2018#146", "CODE_TWICE", "换一个代码"),
        (SETTINGS, "from: 2020-12-18", "from: 2020-13-18", "VALUE_FORM", "2021-06-01"),
        (SETTINGS, 'home_region: "441800"', 'home_region: "441827"', "REGION_HISTORICAL", "441803"),
    ],
)
def test_each_fault_has_code_place_and_advice(file: str, old: str, new: str, code: str, advice: str) -> None:
    """One slip gives one finding, at the line where it stands, and says what to write."""
    finding = next(each for each in lint_catalog(changed(file, old, new)) if each.code == code)
    before = shipped_files()[file].decode()
    line = before[: before.index(old)].count("\n") + 1
    assert finding.place.file == file
    assert finding.place.row == line or code in ELSEWHERE
    assert finding.place.column >= 1
    assert advice in finding.advice


def test_place_is_exact() -> None:
    """Line and column of the very word."""
    finding = only(changed(LISTS, "owner: court", "owner: cuort"))
    lines = changed(LISTS, "owner: court", "owner: cuort")[LISTS].decode().splitlines()
    assert lines[finding.place.row - 1][finding.place.column - 1 :] == "cuort"
    assert finding.place.field == "lists[0].owner"


def test_all_faults_at_once() -> None:
    """Faults of several files come together, in the order of files and lines."""
    files = changed(LISTS, "owner: court", "owner: cuort")
    files |= {SETTINGS: b"legal_basis_gate_from: soon\n", BASES: "名".encode("gb18030")}
    del files[BODIES]
    findings = lint_catalog(files)
    assert [(each.place.file, each.code) for each in findings] == [
        (LISTS, "DEPARTMENT_UNKNOWN"),
        (BODIES, "FILE_MISSING"),
        (BASES, "YAML_ENCODING"),
        (SETTINGS, "KEY_MISSING"),
        (SETTINGS, "VALUE_FORM"),
    ]
    with pytest.raises(CatalogError) as caught:
        compile_catalog(files)
    assert caught.value.findings == findings
    assert caught.value.reason == "CATALOG_INVALID"


def test_a_fault_of_form_hides_no_other_fault() -> None:
    """A bad value, a missing key and three unknown names in one file, and a name used twice, come in one report."""
    files = changed(ITEMS, "delegated: true", "delegated: 委托")
    text = files[ITEMS].decode()
    for old, new in (
        ("tags: [land-supply]", "tags: [land-suply]"),
        ("type: 公共资源交易", "type: 公共资源"),
        ("department: forestry", "department: forest"),
        ("body: 441800-natural-resources", "body: 999999-natural-resources"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    text += "  - {code: X1, name: 取水许可, type: 行政许可}\n"
    assert sorted(each.code for each in lint_catalog(files | {ITEMS: text.encode()})) == [
        "ALIAS_TWICE",
        "BODY_UNKNOWN",
        "DEPARTMENT_UNKNOWN",
        "KEY_MISSING",
        "TAG_UNKNOWN",
        "TYPE_UNKNOWN",
        "VALUE_FORM",
    ]


def test_references_to_a_faulty_file_are_judged_by_what_can_be_read() -> None:
    """A slip in departments.yaml neither hides a wrong owner nor makes right ones wrong; without rows it is silent."""
    slip = changed(DEPARTMENTS, "{code: finance, name: 财政, aliases: []", "{code: finance, name: 财政, alias: []")
    files = slip | {LISTS: changed(LISTS, "owner: court", "owner: cuort")[LISTS]}
    assert [(each.place.file, each.code) for each in lint_catalog(files)] == [
        (LISTS, "DEPARTMENT_UNKNOWN"),
        (DEPARTMENTS, "KEY_UNKNOWN"),
    ]
    gone = changed(DEPARTMENTS, "\ndepartments:\n", "\ndepartmants:\n")
    assert {(each.place.file, each.code) for each in lint_catalog(gone)} == {
        (DEPARTMENTS, "KEY_UNKNOWN"),
        (DEPARTMENTS, "KEY_MISSING"),
    }


@pytest.mark.parametrize("file", [LISTS, "catalog/regions.csv"])
def test_a_file_that_cannot_be_read_is_not_taken_as_deleted(tmp_path: Path, file: str) -> None:
    """A directory or a broken link in the place of a file is FILE_UNREADABLE, never a smaller catalogue in silence."""
    (tmp_path / "catalog").mkdir()
    for name, content in shipped_files().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / file).unlink(missing_ok=True)
    (tmp_path / file).mkdir()
    finding = next(each for each in lint_catalog(read_files(tmp_path)) if each.place.file == file)
    assert (finding.code, finding.message) == ("FILE_UNREADABLE", "读不到这个文件：是目录")
    (tmp_path / file).rmdir()
    (tmp_path / file).symlink_to(tmp_path / "nowhere")
    assert "FILE_UNREADABLE" in {each.code for each in lint_catalog(read_files(tmp_path))}


def test_alias_across_departments_and_bodies() -> None:
    """A body may not bear the name of a function: which one would be meant?"""
    finding = only(changed(BODIES, "aliases: [市财政局]", "aliases: [财政]"))
    assert (finding.code, finding.place.file) == ("ALIAS_TWICE", BODIES)


def test_empty_and_wrong_files() -> None:
    """An empty file, a list instead of a mapping, a table that is none: findings, never a traceback."""
    for content, code in ((b"", "YAML_EMPTY"), (b"- a\n", "VALUE_FORM"), (b"\x00", "YAML_SYNTAX")):
        assert only(shipped_files() | {SETTINGS: content}).code == code
    assert only(shipped_files() | {"catalog/regions.csv": b"a,b\n"}).code == "REGIONS_WRONG"
    assert only(shipped_files() | {"catalog/regions.csv": b"\xff"}).code == "REGIONS_WRONG"


def test_other_files_of_a_rule_set_are_passed_over() -> None:
    """Memoranda in the same set are not the catalogue's business."""
    assert lint_catalog(shipped_files() | {"memoranda/M01.yaml": b"]["}) == ()


def test_files_of_a_directory_compile_to_the_same(tmp_path: Path) -> None:
    """Written out and read again the files are the same, and a division table beside them is taken."""
    (tmp_path / "catalog").mkdir()
    for name, content in shipped_files().items():
        (tmp_path / name).write_bytes(content)
    assert read_files(tmp_path) == shipped_files()
    table = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码\n"
    (tmp_path / "catalog" / "regions.csv").write_text(table, encoding="utf-8")
    assert {finding.code for finding in lint_catalog(read_files(tmp_path))} == {"BODY_UNKNOWN", "REGION_UNKNOWN"}
    assert read_files(tmp_path / "nowhere") == {}
