"""Write docs/matching.md and docs/charts/*.svg from bench/figures/*.json; with ``--check``, only say if they are fresh.

The figures come from ``bench/match.py --json`` and ``bench/calibrate.py --json``; each carries its machine and day.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scorecard.charts import calibration_chart, recall_chart
from scorecard.page import page

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "bench" / "figures"


def figures() -> dict[str, Any]:
    """Every file of figures by its name without ending."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FIGURES.glob("*.json"))}


def make() -> dict[Path, str]:
    """Every file and its text."""
    found = figures()
    charts = ROOT / "docs" / "charts"
    made = {ROOT / "docs" / "matching.md": page(found)}
    for size in ("200k", "1m"):
        if f"match-{size}-first" in found:
            made[charts / f"recall-{size}.svg"] = recall_chart(found[f"match-{size}-first"])
    if "calibration-real" in found:
        series = [("real names, 1:1, 200,000 listed (never trained on)", found["calibration-real"]["bins"])]
        if "calibration-raw" in found:
            series.append(("the same before calibration", found["calibration-raw"]["bins"]))
        made[charts / "calibration.svg"] = calibration_chart(series, "What a score means")
    return made


def main() -> int:
    """Write, or with ``--check`` compare."""
    made = make()
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        if stale:
            print("stale, run bench/make_scorecard.py:", *(path.name for path in stale), file=sys.stderr)
        return 1 if stale else 0
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
