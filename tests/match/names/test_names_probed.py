"""What a question is looked up under, and that a table brings what a plain dictionary of the same keys would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointsanction.match.names import LiveNames, NameSegment, Question, build_segment, keys
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
    build_segment(path, enumerate(listed), stamp="")
    segment, live = NameSegment(path), LiveNames()
    for row, name in enumerate(listed):
        live.add(row, name)
    question = Question(asked)
    # The live part never refines keys, so it may bring fewer of what many share: in so short a list nobody does.
    for of_segment, of_live in zip(segment.rows(question), live.rows(question), strict=True):
        assert set(of_live) <= set(of_segment) or len(listed) > 16


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
    live = LiveNames()
    live.add(7, f"清远市{stem}有限公司")
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
