"""The manifest: the whole set of layers or none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.match.manifest import (
    MANIFEST_NAME,
    LayerPlace,
    Manifest,
    manifest_stamp,
    read_manifest,
    sound_manifest,
    write_manifest,
)
from jointsanction.match.segment import SegmentDamagedError

MANIFEST = Manifest("a1b2c3d4", ENGINE_VERSION, (LayerPlace("0-5", 0, 5, 4), LayerPlace("5-9.2", 5, 9, 3)))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A manifest comes back as it was written, and has another stamp after it was replaced."""
    before = manifest_stamp(tmp_path)
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    first = manifest_stamp(tmp_path)
    write_manifest(tmp_path, MANIFEST)
    assert len({before, first, manifest_stamp(tmp_path)}) == 3


def test_no_manifest(tmp_path: Path) -> None:
    """No manifest is no fault: there is no index yet."""
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    """Any one byte changed, and any cut, and the manifest is refused with INDEX_DAMAGED; nothing else is raised."""
    write_manifest(tmp_path, MANIFEST)
    whole = (tmp_path / MANIFEST_NAME).read_bytes()
    broken = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole) - 8)]
    for content in (*broken, *(whole[:length] for length in range(len(whole) - 8))):
        (tmp_path / MANIFEST_NAME).write_bytes(content)
        with pytest.raises(SegmentDamagedError) as caught:
            read_manifest(tmp_path)
        assert caught.value.reason == "INDEX_DAMAGED"
        assert sound_manifest(tmp_path) is None


@pytest.mark.parametrize(
    "layers",
    [
        (LayerPlace("0-5", 0, 5, 4), LayerPlace("6-9", 6, 9, 3)),
        (LayerPlace("1-5", 1, 5, 4),),
        (LayerPlace("../elsewhere", 0, 5, 4),),
        (LayerPlace("/etc", 0, 5, 4),),
    ],
)
def test_layers_with_a_gap_or_elsewhere_are_refused(tmp_path: Path, layers: tuple[LayerPlace, ...]) -> None:
    """A manifest never leads out of the index folder, and never past changes that no layer holds."""
    write_manifest(tmp_path, Manifest("a", ENGINE_VERSION, layers))
    with pytest.raises(SegmentDamagedError):
        read_manifest(tmp_path)


def test_whose_it_is() -> None:
    """A manifest of another ledger or of another engine is not used."""
    assert MANIFEST.belongs_to("a1b2c3d4")
    assert not MANIFEST.belongs_to("other")
    assert not Manifest("a1b2c3d4", "0", ()).belongs_to("a1b2c3d4")
