"""The bits of what has changed above the base never miss anything that has."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from changing_lists import NOW, load, name, record
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, bring_up_to_date, layer_stack, read_subject
from jointsanction.match.changed_keys import ChangedKeys
from jointsanction.match.segment import Segment
from jointsanction.match.segment_file import write_segment
from jointsanction.model import Subject

KEYS = st.integers(0, 2**64 - 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        yield made


@given(st.dictionaries(st.integers(1, 2**32 - 1), st.lists(KEYS, max_size=4), max_size=30))
def test_what_was_added_is_there(added: dict[int, list[int]]) -> None:
    """Every key and every entry."""
    changed = ChangedKeys(1000)
    for number, keys in added.items():
        changed.add(number, keys)
    every = [key for keys in added.values() for key in keys]
    assert changed.of(every) == every
    assert all(map(changed.may_have, added))


def segment_of(path: Path, keys: list[int], numbers: list[int]) -> Segment:
    """A segment above a base."""
    write_segment(
        path,
        np.array(keys, np.uint64),
        np.array(numbers, np.uint32),
        np.unique(np.array(numbers, np.uint32)),
        ledger_id="l",
        engine_version="e",
        after=1,
        upto=2,
    )
    return Segment(path)


def test_a_segment_is_added_whole(tmp_path: Path) -> None:
    """Each of its keys and entries."""
    rng = random.Random(1)
    keys = [rng.randrange(2**64) for _ in range(5000)]
    numbers = [rng.randrange(1, 2**24) for _ in keys]
    changed = ChangedKeys(0)
    with closing(segment_of(tmp_path / "exact.seg", keys, numbers)) as segment:
        changed.add_segment(segment)
    assert changed.of(keys) == keys
    assert all(map(changed.may_have, numbers))
    assert len(changed.of([rng.randrange(2**64) for _ in range(10_000)])) < 20


def test_of_a_damaged_segment_everything_may_be_there(tmp_path: Path) -> None:
    """So that it is asked, and the damage found."""
    path = tmp_path / "exact.seg"
    segment_of(path, [1 << 60], [5]).close()
    content = bytearray(path.read_bytes())
    content[-4096] ^= 1
    path.write_bytes(content)
    changed = ChangedKeys(0)
    with closing(Segment(path)) as segment:
        changed.add_segment(segment)
    assert changed.of([7, 2**63]) == [7, 2**63]
    assert changed.may_have(123456)


def test_the_base_alone_is_asked_about_what_has_not_changed(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the changes came: by a layer that was there, one taken up while open, live ones, a new base."""
    folder = tmp_path / "index"
    load(ledger, [record(number) for number in range(1, 41)])
    bring_up_to_date(ledger, folder)
    load(ledger, [record(1, 2), record(51)])
    bring_up_to_date(ledger, folder)
    asked: list[int] = []
    find_above = layer_stack.LayerStack._find_above

    def counted(stack: layer_stack.LayerStack, keys: Sequence[int], found: set[int]) -> None:
        asked.extend(keys)
        find_above(stack, keys, found)

    monkeypatch.setattr(layer_stack.LayerStack, "_find_above", counted)

    def ids(index: EntryIndex, text: str) -> list[str]:
        return [each.entry.entry_id for each in index.candidates(read_subject(Subject(text)))]

    index = EntryIndex(ledger, folder, may_build=False)
    for step in range(4):
        if step == 1:
            load(ledger, [record(2, 2), record(52)])
        elif step == 2:
            load(ledger, [record(3, 2), record(53)])
            bring_up_to_date(ledger, folder)
        elif step == 3:
            bring_up_to_date(ledger, folder, whole=True)
        index.refresh()
        for number in range(1, min(step, 2) + 2):
            assert ids(index, name(number, 200)) == [f"E{number}"]
            assert ids(index, name(number)) == []
            assert ids(index, name(50 + number)) == [f"E{40 + number}"]
        asked.clear()
        assert ids(index, name(30)) == ["E30"]
        assert ids(index, "粤北从未上榜商贸有限公司") == []
        assert asked == []
    index.close()
