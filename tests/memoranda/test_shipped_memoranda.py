"""The eight memoranda that ship: clean, sourced, and every measure bound to items that exist."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from jointsanction import catalog, memoranda
from jointsanction.memoranda.json_schema import json_schema, published
from jointsanction.model import Context, EffectiveObligation, Obligation, Role

CATALOG = catalog.compile_catalog(catalog.shipped_files())
FILES = memoranda.shipped_files()
RULEBOOK = memoranda.compile_rulebook({**catalog.shipped_files(), **FILES}, CATALOG)
MEASURES = [(memorandum, measure) for memorandum in RULEBOOK.memoranda for measure in memorandum.measures]
ITEM_BOUND = [measure for _, measure in MEASURES if not measure.items.everything]
ACCEPTED_ADVICE = {"ADVICE_NO_LEGAL_BASIS", "ADVICE_BASIS_TOO_LOW", "ADVICE_NOT_PUBLIC"}
"""What the sources themselves leave open: measures without a basis, measures that order who cannot be ordered."""


def test_lint_clean() -> None:
    """No faults, and no advice but what the sources leave open."""
    assert {finding.code for finding in memoranda.lint(FILES, CATALOG)} <= ACCEPTED_ADVICE


def test_the_eight() -> None:
    """Exactly these ship, one file each, with the list each is about."""
    assert [(each.id, each.lists) for each in RULEBOOK.memoranda] == [
        ("M01", ("judgment-debtor",)),
        ("M02", ("major-tax-violation",)),
        ("M03", ("tax-class-a",)),
        ("M04", ("work-safety",)),
        ("M05", ("environment",)),
        ("M06", ("food-drug",)),
        ("M07", ("wage-arrears",)),
        ("M10", ("government-procurement",)),
    ]
    assert list(FILES) == [f"memoranda/{each.id}.yaml" for each in RULEBOOK.memoranda]


@pytest.mark.parametrize("measure", ITEM_BOUND, ids=lambda measure: measure.measure_id)
def test_item_bound_measure_hits_and_misses(measure: memoranda.Measure) -> None:
    """Each measure that names its items has a shipped item of one of its departments that it hits, and one it misses.

    For bodies that decide no items (招标人, 法院 …) any department's item does.
    """
    own = [item for item in CATALOG.items.values() if item.department in measure.departments] or [
        *CATALOG.items.values()
    ]
    touched = [item for item in own if measure.items.touches(item)]
    assert touched
    assert len(touched) < len(own)


def test_every_measure_names_its_source() -> None:
    """Each measure cites a source of its memorandum, and says whether it was seen whole or in part."""
    for memorandum, measure in MEASURES:
        assert set(measure.sources) <= dict(memorandum.sources).keys(), measure.measure_id
        assert measure.status in ("verified", "partial"), measure.measure_id


def test_departments_are_stated_only_where_a_source_names_them() -> None:
    """Only S7, S9, S13, S17, S20 and S23 name departments; every other department stays marked as inferred."""
    naming = {"S7", "S9", "S13", "S17", "S20", "S23"}
    for _, measure in MEASURES:
        assert measure.department_inferred == naming.isdisjoint(measure.sources), measure.measure_id


def test_persons_are_not_the_enterprise() -> None:
    """公司法 178, 公务员法 26 and the consumption limits bind persons: none of them decides about an enterprise."""
    for _, measure in MEASURES:
        laws = " ".join(f"{basis.name}{basis.article}" for basis in measure.legal_basis)
        if re.search("公司法|公务员法", laws) or measure.kind in ("限制高消费", "限制出境"):
            assert Role.ENTERPRISE not in measure.roles, measure.measure_id


def test_conviction_is_a_condition() -> None:
    """What takes a conviction, a revoked licence or a court's own listing says so and never restricts by itself."""
    conditional = {measure.measure_id for _, measure in MEASURES if measure.condition}
    assert {"M02-3", "M02-5", "M06-law-1", "M06-law-2", "M07-law-2", "M10-law-1"} <= conditional


def test_the_ban_list_binds_procurement_items_only() -> None:
    """The list of 政府采购法 77 brings a measure at 财政 for procurement, and for nothing else there."""
    context = CATALOG.resolve(Context(department="财政", item="代理记账机构执业资格审批", region="清远市"))
    found = {each.measure_id for each in RULEBOOK.measures("government-procurement", context, date(2026, 11, 24))}
    assert "M10-law-1" not in found


def test_what_the_source_leaves_unverified_is_not_claimed() -> None:
    """M03-1 promises no 容缺受理, a word that was not seen in the text; M02-24 asks 民政 and 行业协会, as seen."""
    measures = {measure.measure_id: measure for _, measure in MEASURES}
    assert "容缺" not in measures["M03-1"].title + measures["M03-1"].kind
    assert measures["M02-24"].departments == ("civil-affairs", "industry-association")


def test_red_only_rewards() -> None:
    """The red memorandum only facilitates; no black one does."""
    for memorandum, measure in MEASURES:
        rewards = measure.obligation is Obligation.FACILITATE
        assert rewards == (memorandum.colour == "red"), measure.measure_id


@pytest.mark.parametrize(
    ("list_code", "department", "item", "measure_id", "expected"),
    [
        # 政府采购法 carries these; 财政 may refuse
        ("major-tax-violation", "财政", "政府采购供应商资格审查", "M02-9", EffectiveObligation.MANDATORY),
        ("environment", "财政", "政府采购供应商资格审查", "M05-3", EffectiveObligation.MANDATORY),
        ("wage-arrears", "财政", "政府采购供应商资格审查", "M07-buy-1", EffectiveObligation.MANDATORY),
        # a law behind it, and a fact that the list does not prove
        ("government-procurement", "财政", "政府采购供应商资格审查", "M10-law-1", EffectiveObligation.ADVISORY),
        # 安全生产法 78
        ("work-safety", "发展改革", "企业投资项目备案", "M04-law-1", EffectiveObligation.MANDATORY),
        # the memorandum alone: no longer enough
        ("major-tax-violation", "自然资源", "国有建设用地使用权出让", "M02-7", EffectiveObligation.ADVISORY),
        ("tax-class-a", "税务", "出口退税备案", "M03-tax-1", EffectiveObligation.FACILITATE),
    ],
)
def test_known_answers(
    list_code: str, department: str, item: str, measure_id: str, expected: EffectiveObligation
) -> None:
    """What some shipped measures come to in 清远市 today."""
    context = CATALOG.resolve(Context(department=department, item=item, region="清远市"))
    found = {each.measure_id: each for each in RULEBOOK.measures(list_code, context, date(2026, 11, 24))}
    assert found[measure_id].effective is expected


def test_json_schema_is_fresh() -> None:
    """The published schema is what the models say; write it anew with the command in its first lines."""
    assert published().read_text(encoding="utf-8") == json_schema()


def test_shipped_files_satisfy_the_json_schema() -> None:
    """Editors that use the schema find nothing wrong in the shipped files."""
    from jointsanction.catalog.yaml_positions import parse

    validator = Draft202012Validator(json.loads(json_schema()))
    for name, content in FILES.items():
        assert not list(validator.iter_errors(parse(content, name)[0])), name
