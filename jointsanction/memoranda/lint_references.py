"""Names in a memorandum that the catalogue, or the file itself, does not know."""

from __future__ import annotations

from collections.abc import Iterator

from jointsanction.catalog.yaml_positions import Path
from jointsanction.errors import Finding
from jointsanction.memoranda.nearest import write_instead
from jointsanction.memoranda.parsed import Parsed
from jointsanction.memoranda.references import References
from jointsanction.memoranda.schema import ItemsChosen, MeasureForm, MemorandumForm
from jointsanction.model import Colour


def reference_findings(each: Parsed, references: References) -> Iterator[Finding]:
    """One finding per unknown name, at the name, with the nearest known one."""
    form = each.form
    if form is None:
        return
    yield from _lists(each, form, references)
    for path, measure in each.measures():
        yield from _departments(each, path, measure, references)
        yield from _regions(each, path, measure, references)
        yield from _bases(each, path, measure, references)
        yield from _sources(each, path, measure, form)
        if isinstance(measure.items, ItemsChosen):
            yield from _items(each, (*path, "items"), measure.items, references)


def _lists(each: Parsed, form: MemorandumForm, references: References) -> Iterator[Finding]:
    for at, text in enumerate(form.lists):
        found = references.list_class(text)
        if found is None:
            advice = write_instead(text, references.list_words, otherwise="请写目录中的名单代码或名称")
            yield each.finding(("lists", at), "LIST_UNKNOWN", f"目录中没有名单“{text}”", advice)
        elif (found.colour is Colour.RED) != (form.kind == "red"):
            message = f"“{found.name}”与备忘录的 kind: {form.kind} 不符"
            yield each.finding(
                ("lists", at), "LIST_COLOUR", message, "激励备忘录（kind: red）只用于红名单，惩戒备忘录用于其他名单"
            )


def _departments(each: Parsed, path: Path, measure: MeasureForm, references: References) -> Iterator[Finding]:
    for at, text in enumerate(measure.departments):
        if not references.department_codes(text):
            function = references.function_of_body(text)
            message = f"“{text}”是实施机关，不是职能部门" if function else f"目录中没有部门“{text}”"
            advice = (
                f"请写“{function}”；只在某地适用的，把区划写入 regions"
                if function
                else write_instead(text, references.department_words, otherwise="请写目录中的部门名称、代码或部门组名")
            )
            yield each.finding((*path, "departments", at), "DEPARTMENT_UNKNOWN", message, advice)


def _regions(each: Parsed, path: Path, measure: MeasureForm, references: References) -> Iterator[Finding]:
    for at, text in enumerate(measure.regions):
        if references.region_code(text) is None:
            yield each.finding(
                (*path, "regions", at),
                "REGION_UNKNOWN",
                f"目录中没有区划“{text}”",
                "请写六位区划代码或全称，如 441802 或 清城区",
            )


def _bases(each: Parsed, path: Path, measure: MeasureForm, references: References) -> Iterator[Finding]:
    for at, text in enumerate(measure.legal_bases):
        if references.legal_basis(text) is None:
            advice = write_instead(text, references.basis_words, otherwise="请先把该依据写入 catalog/legal_bases.yaml")
            yield each.finding((*path, "legal_bases", at), "BASIS_UNKNOWN", f"目录中没有法律依据“{text}”", advice)


def _sources(each: Parsed, path: Path, measure: MeasureForm, form: MemorandumForm) -> Iterator[Finding]:
    for at, text in enumerate(measure.source):
        if text not in form.sources:
            advice = write_instead(text, form.sources, otherwise="请在本文件的 sources 中写明该来源")
            yield each.finding((*path, "source", at), "SOURCE_UNKNOWN", f"sources 中没有“{text}”", advice)


def _items(each: Parsed, path: Path, items: ItemsChosen, references: References) -> Iterator[Finding]:
    for key, code, words, chosen, label in (
        ("types", "ITEM_TYPE_UNKNOWN", references.item_types, items.types, "事项类型"),
        ("tags", "ITEM_TAG_UNKNOWN", references.item_tags, items.tags, "事项标签"),
    ):
        for at, text in enumerate(chosen):
            if text not in words:
                advice = write_instead(text, words, otherwise=f"请用其中之一：{'、'.join(sorted(words))}")
                yield each.finding((*path, key, at), code, f"目录中没有{label}“{text}”", advice)
    for at, text in enumerate(items.codes):
        if references.item_code(text) is None:
            advice = write_instead(text, references.item_words, otherwise="请写目录中的事项编码或名称")
            yield each.finding((*path, "codes", at), "ITEM_CODE_UNKNOWN", f"目录中没有事项“{text}”", advice)
