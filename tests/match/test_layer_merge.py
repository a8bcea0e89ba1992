"""Layers that are merged by what they have kept are those that the ledger would give."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from changing_lists import NOW, load, record

from jointsanction.ledger import Ledger
from jointsanction.match import bring_up_to_date, build_plan
from jointsanction.match.kept import CODED_KEPT, EXACT_KEPT, UNCODED_KEPT
from jointsanction.match.layer import common_keys_of
from jointsanction.match.layer_build import build_layer
from jointsanction.match.layer_files import LayerFiles
from jointsanction.match.manifest import LayerPlace, read_manifest

KEPT = (EXACT_KEPT, CODED_KEPT, UNCODED_KEPT)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """With 400 entries, and generations that are merged from ten entries on."""
    monkeypatch.setattr(build_plan, "SMALLEST", 10)
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        load(made, [record(number) for number in range(1, 401)])
        yield made


def generations(folder: Path) -> tuple[LayerPlace, ...]:
    """The layers above the base."""
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest.layers[1:]


def built_by(ledger: Ledger, folder: Path) -> list[str]:
    """Bring the index up to date; the phases it went through."""
    phases: list[str] = []
    bring_up_to_date(ledger, folder, on_phase=phases.append)
    return phases


def require_as_read(ledger: Ledger, folder: Path, place: LayerPlace, scratch: Path) -> None:
    """Every file of a layer is, byte for byte, the one that is made by reading the ledger."""
    target = scratch / "layer"
    target.mkdir(parents=True)
    manifest = read_manifest(folder)
    assert manifest is not None
    base = folder / manifest.layers[0].folder
    entries = build_layer(
        ledger, scratch, LayerFiles(target, ledger.ledger_id, place.after, place.upto, common_keys_of(base))
    )
    assert entries == place.entries
    read = {path.name: path.read_bytes() for path in target.iterdir()}
    assert set(KEPT) < set(read)
    assert {path.name: path.read_bytes() for path in (folder / place.folder).iterdir()} == read


@pytest.mark.parametrize("seed", range(4))
def test_a_merged_layer_is_the_one_that_is_read(ledger: Ledger, tmp_path: Path, seed: int) -> None:
    """Whatever changed between: entries that are new, that changed again within a layer or in a later one, and some
    that lost their code, so that their names moved from one kind to the other.
    """
    rng, folder = random.Random(seed), tmp_path / "index"
    turns = dict.fromkeys(range(1, 401), 0)
    bring_up_to_date(ledger, folder)
    merges = 0
    for step in range(14):
        changed = [*rng.sample(range(1, 60), rng.randint(1, 9)), 500 + step]
        for number in changed:
            turns[number] = turns.get(number, -1) + 1
        load(ledger, [record(number, turns[number]) for number in changed])
        merges += "merge" in built_by(ledger, folder)
        for place in generations(folder)[-1:]:
            require_as_read(ledger, folder, place, tmp_path / f"read-{step}")
    assert merges > 2
    for at, place in enumerate(generations(folder)):
        require_as_read(ledger, folder, place, tmp_path / f"read-all-{at}")


def two_generations(ledger: Ledger, folder: Path) -> LayerPlace:
    """A base, and two layers that are due to be merged with the next changes; the first of the two."""
    bring_up_to_date(ledger, folder)
    for first in (1, 4, 7):
        load(ledger, [record(number, 1) for number in range(first, first + 4)])
        bring_up_to_date(ledger, folder)
    load(ledger, [record(number, 1) for number in range(20, 24)])
    return generations(folder)[0]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[16 + int.from_bytes(content[8:16], "little")] ^= 1  # the first byte behind the header
    path.write_bytes(content)


def of_another_layer(path: Path) -> None:
    content = path.read_bytes()
    assert content.count(b'"stamp"') == 1
    path.write_bytes(content.replace(b'"stamp": "', b'"stamp": "X', 1).replace(b"  ", b" ", 1))


def of_other_arrays(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"keys"', b'"kexs"', 1).replace(b'"plain"', b'"plaim"', 1))


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize(
    "hurt", [Path.unlink, cut, changed, of_another_layer, of_other_arrays], ids=lambda hurt: hurt.__name__
)
def test_where_it_is_not_there_or_damaged_the_ledger_is_read(
    ledger: Ledger,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    hurt: Callable[[Path], None],
) -> None:
    """And the layer is as it would have been; damage is told."""
    folder = tmp_path / "index"
    first = two_generations(ledger, folder)
    hurt(folder / first.folder / name)
    assert "merge" not in built_by(ledger, folder)
    (merged,) = generations(folder)
    require_as_read(ledger, folder, merged, tmp_path / "read")
    assert ("the ledger is read" in caplog.text) is (hurt is not Path.unlink)


def test_a_damaged_segment_of_names_is_not_merged(ledger: Ledger, tmp_path: Path) -> None:
    """The texts come from the segment itself, so it is read against its checksum too."""
    folder = tmp_path / "index"
    changed(folder / two_generations(ledger, folder).folder / "names-uncoded.seg")
    assert "merge" not in built_by(ledger, folder)
    require_as_read(ledger, folder, generations(folder)[-1], tmp_path / "read")


def test_a_base_keeps_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """It is never merged: its model is counted from the names themselves."""
    folder = tmp_path / "index"
    bring_up_to_date(ledger, folder)
    assert not list(folder.rglob("*.kept"))
