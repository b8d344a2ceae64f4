"""Claims about idempotence that one reads on the web, each as a question about a run that settles it."""

from __future__ import annotations

from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.lesson.content.deep.answers import TOPIC, Answers, answers, recognises, refuses, stores
from minikafka.lesson.lab.experiments import batch, values_in
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import Fold

IN_FLIGHT = range(1, 6)


def other_partition() -> Answers:
    """One batch, sent to partition 0 and then to partition 1."""
    broker = Broker(num_partitions=2)
    return answers(broker, batch(0)).followed_by(answers(broker, batch(0), partition=1))


def new_session() -> Answers:
    """The first batch of a producer, and of the same application after its restart."""
    broker = Broker()
    ids = [broker.init_producer_id().producer_id for _ in range(2)]
    return answers(broker, *(batch(0, producer_id=producer_id) for producer_id in ids))


def weak_acks() -> Answers:
    """A batch and its retry, both with acks=1."""
    return answers(Broker(), batch(0), batch(0), acks=1)


def deleted() -> Answers:
    """A retry after retention has deleted the original."""
    broker = Broker()
    first = answers(broker, batch(0))
    broker.delete_records(TOPIC, 0, before_offset=1)
    return first.followed_by(answers(broker, batch(0)))


def five_in_flight() -> Answers:
    """0 is stored. Of the five that follow the first is lost, and all that have no ack are sent again."""
    return answers(Broker(), batch(0), *map(batch, IN_FLIGHT[1:]), *map(batch, IN_FLIGHT))


def duplicate() -> Answers:
    """A batch and its retry."""
    return answers(Broker(), batch(0), batch(0))


def unacknowledged() -> tuple[ProducerBatch, ...]:
    """Three batches whose acks are all lost."""
    producer = Producer(Broker())
    for _ in range(3):
        producer.network.lose_ack()
    return tuple(producer.send(TOPIC, b"message") for _ in range(3))


def read_after_a_crash() -> list[bytes | None]:
    """What a consumer reads in all that crashes before it commits its offset, and begins again."""
    broker = Broker()
    Producer(broker).send(TOPIC, b"message")
    return [*values_in(broker, TOPIC), *values_in(broker, TOPIC)]


def after_the_questions(shown: Any) -> Fold:
    """Fold what a run shows, so that nobody reads the answer to a question above by accident."""
    return Fold("What the broker did. Answer above, then open this.", shown)


def _numbers(sent: tuple[ProducerBatch, ...]) -> list[int]:
    return [delivery.base_sequence for delivery in sent]


def _order(seen: Answers) -> list[int]:
    return [answer.batch.base_sequence for answer in seen if stores(answer)]


