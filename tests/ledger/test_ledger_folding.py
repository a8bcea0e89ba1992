"""How the records of an entry come to one."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from jointsanction.ledger.folding import Visible, fold, join_record

SEEN = st.builds(
    Visible,
    name=st.just("甲"),
    normal=st.just("甲"),
    former_names=st.sampled_from([(), ("乙",), ("丙", "乙")]),
    authorities=st.sampled_from([(), ("一局",), ("二局",)]),
    reason=st.sampled_from(["", "一", "二"]),
    end=st.sampled_from(["unknown", "none", "lifelong", "2028-01-01"]),
    removed_on=st.sampled_from(["", "2026-01-01", "2026-02-01"]),
)


@given(st.lists(SEEN, min_size=1))
def test_the_fold_is_the_latest_known_the_earliest_removal_and_every_authority(records: list[Visible]) -> None:
    """Field by field, against the rule said in one line each."""
    entry = fold(records)
    assert entry.reason == next((each.reason for each in reversed(records) if each.reason), "")
    assert entry.end == next((each.end for each in reversed(records) if each.end != "unknown"), "unknown")
    assert entry.removed_on == min((each.removed_on for each in records if each.removed_on), default="")
    assert entry.authorities == tuple(dict.fromkeys(name for each in records for name in each.authorities))
    assert entry.former_names == tuple(dict.fromkeys(name for each in records for name in each.former_names))


@given(st.lists(SEEN, min_size=1), SEEN)
def test_a_record_received_last_joins_the_fold_so_far(records: list[Visible], last: Visible) -> None:
    """One step on the entry gives what folding all the records again would give; the same record twice adds nothing."""
    assert join_record(fold(records), last) == fold([*records, last])
    assert reduce(join_record, [last, last], fold(records)) == join_record(fold(records), last)
