"""Runs of whatever presses, for the properties of the lesson."""

from __future__ import annotations

from hypothesis import note
from hypothesis import strategies as st

from minikafka import Broker, ManualClock, Producer, Record
from minikafka.engine.records import MAX_SEQUENCE
from tests.lesson.runs import TIMEOUT_MS

FAULTS = ("lose_request", "lose_ack", "deliver_twice", "delay")
VERBS = ("send", "send", "send elsewhere", "send two", "retry", "flush", "wait", *FAULTS)


@st.composite
def any_run(draw: st.DrawFn) -> Producer:
    """A run of up to twenty presses: messages, retries, flushes, faults, and time that passes."""
    clock = ManualClock()
    broker = Broker(clock=clock, num_partitions=2, generation=draw(st.sampled_from(["kafka-2.5", "kafka-4.5"])))
    idempotent, first = draw(st.booleans()), draw(st.sampled_from([0, 1, MAX_SEQUENCE]))
    producer = Producer(broker, enable_idempotence=idempotent, first_sequence=first)
    verbs = draw(st.lists(st.sampled_from(VERBS), max_size=20))
    note(f"{broker}, enable_idempotence={idempotent}, first_sequence={first}: {verbs}")
    for number, verb in enumerate(verbs):
        _press(producer, clock, verb, f"m{number}".encode())
    return producer


def _press(producer: Producer, clock: ManualClock, verb: str, message: bytes) -> None:
    match verb:
        case "send":
            producer.send("topic", message)
        case "send elsewhere":
            producer.send("topic", message, partition=1)
        case "send two":
            producer.send_batch("topic", (Record(value=message), Record(value=message)))
        case "retry":
            if producer.retry_refusal is None:
                producer.retry()
        case "flush":
            producer.flush()
        case "wait":
            clock.advance(TIMEOUT_MS // 3)
        case fault:
            getattr(producer.network, fault)()
