"""The ladder of the design, step by step, through files, ledger, index and checker."""

from __future__ import annotations

import pytest
from invented import code, damaged, org
from world import World, codes

from jointsanction.errors import QuestionError
from jointsanction.identifiers import reg_no
from jointsanction.model import Context, Subject

NAME = "清远市禾穗岚建材有限公司"
OTHER_NAME = "清远市榆柘橡食品有限公司"
LIST = "失信被执行人"
TAX_NO = "441802" + org(1)
REG_NO = "44180012345678" + reg_no.check_character("44180012345678")
BAD_REG_NO = REG_NO[:-1] + ("0" if REG_NO[-1] != "0" else "1")


def found(world: World, listed: dict[str, str], subject: Subject) -> tuple[str, ...]:
    """Strength, basis and relation of the match between one listed company and one subject; () for none."""
    world.load([listed], list_name=LIST)
    decision = world.check(subject)
    assert len(decision.matches) <= 1
    return tuple(f"{each.strength} {each.basis} {each.relation}" for each in decision.matches)


CASES = [
    # 1 both USCCs valid
    ("equal codes, equal names", {"uscc": code(1), "name": NAME}, Subject(NAME, code(1)), "CONFIRMED USCC SELF"),
    ("equal codes, other name", {"uscc": code(1), "name": OTHER_NAME}, Subject(NAME, code(1)), "CONFIRMED USCC SELF"),
    ("equal codes, no name asked", {"uscc": code(1), "name": NAME}, Subject(uscc=code(1)), "CONFIRMED USCC SELF"),
    ("unequal codes, equal names", {"uscc": code(1), "name": NAME}, Subject(NAME, code(2)), ""),
    # 2 equal organisation code, registration number or tax number
    ("org code on the list", {"org_code": org(1), "name": NAME}, Subject(NAME, code(1)), "CONFIRMED ORG_CODE SELF"),
    ("org code asked", {"uscc": code(1), "name": NAME}, Subject(NAME, org_code=org(1)), "CONFIRMED ORG_CODE SELF"),
    ("tax number listed", {"tax_no": TAX_NO, "name": NAME}, Subject(NAME, code(1)), "CONFIRMED ORG_CODE SELF"),
    ("tax number asked", {"uscc": code(1), "name": NAME}, Subject(NAME, tax_no=TAX_NO), "CONFIRMED ORG_CODE SELF"),
    ("org code, other name", {"org_code": org(1), "name": OTHER_NAME}, Subject(NAME, code(1)), "POSSIBLE ORG_CODE SELF"),
    ("reg number", {"reg_no": REG_NO, "name": NAME}, Subject(NAME, reg_no=REG_NO), "CONFIRMED REG_NO SELF"),
    ("reg number, other name", {"reg_no": REG_NO, "name": OTHER_NAME}, Subject(NAME, reg_no=REG_NO), "POSSIBLE REG_NO SELF"),
    ("reg number in the code field", {"reg_no": REG_NO, "name": NAME}, Subject("", REG_NO), "CONFIRMED REG_NO SELF"),
    ("damaged reg number, same name", {"reg_no": BAD_REG_NO, "name": NAME}, Subject(NAME, reg_no=BAD_REG_NO), "CONFIRMED DAMAGED_CODE SELF"),
    ("damaged reg number, other name", {"reg_no": BAD_REG_NO, "name": OTHER_NAME}, Subject(NAME, reg_no=BAD_REG_NO), "POSSIBLE DAMAGED_CODE SELF"),
    # 3 damaged codes
    ("equal damaged, org checks", {"uscc": damaged(code(1)), "name": NAME}, Subject("", damaged(code(1))), "CONFIRMED DAMAGED_CODE SELF"),
    ("damaged listed, org checks", {"uscc": damaged(code(1)), "name": NAME}, Subject(NAME, code(1)), "CONFIRMED ORG_CODE SELF"),
    ("damaged asked, org checks", {"uscc": code(1), "name": NAME}, Subject(NAME, damaged(code(1))), "CONFIRMED ORG_CODE SELF"),
    # 4 names
    ("equal names, no codes", {"name": NAME}, Subject(NAME), "CONFIRMED NAME SELF"),
    ("equal names, one code", {"name": NAME, "uscc": code(1)}, Subject(NAME), "CONFIRMED NAME SELF"),
    ("equal names, code asked", {"name": NAME}, Subject(NAME, code(1)), "CONFIRMED NAME SELF"),
    ("former name listed", {"name": OTHER_NAME, "former_names": NAME}, Subject(NAME), "CONFIRMED NAME SELF"),
    ("former name asked", {"name": NAME}, Subject(OTHER_NAME, former_names=(NAME,)), "CONFIRMED NAME SELF"),
    ("former name in a note", {"name": f"{OTHER_NAME}（曾用名：{NAME}）"}, Subject(NAME), "CONFIRMED NAME SELF"),
    ("only width and brackets differ", {"name": "禾穗岚科技（清远）有限公司"}, Subject("禾穗岚 科技(清远)有限公司"), "CONFIRMED NAME SELF"),
    ("traditional characters", {"name": "清远市禾穗岚贸易有限公司"}, Subject("清遠市禾穗嵐貿易有限公司"), "CONFIRMED NAME SELF"),
    ("masked name", {"name": "清远市**建材有限公司"}, Subject("清远市**建材有限公司"), "POSSIBLE NAME SELF"),
    ("other name, no codes", {"name": OTHER_NAME}, Subject(NAME), ""),
    # 6 branch and parent
    ("branch asks, parent listed", {"name": NAME, "uscc": code(1)}, Subject(NAME + "英德分公司", code(2)), "POSSIBLE NAME PARENT"),
    ("parent asks, branch listed", {"name": NAME + "英德分公司"}, Subject(NAME), ""),
    # 8 persons
    ("a person's name", {"name": "欧阳岚汐", "uscc": code(1, "92441800")}, Subject("欧阳岚汐"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("what", "listed", "subject", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_step_of_the_ladder(
    world: World, what: str, listed: dict[str, str], subject: Subject, expected: str
) -> None:
    """Each case ends at the strength, basis and relation that the ladder names ("" for no match)."""
    assert " ".join(found(world, listed, subject)) == expected


def test_a_repair_of_a_damaged_code_is_possible(world: World) -> None:
    """Step 3: a code one slip away from a listed one, which checks nowhere itself, leads to a POSSIBLE match."""
    listed = code(7)
    slipped = listed[:10] + ("A" if listed[10] != "A" else "B") + listed[11:]
    world.load([{"name": NAME, "uscc": listed}], list_name=LIST)
    decision = world.check(Subject(OTHER_NAME, slipped))
    assert [f"{each.strength} {each.basis}" for each in decision.matches] == ["POSSIBLE REPAIRED_CODE"]
    assert "CODE_DAMAGED" in codes(decision)


def test_the_listed_code_may_be_the_damaged_one(world: World) -> None:
    """Step 3, the other way round: a whole code finds the entry whose code is one slip away."""
    whole = code(7)
    slipped = whole[:10] + ("A" if whole[10] != "A" else "B") + whole[11:]
    world.load([{"name": OTHER_NAME, "uscc": slipped}], list_name=LIST)
    decision = world.check(Subject(NAME, whole))
    assert [f"{each.strength} {each.basis}" for each in decision.matches] == ["POSSIBLE REPAIRED_CODE"]


def test_codes_issued_although_they_fail_match_themselves(world: World) -> None:
    """A legally issued pilot code that fails the check still finds the entry listed under that very code."""
    pilot = "91350211M00013FA1N"
    world.load([{"name": NAME, "uscc": pilot}], list_name=LIST)
    assert [str(each.basis) for each in world.check(Subject(NAME, pilot)).matches] == ["DAMAGED_CODE"]
    assert len(world.check(Subject("", pilot)).matches) == 1


def test_equal_names_with_another_code_are_said(world: World) -> None:
    """Invariant 2: two valid codes are two enterprises; the equal name is a warning, not a match."""
    world.load([{"name": NAME, "uscc": code(1)}], list_name=LIST)
    decision = world.check(Subject(NAME, code(2)))
    assert decision.matches == ()
    assert decision.outcome.name == "CLEAR"
    assert "SAME_NAME_OTHER_CODE" in codes(decision)


def test_a_renamed_company_is_confirmed_and_said(world: World) -> None:
    """Step 1: equal codes confirm whatever the name; a contradicting 字号 adds NAME_DIFFERS."""
    world.load([{"name": OTHER_NAME, "uscc": code(1)}], list_name=LIST)
    assert "NAME_DIFFERS" in codes(world.check(Subject(NAME, code(1))))
    assert "NAME_DIFFERS" not in codes(world.check(Subject(OTHER_NAME, code(1))))


def test_a_name_that_stood_for_two_codes_confirms_nothing(world: World) -> None:
    """Step 4: once two valid codes have stood under a name in the ledger, the name alone is POSSIBLE."""
    world.load([{"name": NAME, "doc_no": "1"}, {"name": NAME, "uscc": code(1), "doc_no": "2"}], list_name=LIST)
    assert {str(each.strength) for each in world.check(Subject(NAME)).matches} == {"CONFIRMED"}
    world.load([{"name": NAME, "uscc": code(2), "removed_on": "2026-02-01"}], list_name=LIST)
    decision = world.check(Subject(NAME))
    assert {str(each.strength) for each in decision.matches} == {"POSSIBLE"}
    assert "NAME_OF_SEVERAL" in codes(decision)


@pytest.mark.parametrize("nothing", ["000000000000000000", "无", "-", "000000000", "1" * 18])
def test_placeholders_are_no_identifiers(world: World, nothing: str) -> None:
    """Step 7: what fills a code field without being a code matches nothing, even itself."""
    world.load([{"name": NAME, "uscc": nothing}], list_name=LIST)
    assert world.check(Subject(OTHER_NAME, nothing)).matches == ()


def test_related_persons_are_not_checked_and_it_is_said(world: World) -> None:
    """Step 8: persons given by a caller are left aside."""
    world.load([{"name": NAME}], list_name=LIST)
    assert "PERSONS_NOT_CHECKED" in codes(world.check(Subject(NAME, persons=("欧阳岚汐",))))


def test_matches_come_strongest_first(world: World) -> None:
    """Confirmed by code before confirmed by name before possible."""
    world.load(
        [
            {"name": "清远市**建材有限公司", "doc_no": "3"},
            {"name": NAME, "doc_no": "2"},
            {"name": NAME, "uscc": code(1), "doc_no": "1"},
        ],
        list_name=LIST,
    )
    decision = world.check(Subject(NAME, code(1)), Context())
    assert [str(each.basis) for each in decision.matches] == ["USCC", "NAME"]


RESIDENT = "441802199001011239"


@pytest.mark.parametrize("name", [RESIDENT, f"（{RESIDENT}）"])
def test_a_resident_number_alone_is_no_question(world: World, name: str) -> None:
    """Step 7: an identity number is no identifier, in the name field neither; nothing is left to ask about."""
    world.load([{"name": NAME}], list_name=LIST)
    with pytest.raises(QuestionError) as caught:
        world.check(Subject(name))
    assert caught.value.reason == "SUBJECT_EMPTY"
    assert RESIDENT not in str(caught.value)


@pytest.mark.parametrize(
    "subject",
    [
        Subject(NAME, RESIDENT),
        Subject(f"{NAME}（身份证号{RESIDENT}）"),
        Subject(NAME, tax_no=RESIDENT),
    ],
)
def test_an_answer_never_shows_an_identity_number(world: World, subject: Subject) -> None:
    """Identity numbers of natural persons come back masked, and the answer says that they were not used."""
    world.load([{"name": NAME}], list_name=LIST)
    decision = world.check(subject)
    assert RESIDENT not in decision.to_json()
    assert "CODE_IS_RESIDENT_ID" in codes(decision)
    assert [str(match.basis) for match in decision.matches] == ["NAME"]


def test_a_code_in_the_name_field_is_a_code(world: World) -> None:
    """A code that stands for the name confirms as in its own field, and is no contradicting name."""
    world.load([{"name": NAME, "org_code": org(1)}], list_name=LIST)
    decision = world.check(Subject(code(1)))
    assert [f"{match.strength} {match.basis}" for match in decision.matches] == ["CONFIRMED ORG_CODE"]
    assert "NAME_DIFFERS" not in codes(decision)


def test_a_code_behind_a_listed_name_is_found(world: World) -> None:
    """A code that a list writes in brackets behind the name leads to the entry."""
    world.load([{"name": f"{NAME}（{code(1)}）"}], list_name=LIST)
    assert [str(match.basis) for match in world.check(Subject(uscc=code(1))).matches] == ["USCC"]


def test_showing_is_bounded_and_deciding_is_not(world: World) -> None:
    """Beyond twenty possible matches the weightiest are shown, and all of them decide, whatever the order."""
    masked = "清远市**超市"
    grey = [{"name": masked, "list": "经营异常名录", "doc_no": str(number)} for number in range(30)]
    black = {"name": masked, "list": "拖欠农民工工资失信联合惩戒对象", "doc_no": "最后"}
    world.load([*grey, black])
    decision = world.check(Subject(masked), Context("财政", "政府采购", "清远市"))
    assert (decision.outcome.name, len(decision.matches)) == ("VERIFY", 20)
    assert "MATCHES_CUT" in codes(decision)
    assert "wage-arrears" in {match.entry.list for match in decision.matches}


def test_half_a_character_is_refused(world: World) -> None:
    """A lone surrogate cannot be written as UTF-8, so it is refused as unreadable rather than passed on."""
    world.load([{"name": NAME}], list_name=LIST)
    with pytest.raises(QuestionError) as caught:
        world.check(Subject("清远市\ud800有限公司"))
    assert caught.value.reason == "TEXT_UNREADABLE"
