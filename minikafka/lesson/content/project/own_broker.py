"""A broker that asks a learner's check, and what became of the messages that a client sent to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from minikafka.engine.trace import Stage, StepKind
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.project.arrival import LearnersCheck
from minikafka.lesson.content.project.own_check import OwnCheck
from minikafka.lesson.views.words import counted, message_text


class OwnBroker(WatchedBroker):
    """A ``WatchedBroker`` that decides about each batch by a learner's check."""

    def __init__(self, check: LearnersCheck) -> None:
        self._own = OwnCheck(check)
        super().__init__(decide=self._own)

    def told(self, topic: str, sent: Sequence[bytes]) -> str:
        """Whether the log of a topic's first partition holds what a client sent, in a sentence."""
        if self._own.to_do:
            return "To do: your check has no answer yet, so the broker refused what the client sent."
        if self._own.failure:
            return f"Not yet: your check {self._own.failure}."
        stored = [record.value for record in self.fetch(topic, 0, offset=0)]
        if stored == list(sent):
            messages = counted(len(sent), "message")
            return f"Correct: the log holds the {messages} that were sent, once and in order{self._sent_again()}."
        differences = "; ".join(_differences(sent, stored)) or "it holds the messages in another order"
        return f"Not yet: your check decided what is in the log, and {differences}."

    def _sent_again(self) -> str:
        again = sum(event.kind is StepKind.ARRIVE_AGAIN and event.stage is Stage.IGNORE for event in self.trace)
        return f", although {counted(again, 'batch', 'batches')} came twice" if again else ""


def _differences(sent: Sequence[bytes], stored: Sequence[bytes | None]) -> Iterator[str]:
    wanted, found = Counter[bytes | None](sent), Counter(stored)
    for message in dict.fromkeys((*sent, *stored)):
        if found[message] != wanted[message]:
            yield f"“{message_text(message)}” is there {_times(found[message])} and was sent {_times(wanted[message])}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
