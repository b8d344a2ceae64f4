"""What a learner does to the brokers of a sandbox."""

from __future__ import annotations

import pytest

from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson import Lab, process_table


def outcomes(lab: Lab) -> list[str]:
    return list(process_table(lab.trace)["Broker Action"])


def test_five_become_one_and_the_second_to_last_batch_is_refused() -> None:
    """K02, and the follower that still knows all five [K12]."""
    lab = Lab(sandbox=True)
    for _ in range(5):
        lab.send()
    lab.operations.restart(clean=False)
    lab.retry(lab.producer.deliveries[3])
    lab.operations.change_leader()
    lab.retry(lab.producer.deliveries[3])
    assert outcomes(lab)[5:] == [
        "Remembered 5 batches, now 1",
        "No - refuse, older than the 1 batch remembered",
        "Remembered 1 batch, now 5",
        "Yes - ignore duplicate",
    ]


def test_a_day_makes_a_retry_a_new_batch() -> None:
    """J02."""
    lab = Lab(sandbox=True)
    lab.send()
    lab.operations.let_a_day_pass()
    lab.retry()
    assert outcomes(lab) == ["No - store message", "Remembered 1 batch, now none", "No - store message"]


def test_the_restart_is_that_of_the_leader() -> None:
    lab = Lab(sandbox=True)
    lab.send()
    lab.operations.change_leader()
    lab.operations.restart()
    assert list(process_table(lab.trace)["Action"])[-1] == "Restart broker 1 (clean)"


def test_what_cannot_be_done_is_told() -> None:
    lab = Lab(sandbox=True)
    assert lab.operations.leader_refusal == "there is no partition to lead yet, so send a message first"
    lab.operations.change_leader()
    assert lab.notice.startswith("Nothing was done: UNKNOWN_TOPIC_OR_PARTITION")
    assert lab.trace.steps == 0


def test_one_broker_has_no_other_leader() -> None:
    lab = Lab()
    lab.send()
    lab.operations.change_leader()
    assert lab.notice == "Nothing was done: no other broker has a copy of this partition."


def test_a_watched_broker_is_left_alone() -> None:
    lab = Lab(sandbox=True)
    lab.watch(WatchedBroker())
    assert lab.operations.refusal == lab.operations.leader_refusal == lab.send_refusal
    lab.operations.restart()
    assert lab.notice.startswith("Nothing was done: this lab watches")


def test_the_old_name_of_a_sandbox_is_still_taken_and_says_the_new_one() -> None:
    with pytest.warns(DeprecationWarning, match="sandbox=True"):
        lab = Lab(advanced=True)
    assert lab.sandbox
    assert lab.trace.setup.brokers == 2
