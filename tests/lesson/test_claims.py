"""No sentence says what did not happen: each claim is looked up in the run, without the sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hypothesis import given

from minikafka import Producer, Trace
from minikafka.engine.errors import Error
from minikafka.engine.log import StoredRecord
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.trace import Event, Stage, StepKind
from minikafka.lesson.views.narration import narrate
from tests.lesson import runs
from tests.lesson.histories import any_run
from tests.lesson.runs import every_run


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of a run that is over, and what can be looked up about it without the sentences."""

    producer: Producer
    position: int
    found: Mapping[str, str]

    @property
    def trace(self) -> Trace:
        return self.producer.trace

    @property
    def event(self) -> Event:
        return self.trace[self.position]

    @property
    def previous(self) -> Event:
        return self.trace[self.position - 1]

    @property
    def delivery(self) -> ProducerBatch:
        assert self.event.delivery
        return self.event.delivery

    @property
    def earlier(self) -> list[Event]:
        return self.trace[: self.position]

    def number(self, name: str) -> int:
        return int(self.found[name])

    def record(self, offset: int) -> StoredRecord:
        """What lay at an offset of the partition at that moment."""
        place = self.delivery.topic, self.delivery.partition, offset
        stored = self.trace.stored[: self.event.variables.stored_count]
        return next(found for topic, number, found in reversed(stored) if (topic, number, found.offset) == place)

    @property
    def was_written(self) -> bool:
        """True when this batch was stored here. Records of others that come to light here do not count."""
        new = self.trace.stored[self.previous.variables.stored_count : self.event.variables.stored_count]
        return any(record.value == self.delivery.records[0].value for _, _, record in new)

    @property
    def unsettled(self) -> set[ProducerBatch]:
        """What was sent so far, and neither acknowledged nor given up nor refused for good so far."""
        so_far = self.trace[: self.position + 1]
        sent = {event.delivery for event in so_far if event.delivery and event.batch}
        return {delivery for delivery in sent if not any(settles(event, delivery) for event in so_far)}

    @property
    def following(self) -> Event | None:
        """The first event of the next step."""
        return next((event for event in self.trace if event.step > self.event.step), None)


def settles(event: Event, delivery: ProducerBatch) -> bool:
    """True when nothing is to be expected of a delivery after this event."""
    if event.delivery is not delivery:
        return False
    if event.kind is StepKind.GIVE_UP:
        return True
    if event.stage is not Stage.PRODUCER_RECEIVES_ACK or event.result is None:
        return False
    refused_for_good = event.result.error is Error.INVALID_PRODUCER_EPOCH and delivery.status is Status.FAILED
    return event.result.error is Error.NONE or refused_for_good


