"""The ladder from evidence to strength: what a subject and an entry have in common, and what that is worth.

1. Both USCCs valid: equal, CONFIRMED whatever the name; unequal, two different enterprises.
2. Otherwise an equal organisation code, registration or tax number, also an embedded one: CONFIRMED, POSSIBLE where the
   字号 contradicts.
3. Equal damaged codes: as 2 where the embedded organisation code checks, else CONFIRMED if the names are equal, else
   POSSIBLE.
4. Otherwise equal names: CONFIRMED by name where the name is complete and has had one USCC at most, else POSSIBLE.
5. Otherwise a likely repair of a damaged code, or a resembling name above the threshold: POSSIBLE.
6. Otherwise, for a branch, an entry of its parent: POSSIBLE, relation PARENT.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from rapidfuzz.distance import OSA

from jointsanction import names
from jointsanction.match.names import NameCandidate
from jointsanction.match.reading import EntryReading, SubjectReading
from jointsanction.model import Basis, DecisionWarning, Evidence, Finding, Relation, Strength, WarningCode
from jointsanction.model.review import MatchReview

_SCORE_DIGITS = 4


class Judgement(Struct, frozen=True, gc=False):
    """Where one entry stands on the ladder for one subject; ``strength`` None means no match, warnings only."""

    strength: Strength | None
    basis: Basis
    relation: Relation
    evidence: tuple[Evidence, ...]
    warnings: tuple[DecisionWarning, ...] = ()
    score: float = 1.0
    review: MatchReview | None = None


CodesOfName = Callable[[str], tuple[str, ...]]
"""Every valid USCC that has ever stood under a normal form in the ledger."""


def judge(subject: SubjectReading, entry: EntryReading, codes_of_name: CodesOfName) -> Judgement | None:
    """Put one entry on the ladder; None where nothing agrees."""
    if subject.uscc_valid and entry.uscc_valid:
        if subject.uscc == entry.uscc:
            return _same_code(subject, entry)
        return _other_code(subject, entry)
    shared_name = _shared_name(subject, entry)
    if subject.uscc and subject.uscc == entry.uscc:
        return _same_damaged_code(subject, entry, shared_name)
    shared_number = _shared_number(subject, entry)
    if shared_number is not None:
        basis, evidence = shared_number
        return _same_number(subject, entry, shared_name, basis, evidence)
    if shared_name:
        return _same_name(subject, entry, shared_name, codes_of_name)
    if subject.uscc in entry.repairs or entry.uscc in subject.repairs:
        evidence = Evidence("USCC", Finding.SIMILAR, f"代码只差一处：{subject.uscc} 与 {entry.uscc}")
        return Judgement(
            Strength.POSSIBLE, Basis.REPAIRED_CODE, Relation.SELF, (evidence, _name_evidence(subject, entry))
        )
    return _parent(subject, entry)


def judge_similar(subject: SubjectReading, entry: EntryReading, candidate: NameCandidate) -> Judgement | None:
    """A resembling name, of an entry that nothing else connects with the subject: POSSIBLE, never more.

    A company and a branch never resemble each other: what the parent's entries mean for a branch is step 6, and the
    reverse is not done.
    """
    if _company_and_branch(subject.name, subject.parent, entry.name, names.parent_of(entry.name)):
        return None
    evidence = tuple(Evidence(part.part, part.finding, part.text) for part in candidate.evidence)
    score = round(candidate.score, _SCORE_DIGITS)
    return Judgement(Strength.POSSIBLE, Basis.SIMILAR_NAME, Relation.SELF, evidence, (), score)


def _company_and_branch(asked: str, asked_parent: str, listed: str, listed_parent: str) -> bool:
    """Whether one is the company and the other a branch: the branch's parent is as near to the other as the branch is.

    That only one of the two reads as a branch may be a slip in the words that tell.
    """
    if bool(asked_parent) == bool(listed_parent):
        return False
    parent, other = (asked_parent, listed) if asked_parent else (listed_parent, asked)
    return OSA.distance(parent, other) <= OSA.distance(asked, listed)


def _same_code(subject: SubjectReading, entry: EntryReading) -> Judgement:
    name = _name_evidence(subject, entry)
    evidence = (Evidence("USCC", Finding.SAME, "统一社会信用代码相同"), name)
    warnings: tuple[DecisionWarning, ...] = ()
    if name.finding is Finding.DIFFERENT:
        warnings = (_about_entry(WarningCode.NAME_DIFFERS, entry, name=entry.entry.name),)
    return Judgement(Strength.CONFIRMED, Basis.USCC, Relation.SELF, evidence, warnings)


def _other_code(subject: SubjectReading, entry: EntryReading) -> Judgement | None:
    """Two valid codes are two enterprises; an equal name is worth saying, a parent's entry still concerns a branch."""
    if _shared_name(subject, entry):
        warning = _about_entry(WarningCode.SAME_NAME_OTHER_CODE, entry)
        return Judgement(None, Basis.NAME, Relation.SELF, (), (warning,))
    return _parent(subject, entry)


