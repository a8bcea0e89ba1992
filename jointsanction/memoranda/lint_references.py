"""Names in a memorandum that the catalogue, or the file itself, does not know; also where its form has faults."""

from __future__ import annotations

from collections.abc import Iterator

from jointsanction.catalog.yaml_positions import Path
from jointsanction.errors import Finding
from jointsanction.memoranda.nearest import write_instead
from jointsanction.memoranda.parsed import Parsed
from jointsanction.memoranda.references import References
from jointsanction.model import Colour


def reference_findings(each: Parsed, references: References) -> Iterator[Finding]:
    """One finding per unknown name, at the name, with the nearest known one."""
    yield from _lists(each, references)
    for path in each.measure_paths():
        yield from _departments(each, path, references)
        yield from _regions(each, path, references)
        yield from _bases(each, path, references)
        yield from _sources(each, path)
        yield from _items(each, (*path, "items"), references)


def _lists(each: Parsed, references: References) -> Iterator[Finding]:
    kind = each.written.text("kind")
    for path, text in each.written.texts("lists"):
        found = references.list_class(text)
        if found is None:
            advice = write_instead(text, references.list_words, otherwise="请写目录中的名单代码或名称")
            yield each.finding(path, "LIST_UNKNOWN", f"目录中没有名单“{text}”", advice)
        elif kind and (found.colour is Colour.RED) != (kind == "red"):
            message = f"“{found.name}”与备忘录的 kind: {kind} 不符"
            advice = "激励备忘录（kind: red）只用于红名单，惩戒备忘录用于其他名单"
            yield each.finding(path, "LIST_COLOUR", message, advice)


def _departments(each: Parsed, measure: Path, references: References) -> Iterator[Finding]:
    for path, text in each.written.texts(*measure, "departments"):
        if not references.department_codes(text):
            function = references.function_of_body(text)
            message = f"“{text}”是实施机关，不是职能部门" if function else f"目录中没有部门“{text}”"
            advice = (
                f"请写“{function}”；只在某地适用的，把区划写入 regions"
                if function
                else write_instead(text, references.department_words, otherwise="请写目录中的部门名称、代码或部门组名")
            )
            yield each.finding(path, "DEPARTMENT_UNKNOWN", message, advice)


def _regions(each: Parsed, measure: Path, references: References) -> Iterator[Finding]:
    for path, text in each.written.texts(*measure, "regions"):
        if references.region_code(text) is None:
            advice = "请写六位区划代码或全称，如 441802 或 清城区"
            yield each.finding(path, "REGION_UNKNOWN", f"目录中没有区划“{text}”", advice)


def _bases(each: Parsed, measure: Path, references: References) -> Iterator[Finding]:
    for path, text in each.written.texts(*measure, "legal_bases"):
        if references.legal_basis(text) is None:
            advice = write_instead(text, references.basis_words, otherwise="请先把该依据写入 catalog/legal_bases.yaml")
            yield each.finding(path, "BASIS_UNKNOWN", f"目录中没有法律依据“{text}”", advice)


def _sources(each: Parsed, measure: Path) -> Iterator[Finding]:
    sources = each.written.keys("sources")
    if sources is None:
        return
    for path, text in each.written.texts(*measure, "source"):
        if text not in sources:
            advice = write_instead(text, sources, otherwise="请在本文件的 sources 中写明该来源")
            yield each.finding(path, "SOURCE_UNKNOWN", f"sources 中没有“{text}”", advice)


def _items(each: Parsed, items: Path, references: References) -> Iterator[Finding]:
    for key, code, words, label in (
        ("types", "ITEM_TYPE_UNKNOWN", references.item_types, "事项类型"),
        ("tags", "ITEM_TAG_UNKNOWN", references.item_tags, "事项标签"),
    ):
        for path, text in each.written.texts(*items, key):
            if text not in words:
                advice = write_instead(text, words, otherwise=f"请用其中之一：{'、'.join(sorted(words))}")
                yield each.finding(path, code, f"目录中没有{label}“{text}”", advice)
    for path, text in each.written.texts(*items, "codes"):
        if references.item_code(text) is None:
            advice = write_instead(text, references.item_words, otherwise="请写目录中的事项编码或名称")
            yield each.finding(path, "ITEM_CODE_UNKNOWN", f"目录中没有事项“{text}”", advice)
