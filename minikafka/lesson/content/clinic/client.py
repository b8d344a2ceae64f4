"""Cases whose cause lies in the client: a delivery timeout, a client that stops, one that cuts, one that miscounts."""

from __future__ import annotations

from functools import cache

from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import PRODUCER_ID, TOPIC, batch, broker, broker_lines
from minikafka.lesson.lab.experiments import answers_in, stored_in
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

HALF_A_MINUTE_MS = 30_000
SOME_SECONDS_MS = 20_000
ROOM_FOR_THREE_ORDERS = 200


# 1


@cache
def expired() -> Trace:
    """The second order never arrives and expires; the third one comes too early, then under a new epoch."""
    producer = Producer(broker(), delivery_timeout_ms=HALF_A_MINUTE_MS, request_timeout_ms=HALF_A_MINUTE_MS)
    producer.send(TOPIC, b"order 1")
    producer.network.lose_request()
    producer.send(TOPIC, b"order 2")
    producer.operations.let_time_pass(SOME_SECONDS_MS)
    producer.send(TOPIC, b"order 3")
    producer.flush()
    return producer.trace


EXPIRED = ClinicCase(
    number=1,
    title="A batch expired, and the next one is out of order",
    story="The network between the shop and the broker was bad for half a minute. Since then the broker's log has an "
    "error.",
    lines=lambda: (
        *broker_lines(expired())[:2],
        (
            "org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s) for orders-0:30000 ms has passed "
            "since batch creation"
        ),
    ),
    question=Question(
        name="expired",
        evidence=expired,
        text="Three orders were sent. The second expired, and the third was refused as out of order. What is stored "
        "in the end?",
        hint="A producer that numbers anew can close the gap that an expired batch leaves.",
        options=(
            Option(
                "Order 1 alone.",
                "Order 3 was refused once, but the client did not give it up.",
                lambda run: stored_in(run) == [b"order 1"],
            ),
            Option(
                "All three.",
                "Nobody sends order 2 again: its time was over.",
                lambda run: len(stored_in(run)) == len(set(stored_in(run))) == 3,
            ),
            Option(
                "Orders 1 and 3.",
                "Order 3 came again under a new epoch, with number 0. Order 2 is lost unless the shop sends it again.",
                lambda run: stored_in(run) == [b"order 1", b"order 3"],
            ),
            Option(
                "Order 3 twice.",
                "Its first attempt was refused, and a refused batch leaves nothing behind.",
                lambda run: stored_in(run).count(b"order 3") > 1,
            ),
        ),
    ),
    traces=lambda: {"order 2 never arrives": expired()},
    cause="The request with order 2 was lost, and delivery.timeout.ms ended before its retry. Its number was used, so "
    "order 3 left a gap, which row 10 refused.",
    cure=(
        "Raise delivery.timeout.ms above the longest outage of your network.",
        "What failed may be stored or not: look before you send it again.",
    ),
)


# 2


@cache
def forgotten() -> Trace:
    """The acks of two orders are lost; the broker starts again and remembers the last batch alone."""
    producer = Producer(broker())
    producer.send(TOPIC, b"order 0")
    for order in (b"order 1", b"order 2"):
        producer.network.lose_ack()
        producer.send(TOPIC, order)
    producer.operations.restart(clean=False)
    producer.flush()
    return producer.trace


def _copies(run: Trace) -> tuple[int, int]:
    """How often the two orders are stored whose acks were lost."""
    return stored_in(run).count(b"order 1"), stored_in(run).count(b"order 2")


DESYNCHRONIZED = ClinicCase(
    number=2,
    title="librdkafka's fatal error, and why Java lives",
    story="A broker was started again. One application, in C++, stopped for good; another, in Java, did not notice. "
    "The first line was written by a real client.",
    lines=lambda: (
        (
            "%0|1767345678.132|FATAL|shop#producer-1| [thrd:kafka-2:9092/2]: Fatal error: Broker: Broker received an "
            "out of order sequence number: ProduceRequest for orders [0] with 1 message(s) failed due to sequence "
            f"desynchronization with broker 2 (PID{{Id:{PRODUCER_ID},Epoch:0}}, base seq 1, idemp state change "
            "779ms ago, last partition error _TRANSPORT (actions Refresh,MsgPossiblyPersisted, base seq 2..2, base "
            "msgid 3, 744ms ago)"
        ),
        *broker_lines(forgotten())[:2],
    ),
    question=Question(
        name="desynchronized",
        evidence=forgotten,
        text="The Java client gets the same answer, begins a new epoch, and sends orders 1 and 2 again. What does it "
        "cost?",
        hint="The broker had stored both before it started again.",
        options=(
            Option(
                "Both orders are lost.",
                "They had been stored; only their acks were lost.",
                lambda run: _copies(run) == (0, 0),
            ),
            Option(
                "Both orders are stored twice.",
                "Under a new epoch the broker cannot recognise them. librdkafka stops instead, and asks you.",
                lambda run: _copies(run) == (2, 2),
            ),
            Option(
                "Order 1 is stored twice, order 2 once.",
                "The broker remembered order 2, but under the old epoch.",
                lambda run: _copies(run) == (2, 1),
            ),
            Option(
                "Nothing.",
                "The broker had forgotten order 1, and so it could not recognise it.",
                lambda run: _copies(run) == (1, 1),
            ),
        ),
    ),
    traces=lambda: {"as the Java client does it": forgotten()},
    cause="After a start a broker remembers the last batch of each producer alone. The retry of the one before it is "
    "answered by row 10, although nothing is missing. librdkafka cannot know what is stored, and stops; Java goes on "
    "under a new epoch.",
    cure=(
        "librdkafka: destroy the producer, make a new one, and look up what is stored before you send again.",
        "Java: accept that a new epoch can double what was in doubt, or make the reader ignore doubles.",
    ),
)