def _same_damaged_code(subject: SubjectReading, entry: EntryReading, shared_name: str) -> Judgement:
    name = _name_evidence(subject, entry)
    org_code_checks = bool(subject.org_codes)
    code = "双方代码相同，校验位均不符" + ("，其中组织机构代码校验通过" if org_code_checks else "")
    confirmed = bool(shared_name) or (org_code_checks and name.finding is not Finding.DIFFERENT)
    strength = Strength.CONFIRMED if confirmed else Strength.POSSIBLE
    return Judgement(strength, Basis.DAMAGED_CODE, Relation.SELF, (Evidence("USCC", Finding.DAMAGED, code), name))


def _shared_number(subject: SubjectReading, entry: EntryReading) -> tuple[Basis, Evidence] | None:
    """The strongest single number that both sides have."""
    for code in subject.org_codes:
        if code in entry.org_codes:
            return Basis.ORG_CODE, Evidence("ORG_CODE", Finding.SAME, f"组织机构代码相同（{code}）")
    damaged = None
    for number in subject.numbers:
        if number in entry.numbers:
            if number in subject.sound_numbers:
                return _basis_of(number, entry), Evidence("NUMBER", Finding.SAME, f"登记号码相同（{number}）")
            damaged = Basis.DAMAGED_CODE, Evidence("NUMBER", Finding.DAMAGED, f"号码相同（{number}），校验不符")
    return damaged


def _basis_of(number: str, entry: EntryReading) -> Basis:
    return Basis.TAX_NO if number == entry.entry.tax_no else Basis.REG_NO


def _same_number(
    subject: SubjectReading, entry: EntryReading, shared_name: str, basis: Basis, number: Evidence
) -> Judgement:
    name = _name_evidence(subject, entry)
    confirmed = bool(shared_name) if basis is Basis.DAMAGED_CODE else name.finding is not Finding.DIFFERENT
    strength = Strength.CONFIRMED if confirmed else Strength.POSSIBLE
    return Judgement(strength, basis, Relation.SELF, (number, name))


def _same_name(subject: SubjectReading, entry: EntryReading, shared_name: str, codes_of_name: CodesOfName) -> Judgement:
    """Equal names and no identifier that agrees: how much the name alone can carry."""
    how = "名称与曾用名相同" if shared_name != subject.name or shared_name != entry.name else "名称相同"
    evidence = [Evidence("NAME", Finding.SAME, how)]
    warnings: list[DecisionWarning] = []
    if _identifiers_differ(subject, entry):
        evidence.append(Evidence("NUMBER", Finding.DIFFERENT, "其他代码不同"))
        warnings.append(_about_entry(WarningCode.IDENTIFIER_DIFFERS, entry))
    codes = set(codes_of_name(shared_name))
    if subject.uscc_valid:
        # The subject is one more enterprise that stands under this name.
        codes.add(subject.uscc)
    if len(codes) > 1:
        warnings.append(DecisionWarning.of(WarningCode.NAME_OF_SEVERAL))
    if not names.is_complete(shared_name):
        warnings.append(DecisionWarning.of(WarningCode.NAME_INCOMPLETE))
        complete = False
    else:
        complete = not (subject.masked or entry.masked)
    strength = Strength.CONFIRMED if complete and len(codes) <= 1 else Strength.POSSIBLE
    return Judgement(strength, Basis.NAME, Relation.SELF, tuple(evidence), tuple(warnings))


def _parent(subject: SubjectReading, entry: EntryReading) -> Judgement | None:
    if not subject.parent or subject.parent not in entry.names:
        return None
    evidence = Evidence("NAME", Finding.SAME, f"所属企业“{subject.parent}”在名单上")
    return Judgement(Strength.POSSIBLE, Basis.NAME, Relation.PARENT, (evidence,))


def _shared_name(subject: SubjectReading, entry: EntryReading) -> str:
    """A normal form that both sides have, "" if none; the subject's current name first."""
    for name in subject.names:
        if name in entry.names:
            return name
    return ""


def _identifiers_differ(subject: SubjectReading, entry: EntryReading) -> bool:
    """Both sides have a sound organisation code and no two agree; a damaged code contradicts nothing."""
    damaged = (subject.uscc and not subject.uscc_valid) or (entry.uscc and not entry.uscc_valid)
    return bool(not damaged and subject.org_codes and entry.org_codes)


def _name_evidence(subject: SubjectReading, entry: EntryReading) -> Evidence:
    """The name beside an identifier: DIFFERENT only where the 字号 contradicts under every name either side has had."""
    if not subject.names or not entry.names:
        return Evidence("NAME", Finding.ABSENT, "一方没有名称可供核对")
    if _shared_name(subject, entry):
        return Evidence("NAME", Finding.SAME, "名称相同")
    if all(names.cores_contradict(left, right) for left in subject.names for right in entry.names):
        return Evidence("NAME", Finding.DIFFERENT, f"名称字号不同（名单上为“{entry.entry.name}”）")
    return Evidence("NAME", Finding.SIMILAR, f"名称写法不同（名单上为“{entry.entry.name}”）")


def _about_entry(code: WarningCode, entry: EntryReading, **particulars: object) -> DecisionWarning:
    return DecisionWarning.of(code, entry=entry.entry.entry_id, **particulars)
