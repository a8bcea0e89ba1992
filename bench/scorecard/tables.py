"""The tables of docs/matching.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.kinds import KINDS, MEANING

Figures = dict[str, Any]


def _own(figures: Figures) -> Figures:
    own: Figures = figures["searchers"][0]
    return own


def asked_for(figures: dict[str, Figures]) -> str:
    """What was asked for beside what was reached, at both lengths of list and with both generators."""
    runs = [(name, figures[name]) for name in _RUNS if name in figures]
    lines = ["| figure | asked | " + " | ".join(_RUNS[name] for name, _ in runs) + " |\n"]
    lines.append("|---|---" + "|---" * len(runs) + "|\n")
    rows: tuple[tuple[str, str, Callable[[Figures], str]], ...] = (
        ("recall@1, one slip or rewriting", "0.995 / 0.985", lambda own: f"{own['recall']['one_slip']:.4f}"),
        ("recall@1, two slips or region", "0.97 / 0.95", lambda own: f"{own['recall']['two_slips_or_region']:.4f}"),
        ("F1 at the shipped threshold", "0.97 / 0.95", lambda own: f"{own['at_threshold']['f1']:.4f}"),
        ("false POSSIBLE, by name alone", "≤ 3 %", lambda own: f"{own['at_threshold']['false']:.2%}"),
        (
            "false POSSIBLE, with valid codes, entries without one as in the file",
            "≤ 0.5 %",
            lambda own: f"{own['false_with_codes_as_listed']['false']:.2%}",
        ),
        (
            "the same, one entry in ten without a code",
            "",
            lambda own: f"{own['false_with_codes']['false']:.2%}",
        ),
        ("search, p50", "", lambda own: f"{own['search']['p50_us']:.0f} µs"),
        ("search, p99", "", lambda own: f"{own['search']['p99_us']:.0f} µs"),
        ("search with a valid code, p50", "", lambda own: f"{own['false_with_codes']['p50_us']:.0f} µs"),
    )
    for what, asked, value in rows:
        lines.append(f"| {what} | {asked} | " + " | ".join(value(_own(found)) for _, found in runs) + " |\n")
    return "".join(lines) + _single_figures(figures)


_RUNS = {
    "match-200k-first": "200,000, damage 1",
    "match-200k-second": "200,000, damage 2",
    "match-1m-first": "1,000,000, damage 1",
    "match-1m-second": "1,000,000, damage 2",
}


def _each_alone(found: Figures, peers: list[Figures], names: str) -> list[tuple[str, str, str]]:
    """The search against the peer that is fastest in the middle, each asked by itself."""
    own, fastest = _own(found)["search"], min(peers, key=lambda each: each["check"]["p50_us"])
    steadiest = min(peers, key=lambda each: each["check"]["p99_us"])
    return [
        (
            f"{what} at {names}, each asked by itself",
            asked,
            f"{peer['check'][f'{share}_us'] / own[f'{share}_us']:,.0f} × ({peer['label']})",
        )
        for what, asked, share, peer in (
            ("p50 against the fastest peer", "50 ×", "p50", fastest),
            ("p99 against the fastest peer", "100 ×", "p99", fastest),
            ("p99 against the peer with the least", "", "p99", steadiest),
        )
    ]


def _single_figures(figures: dict[str, Figures]) -> str:
    """Figures that are measured once."""
    rows: list[tuple[str, str, str]] = []
    for size, million in (("match-1m-first", "1,000,000"),):
        if size in figures:
            others = figures[size]["searchers"][1:]
            peers = [peer for peer in others if is_enough(peer) and "beside_p50_us" in peer["check"]]
            if not peers:
                continue
            rows.extend(_each_alone(figures[size], peers, million))
            p50 = min(peers, key=lambda peer: peer["check"]["p50_us"])
            p99 = min(peers, key=lambda peer: peer["check"]["p99_us"])
            rows.append(("p50, both asked in turn", "", f"{_times(p50, 'p50')} ({p50['label']})"))
            rows.append(("p99, both asked in turn", "", f"{_times(p99, 'p99')} ({p99['label']})"))
            usual = next((peer for peer in peers if "form cut" in peer["label"]), None)
            if usual:
                both = f"p50 {_times(usual, 'p50')}, p99 {_times(usual, 'p99')}"
                rows.append(("against SQLite FTS5, form cut, + rapidfuzz, asked in turn", "", both))
    if "match-10m" in figures and "match-1m-first" in figures:
        ten, one = _own(figures["match-10m"])["search"], _own(figures["match-1m-first"])["search"]
        rows.append(("p50 at 10,000,000 over p50 at 1,000,000", "≤ 1.5", f"{ten['p50_us'] / one['p50_us']:.2f}"))
    for name, found in figures.items():
        if name.startswith("batch"):
            what = f"{found['asked']:,} names without codes against {found['listed']:,}, 2 processes"
            rows.append((what, "≥ 10,000/s", f"{found['a_second']:,.0f}/s"))
    if "traps" in figures:
        traps = figures["traps"]
        both = traps["both codes given"]
        worst = max(traps[what]["CONFIRMED"] for what in traps if isinstance(traps[what], dict))
        pairs = f"{traps['pairs']} real pairs a character apart"
        rows.append((f"{pairs}, both codes: matches", "0", str(both["CONFIRMED"] + both["POSSIBLE"])))
        rows.append((f"{pairs}, a code missing: CONFIRMED", "0", str(worst)))
    body = "".join(f"| {what} | {asked} | {value} |\n" for what, asked, value in rows)
    return f"\n| figure | asked | measured |\n|---|---|---|\n{body}" if rows else ""


def _times(peer: Figures, which: str) -> str:
    return f"{peer['times_ours'][which]:.0f} ×"


_COLUMNS = (
    "",
    "questions",
    "recall@1 one slip",
    "two slips or region",
    "precision",
    "recall",
    "F1",
    "false",
    "F1 at its best threshold",
    "p50",
    "p99",
    "CPU a question",
    "built in",
)
_FEWEST = 100
"""Questions below which shares say nothing: a slow peer on a busy machine may not come so far."""
_INDEX_COLUMNS = (
    "names listed",
    "built in",
    "opened in",
    "bytes a name beyond the names",
    "memory of a second process: its own, with shared pages",
    "most memory while building",
)


def searchers_table(found: Figures) -> str:
    """One row a searcher."""
    lines = [
        f"| {' | '.join(_COLUMNS)} |\n",
        "|---" * len(_COLUMNS) + "|\n",
    ]
    for one in found["searchers"]:
        at, recall, best, enough = one["at_threshold"], one["recall"], one["at_best_threshold"], is_enough(one)
        cells = (
            one["label"],
            f"{one['queries']:,}",
            f"{recall['one_slip']:.4f}" if enough else "–",
            f"{recall['two_slips_or_region']:.4f}" if enough else "–",
            *(f"{at[figure]:.3f}" if enough else "–" for figure in ("precision", "recall", "f1", "false")),
            f"{best['f1']:.3f}" if enough else "–",
            _duration(one["check"]["p50_us"]),
            _duration(one["check"]["p99_us"]),
            _duration(one["check"]["cpu_us"]),
            f"{one['build_seconds']:.0f} s",
        )
        lines.append("| " + " | ".join(cells) + " |\n")
    settings = "".join(f"- {one['label']}: {one['settings']}.\n" for one in found["searchers"])
    return "".join(lines) + "\n" + settings


def is_enough(searcher: Figures) -> bool:
    """Whether it answered enough questions for shares to mean something."""
    return bool(searcher["queries"] >= _FEWEST)


def kinds_table(found: Figures, second: Figures | None) -> str:
    """recall@1 of each kind, ours with both generators."""
    searchers = [one for one in found["searchers"] if is_enough(one)]
    others = [one["label"] for one in searchers[1:]]
    lines = [f"| kind | jointsanction | damage 2 | {' | '.join(others)} |\n", "|---" * (3 + len(others)) + "|\n"]
    for kind in KINDS:
        shares = [one["recall_by_kind"].get(kind) for one in searchers]
        other = _own(second)["recall_by_kind"].get(kind) if second else None
        cells = [f"{share:.3f}" if share is not None else "–" for share in (shares[0], other, *shares[1:])]
        lines.append(f"| {MEANING[kind]} | {' | '.join(cells)} |\n")
    return "".join(lines)


def index_table(figures: dict[str, Figures]) -> str:
    """Size, time and memory at each length of list."""
    lines = [
        f"| {' | '.join(_INDEX_COLUMNS)} |\n",
        "|---" * len(_INDEX_COLUMNS) + "|\n",
    ]
    for name in ("match-200k-first", "match-1m-first", "match-10m"):
        if name in figures:
            index = figures[name]["index"]
            second = index["second_process"]
            lines.append(
                f"| {figures[name]['listed']:,} | {index['build_seconds']:.0f} s | {second['open_ms']:.1f} ms "
                f"| {index['bytes_a_name_beyond']:.0f} | {second['own_mib']:.0f}, {second['resident_mib']:.0f} MiB "
                f"| {index['peak_mib']:,.0f} MiB |\n"
            )
    return "".join(lines)


def _duration(microseconds: float) -> str:
    return f"{microseconds / 1000:.1f} ms" if microseconds >= 1000 else f"{microseconds:.0f} µs"
