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
from minikafka.lesson.widgets import card_words as words

BRANCH_OF_STAGE: Mapping[Stage, Branch] = {stage: branch for branch, stage in BRANCH_STAGES.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What waits for a prediction: what is about to be done, and the run as it was when it was asked for."""

    verb: str
    question: str
    delivery: ProducerBatch | None  # the batch to retry; that of a send is not there yet
    act: Callable[[], None]
    trace: Trace
    events: int


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
        question = words.ASK_SEND.format(message=message_text(message.encode("utf-8", errors="replace")))
        self._ask("send", question, None, self._lab.send_refusal, lambda: self._lab.send(message))

    def retry(self, delivery: ProducerBatch | None = None) -> None:
        """Retry a batch, by default the one that the lab would, once that was predicted."""
        target = delivery or self._lab.producer.to_retry
        message, sequence = (delivery_text(target), sequence_text(target.batch)) if target else ("", "")
        question = words.ASK_RETRY.format(message=message, sequence=sequence)
        refusal = self._lab.retry_refusal if delivery is None else self._lab.send_refusal
        self._ask("retry", question, target, refusal, lambda: self._lab.retry(target))

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
            self.asked, self.outcome = None, words.NOTHING_SENT
            self._lab.tell("")

    def switch(self, *, on: bool) -> None:
        """Ask from now on, or let everything through; what waits is dropped."""
        self.on, self.asked, self.outcome = on, None, ""
        self._lab.tell("")

    def _ask(
        self, verb: str, question: str, delivery: ProducerBatch | None, refusal: str | None, act: Callable[[], None]
    ) -> None:
        if not self.on or refusal:
            act()
            return
        self.outcome = ""
        self.asked = Asked(verb, question, delivery, act, self._lab.trace, len(self._lab.trace))
        self._lab.tell("")

    def _judge(self, asked: Asked, branch: Branch, decision: Event | None) -> str:
        """Compare with what the broker did first with this very batch."""
        if decision is None:
            return words.NOT_REACHED
        truth = BRANCH_OF_STAGE[decision.stage]
        self.total += 1
        self.right += truth is branch
        item, choice = f"predict {asked.verb} {truth.value}", list(words.ANSWERS).index(branch)
        self.progress.record(self._lab.style, Kind.ANSWER, item, correct=truth is branch, choice=choice)
        if truth is branch:
            return words.RIGHT.format(truth=words.TRUTHS[truth])
        answer, because = words.ANSWERS[branch].lower(), _because(decision)
        return words.WRONG_PREDICTION.format(answer=answer, truth=words.TRUTHS[truth], because=because)

    def _drop_what_is_out_of_date(self) -> None:
        """A question about a run that has gone on would be about another moment."""
        asked = self.asked
        if asked and (asked.trace is not self._lab.trace or asked.events != len(self._lab.trace)):
            self.asked, self.outcome = None, words.OUT_OF_DATE

    def _first_decision(self, asked: Asked) -> Event | None:
        """What the broker decided first about this batch: a copy of it may follow, or another batch come before."""
        batch = asked.delivery or self._lab.producer.deliveries[-1]
        since = self._lab.trace[asked.events :]
        return next((event for event in since if event.stage in BRANCH_OF_STAGE and event.delivery is batch), None)


def _because(decision: Event) -> str:
    """The rule of the check that held, where it can be known."""
    row = decision.result.rule if decision.result else None
    rule = next((rule for rule in (*RULES, OPEN_TRANSACTION) if rule.row == row), None)
    return words.BECAUSE.format(condition=rule.condition, row=rule.row) if rule else ""
