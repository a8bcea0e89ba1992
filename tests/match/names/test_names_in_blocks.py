"""Names asked together get the answers that each of them gets alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointsanction.match.names import (
    CommonKeys,
    LiveNames,
    NameCandidate,
    NameEvidence,
    NameSearch,
    NameSegment,
    Question,
    build_segment,
)
from jointsanction.match.names.question_block import BLOCK, QuestionBlock

_REGION = st.sampled_from(["清远市", "广州", "阳山县", "广东省清远市清新区", "(清远)", "远清市", "清园市", ""])
_STEM = st.text("溪石锐建材商贸岚荻鹭蓼𠮷*", min_size=0, max_size=14)
_FORM = st.sampled_from(["有限公司", "有限责任公司", "股份有限公同", "厂", ""])
_NAME = st.builds("{}{}{}".format, _REGION, _STEM, _FORM)


_Told = list[list[tuple[int, float, NameEvidence]]]


def _answers(search: NameSearch, asked: list[str]) -> tuple[_Told, _Told]:
    """What is found for each name alone, and for all together; everything that a candidate says."""
    alone = [search.search(name, least=0.0) for name in asked]
    together = list(search.search_each(asked, least=0.0))
    return _told(alone), _told(together)


def _told(answers: list[list[NameCandidate]]) -> _Told:
    return [[(each.row_id, each.score, each.evidence) for each in found] for found in answers]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where segments are written."""
    return tmp_path_factory.mktemp("segments")


@settings(max_examples=100, deadline=None)
@given(
    listed=st.lists(_NAME.filter(bool), min_size=1, max_size=60),
    later=st.lists(_NAME.filter(bool), max_size=5),
    asked=st.lists(_NAME, min_size=1, max_size=40),
)
def test_names_asked_together_are_answered_as_each_alone(
    folder: Path, listed: list[str], later: list[str], asked: list[str]
) -> None:
    path = folder / "names.seg"
    build_segment(path, enumerate(listed), stamp="")
    live = LiveNames(CommonKeys())
    live.add(list(enumerate(later)))
    one, other = _answers(NameSearch(NameSegment(path), live, lambda row: row < len(later)), asked + listed)
    assert one == other


def test_more_names_than_a_block_holds_are_answered_in_their_order(folder: Path) -> None:
    path = folder / "many.seg"
    listed = [f"清远市溪石{chr(0x4E00 + number)}{chr(0x5E00 + number)}建材有限公司" for number in range(BLOCK + 40)]
    build_segment(path, enumerate(listed), stamp="")
    found = list(NameSearch(NameSegment(path)).search_each(listed))
    assert [each[0].row_id for each in found] == list(range(len(listed)))


def test_a_segment_without_names_lets_the_live_part_answer(folder: Path) -> None:
    """As where all entries of the base carry a code, and the first without one has just been pushed."""
    path = folder / "none.seg"
    build_segment(path, [], stamp="")
    live = LiveNames(CommonKeys())
    live.add([(3, "清远市溪石锐建材有限公司")])
    one, other = _answers(NameSearch(NameSegment(path), live), ["清远市溪石悦建材有限公司"])
    assert one == other
    assert one[0][0][0] == 3


def test_without_a_segment_the_live_part_alone_answers() -> None:
    live = LiveNames(CommonKeys())
    live.add([(3, "清远市溪石锐建材有限公司")])
    one, other = _answers(NameSearch(None, live), ["清远市溪石悦建材有限公司", "", "广州"])
    assert one == other
    assert one[0][0][0] == 3


def test_nothing_asked_is_nothing_answered(folder: Path) -> None:
    path = folder / "one.seg"
    build_segment(path, [(0, "清远市溪石锐建材有限公司")], stamp="")
    search = NameSearch(NameSegment(path))
    assert list(search.search_each([])) == []
    assert list(search.search_each(["", "厂"])) == [[], []]


def test_a_block_has_the_keys_of_its_questions() -> None:
    questions = [Question(name) for name in ("清远市溪石锐建材有限公司", "溪石锐建材", "清远市溪石岚建材有限公司")]
    block = QuestionBlock(questions)
    assert sorted(block.places) == [0, 1, 2]
    for at, question in enumerate(block.questions):
        mine = block.question == at
        assert block.keys[mine].tolist() == question.keys.tolist()
        assert block.firm[mine].sum() == question.firm
        assert block.whole[mine].tolist() == [True] + [False] * (len(question.keys) - 1)


def test_a_listed_name_that_is_only_a_region_is_built_and_leads_nowhere(folder: Path) -> None:
    path = folder / "region.seg"
    build_segment(path, [(0, "清远市"), (1, "清远市溪石锐建材有限公司")], stamp="")
    search = NameSearch(NameSegment(path))
    assert [
        [each.row_id for each in found] for found in search.search_each(["清远市", "清远市溪石悦建材有限公司"])
    ] == [
        [],
        [1],
    ]
