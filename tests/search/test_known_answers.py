"""What is known of Kafka's producer and must be found without a hint; ordinary producers make each run again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minikafka.engine.producer_state import ProducerState, state_after
from minikafka.engine.records import Batch
from minikafka.engine.sequence_check import RULES, Generation, Verdict, check
from minikafka.engine.trace import Stage, StepKind
from minikafka.search import NETWORK, Result, Settings, World, shortest

TWO_DAYS_MS = 2 * 86_400_000
TOPIC = "topic"


def actions(result: Result) -> list[str]:
    """The run in words, one for each action."""
    assert result.run is not None, result
    return [str(action) for action in result.run]


def stored(result: Result, partition: int = 0) -> list[bytes | None]:
    """What the ordinary producers left in the log."""
    broker = result.producers[0].network.broker
    start = broker.log_start_offset(TOPIC, partition)
    return [record.value for record in broker.fetch(TOPIC, partition, start)]


def test_without_idempotence_a_lost_ack_is_a_duplicate() -> None:
    result = shortest("no-duplicates", Settings(idempotence=False), {"send", "lose ack", "retry"}, depth=4)
    assert actions(result) == ["send, the ack is lost", "retry"]
    assert stored(result) == [b"A", b"A"]


def test_without_idempotence_a_request_that_arrives_twice_is_a_duplicate_at_once() -> None:
    result = shortest("no-duplicates", Settings(idempotence=False), NETWORK, depth=2)
    assert actions(result) == ["send, the request arrives twice"]


def test_without_idempotence_a_lost_request_changes_the_order() -> None:
    result = shortest("order-is-kept", Settings(idempotence=False), {"send", "lose request", "retry"}, depth=4)
    assert actions(result) == ["send, the request is lost", "send", "retry"]
    assert stored(result) == [b"B", b"A"]


def test_one_request_at_a_time_keeps_the_order_without_idempotence() -> None:
    settings = Settings(idempotence=False, in_flight=1)
    assert not shortest("order-is-kept", settings, {"send", "lose request", "retry"}, depth=6).is_broken


def test_six_in_flight_overtake_the_window() -> None:
    """A broker remembers five batches; of six whose acks are lost it no longer knows the first."""
    result = shortest(
        "no-duplicates", Settings(in_flight=6, messages=6), {"send", "lose ack", "retry"}, depth=7, most_states=50_000
    )
    assert actions(result) == ["send, the ack is lost"] * 6 + ["retry"]
    assert stored(result)[:7] == [b"A", b"B", b"C", b"D", b"E", b"F", b"A"]


def test_five_in_flight_do_not() -> None:
    result = shortest("no-duplicates", Settings(messages=6), {"send", "lose ack", "retry"}, depth=7)
    assert (result.is_broken, result.depth) == (False, 7)


def test_a_day_before_a_retry_is_a_duplicate() -> None:
    """J02: a client that waits longer than a broker remembers (producer.id.expiration.ms)."""
    kinds = {"send", "lose ack", "retry", "day passes"}
    result = shortest("no-duplicates", Settings(delivery_timeout_ms=TWO_DAYS_MS), kinds, depth=4)
    assert actions(result) == ["send, the ack is lost", "day passes", "retry"]
    assert not shortest("no-duplicates", Settings(), kinds, depth=4).is_broken


def test_up_to_4_4_the_first_batch_can_be_shut_out_with_every_safe_setting() -> None:
    """KAFKA-15591: the second batch is taken as the first, and the first is refused until its time is over."""
    result = shortest("never-stands-still", Settings(), NETWORK, depth=4)
    assert actions(result) == ["send, the request is lost", "send"]
    producer = result.producers[0]
    producer.flush()
    assert stored(result) == [b"B"]
    assert producer.deliveries[0].failure is not None


def test_since_4_5_it_cannot() -> None:
    result = shortest("never-stands-still", Settings(generation="kafka-4.5", messages=3), NETWORK, depth=5)
    assert (result.is_broken, result.depth) == (False, 5)


def test_up_to_4_4_the_network_alone_brings_a_duplicate() -> None:
    """C04: the first batch is overtaken by one whose ack is lost; both are sent again under a new epoch."""
    lossy = {"send", "lose request", "lose ack", "retry"}
    result = shortest("no-duplicates", Settings(), lossy, depth=4)
    assert actions(result) == ["send, the request is lost", "send, the ack is lost", "retry"]
    assert stored(result) == [b"B", b"A", b"B"]
    result = shortest("no-duplicates", Settings(), NETWORK, depth=4)
    assert actions(result) == ["send, the request is late", "send, the ack is lost"]
    assert stored(result) == [b"B", b"A", b"B"]


def test_since_4_5_the_network_alone_brings_none() -> None:
    assert not shortest("no-duplicates", Settings(generation="kafka-4.5", messages=3), NETWORK, depth=5).is_broken


def test_a_refusal_brings_a_duplicate_of_what_is_in_doubt() -> None:
    """KAFKA-14034, in every generation."""
    kinds = {"send", "send too large", "lose ack", "retry"}
    result = shortest("no-duplicates", Settings(generation="kafka-4.5"), kinds, depth=4)
    assert actions(result) == ["send, the ack is lost", "send too large"]
    assert stored(result) == [b"A", b"A"]


@pytest.mark.parametrize("restart", ["restart", "crash"])
def test_a_restart_forgets_all_but_the_last_batch(restart: str) -> None:
    """K01, K02: the retry of the batch before the last one is refused, and both are sent again."""
    kinds = {"send", "lose ack", "retry", restart}
    result = shortest("no-duplicates", Settings(generation="kafka-4.5"), kinds, depth=5)
    assert sorted(actions(result)[:3]) == sorted(["send, the ack is lost", "send, the ack is lost", restart])
    assert actions(result)[3:] == ["retry"]
    assert stored(result) == [b"A", b"B", b"A", b"B"]


def test_another_leader_remembers_as_much() -> None:
    """K12: followers learn the whole window from the batches."""
    kinds = {"send", "lose ack", "retry", "change leader"}
    settings = Settings(generation="kafka-4.5", brokers=2)
    assert not shortest("no-duplicates", settings, kinds, depth=6).is_broken


def test_a_topic_made_again_has_lost_what_was_acknowledged() -> None:
    result = shortest("nothing-acknowledged-is-missing", Settings(), {"send", "recreate topic"}, depth=4)
    assert actions(result) == ["send", "recreate topic"]
    assert stored(result) == []


def test_deleted_records_are_missing_and_the_producer_is_still_known() -> None:
    """J08: the retry of a batch whose record is gone is a duplicate still."""
    result = shortest("nothing-acknowledged-is-missing", Settings(), {"send", "delete records"}, depth=4)
    assert actions(result) == ["send", "delete records"]
    kinds = {"send", "lose ack", "retry", "delete records"}
    found = shortest(is_stored_again, Settings(generation="kafka-4.5"), kinds, depth=4)
    assert not found.is_broken


def is_stored_again(world: World) -> bool:
    """The log never ends with less than it began with."""
    return len(world.stored(0)) <= 2


def test_a_new_session_loses_a_message_in_silence() -> None:
    result = shortest("no-silent-failure", Settings(), {"send", "lose request", "new session"}, depth=3)
    assert actions(result) == ["send, the request is lost", "new session"]


def test_a_new_session_does_not_recognise_what_the_last_one_sent() -> None:
    """E05: a new producer id, so the message that is sent again is a new one."""
    kinds = {"send", "send again", "lose ack", "new session", "retry"}
    assert not shortest("no-duplicates", Settings(generation="kafka-4.5"), kinds, depth=5).is_broken
    result = shortest("no-message-twice", Settings(), kinds - {"new session"}, depth=4)
    assert actions(result) == ["send, the ack is lost", "send again"]
    assert stored(result) == [b"A", b"A again"]


def only_in_new_sessions(world: World) -> bool:
    """No message is stored twice by an application that has begun again."""
    letters = [(value or b"")[:1] for value in world.stored(0)]
    return not world.applications[0].past or len(letters) == len(set(letters))


def test_a_promise_of_ones_own_finds_the_duplicate_of_a_new_session() -> None:
    result = shortest(only_in_new_sessions, Settings(), {"send", "send again", "lose ack", "new session"}, depth=4)
    assert len(actions(result)) == 3
    assert len(result.producers) == 2
    assert result.producers[0].producer_id != result.producers[1].producer_id
    assert stored(result) == [b"A", b"A again"]


def test_two_producers_do_each_other_no_harm() -> None:
    kinds = {"send", "lose ack", "retry", "second producer"}
    settings = Settings(generation="kafka-4.5", messages=1)
    assert not shortest("no-duplicates", settings, kinds, depth=6).is_broken


# The check of a learner


def equal_to_last(
    batch: Batch, state: ProducerState | None, log_end_offset: int, generation: Generation = Generation.KAFKA_2_5
) -> Verdict:
    """The rule of many web pages: a duplicate is what has the sequence stored last; everything else is stored."""
    if state is not None and batch.base_sequence == state.last_sequence:
        return Verdict(RULES[1], state, state.batches[-1])
    return Verdict(RULES[6], state_after(state, batch, log_end_offset))


def test_a_wrong_check_is_found_out() -> None:
    kinds = {"send", "lose ack", "retry"}
    settings = Settings(generation="kafka-4.5")
    assert not shortest("no-duplicates", settings, kinds, depth=5, decide=check).is_broken
    result = shortest("no-duplicates", settings, kinds, depth=5, decide=equal_to_last)
    assert actions(result) == ["send, the ack is lost", "send", "retry"]
    assert stored(result) == [b"A", b"B", b"A"]


# What is shown


def test_the_run_found_is_told_by_an_ordinary_producer() -> None:
    result = shortest("no-duplicates", Settings(idempotence=False), {"send", "lose ack", "retry"})
    kinds = [after.kind for before, after in pairwise(result.trace) if after.step != before.step]
    assert kinds == [StepKind.SEND, StepKind.RETRY]
    assert [event.stage for event in result.trace if event.stage in {Stage.STORE, Stage.IGNORE}] == [Stage.STORE] * 2
    assert len(result.trace.stored) == 2
