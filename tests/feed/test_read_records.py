"""Rows into records: identifiers by content, persons declined, numbers covered, and every fault with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from invented import code, damaged, org

from jointsanction.catalog import Catalog, compile_catalog, shipped_files
from jointsanction.errors import FeedError
from jointsanction.feed import open_table, read_records, recognise_columns
from jointsanction.feed.table import Row
from jointsanction.identifiers import reg_no, resident_id
from jointsanction.model import LIFELONG, NO_END, UNKNOWN_END, DeclinedPerson, End, FeedItem, RejectedRow, SourceRecord

LIST = "失信被执行人"
NAME = "清远市溪石贸易有限公司"
TAX_NO = "441802" + org(7)
REG_NO = "44180000001234" + reg_no.check_character("44180000001234")
PERSON = "44180219900307123"
RESIDENT = PERSON + resident_id.check_character(PERSON)


@cache
def catalog() -> Catalog:
    return compile_catalog(shipped_files())


def keyed(text: str) -> str:
    return hashlib.sha256(b"key" + text.encode()).hexdigest()


def _items(header: list[str], *rows: list[str], default: str | None = LIST) -> list[FeedItem]:
    table = [Row(number, tuple(row)) for number, row in enumerate(rows, 2)]
    columns = recognise_columns(header)
    return list(read_records(table, columns, catalog=catalog(), default_list=default, source="测试", keyed_hash=keyed))


def _item(cells: Mapping[str, str], default: str | None = LIST) -> FeedItem:
    return _items(list(cells), list(cells.values()), default=default)[0]


def _record(cells: Mapping[str, str]) -> SourceRecord:
    item = _item(cells)
    assert isinstance(item, SourceRecord), item
    return item


def _rejected(cells: Mapping[str, str], default: str | None = LIST) -> RejectedRow:
    item = _item(cells, default)
    assert isinstance(item, RejectedRow), item
    return item


def test_a_full_row_becomes_a_record() -> None:
    """Canonical columns to fields, the others to details in file order."""
    listed = catalog().find_list(LIST)
    assert listed is not None
    record = _record(
        {
            "序号": "1", "企业名称": f" {NAME} ", "统一社会信用代码": code(1), "曾用名": "溪石商行；溪石贸易部",
            "法定代表人": "张某某", "列入机关": "清远市某局", "文书号": "清某〔2020〕1号", "列入事由": "某事由",
            "列入日期": "2020年1月5日", "有效期止": "2023-01-04", "移出日期": "2022/3/1", "移出原因": "修复",
            "备注": "甲", "记录编号": "r1", "数据来源": "省平台", "区划": "441802",
        }
    )  # fmt: skip
    last = date(2023, 1, 4) + timedelta(days=listed.end_inclusive)
    assert record == SourceRecord(
        row=2, list=listed.code, name=NAME, record_id="r1", source="省平台", former_names=("溪石商行", "溪石贸易部"),
        uscc=code(1), legal_representative="张某某", authority="清远市某局", doc_no="清某〔2020〕1号", reason="某事由",
        listed_on=date(2020, 1, 5), end=End.date(last), removed_on=date(2022, 3, 1), removed_reason="修复",
        region="441802", details=(("序号", "1"), ("备注", "甲")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "value", "field"),
    [
        ("纳税人识别号", code(1), "uscc"), ("纳税人识别号", TAX_NO, "tax_no"), ("纳税人识别号", REG_NO, "reg_no"),
        ("zzjgdm", code(1), "uscc"), ("zzjgdm", org(1), "org_code"), ("统一社会信用代码", TAX_NO, "tax_no"),
        ("统一社会信用代码", f"{org(1)[:8]}-{org(1)[8]}", "org_code"), ("注册号", code(1).lower(), "uscc"),
    ],
)  # fmt: skip
def test_an_identifier_goes_where_its_content_says(heading: str, value: str, field: str) -> None:
    """A code in the wrong column reaches the right field, canonical."""
    record = _record({"名称": NAME, heading: value})
    codes = {name: getattr(record, name) for name in ("uscc", "org_code", "reg_no", "tax_no") if getattr(record, name)}
    assert codes == {field: value.upper().replace("-", "")}
    assert record.warnings == ()
    assert record.details == ()


def test_two_identifiers_of_one_kind_that_differ() -> None:
    """The one in its own column stays; the other is kept in the details, with a warning. Equal ones are one."""
    record = _record({"组织机构代码": code(2), "统一社会信用代码": code(1), "名称": NAME})
    assert record.uscc == code(1)
    assert record.details == (("组织机构代码", code(2)),)
    assert record.warnings == ("CODE_DIFFERS",)
    assert _record({"组织机构代码": code(1), "统一社会信用代码": code(1), "名称": NAME}).warnings == ()


def test_a_valid_code_is_preferred_to_a_damaged_one() -> None:
    """A damaged code in its own column gives way to a valid one that stands elsewhere."""
    record = _record({"统一社会信用代码": damaged(code(1)), "组织机构代码": code(1), "名称": NAME})
    assert record.uscc == code(1)
    assert ("统一社会信用代码", damaged(code(1))) in record.details


def test_a_damaged_code_alone_is_accepted() -> None:
    """Neither the check nor a missing name sends a damaged code to quarantine."""
    for cells in ({"统一社会信用代码": damaged(code(1))}, {"统一社会信用代码": damaged(code(1)), "名称": NAME}):
        record = _record(cells)
        assert record.uscc == damaged(code(1))
        assert record.warnings == ("CODE_DAMAGED",)


def test_an_unreadable_code_goes_to_the_details() -> None:
    """Text that is no code is kept, under its heading."""
    record = _record({"名称": NAME, "注册号": "企独苏总字第000号"})
    assert record.details == (("注册号", "企独苏总字第000号"),)
    assert record.warnings == ("CODE_UNREADABLE",)


def test_a_code_in_the_place_of_a_name_is_used() -> None:
    """A name that is a code (企业名称登记管理规定第二十三条) is found by it."""
    assert _record({"名称": code(3)}).uscc == code(3)


def test_a_resident_number_beside_a_company_is_only_covered() -> None:
    """It is no identifier, and stays as mask and keyed hash."""
    for heading in ("证件号码", "统一社会信用代码", "身份证号"):
        record = _record({"名称": NAME, heading: RESIDENT})
        assert record.details == ((heading, f"441802************ #{keyed(RESIDENT)}"),)
        assert record.warnings == ("RESIDENT_ID_MASKED",)
        assert (record.uscc, record.org_code, record.reg_no, record.tax_no) == ("", "", "", "")


def test_a_column_of_persons_numbers_is_covered_whatever_it_holds() -> None:
    """Passports and mistyped numbers too."""
    for value in ("E12345678", RESIDENT[:17], "某证件"):
        record = _record({"名称": NAME, "法定代表人身份证号": value})
        assert value not in repr(record)
        assert keyed(value) in repr(record.details)


@pytest.mark.parametrize(
    "field",
    [
        "备注",
        "列入事由",
        "文书号",
        "法定代表人",
        "记录编号",
        "名称",
        "曾用名",
        "列入机关",
        "区划",
        "数据来源",
        "移出原因",
    ],
)
@pytest.mark.parametrize("text", ["{}", "经营者{}等", "号码 {} "])
def test_no_field_keeps_a_resident_number(field: str, text: str) -> None:
    """Wherever it stands, alone or inside a text, a resident number never leaves the feed in clear."""
    cells = {"名称": NAME, "统一社会信用代码": code(1), field: text.format(RESIDENT)}
    assert RESIDENT not in repr(_item(cells))
    assert RESIDENT not in repr(_item({**cells, "列入日期": "昨天"}))


def test_masked_record_numbers_stay_apart() -> None:
    """Two record numbers that hold different persons' numbers stay two."""
    other = "44180219900308123"
    other += resident_id.check_character(other)
    first, second = (_record({"名称": NAME, "记录编号": number}).record_id for number in (RESIDENT, other))
    assert first != second


