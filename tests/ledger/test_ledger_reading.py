"""What comes out of the ledger, now and as of a change number of the past."""

from __future__ import annotations

from ledger.ledger_samples import LATER, NOW, code, company, record

from jointsanction.ledger import Ledger
from jointsanction.names import normal_form


def test_the_state_of_the_past_can_be_read(ledger: Ledger) -> None:
    """``upto`` shows, for each entry, the version that was current then; later entries are not there."""
    ledger.load([record(1, record_id="1"), record(2, record_id="2")], file_name="a", now=NOW)
    then = ledger.change_no()
    past = list(ledger.current_entries())
    ledger.load([record(1, record_id="1", reason="改"), record(3)], file_name="b", now=LATER)
    assert list(ledger.current_entries(upto=then)) == past
    assert ledger.entries((1, 2, 3), upto=then) == {1: past[0], 2: past[1]}
    assert ledger.entry("E3", upto=then) is None
    assert [entry.reason for entry in ledger.current_entries()] == ["改", "未按规定公示", "未按规定公示"]
    assert list(ledger.current_entries(upto=0)) == []


def test_what_changed_since_can_be_read(ledger: Ledger) -> None:
    """``after`` leaves out entries whose current version is not newer; numbers come in order."""
    ledger.load([record(n, record_id=str(n)) for n in range(1, 6)], file_name="a", now=NOW)
    then = ledger.change_no()
    rows = [record(9), record(4, record_id="4", reason="改"), record(2, record_id="2", reason="改")]
    ledger.load(rows, file_name="b", now=NOW)
    now = ledger.change_no()
    ledger.load([record(4, record_id="4", reason="再改")], file_name="c", now=NOW)
    assert [entry.entry_id for entry in ledger.current_entries(after=then)] == ["E2", "E4", "E6"]
    between = list(ledger.current_entries(after=then, upto=now))
    assert [(entry.entry_id, entry.reason) for entry in between[:2]] == [("E2", "改"), ("E4", "改")]
    assert list(ledger.current_entries(after=ledger.change_no())) == []


def test_what_is_no_entry_id_finds_nothing(ledger: Ledger) -> None:
    """Unknown and malformed ids are answered with nothing."""
    ledger.load([record(1)], file_name="a", now=NOW)
    for entry_id in ("E2", "E0", "E01", "1", "e1", "", "E1 ", "E" + "9" * 30):
        assert ledger.entry(entry_id) is None
        assert ledger.history(entry_id) == ()
        assert ledger.source_records(entry_id) == ()
    assert ledger.entries(()) == {}


def test_change_numbers_only_grow(ledger: Ledger) -> None:
    """One number for each load and each new version, none used twice."""
    seen = [ledger.change_no()]
    for reason in ("甲", "乙", "乙"):
        report = ledger.load([record(1, record_id="1", reason=reason)], file_name="a", now=NOW)
        assert report.change_no == seen[-1] + 1
        seen.append(ledger.change_no())
    assert seen == [0, 2, 4, 5]
    assert [entry.change_no for entry in ledger.history("E1")] == [2, 4]


def test_every_uscc_that_ever_stood_under_a_name_is_known(ledger: Ledger) -> None:
    """Names, former names, names in a note, superseded ones; not damaged codes; as of the past too."""
    ledger.load([record(1, record_id="1"), record(2, name=company(1))], file_name="a", now=NOW)
    then = ledger.change_no()
    rows = [
        record(3, former_names=(company(1),)),
        record(4, name=f"{company(4)}（曾用名：{company(1)}）"),
        record(5, name=company(1), uscc=code(5)[:17] + "?"),
        record(1, record_id="1", uscc=code(6)),
    ]
    ledger.load(rows, file_name="b", now=NOW)
    normal = normal_form(company(1))
    assert ledger.usccs_of_name(normal, upto=then) == (code(1), code(2))
    assert ledger.usccs_of_name(normal) == (code(1), code(2), code(3), code(4), code(6))
    assert ledger.usccs_of_name(normal_form(company(9))) == ()


def test_rule_sets_are_kept_by_version(ledger: Ledger) -> None:
    """Each set's files come back byte for byte; one that returns to force is the latest again, stored once."""
    first, second = {"catalog/lists.yaml": "名单".encode(), "b": b"\x00\xff"}, {"c": b""}
    assert ledger.latest_rule_set() is None
    assert ledger.store_rule_set("v1", first, now=NOW)
    assert not ledger.store_rule_set("v1", first, now=NOW)
    assert ledger.change_no() == 1
    assert ledger.store_rule_set("v2", second, now=LATER)
    assert ledger.latest_rule_set() == ("v2", second)
    assert not ledger.store_rule_set("v1", first, now=LATER)
    assert ledger.latest_rule_set() == ("v1", first)
    assert (ledger.rule_set("v2"), ledger.rule_set("v3")) == (second, None)
    assert [(each.version, each.change_no) for each in ledger.rule_sets()] == [("v1", 1), ("v2", 2), ("v1", 3)]
