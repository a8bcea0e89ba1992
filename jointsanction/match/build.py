"""Bring the index up to date: under the lock, build the next layer, put it into the manifest, remove what it replaces.

Whatever happens on the way (a crash, a full disk), the manifest names a whole set of layers: the new one is complete
and on disk before the manifest that names it takes the place of the old one. Processes that have the old layers open
keep them: a removed file stays readable through its mapping.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.ledger import Ledger
from jointsanction.match.build_lock import BuildLock, large_under_way
from jointsanction.match.build_plan import Plan, plan
from jointsanction.match.kept import read_kept
from jointsanction.match.layer_build import OnPhase, build_layer
from jointsanction.match.layer_files import LayerFiles
from jointsanction.match.layer_merge import merge_layers
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

_SCRATCH, _LARGE_SCRATCH, _BUILT = ".building", ".building-large", "layer"
_LOG = logging.getLogger(__name__)
_PREDECESSORS = ("exact.seg", "names-coded.seg", "names-uncoded.seg")
"""Files of the index as earlier versions laid it out."""


def bring_up_to_date(
    ledger: Ledger,
    folder: Path,
    *,
    processes: int = 1,
    upto: int | None = None,
    whole: bool = False,
    beside: bool = False,
    lock: BuildLock | None = None,
    on_phase: OnPhase = lambda _: None,
) -> bool:
    """Build what is missing; False where there was nothing to do. Waits while another process builds.

    ``upto``: up to this change number, not the latest. ``whole``: everything anew, whatever is there. ``beside``: where
    a large layer is due, the last changes are put into a small one at once, and the large one is built while others go
    on adding layers. ``lock``: held already, given up at the end. Raises OSError (disk full, no permission) or
    LedgerError; the index is then as it was.
    """
    with ExitStack() as large:
        with lock or BuildLock.take(folder):
            latest = ledger.change_no()
            opened = () if whole else open_layers(folder, ledger.ledger_id, lambda: latest, ())
            layers = tuple(layer.place for layer in opened)
            close_layers(opened)
            large_upto = large_under_way(folder)
            planned = plan(layers, latest if upto is None else upto, large_upto=0 if whole else large_upto)
            if planned is None:
                return False
            merges = bool(layers) and planned.after < layers[-1].upto
            later = planned if beside and merges and planned.is_large and not large_upto else None
            if later is not None:
                large.enter_context(BuildLock.take_for_large(folder, later.upto))
                large_upto = later.upto
                planned = Plan(layers[-1].upto, later.upto, len(layers))
            _sweep(folder, large_upto)
            with _scratch(folder / _SCRATCH) as scratch:
                place = _built(ledger, folder, scratch, planned, layers, processes, on_phase)
                below = layers[: planned.keep]
                published = _publish(ledger.ledger_id, folder, scratch / _BUILT, place, below)
            _sweep(folder, large_upto)
        if later is not None:
            _build_large(ledger, folder, later, (*below, published), processes, on_phase)
    return True


def _built(
    ledger: Ledger,
    folder: Path,
    scratch: Path,
    planned: Plan,
    layers: tuple[LayerPlace, ...],
    processes: int,
    on_phase: OnPhase,
) -> LayerPlace:
    """Build the planned layer in the place of those of ``layers`` that it does not keep."""
    base = folder / layers[0].folder if planned.keep else None
    files = LayerFiles(scratch / _BUILT, ledger.ledger_id, planned.after, planned.upto, base)
    replaced = layers[planned.keep :]
    kept = read_kept(folder, replaced, ledger.ledger_id) if planned.after and replaced else None
    if kept:
        on_phase("merge")
        entries = merge_layers(ledger, scratch, files, kept, replaced[-1].upto)
        on_phase("done")
    else:
        entries = build_layer(ledger, scratch, files, processes=processes, on_phase=on_phase)
    return LayerPlace("", planned.after, planned.upto, entries)


def _build_large(
    ledger: Ledger,
    folder: Path,
    planned: Plan,
    layers: tuple[LayerPlace, ...],
    processes: int,
    on_phase: OnPhase,
) -> None:
    """Build a layer while others add some above it, and put it in the place of all that lie in its range."""
    with _scratch(folder / _LARGE_SCRATCH) as scratch:
        place = _built(ledger, folder, scratch, planned, layers, processes, on_phase)
        with BuildLock.take(folder):
            manifest = sound_manifest(folder)
            layers = manifest.layers if manifest is not None and manifest.belongs_to(ledger.ledger_id) else ()
            below = tuple(layer for layer in layers if layer.upto <= planned.after)
            above = tuple(layer for layer in layers if layer.after >= planned.upto)
            replaced = layers[len(below) : len(layers) - len(above)]
            if not replaced or (replaced[0].after, replaced[-1].upto) != (planned.after, planned.upto):
                # A layer was found damaged meanwhile, and what is there now has other ends.
                _LOG.warning("a layer up to change number %d does not fit the others any more", planned.upto)
                return
            _publish(ledger.ledger_id, folder, scratch / _BUILT, place, below, above)
            _sweep(folder, planned.upto)


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """An empty folder with one for a layer in it, gone at the end."""
    shutil.rmtree(path, ignore_errors=True)
    (path / _BUILT).mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _publish(
    ledger_id: str,
    folder: Path,
    built: Path,
    place: LayerPlace,
    below: tuple[LayerPlace, ...],
    above: tuple[LayerPlace, ...] = (),
) -> LayerPlace:
    """Name the folder that was built, and put its layer between those below and above it."""
    name = wanted = f"{place.after}-{place.upto}"
    turn = 1
    while (folder / name).exists():
        # The damaged layer of the same range is still there: it goes once the manifest no longer names it.
        turn += 1
        name = f"{wanted}.{turn}"
    sync_folder(built)
    built.rename(folder / name)
    sync_folder(folder)
    named = replace(place, folder=name)
    write_manifest(folder, Manifest(ledger_id, ENGINE_VERSION, (*below, named, *above)))
    return named


def _sweep(folder: Path, large_upto: int) -> None:
    """Remove what no manifest names: replaced layers, leftovers of a builder that was killed, older layouts. What is
    there of a large layer that is being built stays.
    """
    manifest = sound_manifest(folder)
    named = {layer.folder for layer in manifest.layers} if manifest else set()
    for path in folder.iterdir():
        is_left = path.name == _LARGE_SCRATCH and not large_upto
        if path.name not in named and (is_left or LAYER_FOLDER.fullmatch(path.name)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name in _PREDECESSORS or path.name.startswith(f".{MANIFEST_NAME}."):
            path.unlink(missing_ok=True)
