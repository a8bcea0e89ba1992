"""The form of each catalogue file, for pydantic and for the JSON Schemas. Every scalar comes in as text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from jointsanction.catalog import files
from jointsanction.model import BasisLevel, Colour

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=2000)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Names = tuple[Name, ...]


class Form(BaseModel):
    """Unknown keys are faults; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ListForm(Form):
    """One list class."""

    code: Code
    name: Name
    aliases: Names = ()
    colour: Colour
    owner: Code
    term_months: Annotated[int, Field(ge=1, le=600)] | None
    end_inclusive: bool = True
    update_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    legal_note: Text = ""
    source: Text = ""


class ListsFile(Form):
    """lists.yaml."""

    lists: tuple[ListForm, ...] = Field(min_length=1)


class GroupForm(Form):
    """A collective name of departments."""

    name: Name
    note: Text = ""


class NameRules(Form):
    """What may stand before or behind the name of a function."""

    prefixes: Names
    suffixes: Names


class DepartmentForm(Form):
    """One function."""

    code: Code
    name: Name
    aliases: Names = ()
    predecessors: Names = ()
    public: bool = True
    groups: Names = ()


class DepartmentsFile(Form):
    """departments.yaml."""

    groups: tuple[GroupForm, ...] = ()
    name_rules: NameRules
    departments: tuple[DepartmentForm, ...] = Field(min_length=1)


class BodyForm(Form):
    """One body."""

    code: Code
    name: Name
    department: Code
    region: RegionCode
    aliases: Names = ()
    uscc: Annotated[str, StringConstraints(pattern=r"^([0-9A-HJ-NP-RTUWXY]{18})?$")] = ""
    status: Literal["verified", "unverified"] = "unverified"


class BodiesFile(Form):
    """bodies.yaml."""

    bodies: tuple[BodyForm, ...] = ()


class TagForm(Form):
    """One word of the tag vocabulary."""

    tag: Code
    meaning: Text


class ItemForm(Form):
    """One approval item."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    name: Name
    aliases: Names = ()
    type: Name
    tags: tuple[Code, ...] = ()
    department: Code
    body: Annotated[str, StringConstraints(max_length=64)] = ""
    delegated: bool = False


class ItemsFile(Form):
    """items.yaml."""

    types: Names = Field(min_length=1)
    tags: tuple[TagForm, ...] = ()
    items: tuple[ItemForm, ...] = ()


class LegalBasisForm(Form):
    """One cited article."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9.-]+(#[a-z0-9.-]+)?$", max_length=100)]
    name: Name
    article: Annotated[str, StringConstraints(max_length=100)]
    level: BasisLevel
    doc_no: Annotated[str, StringConstraints(max_length=100)] = ""
    region: Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")] = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: Literal["source", "law_checked", "unverified"]
    note: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError("施行日期不早于失效日期 → valid_to 是不再有效的第一天，应晚于 valid_from")
        if self.level is BasisLevel.LOCAL_REGULATION and not self.region:
            raise ValueError("地方性法规没有写适用区划 → 请补上 region，如 region: “440000”")
        return self


class LegalBasesFile(Form):
    """legal_bases.yaml."""

    legal_bases: tuple[LegalBasisForm, ...] = ()


class SettingsFile(Form):
    """settings.yaml."""

    home_region: Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")] = ""
    legal_basis_gate_from: date
    legal_basis_gate_doc_no: Name
    region_aliases: dict[RegionCode, Names] = {}


FORMS: dict[str, type[Form]] = {
    files.LISTS: ListsFile,
    files.DEPARTMENTS: DepartmentsFile,
    files.BODIES: BodiesFile,
    files.ITEMS: ItemsFile,
    files.LEGAL_BASES: LegalBasesFile,
    files.SETTINGS: SettingsFile,
}
