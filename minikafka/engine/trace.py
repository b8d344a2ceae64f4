"""What happened, in order: the one thing that every view of a run reads.

A producer records an event for each stage that one of its steps passes, with the variables as they stood there. A
step is one row of the process table: a batch sent, a batch sent again, a copy that the network delivered, a flush.
Beside the events a trace keeps the *actions*, the calls that were made. They are enough to make the whole run
again, which is how a trace is saved, loaded and forked (``trace_text`` and ``replay`` beside this module).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from minikafka.engine.log import StoredRecord
from minikafka.engine.producer_batch import Fate, ProducerBatch
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, RecordBatch
from minikafka.engine.replica import Replica
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Branch

if TYPE_CHECKING:
    from minikafka.engine.producer import Producer


class Stage(enum.Enum):
    """Where a step is: the nodes of the process flow, then what can happen between or beside them."""

    START_PRODUCER = "Start Producer"
    SEND_MESSAGE = "Send Message"
    ASSIGN_SEQUENCE = "Assign Sequence Number"
    BROKER_RECEIVES = "Broker Receives"
    CHECK_SEQUENCE = "Check Sequence Number"
    STORE = "Store"
    IGNORE = "Ignore"
    ERROR = "Error"
    PRODUCER_RECEIVES_ACK = "Producer Receives Ack"
    CONTINUE_SENDING = "Continue Sending"

    REQUEST_LOST = "Request Lost"
    REQUEST_DELAYED = "Request Delayed"
    ACK_LOST = "Ack Lost"
    WAITING = "Waiting"
    GIVE_UP = "Give Up"

    BROKER_STOPS = "Broker Stops"
    BROKER_STARTS = "Broker Starts"
    NEW_LEADER = "New Leader"
    TIME_PASSES = "Time Passes"
    PRODUCERS_EXPIRE = "Producers Expire"
    TOPIC_RECREATED = "Topic Recreated"
    RECORDS_DELETED = "Records Deleted"


BRANCH_STAGES: Mapping[Branch, Stage] = {
    Branch.NEW: Stage.STORE,
    Branch.DUPLICATE: Stage.IGNORE,
    Branch.REFUSED: Stage.ERROR,
}
FATE_STAGES: Mapping[Fate, Stage] = {
    Fate.REQUEST_LOST: Stage.REQUEST_LOST,
    Fate.REQUEST_DELAYED: Stage.REQUEST_DELAYED,
    Fate.ACK_LOST: Stage.ACK_LOST,
    Fate.DISCONNECTED: Stage.ACK_LOST,
}


class StepKind(enum.Enum):
    """What a step is."""

    START = "start"
    SEND = "send"
    RETRY = "retry"
    COPY = "copy"  # delivered by the network: a second copy, or one that it had held back
    WAIT = "wait"  # sent by the application, kept back by the producer
    BUMP_EPOCH = "bump epoch"
    GIVE_UP = "give up"
    FLUSH = "flush"

    RESTART = "restart"  # done to a broker, and not by the producer, as the four that follow
    CHANGE_LEADER = "change leader"
    TIME_PASSES = "time passes"
    RECREATE_TOPIC = "recreate topic"
    DELETE_RECORDS = "delete records"

    ARRIVE = "arrive"  # seen from a broker that is watched: a batch comes from a client nobody knows more of
    ARRIVE_AGAIN = "arrive again"  # the same, with numbers that came before


@dataclass(frozen=True, slots=True)
class Variables:
    """The values at one moment. Numbers of records refer to ``Trace.stored``.

    ``sequence_number`` is the last one assigned on the partition of the step, ``None`` without idempotence.
    ``acknowledged`` is true when at least one message was sent, and every one was acknowledged. ``state`` is what
    the partition remembers of the producer, its window included; ``None`` when it remembers nothing, or nobody can
    know.
    """

    sequence_number: int | None = None
    acknowledged: bool = False
    stored_count: int = 0
    in_flight: int = 0
    waiting: int = 0
    failed: int = 0
    producer_epoch: int = -1
    state: ProducerState | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One stage of one step.

    ``batch`` is there once it has its sequence, ``result`` once the broker has decided; ``delivery`` is the
    message, as it stands *now*: what it was then is in ``variables``.

    What is done to a broker has no message: ``broker`` is its number, and ``memory`` what each partition remembers of
    the producer after this stage, by topic and partition. ``replicas`` are the copies that several brokers keep of the
    partition of the last message, by the number of the broker.
    """

    step: int
    kind: StepKind
    stage: Stage
    variables: Variables
    action: int
    delivery: ProducerBatch | None = None
    batch: RecordBatch | None = None
    result: ProduceResult | None = None
    broker: int | None = None
    memory: Mapping[tuple[str, int], ProducerState | None] | None = None
    replicas: tuple[Replica, ...] = ()


