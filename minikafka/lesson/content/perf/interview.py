"""An interview question about the costs, and an answer whose every sentence comes with what was counted for it."""

from __future__ import annotations

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException
from minikafka.engine.producer import Producer
from minikafka.lesson.content.perf.load import TOPIC, broker_after
from minikafka.lesson.content.perf.short_lived import HOUR_MS, MESSAGES, kept
from minikafka.lesson.content.perf.sizes import batch_sizes
from minikafka.lesson.content.perf.work import Case, lines_for
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import interview
from minikafka.lesson.widgets.interview import Point

TEXT = "What does it cost to switch enable.idempotence on?"


def _requests() -> str:
    one, many = kept(1), kept(MESSAGES)
    return (
        f"{counted(one.producer_ids, 'id')} for {MESSAGES:,} messages of one producer, "
        f"{many.producer_ids:,} for one message each of {MESSAGES:,} producers"
    )


def _bytes() -> str:
    without, with_id = batch_sizes(100)
    return f"a batch of 100 records has {without:,} bytes without a producer id, {with_id:,} with one"


def _work() -> str:
    short, long = (lines_for(Case(batches=batches)).retry for batches in (5, 1_000))
    return f"{short} lines of the broker's code answer a retry after 5 batches, and {long} after 1,000"


def _memory() -> str:
    state = broker_after(batches=1_000).producer_state(TOPIC, 0, 0)
    assert state, "a producer whose batches are stored is known"
    hours = Broker().settings.producer_id_expiration_ms // HOUR_MS
    remembered = counted(len(state.batches), "batch", "batches")
    return f"{remembered} of 1,000 are remembered, and forgotten {hours} hours after the last"


def _conflict() -> str:
    try:
        Producer(Broker(), enable_idempotence=True, acks=1)
    except ConfigException as refusal:
        return f"a producer with acks=1 is refused: {refusal}"
    return "a producer with acks=1 is accepted"


ANSWER = (
    Point("Once for each producer, a request: it asks for its producer id before the first batch.", _requests),
    Point("On the wire, nothing: the batch has fields for the numbers in any case.", _bytes),
    Point(
        "At the broker, for each batch, one look-up and five comparisons at the most, however long the log is.", _work
    ),
    Point(
        "In memory, up to five batches for each producer id and partition, for a day. So keep producers alive.",
        _memory,
    ),
    Point(
        "What can be felt is what comes along: acks=all waits for all in-sync replicas. "
        "Who wants to lose nothing pays for that without idempotence as well.",
        _conflict,
    ),
)


class Interview(interview.Interview):
    """The question; the answer appears when it is asked for. Display it in a notebook."""

    def __init__(self) -> None:
        super().__init__(TEXT, ANSWER)
