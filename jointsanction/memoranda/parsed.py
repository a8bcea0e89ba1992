"""A memorandum file read as far as it can be read by itself, before the catalogue is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from jointsanction.catalog.unreadable import Unreadable
from jointsanction.catalog.written import Written
from jointsanction.catalog.yaml_positions import Path, Positions, parse
from jointsanction.errors import Finding
from jointsanction.memoranda.form_findings import form_findings
from jointsanction.memoranda.reading import is_memorandum
from jointsanction.memoranda.schema import MeasureForm, MemorandumForm


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file: its form (None where the form has faults), what it says all the same, where, and the faults of form."""

    form: MemorandumForm | None
    written: Written
    positions: Positions
    findings: tuple[Finding, ...]

    def finding(self, path: Path, code: str, message: str, advice: str) -> Finding:
        """A finding at the value that stands at ``path``."""
        return Finding(self.positions.place(path), code, message, advice)

    def measure_paths(self) -> list[Path]:
        """Where the measures stand, faulty ones too."""
        return self.written.rows("measures")

    def measures(self) -> list[tuple[Path, MeasureForm]]:
        """The measures with their paths; none where the form has faults."""
        return [] if self.form is None else [(("measures", at), each) for at, each in enumerate(self.form.measures)]


class MemorandumParser:
    """Reads one set of files after the other; a file that is as it was in the set before is not read again."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, Parsed]] = {}

    def parse(self, files: Mapping[str, bytes]) -> tuple[Parsed, ...]:
        """The same as ``parse_files``."""
        found: dict[str, tuple[bytes, Parsed]] = {}
        for name in sorted(filter(is_memorandum, files)):
            content, known = files[name], self._known.get(name)
            # What cannot be read is empty content, with a fault of its own.
            if known is None or known[0] != content or isinstance(content, Unreadable):
                known = content, _parse(name, content)
            found[name] = known
        self._known = found
        return tuple(parsed for _, parsed in found.values())


def parse_files(files: Mapping[str, bytes]) -> tuple[Parsed, ...]:
    """Read every memorandum of a set of files (others, such as catalogue files, are passed over), in order of name."""
    return MemorandumParser().parse(files)


def _parse(file: str, content: bytes) -> Parsed:
    raw, positions, findings = parse(content, file)
    if findings and raw is None:
        return Parsed(None, Written(None), positions, findings)
    try:
        form = MemorandumForm.model_validate(raw)
    except ValidationError as error:
        written = Written.with_faults(raw, error, positions)
        return Parsed(None, written, positions, (*findings, *form_findings(error, positions, file)))
    return Parsed(None if findings else form, Written(raw), positions, findings)
