"""The two charts: recall by kind of damage beside the peers, and what a score means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matching.kinds import KINDS, MEANING

from scorecard.svg import FAINT, GRID, INK, Drawing
from scorecard.tables import is_enough

Figures = dict[str, Any]
_COLOURS = ("#0b6e4f", "#c2571a", "#8250df", "#0969da", "#9a6700", "#57606a")
_SHAPES = ("circle", "square", "triangle", "diamond", "cross", "square")
_ROW, _LANE, _TOP, _LEFT, _RIGHT = 34, 5, 96, 330, 30
_FINE_FROM, _COARSE = 0.8, 0.33
_WIDTH, _SIDE = 900, 520


def recall_chart(figures: Figures) -> str:
    """Dots for every kind of damage; the library's dot is drawn last and largest."""
    searchers = [one for one in figures["searchers"] if is_enough(one)]
    kinds = [kind for kind in KINDS if kind in searchers[0]["recall_by_kind"]]
    height = _TOP + _ROW * len(kinds) + 40
    drawing = Drawing(_WIDTH, height, "recall@1 by kind of damage")
    listed = figures["listed"]
    drawing.label(20, 26, f"Found first (recall@1) by kind of damage, {listed:,} real names listed", bold=True)
    _legend(drawing, [f"{searcher['label']} ({searcher['queries']:,} asked)" for searcher in searchers])
    drawing.label(_WIDTH - _RIGHT, 26, "the scale is wider from 0.8 on", anchor="end", colour=FAINT)
    for tick in (0.0, 0.4, 0.8, 0.85, 0.9, 0.95, 1.0):
        drawing.line(_place(tick), _TOP - 8, _place(tick), height - 36)
        drawing.label(_place(tick), height - 18, f"{tick:g}", anchor="middle", colour=FAINT)
    for row, kind in enumerate(kinds):
        y = _TOP + _ROW * row + _ROW / 2 - 6
        if row % 2 == 0:
            drawing.band(_LEFT - 6, y - _ROW / 2, _WIDTH - _RIGHT - _LEFT + 12, _ROW)
        drawing.label(_LEFT - 16, y + 4, MEANING[kind], anchor="end")
        for place in reversed(range(len(searchers))):
            share = searchers[place]["recall_by_kind"].get(kind)
            if share is not None:
                lane = y + (place - (len(searchers) - 1) / 2) * _LANE
                size = 5.0 if place == 0 else 3.6
                drawing.mark(_place(share), lane, _SHAPES[place], _COLOURS[place], size=size, hollow=place > 0)
    return drawing.text


def _place(share: float) -> float:
    """Where a share stands: a third of the width up to 0.8, where searchers seldom are, the rest from there."""
    inner = _WIDTH - _LEFT - _RIGHT
    if share < _FINE_FROM:
        return _LEFT + inner * _COARSE * share / _FINE_FROM
    return _LEFT + inner * (_COARSE + (1 - _COARSE) * (share - _FINE_FROM) / (1 - _FINE_FROM))


def _legend(drawing: Drawing, labels: Sequence[str]) -> None:
    for place, label in enumerate(labels):
        x, y = 26 + 290 * (place % 3), 50 + 20 * (place // 3)
        drawing.mark(x, y - 4, _SHAPES[place], _COLOURS[place], size=6.0 if place == 0 else 4.2, hollow=place > 0)
        drawing.label(x + 12, y, label)


def calibration_chart(series: Sequence[tuple[str, Sequence[Figures]]], title: str) -> str:
    """Score against the share that was the same company; on the dashed line the score says what it means."""
    left, top, side = 70, 84, _SIDE - 110
    drawing = Drawing(_SIDE + 40, top + side + 60, title)
    drawing.label(20, 26, title, bold=True)
    for place, (label, _) in enumerate(series):
        drawing.mark(26, 42 + 18 * place, _SHAPES[place], _COLOURS[place], hollow=place > 0)
        drawing.label(38, 46 + 18 * place, label)
    for tenth in range(0, 11, 2):
        at = side * tenth / 10
        drawing.line(left + at, top, left + at, top + side)
        drawing.line(left, top + at, left + side, top + at)
        drawing.label(left + at, top + side + 18, f"{tenth / 10:.1f}", anchor="middle", colour=FAINT)
        drawing.label(left - 8, top + side - at + 4, f"{tenth / 10:.1f}", anchor="end", colour=FAINT)
    drawing.line(left, top + side, left + side, top, colour=INK, dash="4 4")
    drawing.label(left + side / 2, top + side + 40, "score", anchor="middle")
    drawing.label(left + 8, top + 16, "share that was the company meant", colour=FAINT)
    for place, (_, bins) in reversed(list(enumerate(series))):
        points = [(left + side * one["score"], top + side - side * one["same"]) for one in bins]
        drawing.path(points, colour=_COLOURS[place] if place == 0 else GRID)
        for x, y in points:
            drawing.mark(x, y, _SHAPES[place], _COLOURS[place], size=4.5, hollow=place > 0)
    return drawing.text
