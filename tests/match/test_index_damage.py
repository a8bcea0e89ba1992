"""A damaged index: the answers stay right, the index mends itself, and nothing is raised."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from changing_lists import NOW, answers, load, questions, record

from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, bring_up_to_date, examine_layers
from jointsanction.match.segment_file import BLOCK

ASKED = questions(60)
FILES = ("exact.seg", "names-coded.seg", "names-uncoded.seg")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Sixty companies, and an index with a base and a generation."""
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        load(made, [record(number) for number in range(1, 61)])
        bring_up_to_date(made, tmp_path / "index")
        load(made, [record(number, 1) for number in range(5, 50, 9)])
        bring_up_to_date(made, tmp_path / "index")
        yield made


def found(
    ledger: Ledger,
    folder: Path,
    *,
    may_build: bool,
    opening_limit: int = 10**6,
    live_limit: int = 10**6,
    together: bool = False,
) -> object:
    """What an index that is opened now says: the entries found under the codes and names of the questions."""
    index = EntryIndex(ledger, folder, may_build=may_build, opening_limit=opening_limit, live_limit=live_limit)
    try:
        return [exact for exact, _ in answers(index, ASKED, together=together)]
    finally:
        index.close()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


def another_format(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(b"JSOTHER9" + content[8:])


@pytest.mark.parametrize("damage", [cut, emptied, removed, another_format])
@pytest.mark.parametrize("which", ["base", "generation"])
@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_what_opening_can_see(
    ledger: Ledger, tmp_path: Path, name: str, which: str, damage: Callable[[Path], None]
) -> None:
    """Cut, empty, missing or of another format, in the base or a generation: the answers come from the ledger; an
    opening that may build, and finds much to read, mends it, and the next one finds it whole.
    """
    folder = tmp_path / "index"
    right = found(ledger, tmp_path / "none", may_build=False)
    base, generation = sorted(path for path in folder.iterdir() if path.is_dir())
    damage(folder / name if name == "manifest.json" else (base if which == "base" else generation) / name)
    assert found(ledger, folder, may_build=False) == right
    assert found(ledger, folder, may_build=True, opening_limit=3) == right
    layers = list(examine_layers(folder, ledger.ledger_id))
    assert [layer.wrong for layer in layers] == [""] * len(layers)
    assert layers[-1].place is not None
    assert layers[-1].place.upto == ledger.change_no()
    assert found(ledger, folder, may_build=False) == right


def bounds_beyond_the_end(path: Path) -> None:
    """Bucket bounds that point beyond the arrays."""
    content = bytearray(path.read_bytes())
    begin = 2 * BLOCK
    content[begin : begin + 400] = b"\xfe\xff\xff\x7f" * 100
    path.write_bytes(content)


def a_flipped_bit_in_every_block(path: Path) -> None:
    """One bit of each block of the arrays."""
    content = bytearray(path.read_bytes())
    for at in range(2 * BLOCK + 77, len(content), BLOCK):
        content[at] ^= 16
    path.write_bytes(content)


def noise(path: Path) -> None:
    """The second half overwritten: row ids, ends and texts of the names."""
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + bytes(byte ^ 0x5A for byte in content[half:]))


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("may_build", [True, False])
@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("exact.seg", bounds_beyond_the_end),
        ("exact.seg", a_flipped_bit_in_every_block),
        *((name, noise) for name in FILES[1:]),
    ],
)
def test_what_only_a_question_can_see(
    ledger: Ledger, tmp_path: Path, name: str, damage: Callable[[Path], None], may_build: bool, together: bool
) -> None:
    """Contents that cannot be, behind a whole header: the question that meets them finds the damage by the checksum,
    and is answered from the ledger; an index that may build has mended it.
    """
    folder = tmp_path / "index"
    right = found(ledger, tmp_path / "none", may_build=False)
    (base,) = (path for path in folder.iterdir() if path.name.startswith("0-"))
    damage(base / name)
    assert any(layer.wrong for layer in examine_layers(folder, ledger.ledger_id))
    assert found(ledger, folder, may_build=may_build, live_limit=1, together=together) == right
    if may_build:
        assert not any(layer.wrong for layer in examine_layers(folder, ledger.ledger_id))


def test_an_error_that_is_no_damage_is_raised(ledger: Ledger, tmp_path: Path) -> None:
    """Where the checksums agree, an error is a fault of the program and is not swallowed."""
    index = EntryIndex(ledger, tmp_path / "index", may_build=False)
    with pytest.raises(LookupError):
        index.entry(10**6)
    index.close()


def test_another_engine(ledger: Ledger, tmp_path: Path) -> None:
    """An index made by another version of the engine is not used, and is made anew."""
    folder = tmp_path / "index"
    right = found(ledger, tmp_path / "none", may_build=False)
    path = folder / "manifest.json"
    read = json.loads(path.read_bytes().rpartition(b"\n")[0])
    read["engine_version"] = "0"
    body = json.dumps(read).encode()
    path.write_bytes(b"%s\n%08x" % (body, zlib.crc32(body)))
    assert list(examine_layers(folder, ledger.ledger_id)) == []
    assert found(ledger, folder, may_build=False) == right
    assert found(ledger, folder, may_build=True, opening_limit=3) == right
    assert [layer.wrong for layer in examine_layers(folder, ledger.ledger_id)] == [""]
