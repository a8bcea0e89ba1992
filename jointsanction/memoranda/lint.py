"""Every fault of a set of memorandum files at once: file, line, column, stable code, and what to write instead.

A code that begins with ``ADVICE_`` is worth a look and does not stop the files from being used; any other does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from jointsanction.catalog import Catalog
from jointsanction.catalog.yaml_positions import Path
from jointsanction.errors import Finding, Place
from jointsanction.memoranda.lint_advice import advice_findings
from jointsanction.memoranda.lint_references import reference_findings
from jointsanction.memoranda.parsed import Parsed, parse_files
from jointsanction.memoranda.reading import FOLDER
from jointsanction.memoranda.references import References
from jointsanction.model import Obligation

ADVICE = "ADVICE_"


def is_advice(finding: Finding) -> bool:
    """Whether a finding leaves the files usable."""
    return finding.code.startswith(ADVICE)


def lint(files: Mapping[str, bytes], catalog: Catalog) -> tuple[Finding, ...]:
    """All findings, in order of file and line. Files that are no memoranda are passed over."""
    return lint_parsed(parse_files(files), References(catalog))


def lint_parsed(parsed: tuple[Parsed, ...], references: References) -> tuple[Finding, ...]:
    """The same for files already read."""
    if not parsed:
        place = Place(file=FOLDER)
        return (
            Finding(place, "MEMORANDA_MISSING", "没有备忘录文件", f"请把备忘录放入 {FOLDER}/，每份一个 .yaml 文件"),
        )
    found = [*_duplicate_ids(parsed)]
    for each in parsed:
        found += each.findings
        found += _dates(each)
        found += _obligations(each)
        found += reference_findings(each, references)
        found += advice_findings(each, references)
    return tuple(sorted(found, key=lambda finding: (finding.place.file, finding.place.row, finding.place.column)))


def _duplicate_ids(parsed: tuple[Parsed, ...]) -> Iterator[Finding]:
    """An id stands for one memorandum, or one measure, in the whole set; the first to use it keeps it."""
    first: dict[str, Place] = {}
    for each in parsed:
        own = each.written.text("id")
        paths: list[Path] = [("id",), *((*path, "id") for path in each.measure_paths())]
        for path in paths:
            identity = each.written.text(*path)
            if not identity:
                continue
            place = each.positions.place(path)
            if identity in first:
                at = first[identity]
                yield Finding(
                    place, "ID_TWICE", f"编号“{identity}”已用于 {at.file} 第 {at.row} 行", "请改用没有用过的编号"
                )
            first.setdefault(identity, place)
            if own and len(path) > 1 and not identity.startswith(f"{own}-"):
                yield each.finding(
                    path,
                    "ID_FOREIGN",
                    f"措施编号“{identity}”不属于备忘录“{own}”",
                    f"请写成 {own}-{identity.partition('-')[2]}",
                )


def _dates(each: Parsed) -> Iterator[Finding]:
    paths: list[Path] = [(), *each.measure_paths()]
    for path in paths:
        start, end = each.written.text(*path, "valid_from"), each.written.text(*path, "valid_to")
        if start and end and date.fromisoformat(start) >= date.fromisoformat(end):
            yield each.finding(
                (*path, "valid_to"),
                "DATES_REVERSED",
                f"终止日 {end} 不晚于起始日 {start}",
                "valid_to 是不再适用的第一天，应晚于 valid_from",
            )


def _obligations(each: Parsed) -> Iterator[Finding]:
    """A black memorandum rewards nobody and a red one restricts nobody."""
    kind = each.written.text("kind")
    for path in each.measure_paths():
        here = (*path, "obligation")
        obligation = each.written.text(*here)
        if not kind or not obligation:
            continue
        red, rewards = kind == "red", obligation == Obligation.FACILITATE
        if rewards and not red:
            yield each.finding(
                here, "FACILITATE_ON_BLACK", "惩戒备忘录不能有激励措施", "请改用其他约束力，或把备忘录写成 kind: red"
            )
        elif red and not rewards:
            yield each.finding(
                here,
                "RESTRICTION_ON_RED",
                "激励备忘录只能有激励措施",
                "请写 obligation: facilitate，或把备忘录写成 kind: black",
            )
