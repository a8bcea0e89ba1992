"""The documents name everything that a caller can meet, and the READMEs agree."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from jointsanction.memoranda.schema import MeasureForm, MemorandumForm
from jointsanction.model import (
    AppliedMeasure,
    Basis,
    BasisLevel,
    Colour,
    Decision,
    DecisionWarning,
    EffectiveMeasure,
    EffectiveObligation,
    Entry,
    Evidence,
    Finding,
    LegalBasis,
    Match,
    MemorandumRef,
    Obligation,
    Outcome,
    Relation,
    Role,
    Scope,
    Strength,
    Subject,
    WarningCode,
)
from jointsanction.model.decision_json import decision_dict

ROOT = Path(__file__).parents[2]
DECISION = (ROOT / "docs" / "decision.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_every_warning_code_is_documented_and_no_other() -> None:
    """docs/decision.md lists exactly the closed list of warning codes."""
    table = DECISION.split("## Warnings")[1]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == {code.value for code in WarningCode}


def test_every_field_of_a_decision_is_documented() -> None:
    """docs/decision.md names every field of the JSON, at every depth."""
    day = date(2026, 11, 24)
    entry = Entry(entry_id="E1", change_no=1, list="enforcement", name="甲", first_received_on=day)
    evidence = (Evidence("USCC", Finding.SAME, "相同"),)
    match = Match(Strength.CONFIRMED, Basis.USCC, Relation.SELF, 1.0, evidence, entry, "失信被执行人", Colour.BLACK)
    measure = EffectiveMeasure(
        measure_id="M01-1",
        memorandum=MemorandumRef("M01", "备忘录", "文号"),
        title="措施",
        kind="类别",
        department="财政",
        role=Role.ENTERPRISE,
        obligation=Obligation.ADVISORY,
        effective=EffectiveObligation.ADVISORY,
        legal_basis=(LegalBasis("b", "法", "第一条", BasisLevel.LAW),),
        condition="",
        notes=(),
        contact="",
    )
    applied = AppliedMeasure(measure, match, measure.effective, Outcome.SCRUTINIZE)
    decision = Decision(
        Outcome.SCRUTINIZE,
        Outcome.SCRUTINIZE,
        Scope.ITEM,
        Subject("甲"),
        (match,),
        (applied,),
        (),
        (),
        (DecisionWarning.of(WarningCode.NAME_MASKED),),
        day,
        "1",
        "1",
        "1",
    )
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", DECISION))))
    assert sorted(keys_of(decision_dict(decision)) - words) == []


def keys_of(value: object) -> set[str]:
    """Every key of nested JSON values."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_every_outcome_is_documented() -> None:
    """docs/decision.md and both READMEs name every outcome."""
    for text in (DECISION, *(readme(name) for name in ("README.md", "README.zh-CN.md"))):
        assert [outcome.name for outcome in Outcome if outcome.name not in text] == []


@pytest.mark.parametrize("form", [MemorandumForm, MeasureForm])
def test_every_field_of_a_memorandum_is_documented(form: type[MemorandumForm | MeasureForm]) -> None:
    """docs/rules.md names every field that a memorandum file may have."""
    assert [name for name in form.model_fields if f"`{name}`" not in RULES] == []


def test_metrics_of_the_operator_s_page_exist() -> None:
    """docs/operating.md names the server's metrics as Prometheus reads them, and leaves none out."""
    from jointsanction_server.exposition import registry_of
    from jointsanction_server.metrics import ServerFigures, State

    figures = ServerFigures()
    figures.method("CheckService/Check").finished("OK", 0.001)
    text = generate_latest(registry_of(figures, State)).decode()
    there = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)) - {
        "grpc_server_in_flight",
        "grpc_server_msg_received_total",
    }
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert {
        name for name in re.findall(r"`((?:grpc_server|jointsanction)_[a-z_]+)", page) if "server/" not in name
    } == there


def readme(name: str) -> str:
    """Text of a README."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_readmes_give_the_same_commands() -> None:
    """Both READMEs hold the same commands and the same example, remarks aside."""

    def code(name: str) -> list[str]:
        blocks = re.findall(r"```\w+\n(.*?)```", readme(name), re.DOTALL)
        return [line.split(" #")[0].rstrip() for block in blocks for line in block.splitlines()]

    assert code("README.md") == code("README.zh-CN.md")


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]), ids=lambda path: path.name
)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of the documents points at a file that is there."""
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_layers_are_those_of_the_contract() -> None:
    """docs/architecture.md draws the layers that import-linter holds."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer.replace("jointsanction.", "") for layer in contracts[0]["layers"]]
    drawn = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Layers")[1].split("```")[1]
    assert drawn.strip().splitlines() == layers
