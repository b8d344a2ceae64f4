"""The lab: what the buttons do, without a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from minikafka import ConfigException
from minikafka.lesson import Lab, process_table, status_tracker


def broker_actions(lab: Lab) -> list[str]:
    return list(process_table(lab.trace)["Broker Action"])


def stored(lab: Lab) -> list[bytes | None]:
    """What a consumer would read of the lab's topic."""
    return [record.value for record in lab.producer.network.broker.fetch(lab.topic, 0, offset=0)]


# The buttons


def test_send_retry_and_flush_give_the_run_of_the_page() -> None:
    lab = Lab(first_sequence=1)
    lab.send()
    lab.retry()
    lab.flush()
    assert broker_actions(lab) == ["No - store message", "Yes - ignore duplicate", "-"]
    assert list(process_table(lab.trace)["Producer Output"])[-1] == "All messages confirmed"
    assert stored(lab) == [b"message1"]


def test_send_takes_the_message_of_the_field() -> None:
    lab = Lab(message="from the field")
    lab.send()
    lab.message = "changed"
    lab.send()
    assert stored(lab) == [b"from the field", b"changed"]


def test_send_takes_a_message_by_hand() -> None:
    lab = Lab()
    lab.send("hello")
    lab.send(b"\xff")
    assert stored(lab) == [b"hello", b"\xff"]
    assert lab.message == "message1"


def test_an_empty_message_is_a_message() -> None:
    lab = Lab(message="")
    lab.send()
    assert stored(lab) == [b""]
    assert list(process_table(lab.trace)["Action"]) == ["Send (empty)"]


def test_half_a_character_is_replaced_and_sent() -> None:
    lab = Lab()
    lab.send("half \ud83d")
    assert stored(lab) == [b"half ?"]


def test_a_second_send_is_stored_as_well() -> None:
    lab = Lab()
    lab.send()
    lab.send()
    assert stored(lab) == [b"message1", b"message1"]


def test_messages_go_to_the_topic_of_the_lab() -> None:
    lab = Lab(topic="orders")
    lab.send()
    assert lab.producer.network.broker.topics == {"orders": 1}


def test_after_each_press_the_lab_looks_at_the_end() -> None:
    lab = Lab()
    for press, stages in ((lab.send, 7), (lab.retry, 7), (lab.flush, 1)):
        before = lab.end
        lab.to_start()
        press()
        assert lab.position == lab.end == before + stages


def test_reset_begins_again_with_an_empty_broker() -> None:
    lab = Lab(message="mine", first_sequence=1, generation="kafka-4.5", enable_idempotence=False)
    lab.send()
    old = lab.producer
    lab.reset()
    assert lab.producer is not old
    assert (lab.position, lab.end, lab.message, lab.enable_idempotence) == (0, 0, "mine", False)
    assert lab.producer.network.broker.topics == {}
    assert lab.producer.config.first_sequence == 1
    assert lab.producer.network.broker.settings.generation.value == "kafka-4.5"
    assert "fresh run" in lab.notice


# Refusals are told, not raised


def test_retry_before_send_is_told() -> None:
    lab = Lab()
    assert lab.retry_refusal == "nothing was sent yet, so send a message first"
    lab.retry()
    assert lab.notice == "Nothing to retry: nothing was sent yet, so send a message first."
    assert (lab.trace.steps, lab.position) == (0, 0)


def test_after_a_send_there_is_something_to_retry() -> None:
    lab = Lab()
    lab.send()
    assert lab.retry_refusal is None
    lab.retry()
    assert lab.notice == ""


def test_two_megabytes_are_told_with_the_limit() -> None:
    lab = Lab()
    lab.send()
    lab.send("x" * 2_000_000)
    assert lab.notice.startswith("Nothing was sent: 2000")
    assert "max_request_size is 1048576" in lab.notice
    assert stored(lab) == [b"message1"]
    lab.send("y")
    assert lab.notice == ""
    assert stored(lab) == [b"message1", b"y"]


def test_a_topic_that_kafka_refuses_is_told() -> None:
    lab = Lab(topic="<b>no topic</b>")
    lab.send()
    assert lab.notice.startswith("Nothing was sent: INVALID_TOPIC_EXCEPTION (17)")
    assert "<b>no topic</b>" in lab.notice
    assert lab.trace.steps == 0


