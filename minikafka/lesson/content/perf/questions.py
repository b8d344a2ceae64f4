"""What is asked about the costs of idempotence, also in an interview; counts of the broker answer it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException
from minikafka.engine.producer import Producer
from minikafka.engine.producer_state import ProducerState
from minikafka.lesson.content.perf.memory import HOUR_MS, MESSAGES, Kept, batch_sizes, kept
from minikafka.lesson.content.perf.work import TOPIC, Case, broker_after, lines_for
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import own_words
from minikafka.lesson.widgets.own_words import Sentence
from minikafka.lesson.widgets.question import Option, Question

BATCHES = 1_000
RECORDS = 100
NUMBERS = 8 + 2 + 4  # bytes of a producer id, an epoch and a base sequence
GROWN = BATCHES // 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was counted.

    ``longer_log`` is how many times as many lines of code answer a retry when the log is ``GROWN`` times as long;
    ``added_bytes`` is what a batch of ``RECORDS`` records grows by when its producer becomes idempotent.
    """

    longer_log: float
    state: ProducerState
    added_bytes: int
    short_lived: Kept


@cache
def evidence() -> Evidence:
    """Count all of it, once."""
    short, long = (lines_for(Case(batches=batches)).retry for batches in (5, 5 * GROWN))
    state = broker_after(batches=BATCHES).producer_state(TOPIC, 0, 0)
    assert state, "a producer whose batches are stored is known"
    without, with_id = batch_sizes(RECORDS)
    return Evidence(long / short, state, with_id - without, kept(producers=1_000))


QUESTIONS = (
    Question(
        "longer-log",
        evidence,
        "A partition's log becomes 200 times as long. How much more work is it for the broker to answer a retry?",
        "What does the check look at? Find the row about the log in the table of the work.",
        (
            Option(
                "200 times as much: it looks for the batch in the log.",
                "It never reads the log. What it needs stands beside the log, under the producer's id.",
                lambda counts: counts.longer_log > GROWN / 2,
            ),
            Option(
                "About twice as much: a search that halves the log each time.",
                "Such a search finds an offset in a log. A duplicate is found among five remembered batches.",
                lambda counts: 1 < counts.longer_log <= GROWN / 2,
            ),
            Option(
                "None: it is the same work.",
                "One look-up by producer id and five comparisons at the most, however much has been stored before.",
                lambda counts: counts.longer_log == 1,
            ),
            Option(
                "Less: older batches are compared faster.",
                "Older batches are not compared at all. Beyond the last five, nothing of them is remembered.",
                lambda counts: counts.longer_log < 1,
            ),
        ),
    ),
    Question(
        "window",
        evidence,
        "A producer has sent a thousand batches to one partition. How many of them does the check keep in memory?",
        "Look where the line of the memory for one producer id stops rising.",
        (
            Option(
                "Five",
                "The five latest, as first and last sequence, offset and time. Their content is not among it.",
                lambda counts: len(counts.state.batches) == 5,
            ),
            Option(
                "One",
                "One is what a snapshot on disk keeps, and so what is left after a restart. In memory there are more.",
                lambda counts: len(counts.state.batches) == 1,
            ),
            Option(
                "A thousand, until the log is deleted",
                "Then memory would grow with the log. The sixth batch pushes the first one out.",
                lambda counts: len(counts.state.batches) == BATCHES,
            ),
            Option(
                "None, it reads them from the log",
                "Reading the log for each batch would be slow. The check works on what is in memory alone.",
                lambda counts: not counts.state.batches,
            ),
        ),
    ),
    Question(
        "bytes-sent",
        evidence,
        "A batch of a hundred records is sent with idempotence instead of without. How many bytes are added to it?",
        "Compare the two columns in the table of the bytes.",
        (
            Option(
                "1,400 bytes: the numbers stand in each record",
                "Only a batch carries the numbers. Those of its records follow from their place in it.",
                lambda counts: counts.added_bytes == NUMBERS * RECORDS,
            ),
            Option(
                "400 bytes: each record carries its sequence number",
                "A record has no field for one. The first number stands in the batch, and the broker counts on.",
                lambda counts: counts.added_bytes == 4 * RECORDS,
            ),
            Option(
                "14 bytes: producer id, epoch and first sequence number",
                "The three fields do take 14 bytes, but a batch has them in any case. Without idempotence they say -1.",
                lambda counts: counts.added_bytes == NUMBERS,
            ),
            Option(
                "No byte",
                "Every batch of today's format has fields for the three numbers. Without idempotence they say -1.",
                lambda counts: counts.added_bytes == 0,
            ),
        ),
    ),
    Question(
        "short-lived",
        evidence,
        "A service opens a new idempotent producer for each of a thousand messages, and closes each one. "
        "How many producer ids does the partition keep an hour later?",
        "Does a producer that is closed tell the broker? Read the table about one producer and many.",
        (
            Option(
                "None: a producer that is closed is forgotten",
                "Closing sends nothing to the broker that would say so. For it, the producer may still come back.",
                lambda counts: counts.short_lived.after_an_hour == 0,
            ),
            Option(
                "One thousand",
                "Each producer asked for an id of its own. A partition keeps them for a day after their last batch.",
                lambda counts: counts.short_lived.after_an_hour == 1_000,
            ),
            Option(
                "Five, as many as the window has places",
                "The window has five places for each producer id. The number of producer ids has no such bound.",
                lambda counts: counts.short_lived.after_an_hour == 5,
            ),
            Option(
                "One: they all come from the same service",
                "A broker does not know which producers belong together. An id is granted to each that asks.",
                lambda counts: counts.short_lived.after_an_hour == 1,
            ),
        ),
    ),
)


# An interview


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
    Sentence("Once for each producer, a request: it asks for its producer id before the first batch.", _requests),
    Sentence("On the wire, nothing: the batch has fields for the numbers in any case.", _bytes),
    Sentence(
        "At the broker, for each batch, one look-up and five comparisons at the most, however long the log is.", _work
    ),
    Sentence(
        "In memory, up to five batches for each producer id and partition, for a day. So keep producers alive.",
        _memory,
    ),
    Sentence(
        "What can be felt is what comes along: acks=all waits for all in-sync replicas. "
        "Who wants to lose nothing pays for that without idempotence as well.",
        _conflict,
    ),
)


class Interview(own_words.Interview):
    """The question; the answer appears when it is asked for. Display it in a notebook."""

    def __init__(self) -> None:
        super().__init__(TEXT, ANSWER)
