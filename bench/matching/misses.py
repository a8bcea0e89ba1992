"""What was missed, and why: not among the candidates, or ranked below another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jointsanction import names
from matching.measures import Variant
from matching.ours import Ours


def write_misses(path: Path, ours: Ours, variants: Sequence[Variant], listed: Sequence[str]) -> None:
    """One line a missed variant."""
    lines = []
    for variant in variants:
        best = ours.best(variant.written)
        if best is not None and listed[best.row] == variant.normal:
            continue
        found = ours.candidates(variant.written, 0.0)
        places = [place for place, one in enumerate(found) if listed[one.row_id] == variant.normal]
        first = f"{listed[found[0].row_id]} {found[0].score:.4g}" if found else "nothing"
        why = f"ranked {places[0] + 1}, {found[places[0]].score:.4g}" if places else "not among the candidates"
        lines.append(f"{variant.kind} | {names.normal_form(variant.written)} | {variant.normal} | {why} | {first}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
