"""Whether the catalogue's files agree with each other: every reference leads somewhere, every name means one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from jointsanction.catalog import files
from jointsanction.catalog.names_once import Named, twice
from jointsanction.catalog.reading import Read
from jointsanction.catalog.yaml_positions import Path
from jointsanction.errors import Finding, Place

# As for keys: below this likeness a suggestion does not help.
WORD_LIKENESS = 60


def cross_check(read: Read) -> tuple[Finding, ...]:
    """Every fault between the files.

    A value that is faulty by itself is not judged again, nor is what refers to a file that could not be read.
    """
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
    # articles of one law share its name: only the id of a legal basis is its own
    codes, names = (("id",), ()) if part == "legal_bases" else (("code", "uscc"), ("name",))
    written = read.written(file)
    for row in written.rows(part):
        owner = f"{part}[{row[-1]}]"
        for field in (*codes, *names):
            yield Named(owner, written.text(*row, field), read.place(file, *row, field), is_code=field in codes)
        for field in ("aliases", "predecessors"):
            for path, alias in written.texts(*row, field):
                yield Named(owner, alias, read.place(file, *path))


def _groups(read: Read) -> Iterator[Finding]:
    written = read.written(files.DEPARTMENTS)
    known = _words(read, files.DEPARTMENTS, "groups", "name")
    for row in written.rows("departments"):
        for path, group in written.texts(*row, "groups"):
            yield from _known(read.place(files.DEPARTMENTS, *path), "GROUP_UNKNOWN", "部门统称", group, known)


def _owners(read: Read) -> Iterator[Finding]:
    for row in read.written(files.LISTS).rows("lists"):
        yield from _department(read, files.LISTS, (*row, "owner"))


def _bodies(read: Read) -> Iterator[Finding]:
    for row in read.written(files.BODIES).rows("bodies"):
        yield from _department(read, files.BODIES, (*row, "department"))
        yield from _region(read, files.BODIES, (*row, "region"))


def _items(read: Read) -> Iterator[Finding]:
    written = read.written(files.ITEMS)
    types = [text for _, text in written.texts("types")] if written.is_list("types") else None
    tags = _words(read, files.ITEMS, "tags", "tag")
    bodies = _words(read, files.BODIES, "bodies", "code")
    for row in written.rows("items"):
        place = read.place(files.ITEMS, *row, "type")
        yield from _known(place, "TYPE_UNKNOWN", "事项类型", written.text(*row, "type"), types)
        for path, tag in written.texts(*row, "tags"):
            yield from _known(read.place(files.ITEMS, *path), "TAG_UNKNOWN", "事项标签", tag, tags)
        yield from _department(read, files.ITEMS, (*row, "department"))
        body = written.text(*row, "body")
        if body and bodies is not None and body not in bodies:
            yield from _body_by_rule(read, read.place(files.ITEMS, *row, "body"), body)


def _body_by_rule(read: Read, place: Place, code: str) -> Iterator[Finding]:
    """A body that is not listed must be region-function, both known."""
    region, _, function = code.partition("-")
    departments = _words(read, files.DEPARTMENTS, "departments", "code")
    known = departments is None or function in departments
    if not known or (read.regions is not None and region not in read.regions.by_code):
        advice = "请写 bodies.yaml 中的代码，或“区划代码-职能代码”，如 441823-water-resources"
        yield Finding(place, "BODY_UNKNOWN", f"没有实施机关“{code}”", advice)


def _regions(read: Read) -> Iterator[Finding]:
    for row in read.written(files.LEGAL_BASES).rows("legal_bases"):
        yield from _region(read, files.LEGAL_BASES, (*row, "region"))
    yield from _region(read, files.SETTINGS, ("home_region",))
    settings = read.written(files.SETTINGS)
    for code in settings.keys("region_aliases") or ():
        if settings.sound("region_aliases", code):
            yield from _region_code(read, read.place(files.SETTINGS, "region_aliases", code), code)


def _department(read: Read, file: str, path: Path) -> Iterator[Finding]:
    known = _words(read, files.DEPARTMENTS, "departments", "code")
    yield from _known(read.place(file, *path), "DEPARTMENT_UNKNOWN", "职能部门", read.written(file).text(*path), known)


def _region(read: Read, file: str, path: Path) -> Iterator[Finding]:
    if code := read.written(file).text(*path):
        yield from _region_code(read, read.place(file, *path), code)


def _region_code(read: Read, place: Place, code: str) -> Iterator[Finding]:
    if read.regions is None:
        return
    region = read.regions.by_code.get(code)
    if region is None:
        yield Finding(place, "REGION_UNKNOWN", f"没有区划“{code}”", "请写 6 位区划代码，如 441800")
    elif region.historical:
        now = "、".join(region.successors) or "无"
        yield Finding(place, "REGION_HISTORICAL", f"区划“{code} {region.name}”已停用", f"现行代码：{now}")


def _words(read: Read, file: str, part: str, field: str) -> list[str] | None:
    """What the rows of a file are called; None where the file, or that part of a faulty one, cannot be read."""
    written = read.written(file)
    if file not in read.forms and not written.is_list(part):
        return None
    return [word for row in written.rows(part) if (word := written.text(*row, field))]


def _known(place: Place, code: str, kind: str, word: str, known: Iterable[str] | None) -> Iterator[Finding]:
    if not word or known is None:
        return
    words = list(known)
    if word in words:
        return
    best = process.extractOne(word, words, score_cutoff=WORD_LIKENESS)
    yield Finding(place, code, f"没有{kind}“{word}”", f"是不是“{best[0]}”？" if best else f"可用的：{'、'.join(words)}")