CLAIMS: dict[str, Callable[[Moment], bool]] = {
    r"^The broker grants a producer id with epoch (?P<epoch>\d+)": lambda moment: (
        moment.position == 0 and moment.event.variables.producer_epoch == moment.number("epoch")
    ),
    r"^Idempotence is off": lambda moment: moment.producer.producer_id == -1,
    r"The application hands": lambda moment: (
        moment.event.kind is StepKind.SEND and not any(event.delivery is moment.delivery for event in moment.earlier)
    ),
    r"has waited long enough": lambda moment: any(
        event.delivery is moment.delivery and event.kind is StepKind.WAIT for event in moment.earlier
    ),
    r"No application asked for this": lambda moment: any(
        event.delivery is moment.delivery and event.batch for event in moment.earlier
    ),
    r"gets sequence (?P<first>\d+)": lambda moment: (
        moment.delivery not in {event.delivery for event in moment.earlier if event.batch}
        and moment.event.batch is not None
        and moment.event.batch.base_sequence == moment.number("first")
    ),
    r"keeps sequence (?P<first>\d+)": lambda moment: any(
        event.delivery is moment.delivery
        and event.batch is not None
        and event.batch == moment.event.batch
        and event.batch.base_sequence == moment.number("first")
        for event in moment.earlier
    ),
    r"In the new epoch": lambda moment: any(event.kind is StepKind.BUMP_EPOCH for event in moment.earlier),
    r"leaves without a number": lambda moment: moment.producer.producer_id == -1,
    r"reaches the broker": lambda moment: (
        moment.position + 2 < len(moment.trace) and moment.trace[moment.position + 2].result is not None
    ),
    r"A copy of .* was still under way": lambda moment: any(
        event.delivery is moment.delivery and event.stage in {Stage.REQUEST_DELAYED, Stage.BROKER_RECEIVES}
        for event in moment.earlier
    ),
    r"there is nothing to compare": lambda moment: moment.producer.producer_id == -1,
    r"stored at offset (?P<offset>\d+)": lambda moment: (
        moment.record(moment.number("offset")).value == moment.delivery.records[0].value
    ),
    r"(?P<count>\d+) messages? stored at": lambda moment: (
        moment.was_written and moment.number("count") == len(moment.delivery.records)
    ),
    r"It now remembers this batch": lambda moment: (
        moment.event.variables.state is not None
        and moment.event.batch is not None
        and moment.event.variables.state.last_sequence == moment.event.batch.last_sequence
    ),
    r"^Sequence (?P<first>\d+)\S* of producer .* stored already, at offset (?P<offset>\d+)": lambda moment: (
        moment.record(moment.number("offset")).sequence == moment.number("first")
        and moment.record(moment.number("offset")).producer_id == moment.producer.producer_id
    ),
    r"nothing is written": lambda moment: not moment.was_written,
    r"Nothing changes at the broker": lambda moment: not moment.was_written,
    r"broker refuses the batch": lambda moment: (
        moment.event.result is not None and moment.event.result.error is not Error.NONE
    ),
    r"an error, (?P<error>[A-Z_]+)\.": lambda moment: (
        moment.event.result is not None and moment.event.result.error.name == moment.found["error"]
    ),
    r"this send has failed": lambda moment: moment.delivery.status is Status.FAILED,
    r"done with this batch": lambda moment: moment.delivery not in moment.unsettled,
    r"no ack yet, and will send it again": lambda moment: bool(moment.unsettled),
    r"Nothing before this batch is missing": lambda moment: (
        moment.delivery in moment.unsettled
        and not any(
            other.number < moment.delivery.number
            for other in moment.unsettled
            if (other.topic, other.partition) == (moment.delivery.topic, moment.delivery.partition)
        )
    ),
    r"producer begins a new epoch": lambda moment: (
        moment.following is not None and moment.following.kind is StepKind.BUMP_EPOCH
    ),
    r"The ack says": lambda moment: moment.event.result is not None and moment.event.result.error is Error.NONE,
    r"says offset (?P<offset>\d+), that of the original": lambda moment: (
        moment.record(moment.number("offset")).value == moment.delivery.records[0].value
    ),
    r"Every message sent so far is acknowledged": lambda moment: not moment.unsettled,
    r"Without an ack so far: (?P<count>\d+)": lambda moment: moment.number("count") == len(moment.unsettled),
    r"never sees it": lambda moment: moment.event.result is None and not moment.was_written,
    r"held up": lambda moment: moment.event.result is None and not moment.was_written,
    r"has answered, but the answer is lost": lambda moment: moment.event.result is not None,
    r"has no ack yet, and has to be settled first": lambda moment: (
        moment.event.batch is None
        and any(
            (other.topic, other.partition) == (moment.delivery.topic, moment.delivery.partition)
            for other in moment.unsettled
        )
    ),
    r"broker remembers 5": lambda moment: moment.producer.producer_id >= 0,
    r"gives .* up: (?P<why>.+)\.$": lambda moment: str(moment.delivery.failure) == moment.found["why"],
    r"it is stored nowhere": lambda moment: moment.delivery.batch is None,
    r"all messages are confirmed": lambda moment: not moment.unsettled and bool(moment.earlier[1:]),
    r"(?P<count>\d+) batch(es)? failed": lambda moment: (
        moment.number("count")
        == len({event.delivery for event in moment.earlier if event.delivery and is_failed(event.delivery)})
    ),
    r"No batch is in flight any more": lambda moment: not moment.unsettled,
    r"no message was sent yet": lambda moment: not any(event.delivery for event in moment.earlier),
    r"begins epoch (?P<epoch>\d+) by itself": lambda moment: (
        moment.event.variables.producer_epoch == moment.number("epoch") == moment.previous.variables.producer_epoch + 1
    ),
    r"asks for no acks": lambda moment: moment.producer.config.required_acks == 0,
}


def is_failed(delivery: ProducerBatch) -> bool:
    return delivery.status is Status.FAILED


def claims(producer: Producer) -> Iterator[tuple[str, Moment]]:
    """Every claim that a run makes, with the moment that it is made about."""
    for position in range(len(producer.trace)):
        sentence = narrate(producer.trace, position).sentence
        for claim in CLAIMS:
            if match := re.search(claim, sentence):
                yield claim, Moment(producer, position, match.groupdict())


@every_run
def test_every_claim_is_true(make: Callable[[], Producer]) -> None:
    for claim, moment in claims(make()):
        assert CLAIMS[claim](moment), (claim, narrate(moment.trace, moment.position))


def test_every_claim_is_made_somewhere() -> None:
    made = {claim for make in runs.RUNS for claim, _ in claims(make())}
    assert made == set(CLAIMS)


@given(any_run())
def test_every_claim_is_true_whatever_happens(producer: Producer) -> None:
    for claim, moment in claims(producer):
        assert CLAIMS[claim](moment), (claim, str(narrate(moment.trace, moment.position)))
