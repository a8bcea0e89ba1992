"""Make the questions of tests/match/cases: an invented list, damaged names of it, strangers; and the labelled pairs.

Run: ``python bench/make_name_cases.py [--labelled FILE]``. Every company of ``invented_listed.txt`` and
``invented.csv`` is made up. FILE holds human-labelled pairs (columns left, right, same, kind; Apache-2.0, see NOTICE);
only the kinds of LABELLED_KINDS are taken. The verdicts are written by the test:
``pytest tests/match/names --update-goldens``.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from matching.damage import Damage
from matching.invented import RARE, InventedNames
from matching.kinds import KINDS
from matching.other_damage import OtherDamage

from jointsanction import names

CASES = Path(__file__).parents[1] / "tests" / "match" / "cases"
LABELLED_KINDS = (
    "labelled_same",
    "labelled_edit1",
    "labelled_diff",
    "labelled_edit1_diff",
    "traditional_simplified",
    "bracket_dropped",
)
LISTED, STRANGERS, EACH = 800, 200, 10
_PLACES = 60
_INVENTED_HEAD = (
    "Questions about the invented list of invented_listed.txt, made by bench/make_name_cases.py. meant: the listed",
    "company whose name was damaged, empty for a company that is not listed. verdict, found, score and why are frozen:",
    "written by pytest tests/match/names --update-goldens. Every company here is made up.",
)
_LABELLED_HEAD = (
    "Pairs of names that people labelled as one company (1) or two (0): data under Apache-2.0, see NOTICE.",
    "Only the labels and names are from there; verdict, score and why are frozen, written by",
    "pytest tests/match/names --update-goldens. That a name stands here says nothing about the company.",
)


def write(path: Path, head: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A case file: comment lines, then CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {line}\n" for line in head)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def invented() -> None:
    """The list, and the questions about it."""
    every = list(InventedNames(RARE, seed=41, places=_PLACES).names(LISTED + STRANGERS))
    random.Random(43).shuffle(every)
    listed, strangers = every[:LISTED], every[LISTED:]
    head = "# An invented list, made by bench/make_name_cases.py. Every company here is made up.\n"
    (CASES / "invented_listed.txt").write_text(head + "\n".join(listed) + "\n", encoding="utf-8")
    rng = random.Random(47)
    rows = []
    known = {names.normal_form(name) for name in listed}
    for damage in (Damage(listed, seed=53), OtherDamage(listed, seed=59)):
        for kind in KINDS:
            made = ((name, damage.apply(kind, name)) for name in iter(lambda: rng.choice(listed), ""))
            useful = (
                (f"{kind} ({damage.label})", written, name)
                for name, written in made
                if written and names.normal_form(written) not in known - {names.normal_form(name)}
            )
            rows += list(islice(useful, EACH))
    rows += neighbours(listed, known, rng)
    rows += [("unlisted", name, "") for name in strangers if names.normal_form(name) not in known]
    columns = ("kind", "asked", "meant", "verdict", "found", "score", "why")
    write(CASES / "invented.csv", _INVENTED_HEAD, columns, [(*row, "", "", "", "") for row in rows])


def neighbours(listed: Sequence[str], known: set[str], rng: random.Random) -> list[tuple[str, str, str]]:
    """Companies that are not listed and differ from a listed one in one part: what must not be sure of itself."""
    taken = [names.parts(name) for name in listed]
    plain = [part for part in taken if part.core and part.region and part.industry and not part.branch]
    made: dict[tuple[str, str], None] = {}
    for kind in ("other letter", "other place", "other trade"):
        for part, other in (rng.sample(plain, 2) for _ in range(EACH)):
            at = rng.randrange(len(part.core))
            core = part.core[:at] + rng.choice(other.core) + part.core[at + 1 :]
            old, new = {
                "other letter": (part.core, core),
                "other place": (part.region, other.region),
                "other trade": (part.industry, other.industry),
            }[kind]
            made[kind, part.normal.replace(old, new)] = None
    for one, two in (("第一", "第二"), ("第二", "第三")):
        made.update({("other ordinal", name.replace(one, two)): None for name in listed if one in name})
    return [(kind, name, "") for kind, name in made if names.normal_form(name) not in known]


def labelled(source: Path) -> None:
    """The labelled pairs of the kinds that may be shipped."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in LABELLED_KINDS]
    rows.sort(key=lambda row: (LABELLED_KINDS.index(row["kind"]), row["left"], row["right"]))
    columns = ("kind", "asked", "other", "same", "verdict", "score", "why")
    made = [(row["kind"], row["left"], row["right"], row["same"], "", "", "") for row in rows]
    write(CASES / "labelled.csv", _LABELLED_HEAD, columns, made)


def main() -> None:
    """Write the questions; verdicts stay empty until the test fills them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labelled", type=Path)
    arguments = parser.parse_args()
    invented()
    if arguments.labelled:
        labelled(arguments.labelled)


if __name__ == "__main__":
    main()