@pytest.mark.parametrize(
    "cells",
    [
        {"名称": "张伟", "证件号码": RESIDENT}, {"名称": "张伟"}, {"名称": "王某某", "身份证号": RESIDENT},
        {"名称": "清远溪石", "主体类别": "自然人", "身份证号": RESIDENT},
        {"被执行人姓名/名称": "欧阳小明", "bzxrxz": "自然人"},
        {"名称": "", "证件号码": RESIDENT}, {"名称": RESIDENT},
    ],
)  # fmt: skip
def test_a_natural_person_is_declined(cells: dict[str, str]) -> None:
    """Only a keyed hash stays: of the number where there is one, else of the name."""
    item = _item(cells)
    assert isinstance(item, DeclinedPerson)
    assert item.person_hash == keyed(RESIDENT if RESIDENT in cells.values() else next(iter(cells.values())))


def test_a_person_like_name_with_a_code_is_an_enterprise() -> None:
    """An 个体工商户 may bear its owner's name; its code says what it is."""
    assert _record({"名称": "张伟", "统一社会信用代码": code(1, "92441802")}).name == "张伟"


@pytest.mark.parametrize("nothing", ["", "无", "/", "000000000000000000", " "])
def test_neither_name_nor_identifier(nothing: str) -> None:
    """Placeholders are nothing; the row goes to quarantine with all its cells."""
    row = _rejected({"名称": nothing, "统一社会信用代码": nothing, "备注": "甲"})
    assert (row.reason, row.row, row.column, row.field) == ("SUBJECT_MISSING", 2, 1, "name")
    assert row.cells == (("名称", nothing), ("统一社会信用代码", nothing), ("备注", "甲"))


