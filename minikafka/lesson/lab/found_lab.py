"""The lab of a run that a search has found: it goes on from there, with the settings of the search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from minikafka.engine import replay
from minikafka.engine.clock import ManualClock
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.replay import ReplayDiverged
from minikafka.engine.sequence_check import Check
from minikafka.engine.trace_text import TraceFormatError
from minikafka.lesson.lab.current_run import CurrentRun
from minikafka.lesson.lab.lab import Lab
from minikafka.search import Result, Settings
from minikafka.search.world import TOPIC, new_broker


@dataclass(frozen=True, slots=True)
class FoundSetup:
    """Begins runs as a search does."""

    in_memory: ClassVar[bool] = True

    settings: Settings
    decide: Check

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with new brokers, which have stored nothing."""
        first = self.settings.first_sequence if enable_idempotence else 0
        settings = replace(self.settings, idempotence=enable_idempotence, first_sequence=first)
        broker = new_broker(settings, ManualClock(), Controller(), self.decide)
        return Producer.with_config(Network(broker), settings.producer)

    def close(self) -> None:
        """Nothing: a broker in memory goes with its lab."""


class FoundLab(Lab):
    """A lab that stands at the end of a run which was found; ``number`` is the place of its producer in the result."""

    def __init__(self, result: Result, number: int) -> None:
        setup = FoundSetup(result.settings, result.decide)
        # Not what a learner's lab begins with: that may be a cluster.
        CurrentRun.__init__(self, setup, TOPIC, enable_idempotence=result.settings.idempotence)
        self.message, self.sandbox, self.style = "C", False, None
        found = result.producers[number]
        self._found = found if not _can_be_made_again(found) else None
        self.open(found)

    @property
    def runs_in_memory(self) -> bool:
        """Whether this run can be made again, call by call."""
        return super().runs_in_memory and self.producer is not self._found

    @property
    def lose_refusal(self) -> str | None:
        if self.producer is self._found:
            return "this run has settings that no client allows, or other producers took part"
        return super().lose_refusal


def _can_be_made_again(producer: Producer) -> bool:
    """False for a run with settings that clients refuse, and for one in which others wrote to the broker."""
    try:
        replay.fork(producer.trace, len(producer.trace) - 1)
    except (ReplayDiverged, TraceFormatError):
        return False
    return True
