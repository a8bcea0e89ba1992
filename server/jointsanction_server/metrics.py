"""What the server counts. The event loop only adds to plain numbers; ``exposition`` shows them to Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds in seconds; a check that is not held up takes 0.5 to 5 ms with its record."""


@dataclass(slots=True)
class MethodFigures:
    """One method: calls by status code, how long they took, how many run now, messages taken in by streams."""

    codes: Counter[str] = field(default_factory=Counter)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0
    running: int = 0
    items: int = 0

    def finished(self, code: str, seconds: float) -> None:
        """A call has ended."""
        self.codes[code] += 1
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds


@dataclass(slots=True)
class ServerFigures:
    """All that one process counts. ``gauges`` are read when somebody asks: name, (help, labels, values)."""

    methods: dict[str, MethodFigures] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    denials: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    pushed: Counter[str] = field(default_factory=Counter)
    rule_reloads: Counter[str] = field(default_factory=Counter)

    def method(self, name: str) -> MethodFigures:
        """The figures of a method, made where there are none yet."""
        return self.methods.setdefault(name, MethodFigures())


@dataclass(frozen=True, slots=True)
class State:
    """What is true of the server at the moment of asking. Ages are days since the last receipt."""

    index_change_no: int = 0
    list_ages: dict[str, int] = field(default_factory=dict)
    list_version: str = ""
    rule_version: str = ""
    engine_version: str = ""
    record_queue: int = 0
    rules_degraded: bool = False
    callers_degraded: bool = False
