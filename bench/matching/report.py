"""Figures as lines on the screen."""

from __future__ import annotations

from typing import Any

Figures = dict[str, Any]


def print_index(index: Figures) -> None:
    """Size, time and memory of the library's index."""
    second = index["second_process"]
    print(
        f"index: built in {index['build_seconds']:.1f} s, opened in {index['open_ms']:.1f} ms, "
        f"{index['bytes_a_name_beyond']:.0f} bytes a name beyond the names ({index['bytes_a_name']:.0f} in all)"
    )
    print(
        f"second process: opened in {second['open_ms']:.1f} ms, {second['own_mib']:.0f} MiB its own, "
        f"{second['resident_mib']:.0f} MiB with shared pages; this process at most {index['peak_mib']:.0f} MiB",
        flush=True,
    )


def print_searcher(found: Figures) -> None:
    """One block."""
    recall = found["recall"]
    print(f"\n{found['label']}  ({found['queries']:,} questions)")
    groups = "   ".join(f"{group.replace('_', ' ')} {value:.4f}" for group, value in recall.items())
    print(f"  recall@1: {groups}")
    for at in ("at_threshold", "at_best_threshold"):
        how = "" if at == "at_threshold" else "  (best threshold for these very answers)"
        one = found[at]
        print(
            f"  at {one['threshold']:.4g}: precision {one['precision']:.4f}  recall {one['recall']:.4f}  "
            f"F1 {one['f1']:.4f}  false {one['false']:.4f}{how}"
        )
    for coded in (found[key] for key in ("false_with_codes", "false_with_codes_as_listed") if key in found):
        print(
            f"  false with valid codes {coded['false']:.4f}, {coded['entries_without_code']:,} entries without one, "
            f"p50 {coded['p50_us']:.1f} µs"
        )
    times = [("whole question", found["check"])] + ([("search alone", found["search"])] if "search" in found else [])
    for what, time in times:
        print(f"  {what}: p50 {time['p50_us']:.1f} µs  p99 {time['p99_us']:.1f} µs  CPU {time['cpu_us']:.1f} µs")
    if "times_ours" in found:
        print(f"  = {found['times_ours']['p50']:.0f} x (p50), {found['times_ours']['p99']:.0f} x (p99) jointsanction's")
    print(f"  built in {found['build_seconds']:.1f} s, {found['disk_mib']:.0f} MiB on disk")
    kinds = [f"{kind} {value:.3f}" for kind, value in found["recall_by_kind"].items()]
    for start in range(0, len(kinds), 6):
        print("    " + "   ".join(kinds[start : start + 6]), flush=True)
