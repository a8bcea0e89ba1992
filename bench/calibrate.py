"""Measure what share of candidates with a score was the company meant, and write the curve that makes the score say so.

Run: ``python bench/calibrate.py --write FILE`` (trains; FILE is jointsanction's calibration data),
``python bench/calibrate.py --enterprises FILE [--json FILE]`` (checks the shipped curve on real names, keeps nothing).

What is calibrated is the probability that some listed company is meant; the library shares it out among the candidates
by how likely each is. Trained on what may be shipped: invented companies with generated damage (both generators), and
the human-labelled pairs of tests/match/cases/labelled.csv. The curve holds for this mix: as many damaged names of
listed companies as names of companies that are not listed, equal names left out, 200,000 names listed. A caller who
asks mostly about unlisted companies meets more false candidates at every score.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from matching.comparison import damaged
from matching.invented import COMMON, InventedNames
from matching.isotonic import knots, pools, probability
from matching.kinds import MASKS
from matching.lists import Named, read_enterprises
from matching.machine import machine, today
from matching.ours import Ours
from matching.reliability import Judged, expected_error, print_reliability, reliability

from jointsanction import names
from jointsanction.match.names.calibration import IDENTITY, Calibration, read_calibration, shipped_calibration

LABELLED = Path(__file__).parents[1] / "tests" / "match" / "cases" / "labelled.csv"
LEAST = 1e-6
"""Candidates below are nobody's: no threshold comes near."""
_KNOTS = 12
_POOL = 60.0
_STEEPNESS = 0.05
"""The least rise of log odds a log odds: keeps the order of candidates, and the score from saturating."""
_LABELLED_WEIGHT = 3.0
_SEEDS = (1, 2, 3)


Answered = list[Judged]
"""The candidates of one question."""


def answered(
    listed: Sequence[Named], unlisted: Sequence[Named], curve: Calibration, *, queries: int, seed: int
) -> Iterator[Answered]:
    """Damaged names of listed companies and as many unlisted ones; an equal name is no question of resemblance."""
    normals = [one.normal for one in listed]
    with tempfile.TemporaryDirectory(prefix="bench-calibrate-") as folder:
        for which in ("first", "second"):
            variants = [one for one in damaged(which, listed, normals, queries, seed) if one.kind not in MASKS]
            asked = [variant for variant in variants if names.normal_form(variant.written) != variant.normal]
            ours = Ours(Path(folder) / which, normals, {}, calibration=curve)
            for variant in asked:
                found = ours.candidates(variant.written, LEAST)
                yield [Judged(one.score, normals[one.row_id] == variant.normal) for one in found]
            for other in unlisted[: len(asked)]:
                yield [Judged(one.score, False) for one in ours.candidates(other.written, LEAST)]
            ours.close()


def labelled(listed: Sequence[str], curve: Calibration) -> Iterator[Answered]:
    """The human-labelled pairs, each right side listed among the invented names."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    pairs = [(names.normal_form(row["asked"]), names.normal_form(row["other"]), row["same"] == "1") for row in rows]
    normals = list(dict.fromkeys((*listed, *(other for _, other, _ in pairs))))
    with tempfile.TemporaryDirectory(prefix="bench-calibrate-") as folder:
        ours = Ours(Path(folder) / "names.seg", normals, {}, calibration=curve)
        for asked, other, same in pairs:
            found = [] if asked == other else ours.candidates(asked, LEAST)
            yield [Judged(one.score, same and normals[one.row_id] == other) for one in found]
        ours.close()


def train(listed: int, queries: int) -> list[tuple[float, float]]:
    """The curve: knots (raw probability that some listed company is meant, the share of times that one was).

    The library shares the calibrated probability out among the candidates; so what is calibrated is their sum.
    """
    questions: list[tuple[Answered, float]] = []
    for seed in _SEEDS:
        made = InventedNames(COMMON, seed=seed).names(listed * 11 // 10)
        invented = [Named(name, names.normal_form(name), coded=True) for name in made]
        random.Random(seed).shuffle(invented)
        few = answered(invented[:listed], invented[listed:], IDENTITY, queries=queries, seed=seed)
        questions += [(found, 1.0) for found in few if found]
        if seed == _SEEDS[0]:
            pairs = [found for found in labelled([one.normal for one in invented[:listed]], IDENTITY) if found]
            right = sum(one.same for found in pairs for one in found)
            print(f"labelled pairs: {len(pairs)} with candidates, in {right} the company meant is one", flush=True)
            questions += [(found, _LABELLED_WEIGHT) for found in pairs]
    answers = [
        (min(sum(one.score for one in found), 1.0), any(one.same for one in found), weight)
        for found, weight in questions
    ]
    print(f"{len(answers):,} questions with candidates, {sum(same for _, same, _ in answers):,} with the company meant")
    line = knots(pools(answers, least=_POOL), most=_KNOTS, steepness=_STEEPNESS)
    return [(probability(at), probability(value)) for at, value in line]


def main() -> None:
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, help="train and write the curve")
    parser.add_argument("--enterprises", type=Path, help="CSV with name and uscc: check on these real names")
    parser.add_argument("--curve", type=Path, help="the curve to check; without it, the score as it comes")
    parser.add_argument("--listed", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=400, help="of each kind of damage and each generator")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.write:
        line = train(arguments.listed, arguments.queries)
        with arguments.write.open("w", encoding="utf-8", newline="") as file:
            file.write(f"# Made by bench/calibrate.py --write on {today()} from invented names and labelled pairs.\n")
            file.write(f"# Mix: damaged names of listed companies and unlisted ones 1:1, {arguments.listed} listed.\n")
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("raw", "calibrated"))
            writer.writerows((f"{at:.9g}", f"{value:.9g}") for at, value in line)
    if arguments.enterprises:
        curve = read_calibration(arguments.curve) if arguments.curve else shipped_calibration()
        every = read_enterprises(arguments.enterprises, seed=7)
        listed, rest = every[: arguments.listed], every[arguments.listed :]
        found = [one for few in answered(listed, rest, curve, queries=arguments.queries, seed=5) for one in few]
        bins = reliability(one for one in found if one.score >= 0.01)
        print(f"{machine()}, {today()}; {len(listed):,} real names listed")
        print_reliability(bins)
        if arguments.json:
            figures = {"listed": len(listed), "machine": machine(), "date": today(), "bins": bins}
            figures["expected_error"] = expected_error(bins)
            arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
