"""Reads each catalogue file by itself: YAML, then form. Whether the files agree is ``cross_check``'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from jointsanction.catalog.files import REGIONS, REQUIRED, shipped
from jointsanction.catalog.forms import FORMS, Form
from jointsanction.catalog.region_table import RegionTable, read_table
from jointsanction.catalog.schema_faults import pydantic_findings
from jointsanction.catalog.unreadable import Unreadable
from jointsanction.catalog.written import Written
from jointsanction.catalog.yaml_positions import Path, Positions, parse
from jointsanction.errors import Finding, Place

FormT = TypeVar("FormT", bound=Form)


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read: a form for each file without faults, what each file says all the same, and the faults found.

    ``content`` and ``positions`` are of every file that is there and is YAML at all.
    """

    forms: Mapping[str, Form]
    content: Mapping[str, Written]
    positions: Mapping[str, Positions]
    regions: RegionTable | None
    findings: tuple[Finding, ...]

    def form(self, file: str, form: type[FormT]) -> FormT | None:
        """The form of one file, None where the file has faults."""
        found = self.forms.get(file)
        return found if isinstance(found, form) else None

    def written(self, file: str) -> Written:
        """What a file says, value by value; nothing where it could not be read."""
        return self.content.get(file, Written(None))

    def place(self, file: str, *path: str | int) -> Place:
        """Where something stands in a file that was read."""
        where: Path = path
        return self.positions[file].place(where)


def read(files: Mapping[str, bytes]) -> Read:
    """Read the catalogue files of a set; others, such as memoranda, are passed over."""
    forms: dict[str, Form] = {}
    written: dict[str, Written] = {}
    positions: dict[str, Positions] = {}
    findings: list[Finding] = []
    for file in REQUIRED:
        if file not in files:
            findings.append(
                Finding(Place(file), "FILE_MISSING", "缺少这个文件", "请从 jointsanction init 生成的目录取回")
            )
            continue
        content, positions[file], faults = parse(files[file], file)
        findings.extend(faults)
        if faults and content is None:
            continue
        written[file] = Written(content)
        try:
            form = FORMS[file].model_validate(content)
            if not faults:
                forms[file] = form
        except ValidationError as error:
            written[file] = Written.with_faults(content, error, positions[file])
            findings.extend(pydantic_findings(error, positions[file], file, FORMS[file]))
    regions, faults = _regions(files)
    return Read(forms, written, positions, regions, (*findings, *faults))


def _regions(files: Mapping[str, bytes]) -> tuple[RegionTable | None, tuple[Finding, ...]]:
    content = files[REGIONS] if REGIONS in files else shipped("regions_1981_2025.csv")
    if isinstance(content, Unreadable):
        return None, (content.finding(REGIONS),)
    try:
        return read_table(content), ()
    except UnicodeDecodeError:
        return None, (Finding(Place(REGIONS, 1, 1), "REGIONS_WRONG", "文件不是 UTF-8 编码", "请另存为 UTF-8 编码"),)
    except ValueError as error:
        return None, (Finding(Place(REGIONS, 1, 1), "REGIONS_WRONG", "不是区划表", str(error)),)