def test_lists_by_row() -> None:
    """A list column decides row by row; an unknown or missing list is a rejected row with a suggestion."""
    header = ["名单", "名称"]
    known, unknown, none = _items(header, [LIST, NAME], ["失信被执行", NAME], ["", NAME], default=None)
    listed = catalog().find_list(LIST)
    assert listed is not None
    assert isinstance(known, SourceRecord)
    assert known.list == listed.code
    assert isinstance(unknown, RejectedRow)
    assert unknown.reason == "UNKNOWN_LIST"
    assert LIST in unknown.message
    assert isinstance(none, RejectedRow)
    assert none.reason == "LIST_MISSING"


def test_no_list_at_all_is_an_error_of_the_file() -> None:
    """Neither a column nor a default: nothing is read."""
    for default in (None, "没有这个名单"):
        with pytest.raises(FeedError) as caught:
            _items(["名称"], [NAME], default=default)
        assert caught.value.reason == "LIST_MISSING"


@pytest.mark.parametrize(
    ("heading", "field"), [("列入日期", "listed_on"), ("有效期止", "expires_on"), ("移出日期", "removed_on")]
)
def test_an_unreadable_date_is_rejected_with_its_place(heading: str, field: str) -> None:
    """Row, column and field are named."""
    row = _rejected({"名称": NAME, "备注": "", heading: "2023-02-30"})
    assert (row.reason, row.row, row.column, row.field) == ("DATE_UNREADABLE", 2, 3, field)
    assert "2023-02-30" in row.message


@pytest.mark.parametrize(
    ("heading", "text", "end"),
    [("有效期止", "长期", NO_END), ("有效期止", "2099-12-31", NO_END), ("有效期止", "终身", LIFELONG),
     ("有效期止", "", UNKNOWN_END), ("end", "2027-01-01", End.date(date(2027, 1, 1))), ("end", "lifelong", LIFELONG)],
)  # fmt: skip
def test_ends_are_never_folded_together(heading: str, text: str, end: End) -> None:
    """None, lifelong and unknown are three things; the library's own ``end`` is half-open already."""
    assert _record({"名称": NAME, heading: text}).end == end


def test_fields_that_are_too_long() -> None:
    """A name of more than 1,000 characters is no name."""
    assert _rejected({"名称": "长" * 1001}).reason == "FIELD_TOO_LONG"
    assert _record({"名称": "长" * 1000}).name == "长" * 1000


def test_a_broken_row_keeps_its_cells() -> None:
    """More cells than headings are kept too, numbers covered."""
    columns = recognise_columns(["名称", "原因"])
    rows = [Row(5, (NAME, "x", RESIDENT), "BROKEN_ROW", "应有 2 列，实有 3 列")]
    (item,) = read_records(rows, columns, catalog=catalog(), default_list=LIST, source="", keyed_hash=keyed)
    assert isinstance(item, RejectedRow)
    assert (item.reason, item.row, item.message) == ("BROKEN_ROW", 5, "应有 2 列，实有 3 列")
    assert item.cells[2] == ("第3列", f"441802************ #{keyed(RESIDENT)}")


