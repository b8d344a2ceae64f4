"""How a search is asked, watched, stopped, and what it answers to bad input."""

from __future__ import annotations

import gc
from itertools import pairwise

import pytest

from minikafka.engine.errors import ConfigException
from minikafka.engine.sequence_check import Verdict
from minikafka.search import ALL, NETWORK, PromiseFailed, Search, Settings, World, shortest

LOSSY = {"send", "lose ack", "retry"}


def always(_world: World) -> bool:
    """Nothing is promised."""
    return True


def never(_world: World) -> bool:
    return False


# What it says


def test_a_broken_promise_is_told_with_its_run() -> None:
    result = shortest("no-duplicates", Settings(idempotence=False), LOSSY)
    assert repr(result) == (
        "Broken in 2 actions: No message of one send is stored twice.\n1. send, the ack is lost; 2. retry"
    )


def test_a_kept_promise_is_told_with_the_number_of_runs() -> None:
    result = shortest(always, Settings(messages=1), {"send", "restart"}, depth=2)
    assert repr(result) == "None of 5 runs of up to 2 actions breaks it: Nothing is promised."


def test_the_same_search_says_the_same() -> None:
    first, second = (shortest("no-message-twice", Settings(), ALL, depth=3) for _ in range(2))
    assert (repr(first), first.run, first.levels) == (repr(second), second.run, second.levels)


def test_without_a_broken_promise_there_is_no_run_to_show() -> None:
    result = shortest(always, Settings(), LOSSY, depth=1)
    with pytest.raises(ValueError, match="no run breaks this promise"):
        _ = result.trace


def test_a_promise_that_never_holds_is_broken_by_no_action() -> None:
    result = shortest(never, Settings(), LOSSY)
    assert (result.run, repr(result).splitlines()[0]) == ((), "Broken in 0 actions: never")
    assert result.trace.steps == 0


# While it runs


def test_it_reports_as_it_goes() -> None:
    search = Search(always, Settings(), ALL, depth=3)
    reports = list(search.steps())
    assert [report.depth for report in reports] == sorted(report.depth for report in reports)
    assert reports[-1].done == 1
    assert reports[-1].tried == search.result.tried
    slices = [after.tried - before.tried for before, after in pairwise(reports)]
    assert max(slices) < 600


def test_it_can_be_left_at_any_time() -> None:
    """What holds so far is known: the depths that were searched to their end."""
    search = Search(always, Settings(), ALL, depth=6)
    for report in search.steps():
        if report.depth == 3:
            break
    assert (search.result.depth, search.result.is_broken) == (2, False)
    assert "None of" in repr(search.result)


def test_python_looks_for_cycles_again_whenever_it_pauses_and_when_it_fails() -> None:
    seen = set[bool]()

    def asked(world: World) -> bool:
        seen.add(gc.isenabled())
        return len(world.stored(0)) < 2 or bool(1 // 0)

    pauses = (gc.isenabled() for _ in Search(asked, Settings(), ALL, depth=4).steps())
    assert next(pauses)
    with pytest.raises(PromiseFailed):
        list(pauses)
    assert gc.isenabled()
    assert seen == {False}


def test_it_stops_where_memory_is_to_end_and_says_so() -> None:
    result = shortest(always, Settings(), ALL, depth=6, most_states=300)
    assert 0 < result.depth < 6
    assert result.stopped == "300 states are the most that were allowed"
    assert repr(result).endswith("The search stopped there: 300 states are the most that were allowed")
    again = shortest(always, Settings(), ALL, depth=result.depth)
    assert again.runs == result.runs


def test_it_stops_where_those_that_wait_take_too_much_memory() -> None:
    """Of the last depth nothing waits, so a search of one action more than fits comes to an end all the same."""
    result = shortest(always, Settings(), ALL, depth=6, most_waiting=300)
    assert result.stopped == "300 states that wait for their turn are the most that were allowed"
    assert 0 < result.depth < 5
    assert shortest(always, Settings(), ALL, depth=result.depth + 1, most_waiting=300).stopped is None


def test_it_stops_where_time_is_over() -> None:
    result = shortest(always, Settings(), ALL, depth=9, most_seconds=0.05)
    assert result.depth < 9
    assert result.stopped == "0.05 seconds are over"


# Bad input


def test_a_promise_that_raises_is_named_with_its_run() -> None:
    def broken(world: World) -> bool:
        return world.stored(0)[0] == b"A"

    with pytest.raises(PromiseFailed, match=r"the promise raised IndexError \(list index.*\) after: no action at all"):
        shortest(broken, Settings(), LOSSY)


def test_a_promise_that_raises_later_is_named_with_its_run() -> None:
    def broken(world: World) -> bool:
        return len(world.stored(0)) < 2 or bool(1 // 0)

    with pytest.raises(PromiseFailed, match=r"ZeroDivisionError .* after: send; send"):
        shortest(broken, Settings(), {"send"})


def test_a_check_that_raises_is_named_with_its_run() -> None:
    def decide(*_arrival: object) -> Verdict:
        raise NotImplementedError("no rule holds")

    with pytest.raises(
        PromiseFailed, match=r"the sequence check raised NotImplementedError \(no rule holds\) after: send"
    ):
        shortest("no-duplicates", Settings(), {"send"}, decide=decide)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"in_flight": 7}, "in_flight is 7: a search takes 1 to 6"),
        ({"in_flight": 0}, "in_flight is 0"),
        ({"messages": 9}, "messages is 9: a search takes 1 to 8"),
        ({"partitions": 0}, "partitions is 0"),
        ({"brokers": 4}, "brokers is 4: a search takes 1 to 3"),
        ({"generation": "kafka-1"}, "generation is 'kafka-1'"),
        ({"expiry_ms": 0}, "expiry_ms is 0"),
        ({"first_sequence": 1, "idempotence": False}, "first_sequence needs idempotence"),
        ({"delivery_timeout_ms": 1000}, "delivery_timeout_ms must not be less than request_timeout_ms"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, int | str | bool], message: str) -> None:
    with pytest.raises(ConfigException, match=message):
        Settings(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ({"send", "pray"}, "there is no action 'pray': use send, "),
        (set(), "without the action 'send' nothing ever happens"),
        ({"retry"}, "without the action 'send' nothing ever happens"),
        ({"send", "change leader"}, "'change leader' needs a second broker"),
    ],
)
def test_actions_that_cannot_be_are_refused(actions: set[str], message: str) -> None:
    with pytest.raises(ConfigException, match=message):
        shortest("no-duplicates", Settings(), actions)


def test_an_unknown_promise_is_refused() -> None:
    with pytest.raises(ConfigException, match="there is no promise 'no-bugs': use no-duplicates, "):
        shortest("no-bugs")


def test_a_depth_of_none_is_refused() -> None:
    with pytest.raises(ConfigException, match="depth is 0"):
        shortest("no-duplicates", depth=0)


def test_the_network_kinds_are_what_a_client_can_bring_about() -> None:
    assert {kind.value for kind in NETWORK} == {
        "send", "retry", "lose request", "lose ack", "deliver late", "deliver twice",
    }  # fmt: skip
