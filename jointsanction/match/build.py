"""Bring the index up to date: under the lock, build the next layer, put it into the manifest, remove what it replaces.

Whatever happens on the way (a crash, a full disk), the manifest names a whole set of layers: the new one is complete
and on disk before the manifest that names it takes the place of the old one. Processes that have the old layers open
keep them: a removed file stays readable through its mapping.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.ledger import Ledger
from jointsanction.match.build_lock import BuildLock
from jointsanction.match.build_plan import Plan, plan
from jointsanction.match.layer_build import OnPhase, build_layer
from jointsanction.match.layer_stack import close_layers, open_layers
from jointsanction.match.manifest import (
    LAYER_FOLDER,
    MANIFEST_NAME,
    LayerPlace,
    Manifest,
    sound_manifest,
    write_manifest,
)
from jointsanction.match.segment_file import sync_folder

_SCRATCH = ".building"
_PREDECESSORS = ("exact.seg", "names-coded.seg", "names-uncoded.seg")
"""Files of the index as earlier versions laid it out."""


def bring_up_to_date(
    ledger: Ledger,
    folder: Path,
    *,
    processes: int = 1,
    upto: int | None = None,
    whole: bool = False,
    lock: BuildLock | None = None,
    on_phase: OnPhase = lambda _: None,
) -> bool:
    """Build what is missing; False where there was nothing to do. Waits while another process builds.

    ``upto``: up to this change number, not the latest. ``whole``: everything anew, whatever is there.
    ``lock``: held already, given up at the end. Raises OSError (disk full, no permission) or LedgerError; the index
    is then as it was.
    """
    with lock or BuildLock.take(folder):
        latest = ledger.change_no()
        opened = () if whole else open_layers(folder, ledger.ledger_id, lambda: latest, ())
        layers = tuple(layer.place for layer in opened)
        close_layers(opened)
        planned = plan(layers, latest if upto is None else upto)
        if planned is None:
            return False
        _sweep(folder)
        try:
            scratch = folder / _SCRATCH
            target = scratch / "layer"
            target.mkdir(parents=True)
            entries = build_layer(
                ledger, scratch, target, after=planned.after, upto=planned.upto, processes=processes, on_phase=on_phase
            )
            _publish(ledger.ledger_id, folder, target, layers, planned, entries)
        finally:
            _sweep(folder)
    return True


def _publish(
    ledger_id: str, folder: Path, built: Path, layers: tuple[LayerPlace, ...], planned: Plan, entries: int
) -> None:
    name = wanted = f"{planned.after}-{planned.upto}"
    turn = 1
    while (folder / name).exists():
        # The damaged layer of the same range is still there: it goes once the manifest no longer names it.
        turn += 1
        name = f"{wanted}.{turn}"
    sync_folder(built)
    built.rename(folder / name)
    sync_folder(folder)
    place = LayerPlace(name, planned.after, planned.upto, entries)
    write_manifest(folder, Manifest(ledger_id, ENGINE_VERSION, (*layers[: planned.keep], place)))


def _sweep(folder: Path) -> None:
    """Remove what no manifest names: replaced layers, leftovers of a builder that was killed, older layouts."""
    manifest = sound_manifest(folder)
    named = {layer.folder for layer in manifest.layers} if manifest else set()
    for path in folder.iterdir():
        if path.name not in named and (path.name == _SCRATCH or LAYER_FOLDER.fullmatch(path.name)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name in _PREDECESSORS or path.name.startswith(f".{MANIFEST_NAME}."):
            path.unlink(missing_ok=True)