MYTHS = (
    Question(
        "other-partition",
        other_partition,
        "A retry goes to partition 1; its original lies in partition 0. What does partition 1 do?",
        "Who remembers a producer: the cluster, the topic, or the partition?",
        (
            Option(
                "It recognises the duplicate: the topic knows the producer.",
                "No topic remembers anything. Each partition has a memory of its own, for each producer id.",
                lambda seen: recognises(seen[1]),
            ),
            Option(
                "It stores it.",
                "To partition 1 this producer is unknown: row 6. So a client may never move a retry elsewhere.",
                lambda seen: stores(seen[1]),
            ),
            Option(
                "It refuses it.",
                "Nothing forbids it: the sequence is 0, and sequences are counted for each partition.",
                lambda seen: refuses(seen[1]),
            ),
        ),
    ),
    Question(
        "new-session",
        new_session,
        "An application crashes before the ack comes, starts again, and sends the same message. What is stored?",
        "A new producer asks for a producer id first.",
        (
            Option(
                "One copy: the broker knows the application.",
                "The broker knows producer ids. The new producer has a new one.",
                lambda seen: recognises(seen[1]),
            ),
            Option(
                "Two copies.",
                "The restarted producer has a new producer id, so nothing connects the second batch with the first.",
                lambda seen: stores(seen[0]) and stores(seen[1]),
            ),
            Option(
                "One copy: the second one is refused.",
                "It is a first batch of a new producer, and nothing is wrong with it.",
                lambda seen: seen[1].result.error is not Error.NONE,
            ),
        ),
    ),
    Question(
        "weak-acks",
        weak_acks,
        "A batch and its retry arrive with acks=1. What does the broker do with the retry?",
        "Look for acks in the conditions of the table.",
        (
            Option(
                "It refuses it: idempotence requires acks=all.",
                "Clients require it, because a leader that fails may take what was acknowledged with it. The broker "
                "does not ask.",
                lambda seen: seen[1].result.error is not Error.NONE,
            ),
            Option(
                "It stores it: without acks=all nothing is checked.",
                "The check does not know what acks were asked for.",
                lambda seen: stores(seen[1]),
            ),
            Option(
                "It recognises the duplicate.",
                "The check looks at the batch and at what is remembered, and acks are part of neither.",
                lambda seen: recognises(seen[1]),
            ),
        ),
    ),
    Question(
        "deleted",
        deleted,
        "Retention deletes the only record of a producer. Then its retry arrives. What is the answer?",
        "Records and what is remembered of their producer are kept apart.",
        (
            Option(
                "UNKNOWN_PRODUCER_ID: with the record its producer is forgotten.",
                "That was so before Kafka 2.5. Today time alone makes a partition forget a producer.",
                lambda seen: refuses(seen[1], Error.UNKNOWN_PRODUCER_ID),
            ),
            Option(
                "It is a duplicate, with the offset of a record that is gone.",
                "The memory of the producer outlives its records, and answers with the original offset.",
                lambda seen: recognises(seen[1]),
            ),
            Option(
                "It is stored again.",
                "The log end offset does not move: the batch is still remembered.",
                lambda seen: stores(seen[1]),
            ),
        ),
    ),
    Question(
        "five-in-flight",
        five_in_flight,
        "After 0, five batches are in flight, 1 to 5. The first of them is lost, and the client sends all five again. "
        "In which order are they stored?",
        "What does a partition do with a gap?",
        (
            Option(
                "0, 2, 3, 4, 5, 1: order takes one request in flight at a time.",
                "2 was refused as long as 1 was missing, and so were 3, 4 and 5.",
                lambda seen: _order(seen) == [0, 2, 3, 4, 5, 1],
            ),
            Option(
                "0, 1, 2, 3, 4, 5: nothing is lost, nothing is out of place.",
                "The refusals held the place of 1 free. OUT_OF_ORDER_SEQUENCE_NUMBER was the mending, not the damage.",
                lambda seen: _order(seen) == [0, 1, 2, 3, 4, 5],
            ),
            Option(
                "0, then nothing: after such an error the data are lost.",
                "A refused batch changes nothing, so all five fit when they come again in order.",
                lambda seen: _order(seen) == [0],
            ),
        ),
    ),
    Question(
        "duplicate-error",
        duplicate,
        "Which error does the broker answer to a duplicate that it recognises?",
        "Look at the column “Error” of row 2.",
        (
            Option(
                "DUPLICATE_SEQUENCE_NUMBER",
                "It has a number in the protocol, 46, and clients know it. No row of the table answers it.",
                lambda seen: refuses(seen[1], Error.DUPLICATE_SEQUENCE_NUMBER),
            ),
            Option(
                "NONE",
                "For the producer a recognised duplicate is a success: its message is stored, and here is its offset.",
                lambda seen: seen[1].result.error is Error.NONE and recognises(seen[1]),
            ),
            Option(
                "OUT_OF_ORDER_SEQUENCE_NUMBER",
                "That is for repetitions that are no longer remembered.",
                lambda seen: refuses(seen[1]),
            ),
        ),
    ),
    Question(
        "numbered-unacknowledged",
        unacknowledged,
        "A producer sends three messages, and no ack comes. Which sequences do they have?",
        "Could two batches be in flight if the second had to wait for an ack to get its number?",
        (
            Option(
                "All three have 0: the number goes on with each ack.",
                "Then the broker would take the second for a repetition of the first.",
                lambda sent: _numbers(sent) == [0, 0, 0],
            ),
            Option(
                "0, 1 and 2.",
                "A batch gets its number when it leaves, and the next one goes on from there. Acks change no number.",
                lambda sent: _numbers(sent) == [0, 1, 2],
            ),
            Option(
                "The first has 0, the others wait for theirs.",
                "Up to five batches may be in flight, each with its number.",
                lambda sent: _numbers(sent) == [0, -1, -1],
            ),
        ),
    ),
    Question(
        "read-after-a-crash",
        read_after_a_crash,
        "A message is sent by an idempotent producer. A consumer works on it, crashes before it has noted its place, "
        "and starts again. How often does it get the message?",
        "Which part of the way does the check stand in?",
        (
            Option(
                "Once: idempotence is exactly-once from end to end.",
                "The check guards the way into the log. It does not know who reads from it.",
                lambda read: len(read) == 1,
            ),
            Option(
                "Twice.",
                "The log holds one record, and a consumer that begins at the same offset again reads it again. What "
                "it does with it then is its own affair.",
                lambda read: len(read) == 2,
            ),
            Option(
                "Never: a broker hands out each record once.",
                "Reading takes nothing out of a log. That is why several consumers can read it.",
                lambda read: not read,
            ),
        ),
    ),
)