def test_flush_with_nothing_sent_is_a_step_that_says_so() -> None:
    lab = Lab()
    lab.flush()
    assert lab.notice == ""
    assert list(process_table(lab.trace)["Producer Output"]) == ["Nothing to confirm"]


def test_a_lab_begins_with_the_ack_lost_if_it_is_asked_to() -> None:
    lab = Lab(lose_next_ack=True)
    lab.send()
    assert list(process_table(lab.trace)["Producer Output"]) == ["No ack (lost)"]
    assert not lab.lose_next_ack


def test_a_message_that_was_given_up_is_not_retried() -> None:
    lab = Lab()
    lab.lose_next_ack = True
    lab.send()
    lab.producer.network.broker.clock.sleep(120_000)
    lab.retry()
    lab.retry()
    assert lab.notice.startswith("Nothing to retry: this message was given up")


@pytest.mark.parametrize(
    ("settings", "error", "named"),
    [({"first_sequence": -1}, ConfigException, "first_sequence is -1"), ({"generation": "3.0"}, ValueError, "'3.0'")],
)
def test_a_lab_that_cannot_be_made_says_why(settings: dict[str, Any], error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        Lab(**settings)


# Idempotence


def test_switching_idempotence_begins_a_fresh_run_and_says_so() -> None:
    lab = Lab()
    lab.send()
    lab.set_idempotence(on=False)
    assert not lab.enable_idempotence
    assert (lab.trace.steps, lab.position) == (0, 0)
    assert lab.producer.network.broker.topics == {}
    assert lab.notice == "Idempotence is off now. This is a fresh run: the log is empty."
    lab.send()
    lab.retry()
    assert stored(lab) == [b"message1", b"message1"]


def test_switching_it_on_again_says_so_too() -> None:
    lab = Lab(enable_idempotence=False)
    lab.set_idempotence(on=True)
    assert lab.enable_idempotence
    assert lab.notice.startswith("Idempotence is on now.")


@pytest.mark.parametrize("on", [True, False])
def test_to_what_it_is_already_nothing_changes(on: bool) -> None:
    lab = Lab(enable_idempotence=on)
    lab.send()
    producer = lab.producer
    lab.set_idempotence(on=on)
    assert lab.producer is producer


# The next ack


def test_the_next_ack_is_lost_once() -> None:
    lab = Lab()
    ticked = [lab.lose_next_ack]
    lab.lose_next_ack = True
    ticked += [lab.lose_next_ack]
    lab.send("a")
    ticked += [lab.lose_next_ack]
    lab.send("b")
    assert ticked == [False, True, False]
    assert list(process_table(lab.trace)["Producer Output"]) == ["No ack (lost)", "Ack for seq 1"]


def test_ticking_it_twice_loses_one_ack() -> None:
    lab = Lab()
    lab.lose_next_ack = True
    lab.lose_next_ack = True
    lab.send()
    assert not lab.lose_next_ack


def test_it_can_be_taken_back() -> None:
    lab = Lab()
    lab.lose_next_ack = True
    lab.lose_next_ack = False
    lab.send()
    assert list(process_table(lab.trace)["Producer Output"]) == ["Ack for seq 0"]


def test_a_fresh_run_loses_none() -> None:
    lab = Lab()
    lab.lose_next_ack = True
    lab.reset()
    assert not lab.lose_next_ack


def test_flush_settles_a_lost_ack() -> None:
    lab = Lab()
    lab.lose_next_ack = True
    lab.send()
    lab.flush()
    assert list(status_tracker(lab.trace).iloc[2]) == ["producer_acknowledged", False, False, True, True]
    assert stored(lab) == [b"message1"]


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Have Python change threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_clicks_from_two_threads_are_taken_lock(busy_threads: None) -> None:
    lab = Lab()

    def click_on() -> None:
        for _ in range(100):
            lab.send()

    threads = [Thread(target=click_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.step for event in lab.trace] == [0] + [step for step in range(1, 201) for _ in range(7)]
