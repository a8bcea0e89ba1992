"""An entry on the wire has every field in its place, also those that few entries have."""

from __future__ import annotations

from datetime import date

import pytest

from jointsanction.model import Colour, End, Entry
from jointsanction.model.end import EndKind
from jointsanction.v1 import entry_pb2 as wire
from jointsanction_server.translate.entry import entry_bytes, entry_message

FULL = Entry(
    entry_id="E7",
    change_no=12,
    list="dishonest_judgment_debtor",
    name="清远市翠砚贸易有限公司",
    former_names=("清远市翠砚有限公司", ""),
    uscc="91441802MA0000001X",
    org_code="MA0000001",
    reg_no="441802000000017",
    tax_no="441802MA0000001",
    legal_representative="某人",
    authorities=("清城区人民法院", "清远市中级人民法院"),
    doc_no="（2026）粤1802执1号",
    reason="有履行能力而拒不履行" * 700,
    listed_on=date(2026, 1, 2),
    end=End.date(date(2028, 1, 2)),
    removed_on=date(2027, 3, 4),
    removed_reason="repair",
    region="441802",
    first_received_on=date(2026, 1, 5),
)
BARE = Entry(
    entry_id="E8",
    change_no=13,
    list="x",
    name="某公司",
    end=End(EndKind.LIFELONG),
    first_received_on=date(2026, 1, 5),
)


def test_an_entry_with_everything_is_told_whole() -> None:
    """All twenty fields, in the bytes that protobuf itself would write; the legal representative is not among them."""
    expected = wire.Entry(
        entry_id="E7",
        list=FULL.list,
        list_name="失信被执行人",
        colour=wire.COLOUR_BLACK,
        name=FULL.name,
        former_names=FULL.former_names,
        uscc=FULL.uscc,
        org_code=FULL.org_code,
        reg_no=FULL.reg_no,
        tax_no=FULL.tax_no,
        authorities=FULL.authorities,
        doc_no=FULL.doc_no,
        reason=FULL.reason,
        listed_on="2026-01-02",
        end_kind=wire.END_KIND_DATE,
        end_on="2028-01-02",
        effective_end="2027-03-04",
        removed_on="2027-03-04",
        removed_reason="repair",
        region="441802",
    )
    assert len(expected.ListFields()) == len(wire.Entry.DESCRIPTOR.fields)
    told = entry_bytes(FULL, "失信被执行人", Colour.BLACK, date(2027, 3, 4))
    assert told == expected.SerializeToString(deterministic=True)


@pytest.mark.parametrize(("colour", "value"), [(Colour.RED, wire.COLOUR_RED), (Colour.GREY, wire.COLOUR_GREY)])
def test_what_an_entry_lacks_is_not_there(colour: Colour, value: wire.Colour.ValueType) -> None:
    """Empty fields take no bytes."""
    expected = wire.Entry(
        entry_id="E8", list="x", list_name="y", colour=value, name="某公司", end_kind=wire.END_KIND_LIFELONG
    )
    assert entry_message(BARE, "y", colour, None) == expected
    assert entry_bytes(BARE, "y", colour, None) == expected.SerializeToString(deterministic=True)
