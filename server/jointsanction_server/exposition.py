"""The server's figures as Prometheus reads them, made when somebody asks, in the thread that serves the question.

A worker counts for itself and has a metrics port of its own. Imported only where a metrics address is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from jointsanction_server.metrics import BUCKETS, MethodFigures, ServerFigures, State


class FiguresCollector(Collector):
    """Puts the figures into Prometheus' form."""

    def __init__(self, figures: ServerFigures, state: Callable[[], State]) -> None:
        self._figures = figures
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """Every metric; names and labels are part of the operator's contract."""
        yield from _calls(dict(self._figures.methods))
        figures = self._figures
        for name, about, label, counter in (
            ("check_outcomes", "Answered checks by outcome", "outcome", figures.outcomes),
            ("denials", "Refused calls by reason", "reason", figures.denials),
            ("record_lost", "Checks answered without a record (--record=best-effort)", "reason", figures.lost),
            ("pushed_records", "Pushed list records by how they ended", "fate", figures.pushed),
            ("rule_reloads", "Edits of rule files taken up or left aside", "result", figures.rule_reloads),
        ):
            family = CounterMetricFamily(f"jointsanction_{name}", about, labels=[label])
            for value, count in sorted(counter.items()):
                family.add_metric([value], count)
            yield family
        yield from _state_metrics(self._state())


def _calls(methods: dict[str, MethodFigures]) -> Iterator[Metric]:
    handled = CounterMetricFamily("grpc_server_handled", "Calls ended", labels=["method", "code"])
    seconds = HistogramMetricFamily("grpc_server_handling_seconds", "How long calls took", labels=["method"])
    running = GaugeMetricFamily("grpc_server_in_flight", "Calls that run now", labels=["method"])
    items = CounterMetricFamily("grpc_server_msg_received", "Messages taken in by streams", labels=["method"])
    for name, figures in sorted(methods.items()):
        items.add_metric([name], figures.items)
        for code, count in sorted(figures.codes.items()):
            handled.add_metric([name, code], count)
        so_far, cumulative = 0, []
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), figures.buckets, strict=True):
            so_far += count
            cumulative.append((bound, so_far))
        seconds.add_metric([name], buckets=cumulative, sum_value=figures.seconds)
        running.add_metric([name], figures.running)
    yield from (handled, seconds, running, items)


def _state_metrics(state: State) -> Iterator[Metric]:
    ages = GaugeMetricFamily("jointsanction_list_age_days", "Days since a list was received", labels=["list"])
    for code, days in state.list_ages.items():
        ages.add_metric([code], days)
    yield ages
    for name, about, value in (
        ("index_change_no", "Change number of the ledger that checks are made on", state.index_change_no),
        ("record_queue", "Checks that wait to be written down", state.record_queue),
        ("rules_degraded", "1 while edited rule files are faulty and the last good ones stand", state.rules_degraded),
        ("callers_degraded", "1 while callers.yaml is faulty and the last good one stands", state.callers_degraded),
    ):
        yield GaugeMetricFamily(f"jointsanction_{name}", about, value=float(value))
    versions = GaugeMetricFamily("jointsanction_versions", "What decides now", labels=["list", "rules", "engine"])
    versions.add_metric([state.list_version, state.rule_version, state.engine_version], 1)
    yield versions


def registry_of(figures: ServerFigures, state: Callable[[], State]) -> CollectorRegistry:
    """A registry of this server alone; nothing is kept in the module."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(FiguresCollector(figures, state))
    return registry
