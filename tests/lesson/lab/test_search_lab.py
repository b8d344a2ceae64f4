"""A search that a learner drives: in slices of a loop or at a stretch, stopped, refused, with promises of one's own.

The lab of the run that it found goes on as any lab does, whatever no client would allow.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson.lab.search_lab import FoundLab, SearchLab
from minikafka.search import ALL, Settings, World, shortest
from tests.lesson.turns import turns_until

UNSAFE = Settings(idempotence=False)
LOSSY = {"send", "lose ack", "retry"}


def test_it_finds_the_shortest_run_and_opens_a_lab_at_its_end() -> None:
    lab = SearchLab("no-duplicates", UNSAFE, LOSSY)
    assert repr(lab) == "SearchLab: nothing was searched yet."
    lab.search()
    assert repr(lab) == (
        "Broken in 2 actions: No message of one send is stored twice.\n1. send, the ack is lost; 2. retry"
    )
    assert lab.found
    assert [record.value for _, _, record in lab.found.trace.stored] == [b"A", b"A"]
    assert lab.found.position == lab.found.end


def test_a_promise_that_is_kept_leaves_no_run() -> None:
    lab = SearchLab("no-duplicates", Settings(), LOSSY, depth=3)
    lab.search()
    assert repr(lab).startswith("None of ")
    assert (lab.found, lab.tellers) == (None, [])


def test_in_a_loop_others_have_their_turn_while_it_searches() -> None:
    async def searched() -> tuple[int, SearchLab]:
        lab = SearchLab(lambda _world: True, Settings(), ALL, depth=3)
        lab.search()
        assert repr(lab) == "SearchLab: it is searching."
        return await turns_until(lambda: not lab.is_searching), lab

    turns, lab = asyncio.run(searched())
    assert turns > 3
    assert repr(lab).startswith("None of ")


def test_who_stops_it_is_told_what_holds_so_far() -> None:
    async def stopped() -> SearchLab:
        lab = SearchLab(lambda _world: True, Settings(), ALL, depth=6)
        lab.search()
        await turns_until(lambda: lab.progress and lab.progress.depth == 3)
        lab.stop()
        await turns_until(lambda: not lab.is_searching)
        return lab

    lab = asyncio.run(stopped())
    assert lab.result
    assert (lab.result.depth, lab.result.stopped) == (2, "it was stopped")
    assert "The search stopped there: it was stopped" in repr(lab)


def test_a_second_press_begins_no_second_search() -> None:
    async def pressed_twice() -> int:
        lab = SearchLab("no-duplicates", Settings(), LOSSY)
        lab.search()
        lab.search()
        return len(asyncio.all_tasks())

    assert asyncio.run(pressed_twice()) == 2  # this one, and the search


def test_a_second_lab_that_searches_ends_the_search_of_the_first() -> None:
    async def both() -> tuple[SearchLab, SearchLab]:
        first, second = (SearchLab(lambda _world: True, Settings(), ALL, depth=6) for _ in range(2))
        first.search()
        second.search()
        await turns_until(lambda: not first.is_searching)
        assert second.is_searching
        second.stop()
        await turns_until(lambda: not second.is_searching)
        return first, second

    first, second = asyncio.run(both())
    assert first.result
    assert second.result
    assert (first.result.stopped, second.result.stopped) == ("another one took its place", "it was stopped")


def test_settings_that_contradict_each_other_are_named_and_nothing_is_lost() -> None:
    lab = SearchLab("no-duplicates", UNSAFE, LOSSY)
    lab.settings = {**lab.settings, "first_sequence": 1}
    lab.search()
    assert repr(lab) == (
        "Nothing was searched: first_sequence needs idempotence: without it batches have no sequences."
    )
    lab.settings = {**lab.settings, "first_sequence": 0}
    lab.search()
    assert repr(lab).startswith("Broken in 2 actions")


def test_a_promise_of_ones_own_is_searched() -> None:
    def at_most_one(world: World) -> bool:
        """A consumer reads at most one message."""
        return len(world.stored(0)) <= 1

    lab = SearchLab(at_most_one, Settings(), LOSSY)
    lab.search()
    assert repr(lab) == "Broken in 2 actions: A consumer reads at most one message.\n1. send; 2. send"


def test_a_promise_that_raises_is_told_with_the_run_that_it_was_asked_about() -> None:
    lab = SearchLab(lambda world: world.stored(0)[1] is None, Settings(), LOSSY)
    lab.search()
    assert repr(lab) == (
        "The search ended: the promise raised IndexError (list index out of range) after: no action at all."
    )
    assert not lab.is_searching


def test_a_promise_that_never_holds_is_broken_by_a_run_without_actions() -> None:
    lab = SearchLab(lambda _world: False, Settings(), LOSSY)
    lab.search()
    assert repr(lab).startswith("Broken in 0 actions")
    assert lab.found
    assert (lab.found.trace.steps, lab.tellers) == (0, [])


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("no-bugs", "Nothing was searched: there is no promise 'no-bugs': use no-duplicates"),
        (lambda: True, "The search ended: the promise raised TypeError"),
        (5, "The search ended: the promise raised TypeError ('int' object is not callable)"),
    ],
)
def test_what_is_no_promise_is_told(promise: Any, told: str) -> None:
    lab = SearchLab(promise, Settings(), LOSSY)
    lab.search()
    assert repr(lab).startswith(told)


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        ({"pray"}, "Nothing was searched: there is no action 'pray'"),
        ({"retry"}, "Nothing was searched: without the action 'send' nothing ever happens"),
        ({"send", "change leader"}, "Nothing was searched: 'change leader' needs a second broker to lead"),
    ],
)
def test_actions_that_cannot_be_are_told(actions: set[str], told: str) -> None:
    lab = SearchLab(actions=actions)
    lab.search()
    assert repr(lab).startswith(told)


def test_a_run_of_two_producers_is_told_by_the_one_that_sent_last() -> None:
    lab = SearchLab("order-is-kept", Settings(generation="kafka-4.5"), ALL, depth=3)
    lab.search()
    assert lab.tellers == [(0, "producer 1"), (1, "producer 2")]
    assert lab.teller == 1
    lab.show(0)
    assert lab.found
    assert [record.value for _, _, record in lab.found.trace.stored] == [b"A"]


def found(settings: Settings) -> FoundLab:
    return FoundLab(shortest("no-duplicates", settings, {*LOSSY, "send too large"}), 0)


def test_reset_begins_a_run_with_the_settings_of_the_search() -> None:
    lab = found(Settings(generation="kafka-4.5", brokers=2))
    lab.reset()
    assert lab.trace.steps == 0
    assert (lab.trace.setup.brokers, lab.trace.setup.broker["generation"]) == (2, "kafka-4.5")
    lab.set_idempotence(on=False)
    assert not lab.enable_idempotence


def test_a_learners_cluster_has_no_part_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_BOOTSTRAP", "nowhere.invalid:9092")
    lab = found(Settings())
    lab.reset()
    lab.send("again")
    assert lab.notice == ""
    assert lab.trace.steps == 1


@pytest.mark.parametrize("idempotence", [True, False])
def test_with_six_in_flight_everything_can_be_pressed(idempotence: bool) -> None:
    lab = found(Settings(in_flight=6, idempotence=idempotence))
    assert lab.other_way.trace is None
    lab.lose(1, Fault.LOSE_REQUEST)
    lab.send("C")
    lab.flush()
    assert lab.notice == ""


def test_a_run_of_usual_settings_is_compared_with_the_other_way() -> None:
    lab = found(Settings(idempotence=False))
    assert lab.other_way.trace is not None
    assert len(lab.other_way.trace.stored) == 1
    assert lab.lose_refusal is None
