"""What a subject and an entry come to once their identifiers and names have been read.

Both sides are read by the same rules, so that what was typed one way on the list and another way in the question
meets. Codes are canonical; a damaged code keeps its text and never contradicts anything (DESIGN, ladder step 3).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from jointsanction import identifiers, names
from jointsanction.identifiers import Kind, State
from jointsanction.ledger import EntryTexts
from jointsanction.model import DecisionWarning, Entry, Subject, WarningCode

_LONGEST_HAN_PERSON = 4
_MIDDLE_DOTS = frozenset("·•・‧∙⋅")
_LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s-]{13}")
_RESIDENT_LABEL = re.compile("[（(,，]?(?:公民|居民)?身份证?(?:件)?(?:号码|号)?[:：]?[)）]?")


class CodesRead(Struct, frozen=True, gc=False):
    """The identifiers of one side: ``uscc`` is a valid one or a damaged text of a USCC's shape."""

    uscc: str
    uscc_valid: bool
    org_codes: tuple[str, ...]
    numbers: tuple[str, ...]
    """Registration and tax numbers, valid or not."""
    sound_numbers: frozenset[str]
    """Those of ``numbers`` whose own check passes."""
    repairs: tuple[str, ...]
    """Valid codes one slip away from a damaged one."""


class SubjectReading(Struct, frozen=True, gc=False):
    """A subject as read; ``names`` are normal forms, the current one first ("" left out).

    ``subject`` is what was asked with identity numbers of natural persons masked: what an answer may show.
    """

    subject: Subject
    uscc: str
    uscc_valid: bool
    org_codes: tuple[str, ...]
    numbers: tuple[str, ...]
    sound_numbers: frozenset[str]
    repairs: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    masked: bool
    parent: str
    warnings: tuple[DecisionWarning, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is a name or a code at all; a person's name is one, though nothing is looked up under it."""
        return bool(self.name or self.uscc or self.org_codes or self.numbers or self.names)


class EntryReading(Struct, frozen=True, gc=False):
    """An entry as read; the same fields as of a subject, without warnings."""

    entry: Entry
    uscc: str
    uscc_valid: bool
    org_codes: tuple[str, ...]
    numbers: tuple[str, ...]
    sound_numbers: frozenset[str]
    repairs: tuple[str, ...]
    name: str
    names: tuple[str, ...]
    masked: bool


_NO_CODES = CodesRead("", False, (), (), frozenset(), ())
_NO_NUMBERS: frozenset[str] = frozenset()
_NO_WARNINGS: tuple[DecisionWarning, ...] = ()


def read_subject(subject: Subject) -> SubjectReading:
    """Read a subject; what cannot be used becomes a warning, never an error."""
    warnings: list[DecisionWarning] = []
    name_read = names.read(subject.name) if subject.name else None
    if name_read is not None and name_read.normal != subject.name and _LONG_NUMBER.search(subject.name):
        name_read = _without_resident_ids(subject.name, name_read, warnings)
    if name_read is not None and _is_nothing(name_read.normal):
        name_read = None
    codes = _read_codes(subject, name_read.code if name_read else "", warnings)
    all_names: tuple[str, ...] = ()
    if name_read is None:
        name, masked, parent = "", False, ""
    else:
        # A code that stands for the name (企业名称登记管理规定 art. 23) is no name that could differ from another.
        name, masked = "" if name_read.normal == name_read.code else name_read.normal, name_read.masked
        all_names, parent = _names_of(subject, name_read, warnings)
    if subject.former_names:
        former = (names.normal_form(text) for text in subject.former_names if not names.is_person(text))
        all_names = tuple(dict.fromkeys((*all_names, *(text for text in former if text))))
    if subject.persons:
        warnings.append(DecisionWarning.of(WarningCode.PERSONS_NOT_CHECKED))
    if codes is _NO_CODES and name and not masked and not names.is_complete(name):
        warnings.append(DecisionWarning.of(WarningCode.NAME_INCOMPLETE))
    if warnings and any(warning.code is WarningCode.CODE_IS_RESIDENT_ID for warning in warnings):
        subject = _masked(subject)
    return SubjectReading(
        subject,
        codes.uscc,
        codes.uscc_valid,
        codes.org_codes,
        codes.numbers,
        codes.sound_numbers,
        codes.repairs,
        name,
        all_names,
        masked,
        parent,
        tuple(warnings) if warnings else _NO_WARNINGS,
    )


class ListedReading(NamedTuple):
    """What an entry can be found by, as read: the part of an EntryReading that the index is made of."""

    codes: CodesRead
    name: str
    names: tuple[str, ...]
    masked: bool


def read_listed(entry: Entry | EntryTexts) -> ListedReading:
    """Read the names and identifiers of an entry by the rules that subjects are read by."""
    written = entry.name
    name_read = names.read(written)
    normal = name_read.normal
    codes = _read_codes(entry, name_read.code, [])
    name = "" if normal == name_read.code else normal
    if name_read.former or entry.former_names:
        every = (name, *name_read.former, *(names.normal_form(text) for text in entry.former_names))
        all_names = tuple(dict.fromkeys(text for text in every if text))
    else:
        all_names = (name,) if name else ()
    if may_be_person(written, normal) and names.is_person(written):
        all_names = tuple(text for text in all_names if text != name)
    return ListedReading(codes, name, all_names, name_read.masked)


def read_entry(entry: Entry) -> EntryReading:
    """Read an entry of the ledger by the rules that subjects are read by."""
    codes, name, all_names, masked = read_listed(entry)
    return EntryReading(
        entry,
        codes.uscc,
        codes.uscc_valid,
        codes.org_codes,
        codes.numbers,
        codes.sound_numbers,
        codes.repairs,
        name,
        all_names,
        masked,
    )


def _without_resident_ids(
    written: str, read: names.NameReading, warnings: list[DecisionWarning]
) -> names.NameReading | None:
    """The name without the identity numbers typed into it; None where nothing else stands there."""
    spans = list(identifiers.resident_id.find(written))
    if not spans:
        return read
    warnings.append(DecisionWarning.of(WarningCode.CODE_IS_RESIDENT_ID, field="名称栏"))
    rest = written
    for start, end in reversed(spans):
        rest = rest[:start] + rest[end:]
    rest = _RESIDENT_LABEL.sub("", rest)
    return names.read(rest) if names.normal_form(rest) else None


def _masked(subject: Subject) -> Subject:
    """The subject as an answer may show it: every identity number of a natural person masked."""
    mask, read, resident = identifiers.resident_id.mask, identifiers.read, State.RESIDENT_ID

    def shown(code: str) -> str:
        return mask(code) if code and read(code).state is resident else identifiers.resident_id.mask_all(code)

    return replace(
        subject,
        name=identifiers.resident_id.mask_all(subject.name),
        uscc=shown(subject.uscc),
        org_code=shown(subject.org_code),
        reg_no=shown(subject.reg_no),
        tax_no=shown(subject.tax_no),
    )


def _is_nothing(normal: str) -> bool:
    """无, 不详 … typed into the name field; placeholders are short, a registered name is not."""
    return len(normal) <= _LONGEST_HAN_PERSON and identifiers.placeholder.is_placeholder(normal)


def may_be_person(written: str, normal: str) -> bool:
    """The cheap test before the real one: names of persons are short or carry a middle dot (阿卜杜·买买提)."""
    return len(normal) <= _LONGEST_HAN_PERSON or not _MIDDLE_DOTS.isdisjoint(written)


def _names_of(
    subject: Subject, read: names.NameReading, warnings: list[DecisionWarning]
) -> tuple[tuple[str, ...], str]:
    """Normal forms to look under, and the parent's where the name is a branch's."""
    if read.masked:
        warnings.append(DecisionWarning.of(WarningCode.NAME_MASKED))
    if not read.normal or read.normal == read.code:
        return read.former, ""
    if may_be_person(subject.name, read.normal) and names.is_person(subject.name):
        warnings.append(DecisionWarning.of(WarningCode.NAME_IS_PERSON))
        return read.former, ""
    return ((read.normal, *read.former) if read.former else (read.normal,)), names.parent_of(read.normal)


def _read_codes(source: Subject | Entry | EntryTexts, code_in_name: str, warnings: list[DecisionWarning]) -> CodesRead:
    """Read the four identifier fields; a code in the wrong field goes where its shape says."""
    if not (source.org_code or source.reg_no or source.tax_no or code_in_name):
        # What nearly every subject carries, or nothing: told in one step.
        if not source.uscc:
            return _NO_CODES
        read = identifiers.read(source.uscc, Kind.USCC)
        if read.state is State.VALID and read.kind is Kind.USCC:
            return CodesRead(read.code, True, (read.org_code,) if read.org_code else (), (), _NO_NUMBERS, ())
    uscc, uscc_valid = "", False
    org_codes: list[str] = []
    numbers: list[str] = []
    sound: list[str] = []
    repairs: tuple[str, ...] = ()
    written = [(Kind.USCC, "统一社会信用代码", source.uscc)] if source.uscc else []
    if source.org_code:
        written.append((Kind.ORG_CODE, "组织机构代码", source.org_code))
    if source.reg_no:
        written.append((Kind.REG_NO, "注册号", source.reg_no))
    if source.tax_no:
        written.append((Kind.TAX_NO, "税务登记号", source.tax_no))
    if code_in_name:
        warnings.append(DecisionWarning.of(WarningCode.CODE_IN_NAME))
        written.append((Kind.USCC, "名称栏", code_in_name))
    for kind, label, text in written:
        read = identifiers.read(text, kind)
        state = read.state
        if state is not State.VALID and state is not State.EMPTY:
            warnings.append(_code_warning(label, read))
        if state is not State.VALID and state is not State.DAMAGED:
            continue
        if read.org_code and read.org_code not in org_codes:
            org_codes.append(read.org_code)
        if read.kind is Kind.USCC:
            # A valid code outranks a damaged one, the USCC field any other.
            if not uscc or (state is State.VALID and not uscc_valid):
                uscc, uscc_valid = read.code, state is State.VALID
                repairs = () if uscc_valid else identifiers.suggestions(read)
        elif read.kind is not Kind.ORG_CODE or state is State.DAMAGED:
            numbers.append(read.code)
            if state is State.VALID:
                sound.append(read.code)
    return CodesRead(uscc, uscc_valid, tuple(org_codes), tuple(numbers), frozenset(sound), repairs)


def _code_warning(label: str, read: identifiers.Reading) -> DecisionWarning:
    if read.state is State.PLACEHOLDER:
        return DecisionWarning.of(WarningCode.CODE_PLACEHOLDER, field=label)
    if read.state is State.RESIDENT_ID:
        return DecisionWarning.of(WarningCode.CODE_IS_RESIDENT_ID, field=label)
    if read.state is State.UNREADABLE:
        return DecisionWarning.of(WarningCode.CODE_UNREADABLE, field=label)
    why = "；".join(problem.text for problem in read.problems)
    return DecisionWarning.of(WarningCode.CODE_DAMAGED, field=label, code=read.code, why=why)
