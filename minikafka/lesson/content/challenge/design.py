"""A learner's design: what befalls the first request of each message, made into a run on a fresh broker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from minikafka.engine.broker import Broker
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.trace import Trace
from minikafka.lesson.views.words import message_text
from minikafka.lesson.widgets.card import Choice

NO_FAULT = "none"
FAULTS = (
    Choice(NO_FAULT, "No fault"),
    Choice(Fault.LOSE_REQUEST.name, "Lost"),
    Choice(Fault.LOSE_ACK.name, "Answer lost"),
    Choice(Fault.DELIVER_TWICE.name, "Arrives twice"),
    Choice(Fault.DELAY.name, "Overtaken"),
)

TOPIC = "orders"
EXPIRATION_MS = 60_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a design came to; ``deliveries`` are those of its messages, in the order in which they were sent."""

    trace: Trace
    deliveries: tuple[ProducerBatch, ...]

    @property
    def stored(self) -> list[str]:
        """The values in the log, in its order."""
        return [message_text(record.value) for _, _, record in self.trace.stored]

    def offsets(self, message: str) -> list[int]:
        """Where a message is stored."""
        return [record.offset for _, _, record in self.trace.stored if message_text(record.value) == message]


def fault_of(entry: str) -> Fault | None:
    """The fault that a learner has chosen, if it is one."""
    return None if entry == NO_FAULT else Fault[entry]


class DesignRun:
    """A producer and a broker to carry a design out on.

    The broker forgets a producer that was silent for a minute (``producer.id.expiration.ms``).
    """

    def __init__(self, *, enable_idempotence: bool) -> None:
        broker = Broker(producer_id_expiration_ms=EXPIRATION_MS)
        self.producer = Producer(broker, enable_idempotence=enable_idempotence)

    def send(self, message: str, fault: Fault | None = None) -> ProducerBatch:
        """Send a message; a fault that finds no request, because the message is held back, is gone."""
        network = self.producer.network
        network.faults.extend([fault] if fault else [])
        delivery = self.producer.send(TOPIC, message.encode())
        network.faults.clear()
        return delivery

    def finish(self, deliveries: Iterable[ProducerBatch]) -> Outcome:
        """Flush, and see what came of it."""
        self.producer.flush()
        return Outcome(self.producer.trace, tuple(deliveries))
