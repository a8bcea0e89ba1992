"""Resembling names: a damaged copy leads to the listed company, best first; everything else is silence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import code
from world import World, codes

from jointsanction import names
from jointsanction.match.names import (
    CommonKeys,
    LiveNames,
    NameIndexDamagedError,
    NameSearch,
    NameSegment,
    build_segment,
    sentence,
)
from jointsanction.model import Context, Subject

LISTED = (
    "清远市禾穗岚建材有限公司",
    "清远市清新区砚筠食品有限责任公司",
    "英德市翊笠矿业有限公司",
    "佛冈县菽笠饮料厂",
    "灵榆传媒科技(阳山)有限公司",
    "连州市楝舁种养专业合作社",
    "广东鹭棹建设工程集团有限公司",
    "清远市第一榛栎小学后勤服务有限公司",
)
# 写法 → 名单上的名称
DAMAGED = """
wrong character        清远市禾穗岗建材有限公司            清远市禾穗岚建材有限公司
missing character      清远市禾岚建材有限公司              清远市禾穗岚建材有限公司
added character        清远市禾穗岚新建材有限公司          清远市禾穗岚建材有限公司
doubled character      清远市禾穗穗岚建材有限公司          清远市禾穗岚建材有限公司
swapped characters     清远市禾岚穗建材有限公司            清远市禾穗岚建材有限公司
homophone              清远市禾穗蓝建材有限公司            清远市禾穗岚建材有限公司
form shortened         清远市清新区砚筠食品有限公司        清远市清新区砚筠食品有限责任公司
form dropped           英德市翊笠矿业                      英德市翊笠矿业有限公司
form slipped           英德市翊笠矿业有限公同              英德市翊笠矿业有限公司
市 dropped             英德翊笠矿业有限公司                英德市翊笠矿业有限公司
region dropped         翊笠矿业有限公司                    英德市翊笠矿业有限公司
region into brackets   翊笠矿业(英德)有限公司              英德市翊笠矿业有限公司
region out of brackets 阳山灵榆传媒科技有限公司            灵榆传媒科技(阳山)有限公司
brackets dropped       灵榆传媒科技阳山有限公司            灵榆传媒科技(阳山)有限公司
cooperative            连州市楝舁种养合作社                连州市楝舁种养专业合作社
group dropped          广东鹭棹建设工程有限公司            广东鹭棹建设工程集团有限公司
"""
CASES = [(line[:22].strip(), *line[22:].split()) for line in DAMAGED.strip().splitlines()]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The listed names as a segment."""
    path = tmp_path_factory.mktemp("names") / "names.seg"
    build_segment(path, enumerate(map(names.normal_form, LISTED)), stamp="test")
    return path


@pytest.mark.parametrize(("what", "asked", "listed"), CASES, ids=[case[0] for case in CASES])
def test_a_damaged_copy_finds_its_company(segment: Path, what: str, asked: str, listed: str) -> None:
    """Each kind of damage leads to the listed company first, from the segment and from the live part."""
    live = LiveNames(CommonKeys())
    live.add(list(enumerate(map(names.normal_form, LISTED))))
    for search in (NameSearch(NameSegment(segment)), NameSearch(None, live)):
        found = search.search(names.normal_form(asked))
        assert [LISTED[candidate.row_id] for candidate in found[:1]] == [listed], what
        assert 0.0 < found[0].score <= 1.0
        assert sentence(found[0].evidence)


@pytest.mark.parametrize(
    "asked",
    [
        "清远市榆柘橡家具有限公司",
        "英德市砚翎矿业有限公司",
        "韶关市禾穗岚建材有限公司",
        "清远市禾穗岚运输有限公司",
        "清远市第二榛栎小学后勤服务有限公司",
    ],
)
def test_another_company_is_silence(segment: Path, asked: str) -> None:
    """Another 字号, a contradicting region, another trade or ordinal is another company."""
    found = NameSearch(NameSegment(segment)).search(names.normal_form(asked))
    assert not found or found[0].score < 0.5


BAD = [
    "", "清", "清远", "清远市", "有限公司", "公司", "欧阳岚", "😀" * 5, "\ue000\ue001山有限公司",
    "\x00\x01", "91441800MA5XQX1K81",    "*" * 20, "岚" * 10_000, "(" * 500, "清远市" * 300 + "有限公司", "A" * 300,
]  # fmt: skip


@pytest.mark.parametrize("asked", BAD)
def test_bad_input_is_answered_in_bounded_time(segment: Path, asked: str) -> None:
    """Names that are none find nothing certain, quickly and without an error."""
    search = NameSearch(NameSegment(segment))
    normal = names.normal_form(asked)
    started = time.process_time()
    assert len(search.search(normal)) <= 10
    assert time.process_time() - started < 1.0


@settings(max_examples=150, deadline=None)
@given(asked=st.text(max_size=40))
def test_any_text_is_answered_and_twice_alike(segment: Path, asked: str) -> None:
    """No text raises; the same text gives the same answer; scores are probabilities, best first."""
    search = NameSearch(NameSegment(segment))
    normal = names.normal_form(asked)
    found = search.search(normal)
    assert found == search.search(normal)
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 1.0 for score in scores)


def test_a_damaged_file_is_refused(segment: Path, tmp_path: Path) -> None:
    """A cut or foreign file is refused with INDEX_DAMAGED."""
    whole = segment.read_bytes()
    for content in (b"", whole[:100], whole[:-8], b"x" * len(whole)):
        (tmp_path / "cut").write_bytes(content)
        with pytest.raises(NameIndexDamagedError) as caught:
            NameSegment(tmp_path / "cut")
        assert caught.value.reason == "INDEX_DAMAGED"


def test_resemblance_is_possible_and_never_more(world: World) -> None:
    """Invariant 1, end to end: a mistyped name is POSSIBLE, VERIFY at most, and says why in Chinese."""
    world.load([{"name": LISTED[0], "list": "拖欠农民工工资失信联合惩戒对象"}])
    decision = world.check(Subject("清远市禾穗蓝建材有限公司"), Context("清远市财政局", "政府采购"))
    (match,) = decision.matches
    assert (str(match.strength), str(match.basis)) == ("POSSIBLE", "SIMILAR_NAME")
    assert (decision.outcome.name, decision.if_confirmed.name) == ("VERIFY", "RESTRICT")
    assert match.evidence[0].text.startswith("字号")


def test_two_valid_codes_never_resemble(world: World) -> None:
    """Invariant 2: a subject with a valid code is not held against entries with another valid code."""
    world.load([{"name": LISTED[0], "uscc": code(1)}], list_name="失信被执行人")
    assert world.check(Subject("清远市禾穗蓝建材有限公司", code(2))).matches == ()
    assert len(world.check(Subject("清远市禾穗蓝建材有限公司")).matches) == 1


def test_a_masked_name_is_possible_at_most(world: World) -> None:
    """清远市**建材有限公司 is matched as a mask, POSSIBLE at most, and the answer says that it is masked."""
    world.load([{"name": LISTED[0]}], list_name="失信被执行人")
    decision = world.check(Subject("清远市**岚建材有限公司"))
    assert {str(match.strength) for match in decision.matches} <= {"POSSIBLE"}
    assert "NAME_MASKED" in codes(decision)
