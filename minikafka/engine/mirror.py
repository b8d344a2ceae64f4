"""A second run beside a first one: the same calls and losses, by a producer with other settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from minikafka.engine.errors import CannotOperate, ConfigException, KafkaError, NothingToRetry
from minikafka.engine.producer import Producer
from minikafka.engine.replay import act, begin
from minikafka.engine.trace import Action, Trace
from minikafka.engine.trace_text import TraceFormatError


class Mirror:
    """Does what the producer of ``original`` did, as far as ``follow`` was called; ``settings`` are those that differ.

    Actions have the same numbers in both traces. Of an action the faults, the arguments and the time are the same;
    what comes of it is up to the settings.

    Raises:
        ConfigException: the settings contradict those that stay.
    """

    def __init__(self, original: Trace, **settings: Any) -> None:
        self.original = original
        setup = original.setup
        try:
            self.producer: Producer = begin(replace(setup, producer={**setup.producer, **settings}))
        except TraceFormatError as problem:
            raise ConfigException(str(problem)) from problem

    @property
    def trace(self) -> Trace:
        """What happened in this run."""
        return self.producer.trace

    def follow(self) -> None:
        """Do what the original has done since."""
        for action in self.original.actions[len(self.trace.actions) :]:
            self._act(action)

    def _act(self, action: Action) -> None:
        number, now = len(self.trace.actions), self.producer.network.broker.clock.now()
        try:
            act(self.producer, replace(action, at_ms=max(action.at_ms, now)))
        except (CannotOperate, KafkaError, NothingToRetry, ValueError):
            # It could not be done here; the actions that follow keep their numbers all the same.
            if len(self.trace.actions) == number:
                self.trace.actions.append(replace(action, answers=[]))
