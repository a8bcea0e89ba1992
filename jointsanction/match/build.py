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
from jointsanction.match.layer import common_keys_of
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
from jointsanction.match.names import CommonKeys
from jointsanction.match.segment_file import sync_folder

_SCRATCH, _LARGE_SCRATCH, _BUILT, _ABOVE = ".building", ".building-large", "layer", "above"
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
            # Read while nobody can take the base away; the mappings outlast the files.
            common = common_keys_of(folder / layers[0].folder) if layers else None
            with _scratch(folder / _SCRATCH) as scratch:
                files = _files(ledger, scratch / _BUILT, planned, common)
                place = _built(ledger, folder, files, layers[planned.keep :], processes, on_phase)
                layers = (*layers[: planned.keep], _named(folder, files.folder, place))
                write_manifest(folder, Manifest(ledger.ledger_id, ENGINE_VERSION, layers))
            _sweep(folder, large_upto)
        if later is not None:
            _build_large(ledger, folder, later, layers, common, processes, on_phase)
    return True


def _files(ledger: Ledger, target: Path, planned: Plan, common: CommonKeys | None) -> LayerFiles:
    """Of a planned layer; ``common``: of the base that is there now."""
    of_base = common if planned.keep else None
    return LayerFiles(target, ledger.ledger_id, planned.after, planned.upto, of_base)


def _built(
    ledger: Ledger,
    folder: Path,
    files: LayerFiles,
    replaced: tuple[LayerPlace, ...],
    processes: int,
    on_phase: OnPhase,
) -> LayerPlace:
    """Write the files of a layer that takes the place of others."""
    scratch = files.folder.parent
    kept = read_kept(folder, replaced, ledger.ledger_id) if files.after and replaced else None
    if kept:
        on_phase("merge")
        entries = merge_layers(ledger, scratch, files, kept, replaced[-1].upto)
        on_phase("done")
    else:
        entries = build_layer(ledger, scratch, files, processes=processes, on_phase=on_phase)
    return LayerPlace("", files.after, files.upto, entries)


def _build_large(
    ledger: Ledger,
    folder: Path,
    planned: Plan,
    layers: tuple[LayerPlace, ...],
    common: CommonKeys | None,
    processes: int,
    on_phase: OnPhase,
) -> None:
    """Build a layer while others add some above it, and put it in the place of all that lie in its range; where it is a
    new base, those above are put over it.
    """
    with _scratch(folder / _LARGE_SCRATCH) as scratch:
        files = _files(ledger, scratch / _BUILT, planned, common)
        place = _built(ledger, folder, files, layers[planned.keep :], processes, on_phase)
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
            above = _over(ledger, folder, scratch, above) if above and not below else above
            published = (*below, _named(folder, files.folder, place), *above)
            write_manifest(folder, Manifest(ledger.ledger_id, ENGINE_VERSION, published))
            _sweep(folder, planned.upto)


def _over(ledger: Ledger, folder: Path, scratch: Path, above: tuple[LayerPlace, ...]) -> tuple[LayerPlace, ...]:
    """The layers above a base that has just been built in ``scratch``, as one: they were built over another, in which
    other keys were common.
    """
    files = LayerFiles(
        scratch / _ABOVE, ledger.ledger_id, above[0].after, above[-1].upto, common_keys_of(scratch / _BUILT)
    )
    files.folder.mkdir()
    return (_named(folder, files.folder, _built(ledger, folder, files, above, 1, lambda _: None)),)


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """An empty folder with one for a layer in it, gone at the end."""
    shutil.rmtree(path, ignore_errors=True)
    (path / _BUILT).mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _named(folder: Path, built: Path, place: LayerPlace) -> LayerPlace:
    """Move what was built among the layers; it is one of them once the manifest names it."""
    name = wanted = f"{place.after}-{place.upto}"
    turn = 1
    while (folder / name).exists():
        # The damaged layer of the same range is still there: it goes once the manifest no longer names it.
        turn += 1
        name = f"{wanted}.{turn}"
    sync_folder(built)
    built.rename(folder / name)
    sync_folder(folder)
    return replace(place, folder=name)


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
