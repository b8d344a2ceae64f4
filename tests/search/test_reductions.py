"""A search with its reductions finds what a search of every single run finds: the same length and number of runs."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from minikafka.search import ALL, NETWORK, Kind, Outcome, Settings, World, shortest
from minikafka.search.actions import all_actions, kinds_of
from minikafka.search.canonical import Canonical
from minikafka.search.promises import PROMISES

SETTINGS = [
    Settings(),
    Settings(generation="kafka-4.5"),
    Settings(idempotence=False),
    Settings(in_flight=1),
    Settings(partitions=2),
    Settings(brokers=2),
    Settings(first_sequence=1),
    Settings(expiry_ms=40_000),
    Settings(delivery_timeout_ms=2 * 86_400_000),
]


def both(promise: Any, settings: Settings, actions: Any, depth: int) -> tuple[Any, Any]:
    """What is found with every reduction, and without any."""
    return (
        shortest(promise, settings, actions, depth),
        shortest(promise, settings, actions, depth, merge_equal=False, one_order=False),
    )


def always(_world: World) -> bool:
    return True


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_the_shortest_run_is_as_long_as_without_reductions(promise: str, settings: Settings) -> None:
    reduced, full = both(promise, settings, ALL, depth=2)
    assert (reduced.is_broken, reduced.depth) == (full.is_broken, full.depth)
    assert reduced.runs == full.runs


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("generation", ["kafka-2.5", "kafka-4.5"])
def test_deeper_on_the_network_alone(promise: str, generation: str) -> None:
    reduced, full = both(promise, Settings(generation=generation), NETWORK, depth=4)
    assert (reduced.is_broken, reduced.depth, reduced.runs) == (full.is_broken, full.depth, full.runs)


@pytest.mark.parametrize("partitions", [1, 2])
@pytest.mark.parametrize("generation", ["kafka-2.5", "kafka-4.5"])
@pytest.mark.parametrize("promise", ["no-duplicates", "never-stands-still", "order-is-kept", always])
def test_with_two_producers_and_everything_that_commutes(promise: Any, generation: str, partitions: int) -> None:
    kinds = {"send", "lose request", "deliver late", "second producer", "delete records", "send too large"}
    settings = Settings(generation=generation, partitions=partitions, messages=1)
    reduced, full = both(promise, settings, kinds, depth=3)
    assert (reduced.is_broken, reduced.depth, reduced.runs) == (full.is_broken, full.depth, full.runs)


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_every_run_is_counted(settings: Settings) -> None:
    reduced, full = both(always, settings, ALL, depth=2)
    assert [level.runs for level in reduced.levels] == [level.runs for level in full.levels]
    assert reduced.tried < full.tried


def test_the_number_of_runs_is_that_of_all_sequences_of_actions() -> None:
    """Counted by hand: one message, two actions that are always possible beside its ``send``."""
    result = shortest(always, Settings(messages=1), {"send", "restart", "day passes"}, depth=3)
    sequences = [run for length in (1, 2, 3) for run in product("srd", repeat=length) if run.count("s") <= 1]
    assert result.runs == len(sequences)


def test_actions_of_two_producers_are_tried_in_one_order() -> None:
    kinds = {"send", "second producer"}
    settings = Settings(messages=4)
    once, twice = (shortest(always, settings, kinds, depth=4, one_order=one_order) for one_order in (True, False))
    assert (once.runs, once.states) == (twice.runs, twice.states)
    assert once.tried < twice.tried


def test_two_producers_may_change_places() -> None:
    """One state after the first ``send``, whoever sends."""
    result = shortest(always, Settings(), {"send", "second producer"}, depth=1)
    assert (result.levels[0].runs, result.levels[0].states) == (2, 1)


@pytest.mark.parametrize("first", [0, 1])
def test_equal_forms_behave_alike(first: int) -> None:
    """Every pair of runs of two actions that end in one form: the same actions are allowed, and lead to one form."""
    settings = Settings(messages=2)
    canonical = Canonical(settings, depth=4)
    actions = all_actions(kinds_of(ALL, settings), settings)
    found: dict[bytes, tuple[World, bool]] = {}
    for run in product(actions[first::2], actions):
        world = made(settings, run)
        if world is None:
            continue
        form, swapped = canonical.form(world)
        if form not in found:
            found[form] = world, swapped
            continue
        other, other_swapped = found[form]
        for action in actions:
            there = action.of_the_other() if swapped != other_swapped else action
            assert world.allows(action) == other.allows(there)
            if world.allows(action):
                here, yonder = world.copy(), other.copy()
                assert here.take(action) == yonder.take(there)
                assert canonical.form(here)[0] == canonical.form(yonder)[0]


def made(settings: Settings, run: Any) -> World | None:
    """The world after a run, if it can be made."""
    world = World(settings, producers=2)
    return world if all(world.allows(action) and world.take(action) for action in run) else None


def test_a_copy_goes_its_own_way() -> None:
    settings = Settings(brokers=2, partitions=2)
    canonical = Canonical(settings, depth=3)
    world = World(settings, producers=2)
    for action in all_actions(kinds_of(ALL, settings), settings):
        if not world.allows(action):
            continue
        before = canonical.form(world)
        copy = world.copy()
        copy.take(action)
        assert canonical.form(world) == before
        world = copy if Kind.SEND is action.kind and action.fault is None else world
    assert [send.outcome for send in world.sends] == [Outcome.ACKNOWLEDGED] * 2
