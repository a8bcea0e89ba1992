"""What is built next: always up to date, few generations, and little written twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jointsanction.match.build_plan import BASE_LEAST, SMALLEST, plan
from jointsanction.match.manifest import LayerPlace


def grown(layers: tuple[LayerPlace, ...], changes: int, *, large_upto: int = 0) -> tuple[LayerPlace, ...]:
    """The layers after so many more changes, each of another entry, were built in."""
    upto = (layers[-1].upto if layers else 0) + changes
    planned = plan(layers, upto, large_upto=large_upto)
    assert planned is not None
    assert planned.upto == upto
    kept = layers[: planned.keep]
    assert planned.after == (kept[-1].upto if kept else 0)
    return (*kept, LayerPlace("x", planned.after, upto, upto - planned.after))


@settings(max_examples=200)
@given(base=st.integers(0, 10**7), steps=st.lists(st.integers(1, 50_000), max_size=80))
def test_layers_follow_on_each_other_and_are_few(base: int, steps: list[int]) -> None:
    """Whatever the sizes: no gap, no overlap, at most a base and eight generations, and those no larger than it."""
    layers = (LayerPlace("x", 0, base, base),) if base else ()
    for changes in steps:
        layers = grown(layers, changes)
        assert len(layers) <= 9
        above = sum(layer.entries for layer in layers[1:])
        assert above <= max(BASE_LEAST, layers[0].entries)


@settings(max_examples=200)
@given(
    before=st.lists(st.integers(1, 50_000), max_size=30),
    after=st.lists(st.integers(1, 50_000), min_size=1, max_size=30),
)
def test_no_layer_reaches_over_the_end_of_a_large_one_that_is_being_built(before: list[int], after: list[int]) -> None:
    """So the large one can take the place of whole layers."""
    layers = (LayerPlace("x", 0, 10**6, 10**6),)
    for changes in before:
        layers = grown(layers, changes)
    large_upto = layers[-1].upto
    for changes in after:
        layers = grown(layers, changes, large_upto=large_upto)
        assert large_upto in [layer.upto for layer in layers]
        assert len(layers) <= 16


def test_nothing_new_is_nothing_to_do() -> None:
    """Layers that reach to the last change number are left alone, and so is an empty ledger."""
    assert plan((LayerPlace("x", 0, 7, 7),), 7) is None
    assert plan((), 0) is None


def test_a_ledger_older_than_its_index_is_left_alone() -> None:
    """A build up to a change number that the layers are beyond does nothing."""
    assert plan((LayerPlace("x", 0, 7, 7),), 5) is None


def test_little_is_written_twice() -> None:
    """600,000 changes over ten million, in builds of the smallest class, are each written five times at most."""
    layers = (LayerPlace("x", 0, 10**7, 10**7),)
    written = 0
    for _ in range(600_000 // SMALLEST):
        layers = grown(layers, SMALLEST)
        written += layers[-1].entries
    assert len(layers) > 1
    assert written < 5 * 600_000
