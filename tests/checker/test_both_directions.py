"""What one side lacks the other may have: codes, numbers and names lead to an entry from either side, end to end."""

from __future__ import annotations

import pytest
from invented import code, damaged, org
from world import World, codes

from jointsanction.identifiers import reg_no
from jointsanction.model import Subject

LIST = "失信被执行人"
NAME = "清远市禾穗岚建材有限公司"
TYPED = "清远市禾穗岗建材有限公司"
OTHER = "英德市翊笠矿业有限公司"
FORMER = "清远市砚筠岫商贸有限公司"
TAX_NO = "441802" + org(1)
REG_NO = "44180012345678" + reg_no.check_character("44180012345678")
OTHER_REG_NO = "44180087654321" + reg_no.check_character("44180087654321")
SLIPPED = code(1)[:10] + ("A" if code(1)[10] != "A" else "B") + code(1)[11:]
"""Code 1 with a slip in the organisation code: nothing in it checks."""

CASES = [
    ("good code, mistyped name", {"name": NAME, "uscc": code(1)}, Subject(TYPED, code(1)), "CONFIRMED USCC"),
    ("good code, another name", {"name": NAME, "uscc": code(1)}, Subject(OTHER, code(1)), "CONFIRMED USCC"),
    ("damaged code asked, good name", {"name": NAME, "uscc": code(1)}, Subject(NAME, SLIPPED), "CONFIRMED NAME"),
    ("damaged code listed, good name", {"name": NAME, "uscc": SLIPPED}, Subject(NAME, code(1)), "CONFIRMED NAME"),
    ("damaged asked, org code checks", {"name": NAME, "uscc": code(1)}, Subject(TYPED, damaged(code(1))), "CONFIRMED ORG_CODE"),
    ("damaged listed, org code checks", {"name": NAME, "uscc": damaged(code(1))}, Subject(TYPED, code(1)), "CONFIRMED ORG_CODE"),
    ("damaged code, mistyped name", {"name": NAME, "uscc": code(1)}, Subject(TYPED, SLIPPED), "POSSIBLE REPAIRED_CODE"),
    ("org code asked", {"name": NAME, "uscc": code(1)}, Subject(TYPED, org_code=org(1)), "CONFIRMED ORG_CODE"),
    ("org code listed", {"name": NAME, "org_code": org(1)}, Subject(TYPED, code(1)), "CONFIRMED ORG_CODE"),
    ("org code on both sides", {"name": NAME, "org_code": org(1)}, Subject(TYPED, org_code=org(1)), "CONFIRMED ORG_CODE"),
    ("org code in the code field", {"name": NAME, "uscc": code(1)}, Subject("", org(1)), "CONFIRMED ORG_CODE"),
    ("tax number asked", {"name": NAME, "uscc": code(1)}, Subject(TYPED, tax_no=TAX_NO), "CONFIRMED ORG_CODE"),
    ("tax number listed", {"name": NAME, "tax_no": TAX_NO}, Subject(TYPED, code(1)), "CONFIRMED ORG_CODE"),
    ("tax number listed, org code asked", {"name": NAME, "tax_no": TAX_NO}, Subject(TYPED, org_code=org(1)), "CONFIRMED ORG_CODE"),
    ("unified code as tax number asked", {"name": NAME, "uscc": code(1)}, Subject("", tax_no=code(1)), "CONFIRMED USCC"),
    ("unified code as tax number listed", {"name": NAME, "tax_no": code(1)}, Subject("", code(1)), "CONFIRMED USCC"),
    ("registration number", {"name": NAME, "reg_no": REG_NO}, Subject(TYPED, reg_no=REG_NO), "CONFIRMED REG_NO"),
    ("registration number, code asked too", {"name": NAME, "reg_no": REG_NO}, Subject(TYPED, code(1), reg_no=REG_NO), "CONFIRMED REG_NO"),
    ("another registration number", {"name": NAME, "reg_no": REG_NO}, Subject(OTHER, reg_no=OTHER_REG_NO), ""),
    ("former name listed", {"name": NAME, "former_names": FORMER}, Subject(FORMER), "CONFIRMED NAME"),
    ("former name asked", {"name": FORMER}, Subject(NAME, former_names=(FORMER,)), "CONFIRMED NAME"),
    ("former name in the listed name", {"name": f"{NAME}（曾用名：{FORMER}）"}, Subject(FORMER), "CONFIRMED NAME"),
    ("former name in the asked name", {"name": FORMER}, Subject(f"{NAME}（原{FORMER}）"), "CONFIRMED NAME"),
    ("former name mistyped", {"name": NAME, "former_names": FORMER}, Subject("清远市砚筠岭商贸有限公司"), "POSSIBLE SIMILAR_NAME"),
    ("code asked, name of an entry without code mistyped", {"name": NAME}, Subject(TYPED, code(2)), "POSSIBLE SIMILAR_NAME"),
    ("code asked, name of an entry with a damaged code mistyped", {"name": NAME, "uscc": SLIPPED}, Subject(TYPED, code(2)), "POSSIBLE SIMILAR_NAME"),
    ("code asked, name of an entry with another code mistyped", {"name": NAME, "uscc": code(1)}, Subject(TYPED, code(2)), ""),
    ("no code asked, name of an entry with a code mistyped", {"name": NAME, "uscc": code(1)}, Subject(TYPED), "POSSIBLE SIMILAR_NAME"),
    ("branch asked, parent listed", {"name": NAME, "uscc": code(1)}, Subject(f"{NAME}英德分公司"), "POSSIBLE NAME PARENT"),
    ("branch asked with its code, parent listed with its code", {"name": NAME, "uscc": code(1)}, Subject(f"{NAME}英德分公司", code(2)), "POSSIBLE NAME PARENT"),
    ("branch asked, parent listed under a former name", {"name": OTHER, "former_names": NAME}, Subject(f"{NAME}英德分公司"), "POSSIBLE NAME PARENT"),
    ("parent asked, branch listed", {"name": f"{NAME}英德分公司"}, Subject(NAME), ""),
    ("region and trade are no complete name", {"name": "清远贸易有限公司"}, Subject("清远贸易有限公司"), "POSSIBLE NAME"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "listed", "subject", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_side_leads_to_the_entry(
    world: World, what: str, listed: dict[str, str], subject: Subject, expected: str
) -> None:
    """Strength, basis (and relation, where it is not SELF) of the match between one listed company and one asked."""
    world.load([listed], list_name=LIST)
    found = [
        f"{each.strength} {each.basis} {each.relation}".removesuffix(" SELF") for each in world.check(subject).matches
    ]
    assert found == ([expected] if expected else [])


def test_a_valid_code_searches_names_without_one_only(world: World) -> None:
    """Of two entries whose name is mistyped alike, a question with a valid code finds the one without a valid code."""
    world.load(
        [{"name": NAME, "uscc": code(1), "doc_no": "1"}, {"name": NAME, "doc_no": "2"}],
        list_name=LIST,
    )
    assert [each.entry.uscc for each in world.check(Subject(TYPED, code(2))).matches] == [""]
    assert len(world.check(Subject(TYPED)).matches) == 2


def test_an_incomplete_name_is_said(world: World) -> None:
    """A place and a trade may be many enterprises: POSSIBLE, with the reason."""
    world.load([{"name": "清远贸易有限公司"}], list_name=LIST)
    assert "NAME_INCOMPLETE" in codes(world.check(Subject("清远贸易有限公司")))
