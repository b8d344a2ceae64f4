"""Predict first: before a batch is sent, the learner says what the broker will do; the run tells who was right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES, Branch
from minikafka.engine.trace import BRANCH_STAGES, Event, Stage, Trace
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import delivery_text, message_text, sequence_text

ANSWERS: Mapping[Branch, str] = {
    Branch.NEW: "Store it",
    Branch.DUPLICATE: "Recognise and ignore it",
    Branch.REFUSED: "Refuse it",
}
TRUTHS: Mapping[Branch, str] = {
    Branch.NEW: "stores it",
    Branch.DUPLICATE: "recognises and ignores it",
    Branch.REFUSED: "refuses it",
}
BRANCH_OF_STAGE: Mapping[Stage, Branch] = {stage: branch for branch, stage in BRANCH_STAGES.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for a prediction: what is about to be done, and the run as it was when it was asked for."""

    verb: str
    batch: str
    delivery: ProducerBatch | None  # the batch to retry; that of a send is not there yet
    act: Callable[[], None]
    trace: Trace
    events: int

    @property
    def question(self) -> str:
        return f"{self.verb} {self.batch}: what will the broker do with it?"


class PredictFirst:
    """Stands between the buttons and a lab. Switched off, it lets everything through.

    ``right`` of ``total`` predictions held; what never reached the broker is not counted. ``outcome`` is the sentence
    about the last one. With a ``style``, the lab's, each is kept in the learner's progress.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self.progress = Progress()
        self.on = False
        self.asked: Asked | None = None
        self.outcome = ""
        self.right = self.total = 0
        lab.on_change(self._drop_what_is_out_of_date)

    def send(self) -> None:
        """Send what the message field holds, once that was predicted."""
        message = self._lab.message
        shown = f"“{message_text(message.encode('utf-8', errors='replace'))}” as a new record"
        self._ask("Send", shown, None, self._lab.send_refusal, lambda: self._lab.send(message))

    def retry(self, delivery: ProducerBatch | None = None) -> None:
        """Retry a batch, by default the one that the lab would, once that was predicted."""
        target = delivery or self._lab.producer.to_retry
        shown = f"“{delivery_text(target)}” with sequence {sequence_text(target.batch)}" if target else ""
        refusal = self._lab.retry_refusal if delivery is None else self._lab.send_refusal
        self._ask("Retry", shown, target, refusal, lambda: self._lab.retry(target))

    def answer(self, branch: Branch) -> None:
        """Do what was asked for, and compare; nothing happens when nothing waits."""
        asked, self.asked = self.asked, None
        if asked is None:
            return
        asked.act()
        self.outcome = "" if self._lab.notice else self._judge(asked, branch, self._first_decision(asked))
        self._lab.tell(self._lab.notice)

    def cancel(self) -> None:
        """Drop what waits; nothing is sent."""
        if self.asked:
            self.asked, self.outcome = None, "Nothing was sent."
            self._lab.tell("")

    def switch(self, *, on: bool) -> None:
        """Ask from now on, or let everything through; what waits is dropped."""
        self.on, self.asked, self.outcome = on, None, ""
        self._lab.tell("")

    def _ask(
        self, verb: str, batch: str, delivery: ProducerBatch | None, refusal: str | None, act: Callable[[], None]
    ) -> None:
        if not self.on or refusal:
            act()
            return
        self.outcome = ""
        self.asked = Asked(verb, batch, delivery, act, self._lab.trace, len(self._lab.trace))
        self._lab.tell("")

    def _judge(self, asked: Asked, branch: Branch, decision: Event | None) -> str:
        """Compare with what the broker did first with this very batch."""
        if decision is None:
            return "It has not reached the broker, so there was nothing to predict. Not counted."
        truth = BRANCH_OF_STAGE[decision.stage]
        self.total += 1
        self.right += truth is branch
        if self._lab.style:
            item = f"predict {asked.verb.lower()} {truth.value}"
            choice = list(ANSWERS).index(branch)
            self.progress.record(self._lab.style, Kind.ANSWER, item, correct=truth is branch, choice=choice)
        if truth is branch:
            return f"Right. The broker {TRUTHS[truth]}."
        return f"You said “{ANSWERS[branch].lower()}”. The broker {TRUTHS[truth]}{_because(decision)}."

    def _drop_what_is_out_of_date(self) -> None:
        """A question about a run that has gone on would be about another moment."""
        asked = self.asked
        if asked and (asked.trace is not self._lab.trace or asked.events != len(self._lab.trace)):
            self.asked, self.outcome = None, "The question was dropped: the run has gone on."

    def _first_decision(self, asked: Asked) -> Event | None:
        """What the broker decided first about this batch: a copy of it may follow, or another batch come before."""
        batch = asked.delivery or self._lab.producer.deliveries[-1]
        since = self._lab.trace[asked.events :]
        return next((event for event in since if event.stage in BRANCH_OF_STAGE and event.delivery is batch), None)


def _because(decision: Event) -> str:
    """The rule of the check that held, where it can be known."""
    row = decision.result.rule if decision.result else None
    rule = next((rule for rule in (*RULES, OPEN_TRANSACTION) if rule.row == row), None)
    return f", because {rule.condition} (rule {rule.row})" if rule else ""
