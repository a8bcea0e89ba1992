"""The whole index read against its checksums, layer by layer: what doctor looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jointsanction.match.layer import Layer
from jointsanction.match.manifest import LayerPlace, read_manifest
from jointsanction.match.segment import SegmentDamagedError


@dataclass(frozen=True, slots=True)
class LayerExamined:
    """``place`` None stands for the manifest itself; ``wrong``: what is wrong and with which file, "" if nothing."""

    place: LayerPlace | None
    wrong: str


def examine_layers(folder: Path, ledger_id: str) -> Iterator[LayerExamined]:
    """Every layer, oldest first; nothing for an index that is not there or belongs to another ledger or engine."""
    try:
        manifest = read_manifest(folder)
    except (SegmentDamagedError, OSError) as error:
        yield LayerExamined(None, str(error))
        return
    if manifest is None or not manifest.belongs_to(ledger_id):
        return
    for place in manifest.layers:
        yield LayerExamined(place, _fault(folder, place, ledger_id))


def _fault(folder: Path, place: LayerPlace, ledger_id: str) -> str:
    try:
        layer = Layer(folder, place, ledger_id)
        try:
            layer.verify()
        finally:
            layer.close()
    except (SegmentDamagedError, OSError) as error:
        return str(error)
    return ""
