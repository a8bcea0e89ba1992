"""Builds one layer from the ledger: read, in as many processes as are given; sort and write, the names beside the keys.

A layer appears in a scratch folder; that it becomes part of the index is decided elsewhere (``build``).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from jointsanction.errors import LedgerError
from jointsanction.ledger import Ledger
from jointsanction.match.layer_files import LayerFiles
from jointsanction.match.names.builder import end_with_parent
from jointsanction.match.spool import CODED_NAMES, UNCODED_NAMES, Spools, write_spool

OnPhase = Callable[[str], None]
"""Told the name of each phase as it begins: read, write (both kinds of segment), names (only they), done."""

# More ranges than processes: a range of old changes, mostly superseded, is read sooner than one of new ones.
_RANGES_A_PROCESS = 4

_RANGE = 50_000
"""Changes that one process reads at a time: as long as it reads, the ledger's log cannot begin anew and grows."""

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def build_layer(
    ledger: Ledger,
    scratch: Path,
    files: LayerFiles,
    *,
    processes: int = 1,
    on_phase: OnPhase = lambda _: None,
) -> int:
    """Write the files of a layer; the number of its entries.

    ``processes`` above 1 starts more, which import the main module anew. Raises OSError, LedgerError.
    """
    after, upto = files.after, files.upto
    parts = processes * _RANGES_A_PROCESS if processes > 1 else 1 + (upto - after) // _RANGE
    edges = [after + (upto - after) * part // parts for part in range(parts + 1)]
    with _executor(processes) as executor:
        on_phase("read")
        ranges = [
            _submit(executor, _read_range, ledger.path, scratch, part, edges[part], edges[part + 1], upto)
            for part in range(parts)
        ]
        for each in ranges:
            each.result()
        on_phase("write")
        spools = Spools(scratch, parts)
        beside = processes if processes > 1 else 0
        coded = _submit(executor, _write_names, files, spools, CODED_NAMES, beside)
        entries = files.write_exact(spools.keys(), spools.numbers(), spools.numbers("entries"))
        _write_names(files, spools, UNCODED_NAMES, 0)
        on_phase("names")
        coded.result()
    on_phase("done")
    return entries


def _read_range(path: Path, scratch: Path, part: int, after: int, until: int, upto: int) -> int:
    with Ledger.open(path, read_only=True) as ledger:
        return write_spool(scratch, part, ledger.entry_texts(after=after, until=until, upto=upto))


def _write_names(files: LayerFiles, spools: Spools, kind: str, workers: int) -> None:
    files.write_names(kind, spools.names(kind), workers=workers)


@contextmanager
def _executor(processes: int) -> Iterator[Executor | None]:
    """Processes that end with this one; None where one process is to do it all."""
    if processes <= 1:
        yield None
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=spawn, initializer=end_with_parent)
    try:
        yield pool
    except BrokenProcessPool as error:
        message = "建立索引的进程被系统终止（常因内存不足）"
        raise LedgerError(message, reason="INDEX_NOT_BUILT") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(
    executor: Executor | None, work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> Future[_Result]:
    """Hand work over, or do it at once."""
    if executor is not None:
        return executor.submit(work, *args, **kwargs)
    done: Future[_Result] = Future()
    done.set_result(work(*args, **kwargs))
    return done
