"""The runs that a client can bring about, played over TCP: the log that they leave is the one that was predicted."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.network import Fault
from minikafka.search import Action, Kind, Settings
from minikafka.search.found import Found, client_runs
from minikafka.search.play import PlayedDifferently, play_on
from minikafka.wire.server import serve
from tools.found_runs import play_all


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return list(client_runs())


def test_there_is_one_for_every_promise_but_that_of_the_broker(found: list[Found]) -> None:
    assert {each.promise for each in found} >= {
        "no-duplicates",
        "no-message-twice",
        "order-is-kept",
        "no-silent-failure",
        "never-stands-still",
    }


def test_none_is_told_twice_and_a_client_can_do_each(found: list[Found]) -> None:
    assert len({(each.settings, each.run) for each in found}) == len(found)
    kinds = {action.kind for each in found for action in each.run}
    assert kinds <= {Kind.SEND, Kind.RETRY, Kind.SEND_AGAIN, Kind.NEW_SESSION}


def test_they_leave_what_was_predicted_on_a_broker_over_tcp() -> None:
    broker = Broker()
    with serve(broker) as address:
        assert len(play_all(str(address))) > 10
    assert not broker.topics


def test_a_broker_that_stores_something_else_is_named() -> None:
    """One of 4.5 refuses what one of 2.5 takes."""
    broker = Broker(generation="kafka-4.5")
    broker.create_topic("topic")
    run = [Action(Kind.SEND, 0, 0, Fault.LOSE_REQUEST), Action(Kind.SEND, 0, 0)]
    with pytest.raises(
        PlayedDifferently, match=r"after send, the request is lost; send the log holds \[\], and not \[b'B'\]"
    ):
        play_on(broker, run, Settings(), "topic")