# 6


@cache
def cut() -> Trace:
    """A batch of nine orders is larger than the broker takes; the client cuts it, and loses an ack on the way."""
    producer = Producer(broker(message_max_bytes=ROOM_FOR_THREE_ORDERS))
    producer.send(TOPIC, b"order 0")
    producer.send_batch(TOPIC, tuple(Record(value=b"order %d" % number) for number in range(1, 10)))
    producer.flush()
    return producer.trace


TOO_LARGE = ClinicCase(
    number=6,
    title="Too large, split, numbered anew",
    story="Since the orders have pictures, the client writes a warning now and then. Nothing else is seen.",
    lines=lambda: (
        (
            "WARN [Producer clientId=shop] Got error produce response in correlation id 12 on topic-partition "
            "orders-0, splitting and retrying (2147483647 attempts left). Error: MESSAGE_TOO_LARGE "
            "(org.apache.kafka.clients.producer.internals.Sender)"
        ),
    ),
    question=Question(
        name="split",
        evidence=cut,
        text="A retry has to carry the numbers that it had. Here the client cuts a batch and numbers its parts anew. "
        "What does that do?",
        hint="What did the broker store of the batch that was too large?",
        options=(
            Option(
                "Every order is stored once, in order.",
                "Nothing of the large batch was stored, so its numbers were free.",
                lambda run: stored_in(run) == [b"order %d" % number for number in range(10)],
            ),
            Option(
                "The first part is stored twice.",
                "It would be, had the large batch been stored.",
                lambda run: len(set(stored_in(run))) < len(stored_in(run)),
            ),
            Option(
                "Some orders are lost.",
                "The parts take the numbers of the whole one after the other.",
                lambda run: len(set(stored_in(run))) < 10,
            ),
        ),
    ),
    traces=lambda: {"nine orders, too large for one batch": cut()},
    cause="The batch was larger than message.max.bytes. The broker looks at the size before it looks at numbers, and "
    "stored nothing; the parts share the range of the whole.",
    cure=("Nothing has to be done. To be rid of the warning, bring batch.size in line with message.max.bytes.",),
)


# 9


@cache
def reused() -> Trace:
    """The first order is stored; its call is cancelled, and the client gives its number to the second."""
    on = WatchedBroker()
    on.produce(TOPIC, 0, batch(0, b"order 1"))
    on.produce(TOPIC, 0, batch(0, b"order 2"))
    return on.trace


def _refused(run: Trace) -> bool:
    """True when the second order got an error."""
    return answers_in(run)[1].error is not Error.NONE


CANCELLED = ClinicCase(
    number=9,
    title="A cancelled call whose number is used again",
    story="A customer's order was acknowledged, and is nowhere. No log of Kafka has a line about it; these are the "
    "shop's own.",
    lines=lambda: (
        "INFO shop: order 1: no answer within 5 s, the call is cancelled",
        "INFO shop: order 2: acknowledged at offset 0",
        "WARN shop: order 2 is not in the topic",
    ),
    question=Question(
        name="cancelled",
        evidence=reused,
        text="The client cancelled order 1 and gave its number to order 2. What does the broker do with order 2?",
        hint="The broker compares numbers, never what a message says.",
        options=(
            Option(
                "It acknowledges it, and does not store it.",
                "It is a duplicate by its numbers (row 2): acknowledged, and lost.",
                lambda run: not _refused(run) and b"order 2" not in stored_in(run),
            ),
            Option(
                "It stores it after order 1.",
                "That number was taken by order 1.",
                lambda run: b"order 2" in stored_in(run),
            ),
            Option(
                "It refuses it.",
                "A duplicate is answered as a success.",
                _refused,
            ),
        ),
    ),
    traces=lambda: {"two orders under one number": reused()},
    cause="A number that has left the client is used, whatever becomes of the call. The client gave it to another "
    "order, and row 2 took that for a retry.",
    cure=(
        "Never cancel a send that has begun; wait for its end, or throw the producer away.",
        "Update the client: a number that was on the wire must never be given again.",
    ),
)

CLIENT_CASES = (EXPIRED, DESYNCHRONIZED, TOO_LARGE, CANCELLED)
