"""Headings: typed in any way they mean the same field, and two that claim one field are told apart or refused."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from jointsanction.errors import FeedError
from jointsanction.feed import recognise_columns
from jointsanction.feed.columns import field_of
from jointsanction.typography import compact

TABLE: dict[str, list[str]] = yaml.safe_load(
    (files("jointsanction.feed") / "data" / "columns.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("field", TABLE)
def test_every_heading_of_the_table_means_its_field(field: str) -> None:
    """No heading stands under two fields, and each is found."""
    assert {heading: field_of(heading) for heading in TABLE[field]} == dict.fromkeys(TABLE[field], field)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("统一社会信用代码（必填）", "uscc"), ("*企业名称", "name"), (" 企 业 名 称 ", "name"),
        ("UNISCID", "uscc"), ("ＢＺＸＲＭＣ", "name"), ("CF_XDR_SHXYM", "uscc"),
        ("cf＿xdr＿gszc", "reg_no"), ("行政相对人代码＿3", "code_3"), ("行政相对人代码_1(统一社会信用代码)", "uscc"),
        ("列入日期：", "listed_on"), ("法定代表人（负责人）姓名", "legal_representative"),
        ("taxpayer_id", "identifier"),
        ("tax_authority", "authority"), ("身份证号【保密】", "person_id"), ("隔离编号", "quarantine_id"),
        ("有效期（起）", "listed_on"), ("aab003", "uscc"), ("aab004", "name"),
        ("zzjgdm", "org_code"), ("aac002", "person_id"),
        ("经营范围", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_however_typed(heading: str, field: str) -> None:
    """Width, case, spaces, underscores, asterisks and remarks in brackets do not matter."""
    assert field_of(heading) == field


def test_every_canonical_name_is_its_own_heading() -> None:
    """A file with the library's own field names needs no synonyms."""
    names = (
        "list", "record_id", "name", "former_names", "uscc", "org_code", "reg_no", "tax_no", "legal_representative",
        "authority", "doc_no", "reason", "listed_on", "expires_on", "removed_on", "removed_reason", "region", "source",
    )  # fmt: skip
    assert recognise_columns(names).fields == names


def test_no_column_that_names_the_subject() -> None:
    """The message lists the headings found and the ones expected."""
    with pytest.raises(FeedError) as caught:
        recognise_columns(["甲", "列入日期"])
    assert caught.value.reason == "COLUMN_MISSING"
    assert "甲、列入日期" in caught.value.message
    assert "企业名称" in caught.value.message


def test_two_columns_for_one_field() -> None:
    """The better heading is taken; the same heading twice is refused with its places."""
    columns = recognise_columns(["name", "决定日期", "列入日期", "企业名称"])
    assert columns.fields == ("name", "", "listed_on", "")
    with pytest.raises(FeedError) as caught:
        recognise_columns(["企业名称", "地区", "企业 名称"])
    assert caught.value.reason == "COLUMN_TWICE"
    assert "第 1 列、第 3 列" in caught.value.message


def test_details_and_identifiers_may_come_several_times() -> None:
    """Columns of which there may be several are all kept."""
    columns = recognise_columns(["名称", "证件号码", "代码", "备注", "备注", "身份证号", "身份证号码"])
    assert columns.indexes("identifier") == (1, 2)
    assert columns.indexes("person_id") == (5, 6)
    assert columns.heading(3) == "备注"


def test_headings_do_not_collide_when_compared() -> None:
    """Two fields never share the compared form of a heading."""
    seen: dict[str, str] = {}
    for field, headings in TABLE.items():
        for heading in headings:
            key = compact(heading).casefold().replace("_", "")
            assert seen.setdefault(key, field) == field