def test_a_corrected_row_names_the_row_it_corrects() -> None:
    """The columns that an exported quarantine file adds come back as a number, and not as details."""
    cells = {"名称": NAME, "隔离编号": "17", "隔离原因": "DATE_UNREADABLE", "隔离位置": "a.csv:2:3"}
    record = _record(cells)
    assert (record.corrects, record.details) == (17, ())
    assert _rejected({**cells, "列入日期": "x"}).corrects == 17
    assert _rejected({**cells, "列入日期": "x"}).cells == (("名称", NAME), ("列入日期", "x"))


def test_rounded_numbers_are_not_used(tmp_path: Path) -> None:
    """A code that Excel rounded is some other code: kept in the details, never an identifier."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["名称", "统一社会信用代码"])
        book.worksheets()[0].write_row(1, 0, [NAME, 914418000000000123])
    with open_table(path) as reader:
        columns = recognise_columns(reader.header)
        (item,) = read_records(reader, columns, catalog=catalog(), default_list=LIST, source="", keyed_hash=keyed)
    assert isinstance(item, SourceRecord)
    assert (item.uscc, item.warnings) == ("", ("CODE_ROUNDED",))
    assert item.details[0][0] == "统一社会信用代码"
    assert _record({"名称": NAME, "统一社会信用代码": "9.14418E+17"}).warnings == ("CODE_ROUNDED",)


def test_late_keys_of_json_lines_are_details(tmp_path: Path) -> None:
    """A key that the header does not have is not lost."""
    columns = recognise_columns(["名称"])
    rows = [Row(1, (NAME,), extra=(("late", f"见{RESIDENT}"),))]
    (item,) = read_records(rows, columns, catalog=catalog(), default_list=LIST, source="", keyed_hash=keyed)
    assert isinstance(item, SourceRecord)
    assert item.details == (("late", "见441802************"),)


HEADER_2 = [
    "行政相对人名称",
    "行政相对人代码_1",
    "行政相对人代码_2",
    "行政相对人代码_3",
    "行政相对人代码_4",
    "行政相对人代码_5",
]


def test_both_generations_of_the_double_publicity_form() -> None:
    """Codes 2 and 3 swap their meaning; the content tells which form a file follows."""
    (old,) = _items(HEADER_2, [NAME, code(1), org(1), REG_NO, TAX_NO, RESIDENT])
    (new,) = _items(
        [*HEADER_2, "行政相对人代码_6"], [NAME, code(1), REG_NO, org(1), TAX_NO, "事证第144180000001号", "x"]
    )
    for record in (old, new):
        assert isinstance(record, SourceRecord)
        assert (record.uscc, record.org_code, record.reg_no, record.tax_no) == (code(1), org(1), REG_NO, TAX_NO)
    assert isinstance(new, SourceRecord)
    assert dict(new.details)["行政相对人代码_5"] == "事证第144180000001号"
    assert RESIDENT not in repr(old)


def test_the_form_is_decided_for_the_file_and_values_correct_it() -> None:
    """A damaged code follows the form of the file; one that is clearly something else follows its content."""
    rows = [[NAME, "", REG_NO, org(number), "", ""] for number in range(20)]
    bad = org(1)[:8] + ("0" if org(1)[8] != "0" else "1")
    items = _items(HEADER_2, *rows, [NAME, "", "", bad, "", ""], [NAME, "", org(5), REG_NO, "", ""])
    assert isinstance(items[20], SourceRecord)
    assert (items[20].org_code, items[20].warnings) == (bad, ("CODE_DAMAGED",))
    assert isinstance(items[21], SourceRecord)
    assert (items[21].org_code, items[21].reg_no) == (org(5), REG_NO)


@given(st.lists(st.text(max_size=30), min_size=6, max_size=6))
def test_any_cells_become_one_item(cells: list[str]) -> None:
    """No content of a row breaks a load."""
    header = ["名称", "统一社会信用代码", "代码", "列入日期", "有效期止", "身份证号"]
    assert len(_items(header, cells)) == 1