@dataclass(slots=True)
class Action:
    """One call: the verb, its arguments, and the world as it found it. ``answers`` is what came of it.

    ``at_ms`` is the clock, ``faults`` the faults that waited on the network, an empty one for a request without any.
    """

    verb: str
    arguments: dict[str, Any]
    at_ms: int
    faults: tuple[str, ...] = ()
    answers: list[tuple[str, int, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setup:
    """How a run began: the broker's settings, the producer's settings, the clock in milliseconds, the producer id.

    ``topics`` are those that the producer did not create itself, with their numbers of partitions; ``brokers`` is how
    many keep a copy of each.
    """

    broker: Mapping[str, Any]
    topics: dict[str, int]
    producer: Mapping[str, Any]
    start_ms: int
    producer_id: int = NO_PRODUCER_ID
    brokers: int = 1


class WatchedTrace(RuntimeError):
    """A run that can be read, but not made again."""


class Trace(Sequence[Event]):
    """Every event of a run, by position. Reading it never touches the broker."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.actions: list[Action] = []
        self.stored: list[tuple[str, int, StoredRecord]] = []
        self._events: list[Event] = []

    def __len__(self) -> int:
        return len(self._events)

    @overload
    def __getitem__(self, position: int) -> Event: ...
    @overload
    def __getitem__(self, position: slice) -> list[Event]: ...
    def __getitem__(self, position: int | slice) -> Event | list[Event]:
        return self._events[position]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __repr__(self) -> str:
        return f"Trace({self.counted_steps}, {len(self)} stages)"

    @property
    def counted_steps(self) -> str:
        """How many steps, in words."""
        return "1 step" if self.steps == 1 else f"{self.steps} steps"

    @property
    def is_watched(self) -> bool:
        """True when a broker wrote this trace of what clients sent to it, and no producer of ours."""
        return not self.setup.producer

    @property
    def steps(self) -> int:
        """The number of the last step; the start is step 0."""
        return self._events[-1].step if self._events else 0

    def record(self, event: Event) -> None:
        """Add what happened last."""
        self._events.append(event)

    def stored_at(self, position: int) -> list[tuple[str, int, StoredRecord]]:
        """Topic, partition and record of all that was stored at that position, in the order in which it was seen."""
        return self.stored[: self[position].variables.stored_count]

    def end_of_step(self, step: int) -> int:
        """The position of the last stage of a step.

        Raises:
            IndexError: there is no such step.
        """
        for position in reversed(range(len(self))):
            if self._events[position].step == step:
                return position
        raise IndexError(f"there is no step {step}: this run has {self.steps}")

    def fork(self, position: int = -1) -> Producer:
        """A new producer and broker that went through the same actions, up to the one of ``position``.

        Raises:
            WatchedTrace: clients that nobody can call again made this run.
        """
        from minikafka.engine.replay import fork  # a replay makes a producer, which makes a trace

        self._ensure_replayable()
        return fork(self, position)

    def to_json(self) -> str:
        """This run as JSON text, made of its actions; errors as for ``fork``."""
        from minikafka.engine.trace_text import to_json

        self._ensure_replayable()
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Trace:
        """Make the run again that ``to_json`` wrote down.

        Raises:
            TraceFormatError: this is not such a text; the message says where.
            ReplayDiverged: the broker now answers differently.
        """
        from minikafka.engine.replay import from_json

        return from_json(text).trace

    def save(self, path: str | Path) -> None:
        """Write ``to_json`` to a file, as a whole or not at all; errors as for ``fork``."""
        from minikafka.engine.replay import save

        self._ensure_replayable()
        save(self, Path(path))

    def save_html(self, path: str | Path) -> None:
        """Write this run as one page that plays in any browser, without Python; ``minikafka.lesson.save_html``."""
        # What draws lies beyond the engine: it is asked for by name, and imported when somebody wants a page.
        import_module("minikafka.lesson").save_html(self, path)

    @classmethod
    def load(cls, path: str | Path) -> Trace:
        """Read what ``save`` wrote; errors as for ``from_json``."""
        from minikafka.engine.replay import load

        return load(Path(path)).trace

    def _ensure_replayable(self) -> None:
        if self.is_watched:
            raise WatchedTrace("clients that nobody can call again made this run: it can be read, but not made again")
