"""What becomes of the rows of a file."""

from __future__ import annotations

from datetime import date

from ledger.ledger_samples import LATER, NOW, code, company, ends, record, told

from jointsanction.ledger import Ledger
from jointsanction.model import LIFELONG, DeclinedPerson, End, RejectedRow


def test_loading_a_file_again_changes_nothing(ledger: Ledger) -> None:
    """Known records, with or without a number of their own, are unchanged: no version, no source record is added."""
    rows = [record(1), record(2, record_id="A-2", source="省平台"), record(3, details=(("备注", "无"),))]
    assert ends(ledger.load(rows, file_name="a.csv", now=NOW)) == {"accepted": 3}
    before = list(ledger.current_entries())
    assert ends(ledger.load(rows, file_name="a.csv", now=LATER)) == {"unchanged": 3}
    assert list(ledger.current_entries()) == before
    assert all(len(ledger.source_records(entry.entry_id)) == 1 for entry in before)
    assert [len(ledger.history(entry.entry_id)) for entry in before] == [1, 1, 1]


def test_the_row_a_record_stands_in_is_not_its_content(ledger: Ledger) -> None:
    """The same record in another row of another file is unchanged."""
    ledger.load([record(1)], file_name="a.csv", now=NOW)
    assert ends(ledger.load([record(1, row=99)], file_name="b.csv", now=NOW)) == {"unchanged": 1}


def test_two_sources_join_and_keep_their_authorities(ledger: Ledger) -> None:
    """Source records of one subject, document and day are one entry with every authority in order of receipt."""
    ledger.load([record(1, authority="甲局"), record(1, authority="乙局")], file_name="a", now=NOW)
    report = ledger.load([record(1, authority="丙局", doc_no="清罚 〔２０２５〕1号")], file_name="b", now=NOW)
    assert ends(report) == {"joined": 1}
    (entry,) = ledger.current_entries()
    assert entry.authorities == ("甲局", "乙局", "丙局")
    assert [len(version.authorities) for version in ledger.history("E1")] == [1, 2, 3]
    assert [stored.record.authority for stored in ledger.source_records("E1")] == ["甲局", "乙局", "丙局"]


def test_a_record_that_adds_nothing_visible_joins_without_a_version(ledger: Ledger) -> None:
    """A second source with the same content is kept as a source record, and the entry stays as it is."""
    ledger.load([record(1)], file_name="a", now=NOW)
    assert ends(ledger.load([record(1, record_id="7", source="乙")], file_name="b", now=NOW)) == {"joined": 1}
    assert len(ledger.history("E1")) == 1
    assert len(ledger.source_records("E1")) == 2


def test_other_document_day_list_or_subject_is_another_entry(ledger: Ledger) -> None:
    """Each part of the key tells entries apart."""
    rows = [record(1), record(1, doc_no="2号"), record(1, listed_on=None), record(1, list="D02"), record(2)]
    assert ends(ledger.load(rows, file_name="a", now=NOW)) == {"accepted": 5}
    assert ledger.entry_count() == 5


def test_a_known_number_with_other_content_supersedes(ledger: Ledger) -> None:
    """The older version of the entry and of the source record stay, each marked with what took its place."""
    first = record(1, record_id="7", source="省平台")
    ledger.load([first], file_name="a", now=NOW)
    then = ledger.change_no()
    changed = record(1, record_id="7", source="省平台", removed_on=date(2026, 1, 1), removed_reason="信用修复")
    assert ends(ledger.load([changed], file_name="b", now=LATER)) == {"superseded": 1}
    old, new = ledger.history("E1")
    assert (old.removed_on, new.removed_on) == (None, date(2026, 1, 1))
    assert new.first_received_on == old.first_received_on == date(2026, 3, 1)
    assert ledger.entry("E1", upto=then) == old
    assert ledger.entry("E1") == new
    before, after = ledger.source_records("E1")
    assert (before.superseded_by, after.superseded_by) == (new.change_no, None)
    assert before.record == first.__class__(**{n: getattr(first, n) for n in first.__slots__})


