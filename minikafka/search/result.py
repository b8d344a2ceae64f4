"""What came of a search."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from minikafka.engine.producer import Producer
from minikafka.engine.sequence_check import Check
from minikafka.engine.trace import Trace
from minikafka.search.actions import Action
from minikafka.search.play import play
from minikafka.search.progress import Level
from minikafka.search.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Result:
    """The shortest run that breaks a promise, or ``None`` if there is none of up to ``depth`` actions.

    ``levels`` has the numbers of runs and states for each number of actions that was searched to its end. ``stopped``
    says why a search ended before ``asked_depth``, if it did; what holds up to ``depth`` holds all the same.
    """

    promise: str
    settings: Settings
    run: tuple[Action, ...] | None
    depth: int
    asked_depth: int
    levels: tuple[Level, ...]
    seconds: float = field(repr=False)
    tried: int = field(repr=False)
    stopped: str | None
    decide: Check = field(repr=False)

    def __repr__(self) -> str:
        if self.run is not None:
            actions = "; ".join(f"{number}. {action}" for number, action in enumerate(self.run, 1))
            return f"Broken in {_counted(len(self.run), 'action')}: {self.promise}\n{actions}"
        kept = (
            f"None of {_counted(self.runs, 'run')} of up to {_counted(self.depth, 'action')} breaks it: {self.promise}"
        )
        return f"{kept}\nThe search stopped there: {self.stopped}" if self.stopped else kept

    @property
    def is_broken(self) -> bool:
        return self.run is not None

    @property
    def runs(self) -> int:
        """How many runs the search stands for: all of up to ``depth`` actions, or fewer than the broken one has."""
        return sum(level.runs for level in self.levels)

    @property
    def states(self) -> int:
        """How many different states these runs reach, the beginning included."""
        return 1 + sum(level.states for level in self.levels)

    @property
    def states_a_second(self) -> int:
        return round(self.tried / self.seconds) if self.seconds else 0

    def to_json(self) -> dict[str, Any]:
        """The same as values that JSON knows."""
        return {
            "promise": self.promise,
            "broken": self.is_broken,
            "run": None if self.run is None else [str(action) for action in self.run],
            "settings": asdict(self.settings),
            "depth": self.depth,
            "asked_depth": self.asked_depth,
            "runs": self.runs,
            "states": self.states,
            "tried": self.tried,
            "levels": [asdict(level) for level in self.levels],
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
        }

    @cached_property
    def producers(self) -> tuple[Producer, ...]:
        """The producers of the run, which was made again by ordinary ones.

        Raises:
            ValueError: no run breaks the promise.
        """
        if self.run is None:
            raise ValueError("no run breaks this promise: there is none to show")
        return play(self.run, self.settings, self.decide)

    @property
    def trace(self) -> Trace:
        """The run as that producer tells it which sent the last request; errors as for ``producers``."""
        told = [producer.trace for producer in self.producers]
        return next((trace for trace in reversed(told) if trace.steps), told[0])


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
