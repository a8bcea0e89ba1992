"""Resembling names: recall, precision, false hits, time and size, beside peers on the same list in the same run.

Run: ``python bench/match.py --enterprises FILE [--listed 200000] [--queries 400] [--peers fts5,postgres,...]``. FILE is
a CSV (.gz or not) with columns ``name`` and ``uscc``: real registered enterprises, not part of this project. What is
not listed of them serves as real unlisted companies; a list longer than FILE is filled up with recombined parts of its
names. Nothing is kept but the figures (``--json``). The peers need the dependency group ``bench``.

``--traps FILE``: pairs of different enterprises one character apart, through whole checks. ``--batch N``: N names
without codes screened against the list. Both say what they print.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from matching import batch, comparison, machine, traps


def main() -> None:
    """One run; figures to the screen, and to a file with ``--json``."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # a run that is told to end takes what it has started with it
        signal.signal(number, lambda *_: sys.exit("told to end"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--enterprises", type=Path, help="CSV with name and uscc")
    parser.add_argument("--listed", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=400, help="of each kind of damage")
    parser.add_argument("--peer-queries", type=int, default=20, help="of each kind of damage; peers are slow")
    parser.add_argument(
        "--peers", default="fts5,fts5-plain,tantivy,postgres,rapidfuzz", help="comma-separated, or none"
    )
    parser.add_argument("--peer-seconds", type=float, default=180.0, help="a peer is asked no more after this")
    parser.add_argument("--damage", choices=("first", "second"), default="first", help="which generator of damage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--search-alone", action="store_true", help="without what a check leaves out of the candidates")
    parser.add_argument("--traps", type=Path, metavar="FILE", help="CSV with left, right, left_uscc, right_uscc")
    parser.add_argument("--batch", type=int, metavar="N", help="screen N names without codes on two processes")
    parser.add_argument("--misses", type=Path, help="write what was missed, and why, to this file")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    if not arguments.traps and not arguments.enterprises:
        parser.error("--enterprises is needed")
    with tempfile.TemporaryDirectory(prefix="bench-match-") as name:
        folder = Path(name)
        if arguments.traps:
            figures = traps.run(arguments.traps, folder)
        elif arguments.batch:
            figures = batch.run(arguments.enterprises, folder, listed=arguments.listed, asked=arguments.batch)
        else:
            figures = comparison.run(arguments, folder)
    figures |= {"machine": machine.machine(), "date": machine.today()}
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
