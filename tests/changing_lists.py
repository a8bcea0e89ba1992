"""A ledger that changes, for tests of the index: invented companies, loaded as a feed would."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

from invented import code, damaged

from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, SubjectReading, read_subject
from jointsanction.match.manifest import Manifest, read_manifest, write_manifest
from jointsanction.model import Entry, SourceRecord, Subject

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
LETTERS = (
    "禾穗岚汐澜砚苇筠岫霁榆柘橡栎槿棠荻蓼菡萏蘅芷芸苓翊笠菽灵楝舁鹭棹榛溪石翠庐屿岑崧峤嵘巍澄泓洵沅沚浔涧淙湉溆"
    "璟珩琮琰瑄瑾璐璞钰铎钧铮锟镒黛缃绛缇绮绫缦缙纾纶"
)
FEW_LETTERS = "禾穗岚汐"
"""Of these come so few names that many companies share each of their keys."""


def name(number: int, turn: int = 0, letters: str = LETTERS) -> str:
    """The name of company ``number``, and later ones it takes; made of some letters."""
    mixed = (number + turn + 1) * 0x9E3779B97F4A7C15 >> 7
    own = "".join(letters[mixed // len(letters) ** place % len(letters)] for place in range(3))
    return f"清远市{own}建材有限公司"


def uscc(number: int) -> str:
    """Its code on the list: none for every third, a damaged one for every seventh."""
    return "" if number % 3 == 0 else damaged(code(number)) if number % 7 == 0 else code(number)


def record(number: int, turn: int = 0, letters: str = LETTERS) -> SourceRecord:
    """What the source says of company ``number`` the ``turn``-th time: another name, and the former one."""
    return SourceRecord(
        row=number,
        list="D01",
        source="某局",
        record_id=str(number),
        name=name(number, 100 * turn, letters),
        former_names=(name(number, 100 * (turn - 1), letters),) if turn else (),
        uscc=uscc(number),
        authority="清远市某局",
        doc_no=f"清罚〔2026〕{number}号",
        reason="未按规定公示",
        listed_on=date(2026, 1, 5),
    )


def load(ledger: Ledger, records: list[SourceRecord]) -> None:
    ledger.load(records, file_name="a", now=NOW)


def questions(count: int, *, seed: int = 1, letters: str = LETTERS) -> list[SubjectReading]:
    """Codes, names, damaged codes and mistyped names of companies on the list, and of some that are not."""
    rng = random.Random(seed)
    asked = []
    for _ in range(count):
        number = rng.randrange(1, 140)
        typed = name(number, 100 * rng.randrange(4), letters)
        if rng.random() < 0.5:
            at = rng.randrange(3, 6)
            typed = typed[:at] + rng.choice(LETTERS) + typed[at + 1 :]
        asked.append(read_subject(Subject(typed, rng.choice(["", code(number), damaged(code(number))]))))
    return asked


def answers(
    index: EntryIndex, asked: list[SubjectReading], *, together: bool = False
) -> list[tuple[list[Entry], list[object]]]:
    """Everything that an index says to the questions, one by one or to all of them together; scores to four digits, as
    an answer shows them.
    """
    exact = [[each.entry for each in index.candidates(subject)] for subject in asked]
    resembling = index.resembling_each(asked) if together else map(index.resembling, asked)
    similar = [
        [(found.row_id, round(found.score, 4), found.evidence, each.entry) for found, each in of_one]
        for of_one in resembling
    ]
    return list(zip(exact, similar, strict=True))


def base_alone(index: Path, target: Path) -> Path:
    """An index folder with nothing but the base of another: the rest is read from the ledger."""
    manifest = read_manifest(index)
    assert manifest is not None
    target.mkdir()
    base = manifest.layers[0]
    (target / base.folder).symlink_to(index / base.folder)
    write_manifest(target, Manifest(manifest.ledger_id, manifest.engine_version, (base,)))
    return target
