"""Whether the catalogue's files agree with each other: every reference leads somewhere, every name means one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from jointsanction.catalog import files
from jointsanction.catalog.forms import (
    BodiesFile,
    DepartmentsFile,
    ItemsFile,
    LegalBasesFile,
    ListsFile,
    SettingsFile,
)
from jointsanction.catalog.names_once import Named, twice
from jointsanction.catalog.reading import Read
from jointsanction.errors import Finding, Place

# As for keys: below this likeness a suggestion does not help.
WORD_LIKENESS = 60


def cross_check(read: Read) -> tuple[Finding, ...]:
    """Every fault between the files; a file with faults of its own is left out, and what refers to it is not judged."""
    return (
        *_names(read),
        *_groups(read),
        *_owners(read),
        *_bodies(read),
        *_items(read),
        *_regions(read),
    )


def _names(read: Read) -> Iterator[Finding]:
    yield from twice(_named(read, files.LISTS, "lists"))
    yield from twice((*_named(read, files.DEPARTMENTS, "departments"), *_named(read, files.BODIES, "bodies")))
    yield from twice(_named(read, files.ITEMS, "items"))
    yield from twice(_named(read, files.LEGAL_BASES, "legal_bases"))


def _named(read: Read, file: str, part: str) -> Iterator[Named]:
    form = read.forms.get(file)
    for at, row in enumerate(getattr(form, part, ())):
        owner = f"{part}[{at}]"
        if part == "legal_bases":
            yield Named(owner, row.id, read.place(file, part, at, "id"), is_code=True)
            continue
        yield Named(owner, row.code, read.place(file, part, at, "code"), is_code=True)
        yield Named(owner, row.name, read.place(file, part, at, "name"))
        for field in ("aliases", "predecessors"):
            for number, alias in enumerate(getattr(row, field, ())):
                yield Named(owner, alias, read.place(file, part, at, field, number))
        if getattr(row, "uscc", ""):
            yield Named(owner, row.uscc, read.place(file, part, at, "uscc"), is_code=True)


def _groups(read: Read) -> Iterator[Finding]:
    form = read.form(files.DEPARTMENTS, DepartmentsFile)
    if form is None:
        return
    known = [group.name for group in form.groups]
    for at, department in enumerate(form.departments):
        for number, group in enumerate(department.groups):
            place = read.place(files.DEPARTMENTS, "departments", at, "groups", number)
            yield from _known(place, "GROUP_UNKNOWN", "部门统称", group, known)


def _owners(read: Read) -> Iterator[Finding]:
    lists = read.form(files.LISTS, ListsFile)
    for at, listed in enumerate(lists.lists if lists else ()):
        yield from _department(read, read.place(files.LISTS, "lists", at, "owner"), listed.owner)


def _bodies(read: Read) -> Iterator[Finding]:
    form = read.form(files.BODIES, BodiesFile)
    for at, body in enumerate(form.bodies if form else ()):
        yield from _department(read, read.place(files.BODIES, "bodies", at, "department"), body.department)
        yield from _region(read, read.place(files.BODIES, "bodies", at, "region"), body.region)


def _items(read: Read) -> Iterator[Finding]:
    form, bodies = read.form(files.ITEMS, ItemsFile), read.form(files.BODIES, BodiesFile)
    if form is None:
        return
    tags = [tag.tag for tag in form.tags]
    body_codes = {body.code for body in bodies.bodies} if bodies else set()
    for at, item in enumerate(form.items):
        yield from _known(
            read.place(files.ITEMS, "items", at, "type"), "TYPE_UNKNOWN", "事项类型", item.type, form.types
        )
        for number, tag in enumerate(item.tags):
            place = read.place(files.ITEMS, "items", at, "tags", number)
            yield from _known(place, "TAG_UNKNOWN", "事项标签", tag, tags)
        yield from _department(read, read.place(files.ITEMS, "items", at, "department"), item.department)
        if item.body and bodies and item.body not in body_codes:
            yield from _body_by_rule(read, read.place(files.ITEMS, "items", at, "body"), item.body)


def _body_by_rule(read: Read, place: Place, code: str) -> Iterator[Finding]:
    """A body that is not listed must be region-function, both known."""
    region, _, function = code.partition("-")
    departments = read.form(files.DEPARTMENTS, DepartmentsFile)
    known = departments is None or any(each.code == function for each in departments.departments)
    if not known or (read.regions is not None and region not in read.regions.by_code):
        advice = "请写 bodies.yaml 中的代码，或“区划代码-职能代码”，如 441823-water-resources"
        yield Finding(place, "BODY_UNKNOWN", f"没有实施机关“{code}”", advice)


def _regions(read: Read) -> Iterator[Finding]:
    bases, settings = read.form(files.LEGAL_BASES, LegalBasesFile), read.form(files.SETTINGS, SettingsFile)
    for at, basis in enumerate(bases.legal_bases if bases else ()):
        if basis.region:
            yield from _region(read, read.place(files.LEGAL_BASES, "legal_bases", at, "region"), basis.region)
    if settings is None:
        return
    if settings.home_region:
        yield from _region(read, read.place(files.SETTINGS, "home_region"), settings.home_region)
    for code in settings.region_aliases:
        yield from _region(read, read.place(files.SETTINGS, "region_aliases", code), code)


def _department(read: Read, place: Place, code: str) -> Iterator[Finding]:
    form = read.form(files.DEPARTMENTS, DepartmentsFile)
    if form is not None:
        codes = [department.code for department in form.departments]
        yield from _known(place, "DEPARTMENT_UNKNOWN", "职能部门", code, codes)


def _region(read: Read, place: Place, code: str) -> Iterator[Finding]:
    if read.regions is None:
        return
    region = read.regions.by_code.get(code)
    if region is None:
        yield Finding(place, "REGION_UNKNOWN", f"没有区划“{code}”", "请写 6 位区划代码，如 441800")
    elif region.historical:
        now = "、".join(region.successors) or "无"
        yield Finding(place, "REGION_HISTORICAL", f"区划“{code} {region.name}”已停用", f"现行代码：{now}")


def _known(place: Place, code: str, kind: str, word: str, known: Iterable[str]) -> Iterator[Finding]:
    words = list(known)
    if word in words:
        return
    best = process.extractOne(word, words, score_cutoff=WORD_LIKENESS)
    yield Finding(place, code, f"没有{kind}“{word}”", f"是不是“{best[0]}”？" if best else f"可用的：{'、'.join(words)}")
