"""Layers and live part together answer as the ledger would, however the changes are spread over them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from changing_lists import FEW_LETTERS, LETTERS, NOW, answers, base_alone, load, name, questions, record

from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, bring_up_to_date, layered_names, read_subject
from jointsanction.match.manifest import read_manifest
from jointsanction.model import Subject


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        yield made


def layers_of(folder: Path) -> list[tuple[int, int]]:
    """The ranges of change numbers that the manifest names."""
    manifest = read_manifest(folder)
    return [(layer.after, layer.upto) for layer in manifest.layers] if manifest else []


def numbers(index: EntryIndex, *names: str) -> list[str]:
    """Ids of the entries found under exact names."""
    return [each.entry.entry_id for each in index.candidates(read_subject(Subject(names[0], former_names=names[1:])))]


def lived_through(
    ledger: Ledger, folder: Path, *, seed: int, letters: str, base: int, changes: int
) -> tuple[EntryIndex, EntryIndex]:
    """Over the same base an index that has lived through every change and build since, and one that reads all changes
    since the base from the ledger.
    """
    rng = random.Random(seed)
    turns = dict.fromkeys(range(1, base + 1), 0)
    load(ledger, [record(number, 0, letters) for number in turns])
    bring_up_to_date(ledger, folder)
    lived = EntryIndex(ledger, folder, live_limit=10**6, opening_limit=10**6, chunk=7)
    for step in range(8):
        changed = rng.sample(range(1, 2 * base), changes)
        for number in changed:
            turns[number] = turns.get(number, -1) + 1
        load(ledger, [record(number, turns[number], letters) for number in changed])
        if step % 3 == 2:
            bring_up_to_date(ledger, folder)
        if rng.random() < 0.7:
            lived.refresh()
    lived.refresh()
    assert len(layers_of(folder)) > 1
    plain = EntryIndex(ledger, base_alone(folder, folder.with_name("plain")), may_build=False)
    assert plain.built_at == lived.built_at
    return lived, plain


@pytest.mark.parametrize("seed", range(3))
def test_answers_do_not_depend_on_the_layers(ledger: Ledger, tmp_path: Path, seed: int) -> None:
    """The same entries with the same scores are found."""
    lived, plain = lived_through(ledger, tmp_path / "index", seed=seed, letters=LETTERS, base=60, changes=9)
    asked = questions(200, seed=seed)
    found = answers(lived, asked)
    assert found == answers(plain, asked)
    assert sum(bool(exact) for exact, _ in found) > 20
    assert sum(bool(similar) for _, similar in found) > 20
    assert answers(lived, asked, together=True) == found
    lived.close()
    plain.close()


@pytest.mark.parametrize("base", [40, 400])
@pytest.mark.parametrize("seed", range(3))
def test_nor_where_many_names_share_a_key(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, base: int
) -> None:
    """Which of them are looked at is settled by the base, or by an order that all layers share: in a small base few
    names share a key, in a larger one most do.
    """
    lived, plain = lived_through(
        ledger, tmp_path / "index", seed=seed, letters=FEW_LETTERS, base=base, changes=base * 3 // 4
    )
    asked = questions(100, seed=seed, letters=FEW_LETTERS)
    found = answers(lived, asked)
    assert found == answers(plain, asked)
    assert sum(bool(similar) for _, similar in found) > 20
    assert answers(lived, asked, together=True) == found
    for few in (0, 10**9):
        monkeypatch.setattr(layered_names, "FEW", few)
        assert answers(lived, asked) == found
    lived.close()
    plain.close()


def test_a_newer_layer_hides_what_an_entry_was(ledger: Ledger, tmp_path: Path) -> None:
    """An entry that has lost a name in a generation is no longer found under it in the base."""
    folder = tmp_path / "index"
    load(ledger, [record(number) for number in range(1, 6)])
    bring_up_to_date(ledger, folder)
    load(ledger, [record(2, 2)])
    bring_up_to_date(ledger, folder)
    assert len(layers_of(folder)) == 2
    index = EntryIndex(ledger, folder, may_build=False)
    assert index.changed == 0
    assert numbers(index, name(2)) == []
    assert numbers(index, name(2, 200)) == ["E2"]
    assert numbers(index, name(2, 100)) == ["E2"]
    assert numbers(index, name(3)) == ["E3"]
    index.close()


def test_a_running_index_takes_up_a_layer_and_drops_what_it_covers(ledger: Ledger, tmp_path: Path) -> None:
    """The live part empties when another process has built, and the answers go on."""
    folder = tmp_path / "index"
    load(ledger, [record(number) for number in range(1, 31)])
    index = EntryIndex(ledger, folder, live_limit=10**6, chunk=10)
    assert (index.changed, index.built_at) == (30, 0)
    built_to = ledger.change_no()
    bring_up_to_date(ledger, folder)
    load(ledger, [record(31)])
    index.refresh()
    assert (index.changed, index.built_at) == (1, built_to)
    assert numbers(index, name(31)) == ["E31"]
    assert numbers(index, name(7)) == ["E7"]
    index.close()


def test_a_base_that_ends_within_the_live_part_is_answered_from(ledger: Ledger, tmp_path: Path) -> None:
    """Entries that are in the base are not in the live part as well: there they would hide themselves, and of names
    that share as much others would be compared.
    """
    folder = tmp_path / "index"
    load(ledger, [record(number, 0, FEW_LETTERS) for number in range(1, 301)])
    middle = ledger.change_no() - 60
    index = EntryIndex(ledger, folder, live_limit=10**6, chunk=10**6)
    asked = questions(100, letters=FEW_LETTERS)
    assert sum(bool(similar) for _, similar in answers(index, asked)) > 20
    bring_up_to_date(ledger, folder, upto=middle)
    load(ledger, [record(7, 1, FEW_LETTERS)])
    index.refresh()
    assert index.built_at == middle
    assert 60 <= index.changed <= 61
    with closing(EntryIndex(ledger, folder, may_build=False)) as plain:
        assert answers(index, asked) == answers(plain, asked)
    index.close()


def test_the_past_is_answered_from_the_past(ledger: Ledger, tmp_path: Path) -> None:
    """Pinned to a change number, an index uses only layers that are not newer, and finds entries as they were."""
    folder = tmp_path / "index"
    load(ledger, [record(number) for number in range(1, 6)])
    bring_up_to_date(ledger, folder)
    then = ledger.change_no()
    load(ledger, [record(2, 2), record(9)])
    bring_up_to_date(ledger, folder)
    index = EntryIndex(ledger, folder, upto=then)
    assert numbers(index, name(2)) == ["E2"]
    assert numbers(index, name(2, 200)) == []
    assert numbers(index, name(9)) == []
    assert index.entry(2).name == name(2)
    index.close()


def test_the_past_is_answered_over_a_newer_base(ledger: Ledger, tmp_path: Path) -> None:
    """Where only a base of later is left, entries are found as they were, and those begun since are not there."""
    folder = tmp_path / "index"
    load(ledger, [record(number) for number in range(1, 40)])
    load(ledger, [record(number, 1) for number in range(1, 40, 5)])
    then = ledger.change_no()
    load(ledger, [record(number, 2) for number in range(1, 40, 3)] + [record(number) for number in range(60, 90)])
    load(ledger, [record(2, 3)])
    bring_up_to_date(ledger, folder)
    load(ledger, [record(3, 3), record(95)])
    bring_up_to_date(ledger, folder)
    index = EntryIndex(ledger, folder, upto=then)
    plain = EntryIndex(ledger, tmp_path / "none", may_build=False, upto=then)
    assert (index.change_no, index.built_at > then) == (then, True)
    asked = questions(150)
    exact = [found for found, _ in answers(index, asked)]
    assert exact == [found for found, _ in answers(plain, asked)]
    assert sum(map(bool, exact)) > 10
    assert all(each.entry.change_no <= then for subject in asked for _, each in index.resembling(subject))
    index.close()
    plain.close()


def test_a_layer_of_a_later_ledger_is_not_used(ledger: Ledger, tmp_path: Path) -> None:
    """A ledger that was put back to an earlier state is not answered from an index of the later one."""
    folder = tmp_path / "index"
    load(ledger, [record(1)])
    ledger.backup_to(tmp_path / "earlier.sqlite3")
    load(ledger, [record(2)])
    bring_up_to_date(ledger, folder)
    with Ledger.open(tmp_path / "earlier.sqlite3") as earlier:
        index = EntryIndex(earlier, folder, may_build=False)
        assert numbers(index, name(2)) == []
        assert numbers(index, name(1)) == ["E1"]
        index.close()


def test_an_index_of_another_ledger_is_not_used(ledger: Ledger, tmp_path: Path) -> None:
    """An index folder that belongs to another ledger says nothing, and is built anew."""
    folder = tmp_path / "index"
    with Ledger.create(tmp_path / "other.sqlite3", now=NOW) as other:
        load(other, [record(number) for number in range(1, 9)])
        bring_up_to_date(other, folder)
    load(ledger, [record(20)])
    index = EntryIndex(ledger, folder, may_build=False)
    assert numbers(index, name(2)) == []
    assert numbers(index, name(20)) == ["E1"]
    index.close()
    bring_up_to_date(ledger, folder)
    assert layers_of(folder) == [(0, ledger.change_no())]
    assert sorted(path.name for path in folder.iterdir()) == [".build.lock", f"0-{ledger.change_no()}", "manifest.json"]
