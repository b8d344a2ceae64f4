"""Where the guarantee ends: at what a partition has forgotten, and at what no check can know."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.sequence_check import Generation
from minikafka.lesson.content.deep.answers import (
    TOPIC,
    Answers,
    answers,
    recognises,
    refuses,
    remembered,
    sequences,
    stores,
)
from minikafka.lesson.lab.experiments import PRODUCER_ID, batch, values_in
from minikafka.lesson.views.run_tables import process_table
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.question import Option, Question
from minikafka.storage.broker import DiskBroker, open_broker

SMALL = 200  # message.max.bytes of a broker that refuses a message of as many bytes


@dataclass(frozen=True, slots=True)
class Run:
    """What a whole producer did, as a table, and what a consumer reads afterwards."""

    table: Table
    stored: tuple[bytes | None, ...]

    def __repr__(self) -> str:
        return repr(self.table)


def first_lost() -> Answers:
    """The second batch arrives at a new partition, the first one twice after it."""
    return answers(Broker(), batch(1), batch(0), batch(0))


def in_doubt() -> Run:
    """The ack of A is lost, B is refused for good, and C follows (KAFKA-14034)."""
    broker = Broker(message_max_bytes=SMALL)
    producer = Producer(broker, enable_idempotence=True, acks="all", retries=2**31 - 1)
    producer.network.lose_ack()
    producer.send(TOPIC, b"A")
    producer.send(TOPIC, b"B" * SMALL)
    producer.send(TOPIC, b"C")
    producer.flush()
    return Run(process_table(producer.trace), tuple(values_in(broker, TOPIC)))


def made_again() -> Answers:
    """0 and 1 are stored, the topic is deleted and created again, and 2 arrives: Kafka 4.4, then 4.5."""
    return _made_again(Generation.KAFKA_2_5).followed_by(_made_again(Generation.KAFKA_4_5))


def _made_again(generation: Generation) -> Answers:
    broker = Broker(generation=generation)
    before = answers(broker, batch(0), batch(1))
    broker.delete_topic(TOPIC)
    return before.followed_by(answers(broker, batch(2)))


def expiry() -> Answers:
    """A retry that comes a day late, after the periodic check."""
    clock = ManualClock()
    broker = Broker(clock=clock)
    first = answers(broker, batch(0))
    clock.advance(broker.settings.producer_id_expiration_ms)
    broker.expire_producers()
    return first.followed_by(answers(broker, batch(0)))


# A broker that is started again


STORED = tuple(batch(number) for number in range(5))
LAST, LAST_BUT_ONE = STORED[-1], STORED[-2]


def restarts() -> Table:
    """What is remembered of five batches, and what two retries get: before a restart, after a stop, after a crash."""
    with TemporaryDirectory() as place:
        data, left_by_a_crash = Path(place) / "data", Path(place) / "left-by-a-crash"
        with _opened(data) as broker:
            answers(broker, *STORED)
            shutil.copytree(data, left_by_a_crash)
            before = _row("before", broker)
        with _opened(data) as closed, _opened(left_by_a_crash) as crashed:
            return table_of([before, _row("after a clean stop", closed), _row("after a crash", crashed)])


def after_a_restart() -> Answers:
    """The answers to two retries once a broker that stored five batches was closed and opened again."""
    with TemporaryDirectory() as place:
        with _opened(Path(place)) as broker:
            answers(broker, *STORED)
        with _opened(Path(place)) as broker:
            return answers(broker, LAST, LAST_BUT_ONE)


def _opened(directory: Path) -> DiskBroker:
    return open_broker(directory, clock=ManualClock())


def _row(moment: str, broker: Broker) -> dict[str, str]:
    known = ", ".join(remembered(broker.producer_state(TOPIC, 0, PRODUCER_ID)))
    told = {f"Retry of {sequences(again)}": answers(broker, again)[0].words for again in (LAST, LAST_BUT_ONE)}
    return {"The broker": moment, "Remembers seq": known} | told


# The questions


LIMITS = (
    Question(
        "expiry",
        expiry,
        "A batch is stored, its ack is lost, and nothing more comes from this producer. A day later the broker's "
        "periodic check runs; after it comes the retry. What is the answer?",
        "producer.id.expiration.ms is one day. What is left of the producer then?",
        (
            Option(
                "It is a duplicate, as always.",
                "A day after its last batch the producer is forgotten, with its epoch and its five batches.",
                lambda seen: recognises(seen[-1]),
            ),
            Option(
                "It is stored a second time.",
                "The producer is unknown again, so row 6 accepts it. The broker's memory has an end, and so has the "
                "guarantee.",
                lambda seen: stores(seen[0]) and stores(seen[-1]),
            ),
            Option(
                "It is refused with UNKNOWN_PRODUCER_ID.",
                "Kafka before 2.5 did that. Since then a producer that is unknown may begin anywhere.",
                lambda seen: refuses(seen[-1], Error.UNKNOWN_PRODUCER_ID),
            ),
            Option(
                "It is refused with OUT_OF_ORDER_SEQUENCE_NUMBER.",
                "There is nothing left to be out of order with.",
                lambda seen: refuses(seen[-1]),
            ),
        ),
    ),
    Question(
        "restart",
        after_a_restart,
        "Batches 0 to 4 are stored and remembered. The broker is stopped cleanly and started again. Then 4 is sent "
        "again, and after it 3. What are the answers?",
        "What is remembered is written to a snapshot file. It is a small file.",
        (
            Option(
                "Both are duplicates: the snapshot has all five.",
                "The snapshot has one entry for each producer, and room for one batch in it.",
                lambda seen: all(recognises(each) for each in seen),
            ),
            Option(
                "4 is a duplicate, 3 is refused.",
                "Of the five only the last batch is in the snapshot. The window fills again with what comes next.",
                lambda seen: recognises(seen[0]) and refuses(seen[1]),
            ),
            Option(
                "Both are stored again: what is in memory is gone.",
                "Nothing is stored: the epoch and the last batch come back from the disk.",
                lambda seen: all(stores(each) for each in seen),
            ),
        ),
    ),
    Question(
        "first-lost",
        first_lost,
        "A new producer has two batches in flight to a new partition of Kafka 2.5 to 4.4. The first one, 0, gets lost "
        "on its way. 1 arrives; then 0 is sent again, and again. What happens?",
        "Ask the table twice: what is known of the producer when 1 arrives, and what when 0 does?",
        (
            Option(
                "1 is refused until 0 has come; in the end both are stored in order.",
                "That would need a reason to refuse 1, and an unknown producer may begin anywhere: row 6.",
                lambda seen: refuses(seen[0]),
            ),
            Option(
                "1 is stored, then 0 behind it.",
                "That would break the order, and row 10 is there to keep it.",
                lambda seen: stores(seen[0]) and stores(seen[1]),
            ),
            Option(
                "1 is stored, and 0 is refused however often it is sent.",
                "Row 6 takes 1 without asking what came before. From then on 0 is neither remembered nor next: row 10, "
                "for ever.",
                lambda seen: stores(seen[0]) and refuses(seen[1]) and refuses(seen[2]),
            ),
        ),
    ),
    Question(
        "in-doubt",
        in_doubt,
        "Every safe setting is on. A is stored, and its ack is lost. B is too large, and the broker refuses it for "
        "good. Then comes C, and the producer waits until nothing is in flight. What is in the log?",
        "B has taken a number that will never be stored. How can the producer go on after it?",
        (
            Option(
                "A, C",
                "The retry of A came under a new epoch, where it has no number that the broker knows.",
                lambda run: run.stored == (b"A", b"C"),
            ),
            Option(
                "A, A, C",
                "The number of B would stay empty, and everything behind it would be refused. So the producer begins a "
                "new epoch, counts from 0 again, and numbers what is still in flight anew. A is among it, and A is "
                "stored.",
                lambda run: run.stored == (b"A", b"A", b"C"),
            ),
            Option(
                "A; then nothing more, since the number of B is missing",
                "So it would be if the producer went on counting. The new epoch is there to prevent it.",
                lambda run: run.stored == (b"A",),
            ),
        ),
    ),
    Question(
        "made-again",
        made_again,
        "A producer has stored 0 and 1. Somebody deletes the topic and creates it again under the same name. The "
        "producer has not noticed and sends 2. What does the broker answer?",
        "The new partition knows nobody. What may an unknown producer do, and since when not?",
        (
            Option(
                "Every Kafka refuses it: 0 and 1 are missing.",
                "Up to 4.4 an unknown producer may begin anywhere: row 6.",
                lambda seen: refuses(seen[2]) and refuses(seen[5]),
            ),
            Option(
                "Up to 4.4 it is stored, since 4.5 it is refused.",
                "Up to 4.4 nobody hears that the topic is another one. Since 4.5 a partition that never held a record "
                "insists on 0; the producer begins a new epoch, and its message comes again as 0.",
                lambda seen: stores(seen[2]) and refuses(seen[5]),
            ),
            Option(
                "Every Kafka stores it: the topic has the same name.",
                "What is remembered goes with the partition's directory, and since 4.5 the new one is careful.",
                lambda seen: stores(seen[2]) and stores(seen[5]),
            ),
        ),
    ),
)
