"""The form of a memorandum file, as pydantic models.

Every scalar comes in as text (see ``catalog.yaml_positions``). ``data/schema/memorandum.json`` is the JSON Schema of
these models for editors; write it anew with ``python -m jointsanction.memoranda.json_schema``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from jointsanction.model import Obligation, Role

MEMORANDUM_ID = r"^[A-Za-z][A-Za-z0-9_]*$"
MEASURE_ID = r"^[A-Za-z][A-Za-z0-9_]*-[A-Za-z0-9][A-Za-z0-9_.-]*$"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISSUED_ON = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def _day(value: object) -> object:
    """Only 2021-06-01: pydantic alone would also take a number for seconds since 1970."""
    if value is None or (isinstance(value, str) and ISO_DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "not a day")


def _all_or_selector(value: object) -> str | None:
    if value == "all":
        return "all"
    return "selector" if isinstance(value, dict | ItemsChosen) else None


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = tuple[Word, ...]
SomeWords = Annotated[Words, Field(min_length=1)]
Day = Annotated[date | None, BeforeValidator(_day)]
Seen = Literal["verified", "partial", "unverified"]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemsChosen(_Form):
    """The approval items a measure touches: an item is touched when any one of the criteria holds."""

    types: Words = Field((), description="事项类型，如 行政许可")
    tags: Words = Field((), description="事项标签，如 government-procurement")
    codes: Words = Field((), description="事项编码或名称")
    name_words: Words = Field((), description="事项名称中含有的词")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.types or self.tags or self.codes or self.name_words):
            raise ValueError("没有写任何条件")
        return self


Items = Annotated[
    Annotated[Literal["all"], Tag("all")] | Annotated[ItemsChosen, Tag("selector")], Discriminator(_all_or_selector)
]


class Dated(_Form):
    """What holds from one day up to another."""

    valid_from: Day = Field(None, description="起始日（含）")
    valid_to: Day = Field(None, description="终止日（不含）")


class MeasureForm(Dated):
    """One measure (措施)."""

    id: Annotated[str, StringConstraints(pattern=MEASURE_ID)] = Field(description="备忘录编号-序号，如 M01-10")
    no: Text = Field("", description="原文序号，未见原文序号的留空")
    title: Word = Field(description="措施名称（自拟，不照抄原文）")
    kind: Word = Field(description="措施类别，如 限制融资")
    obligation: Obligation = Field(
        description="约束力：mandatory 强制，advisory 参考，supervise 监管，publicity 公示，facilitate 激励"
    )
    departments: SomeWords = Field(description="职能部门的名称、代码或部门组名")
    department_status: Literal["stated", "inferred"] = Field(description="stated 原文写明，inferred 推断")
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = Field((Role.ENTERPRISE,), description="措施约束谁")
    condition: Text = Field("", description="名单本身不能证明、须另行查实的事实")
    items: Items = Field(description="触及的审批事项：all，或 types、tags、codes、name_words 任一相符")
    regions: Words = Field((), description="仅在这些区划适用，留空为全国")
    legal_bases: Words = Field(description="法律依据编号，没有的写 []")
    catalogue_no: Text = Field("", description="全国或省失信惩戒措施清单的序号")
    status: Literal["verified", "partial"] = Field(description="verified 已见原文，partial 见到一部分")
    source: SomeWords = Field(description="来源编号，见 sources")
    note: Text = ""


class MemorandumForm(Dated):
    """One memorandum (备忘录), one file."""

    id: Annotated[str, StringConstraints(pattern=MEMORANDUM_ID)] = Field(description="编号，如 M01")
    title: Word
    doc_no: Text = Field(description="文号")
    issued_on: Annotated[str, StringConstraints(pattern=ISSUED_ON)] = Field(
        description="印发日期：年-月-日、年-月或年，只写有据可查的部分"
    )
    issued_on_status: Seen = "verified"
    kind: Literal["black", "red"] = Field(description="black 惩戒，red 激励")
    lists: SomeWords = Field(description="名单代码或名称")
    lead: Words = Field((), description="牵头部门")
    signatories: Text = Field("", description="签署部门数")
    subjects: Words = Field((), description="适用对象")
    sources: dict[str, Text] = Field(description="来源编号: 网址或说明")
    contact: Text = ""
    notes: Text = ""
    measures: Annotated[tuple[MeasureForm, ...], Field(min_length=1)]