def test_the_same_number_from_another_source_is_another_record(ledger: Ledger) -> None:
    """A record number counts within its source and list only."""
    rows = [record(1, record_id="7", source="甲"), record(2, record_id="7", source="乙")]
    assert ends(ledger.load(rows, file_name="a", now=NOW)) == {"accepted": 2}


def test_a_record_may_change_several_times_within_one_file(ledger: Ledger) -> None:
    """Each later row of one number supersedes the one before, in the order of the file."""
    rows = [record(1, record_id="7", reason=reason) for reason in ("甲", "乙", "乙", "甲")]
    report = ledger.load(rows, file_name="a", now=NOW)
    assert ends(report) == {"accepted": 1, "unchanged": 1, "superseded": 2}
    assert [entry.reason for entry in ledger.history("E1")] == ["甲", "乙", "甲"]


def test_a_superseded_value_does_not_linger(ledger: Ledger) -> None:
    """The entry is the fold of the records that stand now: what only the older version said is gone."""
    ledger.load([record(1, record_id="7", authority="甲局"), record(1, authority="乙局")], file_name="a", now=NOW)
    ledger.load([record(1, record_id="7", authority="丙局", reason="")], file_name="b", now=NOW)
    entry = ledger.entry("E1")
    assert entry is not None
    assert entry.authorities == ("丙局", "乙局")
    assert entry.reason == "未按规定公示"


def test_an_only_record_that_moves_takes_its_entry_along(ledger: Ledger) -> None:
    """A corrected code moves the entry to another key under its old number."""
    ledger.load([record(1, record_id="7", uscc="")], file_name="a", now=NOW)
    assert ends(ledger.load([record(1, record_id="7")], file_name="b", now=NOW)) == {"superseded": 1}
    assert [entry.uscc for entry in ledger.history("E1")] == ["", code(1)]
    assert ends(ledger.load([record(1, authority="乙局")], file_name="c", now=NOW)) == {"joined": 1}
    assert ends(ledger.load([record(1, uscc="")], file_name="d", now=NOW)) == {"accepted": 1}


def test_one_of_several_records_that_moves_leaves_its_entry(ledger: Ledger) -> None:
    """The entry it leaves is folded without it; a new one is begun under the new key."""
    ledger.load([record(1, record_id="7", authority="甲局"), record(1, authority="乙局")], file_name="a", now=NOW)
    ledger.load([record(1, record_id="7", authority="甲局", doc_no="9号")], file_name="b", now=LATER)
    entries = told(ledger.current_entries())
    assert entries["E1"].authorities == ("乙局",)
    assert (entries["E2"].authorities, entries["E2"].doc_no) == (("甲局",), "9号")
    assert entries["E2"].first_received_on == date(2026, 3, 1)


def test_an_only_record_that_moves_onto_another_entry_joins_it(ledger: Ledger) -> None:
    """The entry left behind is closed as of its first day, so that it never counts, and says where its record went."""
    ledger.load(
        [record(1, authority="甲局"), record(1, record_id="7", uscc="", authority="乙局")], file_name="a", now=NOW
    )
    ledger.load([record(1, record_id="7", authority="乙局")], file_name="b", now=NOW)
    entries = told(ledger.current_entries())
    assert entries["E1"].authorities == ("甲局", "乙局")
    assert entries["E2"].removed_on == entries["E2"].listed_on
    assert entries["E2"].removed_reason == "来源记录已改归 E1"
    assert ledger.list_receipts()["D01"].entries == 1
    assert ends(ledger.load([record(1, uscc="", authority="丁局")], file_name="c", now=NOW)) == {"accepted": 1}


def test_records_fold_in_the_order_of_their_first_receipt(ledger: Ledger) -> None:
    """A record that supersedes keeps its place: a later source's words still stand over it."""
    rows = [record(1, record_id="1", reason="先"), record(1, record_id="2", reason="后")]
    ledger.load(rows, file_name="a", now=NOW)
    ledger.load([record(1, record_id="1", reason="先改")], file_name="b", now=NOW)
    assert [entry.reason for entry in ledger.history("E1")] == ["先", "后"]


