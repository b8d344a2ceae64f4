"""What lies between a producer and its broker, and what can go wrong there."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterator, Mapping

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.errors import Error
from minikafka.engine.producer_batch import Fate, Passage, ProducerBatch, Request

# What a client tells itself when no answer came (``clients/NetworkClient``); a broker in memory always answers.
UNANSWERED = (Error.NETWORK_EXCEPTION, Error.REQUEST_TIMED_OUT)


class Fault(enum.StrEnum):
    """What happens to one request."""

    LOSE_REQUEST = "lose the request"
    LOSE_ACK = "lose the ack"
    DELIVER_TWICE = "deliver twice"
    DELAY = "delay"


class Network:
    """Carries requests to ``broker`` and answers back. Each fault asked for befalls one request, in order.

    A call for a fault says what happens to the *next* request that has none yet: ``lose_ack(); lose_ack()`` loses
    the acks of the next two. The same calls give the same run.
    """

    def __init__(self, broker: BrokerCalls) -> None:
        self.broker = broker
        self.faults: deque[Fault | None] = deque()  # None is in the place of a request to which nothing happens
        self.held: list[tuple[Request, int]] = []  # what is delayed, with its acks; the next request overtakes it

    def __repr__(self) -> str:
        return f"Network(faults={[fault and fault.value for fault in self.faults]})"

    def copy(self, broker: BrokerCalls, copies: Mapping[ProducerBatch, ProducerBatch]) -> Network:
        """The same in front of ``broker``, with each batch replaced by its copy."""
        copy = Network(broker)
        copy.faults.extend(self.faults)
        for request, acks in self.held:
            delivery = copies.get(request.delivery, request.delivery)
            copy.held.append((Request(delivery, request.batch), acks))
        return copy

    def lose_request(self) -> None:
        """The next request never arrives."""
        self.faults.append(Fault.LOSE_REQUEST)

    def lose_ack(self) -> None:
        """The next request arrives, its answer does not."""
        self.faults.append(Fault.LOSE_ACK)

    def deliver_twice(self) -> None:
        """The next request arrives twice."""
        self.faults.append(Fault.DELIVER_TWICE)

    def delay(self) -> None:
        """The next request is overtaken by the one after it, and arrives then."""
        self.faults.append(Fault.DELAY)

    def carry(self, request: Request, acks: int) -> Iterator[Passage]:
        """Take one request along; what was held back before arrives behind it."""
        overtaken, self.held = self.held, []
        fault = self.faults.popleft() if self.faults else None
        if fault is Fault.LOSE_REQUEST:
            yield Passage(request, Fate.REQUEST_LOST)
        elif fault is Fault.DELAY:
            self.held.append((request, acks))
            yield Passage(request, Fate.REQUEST_DELAYED)
        else:
            yield self._passage(request, acks, Fate.ACK_LOST if fault is Fault.LOSE_ACK else Fate.ANSWERED)
        if fault is Fault.DELIVER_TWICE:
            yield self._passage(request, acks, Fate.ANSWERED, is_copy=True)
        for late, late_acks in overtaken:
            yield self._passage(late, late_acks, Fate.ANSWERED, is_copy=True)

    def _passage(self, request: Request, acks: int, fate: Fate, *, is_copy: bool = False) -> Passage:
        """Hand a request to the broker. Over a real wire it can happen that nothing at all comes back."""
        result = self.broker.produce(request.topic, request.partition, request.batch, acks)
        if result.error in UNANSWERED:
            return Passage(request, Fate.DISCONNECTED, is_copy=is_copy)
        return Passage(request, fate, result, is_copy=is_copy)
