"""What a question is looked up under, and that a table brings what a plain dictionary of the same keys would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointsanction.match.names import (
    COMPARED,
    CommonKeys,
    LiveNames,
    NameSegment,
    Question,
    build_segment,
    comparing,
    keys,
    most_shared,
)
from jointsanction.match.names.letter_bits import WITHOUT_REGION, absent_bits, bits_of

_STEM = st.text("溪石锐建材商贸岚荻鹭蓼", min_size=3, max_size=9)
_LISTED = st.builds("{}{}有限公司".format, st.sampled_from(["清远市", "广州", "阳山县", ""]), _STEM)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where segments are written."""
    return tmp_path_factory.mktemp("segments")


@settings(max_examples=60, deadline=None)
@given(listed=st.lists(_LISTED, min_size=1, max_size=30, unique=True), asked=_LISTED)
def test_a_segment_and_the_live_part_bring_the_same_rows(folder: Path, listed: list[str], asked: str) -> None:
    path = folder / "names.seg"
    build_segment(path, enumerate(listed), stamp="", common=CommonKeys())
    segment, live = NameSegment(path), LiveNames(CommonKeys())
    live.add(list(enumerate(listed)))
    question = Question(asked)
    for of_segment, of_live in zip(segment.rows(question), live.rows(question), strict=True):
        assert sorted(of_live) == sorted(of_segment)


_CROWDED = st.builds(
    "{}{}有限公司".format,
    st.sampled_from(["清远市", "清远市清城区", "广州"]),
    st.text("溪石锐", min_size=2, max_size=4),
)


def _repeated(names: list[tuple[str, int]]) -> list[str]:
    """Each name as often as its number says."""
    return [name for name, times in names for _ in range(times)]


@settings(max_examples=80, deadline=None)
@given(
    base=st.lists(st.tuples(_CROWDED, st.integers(1, 40)), max_size=12),
    listed=st.lists(st.tuples(_CROWDED | _LISTED, st.integers(1, 20)), min_size=1, max_size=12),
    asked=_CROWDED | _LISTED,
)
def test_above_a_base_both_bring_the_same_rows_whatever_many_names_share(
    folder: Path, base: list[tuple[str, int]], listed: list[tuple[str, int]], asked: str
) -> None:
    build_segment(folder / "base.seg", enumerate(_repeated(base)), stamp="")
    common = CommonKeys([NameSegment(folder / "base.seg").common])
    above = list(enumerate(_repeated(listed)))
    build_segment(folder / "above.seg", above, stamp="", common=common)
    live, moved = LiveNames(common), LiveNames(CommonKeys())
    live.add(above)
    moved.add(above)
    moved.put_over(common)
    question = Question(asked)
    found = [sorted(rows) for rows in NameSegment(folder / "above.seg").rows(question)]
    assert [sorted(rows) for rows in live.rows(question)] == found
    assert [sorted(rows) for rows in moved.rows(question)] == found


def test_a_key_that_many_names_of_the_base_have_is_asked_for_with_the_region(folder: Path) -> None:
    """Above the base as well, however few have it there; and not at all where many of one region have it."""
    spread = [f"{region}溪石有限公司" for region in ("清远市", "广州", "韶关市", "肇庆市")] * 5
    build_segment(folder / "base.seg", enumerate(spread + ["清远市溪锐有限公司"] * 33), stamp="")
    live = LiveNames(CommonKeys([NameSegment(folder / "base.seg").common]))
    live.add(list(enumerate(["广州溪石有限公司", "清远市溪石有限公司", "清远市溪锐有限公司"])))
    assert set(live.rows(Question("清远市溪石有限公司"))[0]) == {1}
    assert set(live.rows(Question("清远市溪锐有限公司"))[0]) == set()


_ROWS = st.lists(st.integers(0, 40), max_size=120)


@given(firm=_ROWS, others=_ROWS, asked=_LISTED)
def test_what_shares_most_is_put_in_the_same_order_for_many_rows(
    firm: list[int], others: list[int], asked: str
) -> None:
    question = Question(asked)
    rows, weights = most_shared(question, firm, others)
    order = np.lexsort((rows, -weights))
    assert rows[order].tolist()[:COMPARED] == list(comparing._rows(question, firm, others))


@settings(max_examples=200, deadline=None)
@given(
    stem=_STEM, at=st.integers(0, 8), letter=st.sampled_from("溪某"), kind=st.sampled_from(("wrong", "less", "more"))
)
def test_one_slip_leaves_a_firm_key(stem: str, at: int, letter: str, kind: str) -> None:
    at = min(at, len(stem) - 1)
    written = {
        "wrong": stem[:at] + letter + stem[at + 1 :],
        "less": stem[:at] + stem[at + 1 :],
        "more": stem[:at] + letter + stem[at:],
    }[kind]
    if len(written) <= keys.HEAD:
        return
    live = LiveNames(CommonKeys())
    live.add([(7, f"清远市{stem}有限公司")])
    firm, _ = live.rows(Question(f"清远市{written}有限公司"))
    assert live.row_id(firm[0]) == 7


@given(text=st.text(min_size=1, max_size=20), other=st.text(min_size=1, max_size=20))
def test_letter_bits_never_say_of_a_character_that_is_there_that_it_is_not(text: str, other: str) -> None:
    absent = absent_bits([text, other], [False, True]).tolist()
    assert not absent[0] & bits_of(text)
    assert absent[0] & WITHOUT_REGION
    assert not absent[1] & (bits_of(other) | WITHOUT_REGION)


def test_a_row_that_lacks_too_many_characters_is_left_out_by_the_segment_and_by_the_question(folder: Path) -> None:
    names = ["清远市溪石锐建材商贸有限公司", "清远市溪石岚荻鹭蓼萍有限公司", "广州溪石锐建材商贸有限公司"]
    path = folder / "few.seg"
    build_segment(path, enumerate(names), stamp="")
    question = Question("清远市溪石锐建材商贺有限公司")
    firm, others = NameSegment(path).rows(question)
    assert set(firm) | set(others) == {0}
    absent = absent_bits(names, [False, False, False]).tolist()
    assert [question.fits(each, whole=False) for each in absent] == [True, False, False]


def test_the_whole_of_a_name_is_found_in_a_region_that_shares_no_character(folder: Path) -> None:
    path = folder / "nested.seg"
    build_segment(path, [(0, "浙江溪石锐建材有限公司")], stamp="")
    firm, _ = NameSegment(path).rows(Question("杭州溪石锐建材有限公司"))
    assert 0 in firm


def test_keys_of_a_question_are_those_of_the_listed_name() -> None:
    codes = np.array([*map(ord, keys.key_text("溪石锐建材"))], np.uint64)
    assert set(keys.plain(codes).tolist()) <= set(Question("清远市溪石锐建材有限公司").keys.tolist())
