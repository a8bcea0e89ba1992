"""The immutable segment of the exact index: finds what was put in, refuses what it cannot trust."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jointsanction.match.segment import Segment, SegmentDamagedError
from jointsanction.match.segment_file import write_segment

KEYS = st.integers(0, 2**64 - 1)


def build(path: Path, entries: dict[int, set[int]], *, after: int = 0) -> None:
    pairs = [(key, number) for number, keys in entries.items() for key in keys]
    write_segment(
        path,
        np.array([key for key, _ in pairs], np.uint64),
        np.array([number for _, number in pairs], np.uint32),
        np.array(list(entries), np.uint32),
        ledger_id="a1b2c3d4",
        engine_version="t",
        after=after,
        upto=after + len(entries),
    )


@settings(max_examples=60)
@given(entries=st.dictionaries(st.integers(1, 10**6), st.sets(KEYS, max_size=6), max_size=60), other=KEYS)
def test_every_entry_is_found_under_each_of_its_keys(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[int, set[int]], other: int
) -> None:
    """What was put under a key is found under it; under another key nothing is (but for equal upper bits)."""
    path = tmp_path_factory.mktemp("segment") / "exact.seg"
    build(path, entries)
    segment = Segment(path)
    every = {key for keys in entries.values() for key in keys}
    for key in every:
        assert set(segment.find(key)) >= {number for number, keys in entries.items() if key in keys}
    if all(other >> 31 != key >> 31 for key in every):
        assert segment.find(other) == []
    segment.verify()
    segment.close()


def test_keys_at_the_edges_are_found(tmp_path: Path) -> None:
    """The lowest and the highest possible key have their buckets."""
    build(tmp_path / "s", {1: {0}, 2: {2**64 - 1}, 3: {2**63}})
    segment = Segment(tmp_path / "s")
    assert (segment.find(0), segment.find(2**64 - 1), segment.find(2**63)) == ([1], [2], [3])


def test_an_empty_segment_finds_nothing(tmp_path: Path) -> None:
    """A ledger without entries has a segment too."""
    build(tmp_path / "s", {})
    assert Segment(tmp_path / "s").find(5) == []


@pytest.mark.parametrize("keep", [0, 10, 100, -1])
def test_a_cut_file_is_refused(tmp_path: Path, keep: int) -> None:
    """A file that was cut anywhere is refused with INDEX_DAMAGED, never read."""
    build(tmp_path / "s", {number: {number * 2**40} for number in range(200)})
    whole = (tmp_path / "s").read_bytes()
    (tmp_path / "s").write_bytes(whole[:keep])
    with pytest.raises(SegmentDamagedError) as caught:
        Segment(tmp_path / "s")
    assert caught.value.reason == "INDEX_DAMAGED"


def test_a_changed_byte_fails_verification(tmp_path: Path) -> None:
    """The checksum covers the arrays."""
    build(tmp_path / "s", {number: {number * 2**40} for number in range(200)})
    content = bytearray((tmp_path / "s").read_bytes())
    content[-5] ^= 1
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(SegmentDamagedError):
        Segment(tmp_path / "s").verify()


def test_writing_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure while writing leaves the old segment in place and nothing beside it."""
    build(tmp_path / "s", {1: {5}})

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jointsanction.match.segment_file.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        build(tmp_path / "s", {2: {6}})
    assert Segment(tmp_path / "s").find(5) == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


@given(numbers=st.sets(st.integers(1, 10**6), max_size=40), other=st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_a_generation_tells_which_entries_it_has(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int], other: int
) -> None:
    """A segment above the base has exactly the entries it was built from, also those without any key."""
    path = tmp_path_factory.mktemp("segment") / "exact.seg"
    build(path, {number: set() for number in numbers}, after=7)
    segment = Segment(path)
    assert [number for number in sorted(numbers) if not segment.has(number)] == []
    assert segment.has(other) == (other in numbers)
    segment.close()


def test_a_base_hides_nothing(tmp_path: Path) -> None:
    """Below a base there is nothing to hide, so it spends no space on telling."""
    build(tmp_path / "s", {5: {1}})
    assert not Segment(tmp_path / "s").has(5)


def test_a_changed_header_is_refused(tmp_path: Path) -> None:
    """A segment does not pass for one of another range: the header has a checksum of its own."""
    build(tmp_path / "s", {5: {1}}, after=3)
    content = bytearray((tmp_path / "s").read_bytes())
    content[content.index((3).to_bytes(8, "little"))] = 2
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(SegmentDamagedError):
        Segment(tmp_path / "s")


@pytest.mark.parametrize("after", [0, 9])
def test_no_changed_byte_becomes_an_answer(tmp_path: Path, after: int) -> None:
    """Wherever a byte is changed: the opening or the look-up says so, or the answer is what it was."""
    entries = {number: {number * 0x9E3779B97F4A7C15 % 2**64} for number in range(1, 400)}
    build(tmp_path / "s", entries, after=after)
    whole = (tmp_path / "s").read_bytes()
    told = 0
    for at in range(0, len(whole), 97):
        (tmp_path / "s").write_bytes(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :])
        for number in (1, 200, 399):
            (key,) = entries[number]
            try:
                segment = Segment(tmp_path / "s")
                answer = (segment.find(key), segment.find(key ^ 1 << 63), segment.has(number))
            except SegmentDamagedError:
                told += 1
            else:
                assert answer == ([number], [], after > 0)
                segment.close()
    assert told > 20
