"""Runs that are read: the output of a program is predicted, and a fault is found in all that the broker saw."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from functools import cache
from itertools import product

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage, Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.challenge.design import FAULTS, NO_FAULT, TOPIC
from minikafka.lesson.views.run_tables import row_of
from minikafka.lesson.views.steps import steps_at
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.views.words import message_text
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem
from minikafka.lesson.widgets.question import Option

# Predict the output: what the program did is found by calling it


Program = Callable[[], Producer]


def _lost_ack_then_lost_request() -> Producer:
    producer = Producer(Broker(), enable_idempotence=True)
    producer.send_batch("orders", (Record(value=b"tea"), Record(value=b"milk")))
    producer.network.lose_ack()
    producer.send("orders", b"tea")
    producer.network.lose_request()
    producer.send("orders", b"rice")
    producer.flush()
    return producer


def _twice_then_lost_ack() -> Producer:
    producer = Producer(Broker(), enable_idempotence=True)
    producer.network.deliver_twice()
    producer.send("orders", b"tea")
    producer.send("orders", b"tea")
    producer.network.lose_ack()
    producer.send_batch("orders", (Record(value=b"milk"), Record(value=b"rice")))
    producer.flush()
    return producer


PROGRAMS: tuple[Program, ...] = (_lost_ack_then_lost_request, _twice_then_lost_ack)

ANSWERS_TO_A_REPETITION: dict[str, Option[ProduceResult]] = {
    "stored-again": Option(
        "A success, with a new offset",
        "A new offset would mean that the records were stored again.",
        lambda result: result.error is Error.NONE and not result.duplicate,
    ),
    "duplicate-error": Option(
        "The error DUPLICATE_SEQUENCE_NUMBER",
        "Kafka has that error, and no broker of today answers it.",
        lambda result: result.error is Error.DUPLICATE_SEQUENCE_NUMBER,
    ),
    "recognised": Option(
        "A success, with the offset of the original",
        "For the producer a recognised repetition is a success: its records are in the log, and this is where.",
        lambda result: result.error is Error.NONE and result.duplicate,
    ),
    "refused": Option(
        "The error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "That is the answer to a batch which the broker does not remember and which does not come next.",
        lambda result: result.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
    ),
}

OUTPUT_FIELDS = (
    Field("log", "The values in the log, in order, with a space between them"),
    Field("ignored", "How many requests the broker ignored as duplicates", is_number=True),
    Field("sequence", "The first sequence number of the last batch", is_number=True),
    Field(
        "answer",
        "The answer to a repeated batch",
        tuple(Choice(key, option.text) for key, option in ANSWERS_TO_A_REPETITION.items()),
    ),
)
ADVICE = {
    "log": "The log holds something else. A request that is lost stores nothing, and a lost ack takes nothing away.",
    "ignored": "The broker ignored another number of requests. Count those that arrive after their batch was stored.",
    "sequence": "The last batch has another first number. Sequences count records, not batches, and begin at 0.",
}


def _pose_program(number: int) -> Problem:
    """The problem of a round; the programs take turns."""
    program = PROGRAMS[number % len(PROGRAMS)]
    return Problem(
        OUTPUT_FIELDS,
        lambda entries: _grade_output(program().trace, entries),
        lambda: truth(program().trace),
        source(program),
    )


def source(program: Program) -> str:
    """The lines of a program that a learner reads: the very ones that are run."""
    lines = inspect.getsource(program).splitlines()
    return textwrap.dedent("\n".join(line for line in lines[1:] if not line.strip().startswith("return ")))


def truth(trace: Trace) -> dict[str, str]:
    """The right answers, read from a run."""
    (answer,) = (key for key, option in ANSWERS_TO_A_REPETITION.items() if option.holds(_repeated(trace)))
    last = next(event.delivery for event in reversed(trace) if event.delivery)
    return {
        "log": " ".join(message_text(record.value) for _, _, record in trace.stored),
        "ignored": str(sum(event.stage is Stage.IGNORE for event in trace)),
        "sequence": str(last.base_sequence),
        "answer": answer,
    }


def _repeated(trace: Trace) -> ProduceResult:
    """What the broker answered to a batch that it had stored before."""
    stored = {id(event.batch) for event in trace if event.stage is Stage.STORE}
    again = (event for event in trace if id(event.batch) in stored and event.stage is not Stage.STORE)
    return next(event.result for event in again if event.result and event.stage in {Stage.IGNORE, Stage.ERROR})


def _grade_output(trace: Trace, entries: Entries) -> Judgement:
    wrong = [field for field in OUTPUT_FIELDS if _plain(entries[field.name]) != _plain(truth(trace)[field.name])]
    if wrong:
        return Judgement(False, tuple(_advice(field, entries) for field in wrong))
    reason = ANSWERS_TO_A_REPETITION[entries["answer"]].reason
    return Judgement(True, (reason, "This is the run, step by step."), trace)


def _advice(field: Field, entries: Entries) -> str:
    reason = ADVICE[field.name] if field.name in ADVICE else ANSWERS_TO_A_REPETITION[entries[field.name]].reason
    return f"{field.label}: {reason}"


def _plain(answer: str) -> list[str]:
    """The words and numbers of an answer, whatever stands between them."""
    words = re.findall(r"\w+", answer.casefold())
    return [str(int(word)) if word.isdecimal() else word for word in words]


PREDICT_OUTPUT = Challenge(
    name="predict-output",
    title="Predict the output",
    task=(
        "Read the program and say what it leaves behind. Each call does all its work before the next one begins; "
        "what goes wrong on the way is written above the call that it befalls."
    ),
    hint=(
        "Follow one message at a time, and ask two things: was it stored, and did the producer hear of it? Only "
        "what the producer did not hear of is sent again, and flush sends it."
    ),
    limit_s=120,
    pose=_pose_program,
)


# Find the fault: one fault befell one request


MESSAGES = ("tea", "milk", "rice", "salt")
MOST_ARRIVALS = 8  # what is refused a hundred times is no puzzle
HEADS = ("Second", "What arrives", "Sequence Number", "Broker Check", "Broker Action", "Answer")

Case = tuple[Fault, str]  # a fault, and the message whose first request it befalls
Arrival = tuple[str, ...]  # a row of the broker's record

CASES: tuple[Case, ...] = tuple(product(Fault, MESSAGES))
FIRST_CASE: Case = (Fault.DELAY, "milk")
STRIDE = 5  # from one round to the next: far enough to meet another fault

FAULT_FIELDS = (
    Field("message", "Whose first request?", tuple(Choice(message, message) for message in MESSAGES)),
    Field("fault", "What happened to it?", tuple(choice for choice in FAULTS if choice.key != NO_FAULT)),
)


@cache
def arrivals(case: Case) -> tuple[Arrival, ...]:
    """What the broker saw of a run with this one fault."""
    clock = ManualClock()
    broker = WatchedBroker(clock=clock)
    producer = Producer(broker, enable_idempotence=True)
    for message in MESSAGES:
        if message == case[1]:
            producer.network.faults.append(case[0])
        producer.send(TOPIC, message.encode())
    producer.flush()
    return _seen(broker.trace)


def _seen(trace: Trace) -> tuple[Arrival, ...]:
    return tuple(
        (
            f"{(step.last.delivery.created_ms - START_MS) / 1000:.1f}",
            row.action,
            row.sequence_number,
            row.broker_check,
            row.broker_action,
            row.producer_output,
        )
        for step in steps_at(trace)[1:]
        if step.last.delivery and (row := row_of(trace, step))
    )


@cache
def puzzles() -> tuple[Case, ...]:
    """The cases that are short enough to be read, in the order of the rounds."""
    short = [case for case in CASES if len(arrivals(case)) <= MOST_ARRIVALS]
    start = short.index(FIRST_CASE)
    return tuple(short[(start + STRIDE * number) % len(short)] for number in range(len(short)))


def _pose_fault(number: int) -> Problem:
    """The problem of a round: each has another fault, until all were there."""
    hidden = puzzles()[number % len(puzzles())]
    return Problem(
        FAULT_FIELDS,
        lambda entries: _grade_fault(hidden, entries),
        lambda: {"fault": hidden[0].name, "message": hidden[1]},
        arrivals_table(arrivals(hidden)),
    )


def _grade_fault(hidden: Case, entries: Entries) -> Judgement:
    seen, expected = arrivals((Fault[entries["fault"]], entries["message"])), arrivals(hidden)
    if seen == expected:
        return Judgement(True, ("A run with this fault shows the broker exactly these requests, and no other does.",))
    difference = next(row for row in range(len(expected) + 1) if seen[row : row + 1] != expected[row : row + 1])
    reason = f"With that fault the broker would have seen what follows. Row {difference + 1} is the first that differs."
    return Judgement(False, (reason,), arrivals_table(seen[:MOST_ARRIVALS]))


def arrivals_table(rows: tuple[Arrival, ...]) -> Table:
    """The broker's record."""
    return table_of(rows, HEADS)


FIND_THE_FAULT = Challenge(
    name="find-the-fault",
    title="Find the fault",
    task=(
        "A producer with idempotence sent tea, milk, rice and salt, each as a batch of its own, and then called "
        "flush. One fault befell the first request of one of them. Here is all that the broker saw: what arrived, "
        "at which second since the start, and what it answered. Which fault was it? (A request that is overtaken "
        "arrives behind the next one.)"
    ),
    hint=(
        "Look at the seconds. A producer that hears nothing waits 30 seconds (request.timeout.ms) before it sends "
        "again; a producer that hears a refusal waits a tenth of a second; a network that repeats or reorders "
        "waits for nobody."
    ),
    limit_s=120,
    pose=_pose_fault,
)