def test_every_row_ends_in_exactly_one_way(ledger: Ledger) -> None:
    """The report counts rows read, their ends, warnings by code and rows by list."""
    rows = [
        record(1, warnings=("CODE_DAMAGED",)),
        record(1, authority="乙局", warnings=("CODE_DAMAGED", "CODE_ROUNDED")),
        DeclinedPerson(row=4, list="D01", person_hash="ab"),
        RejectedRow(row=5, list="D02", reason="DATE_UNREADABLE", message="日期无法识别", cells=(("名称", "甲"),)),
        RejectedRow(row=6, reason="LIST_UNKNOWN", message="名单不存在", cells=(("名称", "乙"),)),
    ]
    seen: list[int] = []
    report = ledger.load(rows, file_name="a.csv", encoding="GB18030", now=NOW, on_row=seen.append)
    assert ends(report) == {"accepted": 1, "joined": 1, "declined": 1, "quarantined_total": 2}
    assert report.read == 5
    assert report.quarantined == {"DATE_UNREADABLE": 1, "LIST_UNKNOWN": 1}
    assert report.warnings == {"CODE_DAMAGED": 2, "CODE_ROUNDED": 1}
    assert report.lists == {"D01": 3, "D02": 1}
    assert seen == [1, 2, 3, 4, 5]
    assert ledger.loads() == (report,)


def test_a_list_of_rejected_rows_only_counts_as_never_received(ledger: Ledger) -> None:
    """A receipt needs a record or a declined person."""
    rows = [
        DeclinedPerson(row=2, list="D03", person_hash="ab"),
        RejectedRow(row=3, list="D02", reason="BROKEN", message="坏行", cells=(("a", "b"),)),
    ]
    ledger.load(rows, file_name="a", now=LATER)
    receipts = ledger.list_receipts()
    assert set(receipts) == {"D03"}
    assert receipts["D03"].last_received_on == date(2026, 4, 3)
    assert receipts["D03"].entries == 0


def test_text_that_no_database_holds_goes_to_quarantine(ledger: Ledger) -> None:
    """Half a character (a lone surrogate) ends its row, not the load."""
    rows = [record(1, reason="坏\ud800字", corrects=1), record(2)]
    assert ends(ledger.load(rows, file_name="a", now=NOW)) == {"accepted": 1, "quarantined_total": 1}
    (row,) = ledger.quarantined()
    assert (row.reason, dict(row.cells)["reason"]) == ("TEXT_UNREADABLE", "坏?字")


def test_a_stored_record_says_all_that_was_received(ledger: Ledger) -> None:
    """Every field and every other column, in order, comes back."""
    full = record(
        1,
        record_id="7",
        source="省平台",
        former_names=("清远市旧名商行",),
        org_code="MA5000011",
        reg_no="445500000000001",
        tax_no="445500MA5000011",
        legal_representative="张某",
        end=End.date(date(2028, 6, 1)),
        removed_on=date(2027, 1, 1),
        removed_reason="信用修复",
        region="441800",
        details=(("备注", "一"), ("备注", "二"), ("=1+1", "")),
    )
    ledger.load([full, record(2, end=LIFELONG)], file_name="a.csv", now=NOW)
    (stored,) = ledger.source_records("E1")
    assert stored.record == full
    assert (stored.file_name, stored.load_id, stored.received_at) == ("a.csv", 1, NOW)
    entry = ledger.entry("E1")
    assert entry is not None
    assert {name: getattr(entry, name) for name in ("end", "removed_on", "region", "former_names", "reg_no")} == {
        "end": full.end,
        "removed_on": full.removed_on,
        "region": "441800",
        "former_names": ("清远市旧名商行",),
        "reg_no": full.reg_no,
    }
    other = ledger.entry("E2")
    assert other is not None
    assert other.end == LIFELONG


def test_a_name_that_another_source_writes_otherwise_stays_findable(ledger: Ledger) -> None:
    """The latest name stands; one that differs in normal form is kept among the former names."""
    rows = [record(1), record(1, name=f"（{company(1)}）"[1:-1] + "分店", record_id="7")]
    ledger.load(rows, file_name="a", now=NOW)
    entry = ledger.entry("E1")
    assert entry is not None
    assert (entry.name, entry.former_names) == (company(1) + "分店", (company(1),))
