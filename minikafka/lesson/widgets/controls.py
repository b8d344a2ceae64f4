"""What can be pressed in a panel now, and what a press does: plain data to the browser, and verbs from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from minikafka.engine.network import Fault
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.sequence_check import Branch
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.playback import Plain
from minikafka.lesson.views.words import delivery_text, sequence_text
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.predict_first import Asked, PredictFirst

MOST_BATCHES = 20  # to choose from, the latest first
FAULTS = tuple(fault.value for fault in Fault)
Args = Mapping[str, Any]
LONGEST_TEXT = 2_000_000  # characters; longer ones are cut, and refused as a record that is too large
LONGEST_NUMBER = 9  # digits at the end of a message that are counted on
_NUMBER = re.compile(rf"(?<!\d)\d{{1,{LONGEST_NUMBER}}}\Z", re.ASCII)


def controls(lab: Lab, predict: PredictFirst) -> Plain:
    """The state of every control of a lab's panel, and the sentences that stand above the run's own."""
    asked = predict.asked
    return {
        "message": lab.message,
        "armed": lab.next_fault,
        "faults": FAULTS,
        "can_lose": lab.send_refusal is None,
        "refusals": _refusals(lab),
        "ask_first": predict.on,
        "asked": asked and _asked(asked),
        "outcome": predict.outcome,
        "score": words.RIGHT_OF_ALL.format(right=predict.right, total=predict.total) if predict.total else "",
        "notice": lab.notice,
        "to_retry": _to_retry(lab),
        "sandbox": _sandbox(lab) if lab.sandbox else None,
    }


def _asked(asked: Asked) -> Plain:
    answers = [[branch.value, text] for branch, text in words.ANSWERS.items()]
    return {"question": asked.question, "is_retry": asked.delivery is not None, "answers": answers}


def _refusals(lab: Lab) -> dict[str, str | None]:
    """Why each button is off, ``None`` for one that is on."""
    operations = lab.operations
    refusals = {
        "send": lab.send_refusal,
        "retry": lab.retry_refusal,
        "flush": lab.send_refusal,
        "restart": operations.refusal,
        "crash": operations.refusal,
        "lead": operations.leader_refusal,
    }
    if not lab.sandbox:
        return refusals
    nothing_sent = None if _batches(lab) else words.SEND_FIRST
    return refusals | {
        "retry_batch": lab.send_refusal or nothing_sent,
        "day": operations.refusal,
        "fork": lab.runs.fork_refusal,
        "save": lab.runs.save_refusal,
    }


def _to_retry(lab: Lab) -> Plain | None:
    """The message that Retry would send again."""
    batch = None if lab.retry_refusal else lab.producer.to_retry
    return {"number": batch.number, "text": delivery_text(batch)} if batch else None


def _sandbox(lab: Lab) -> Plain:
    return {
        "batches": [[batch.number, _batch_text(batch)] for batch in reversed(_batches(lab)[-MOST_BATCHES:])],
        "runs": lab.runs.names,
        "run": lab.runs.current,
    }


def _batches(lab: Lab) -> list[ProducerBatch]:
    return [] if lab.send_refusal else [batch for batch in lab.producer.deliveries if batch.batch]


def _batch_text(batch: ProducerBatch) -> str:
    told = {"message": delivery_text(batch), "sequence": sequence_text(batch.batch)}
    return words.BATCH_TO_RETRY.format(number=batch.number + 1, **told)


class Verbs:
    """Does to a lab what a browser asks for; ``predict`` stands before a send and a retry."""

    def __init__(self, lab: Lab, predict: PredictFirst) -> None:
        self._lab = lab
        self._predict = predict
        self._first_message = lab.message
        if any(delivery_text(delivery) == lab.message for delivery in lab.producer.deliveries):
            self._move_on()  # the notebook has sent it before it showed the panel
        self._verbs: Mapping[str, Callable[[Args], object]] = {
            "send": self._send,
            "retry": self._retry,
            "flush": lambda _: lab.flush(),
            "reset": lambda _: self._reset(),
            "idempotence": self._switch,
            "ask_first": lambda args: predict.switch(on=args.get("on") is True),
            "answer": self._answer,
            "arm": self._arm,
            "lose": self._lose,
            "stand": self._stand,
            "restart": lambda args: lab.operations.restart(self._broker(args), clean=True),
            "crash": lambda args: lab.operations.restart(self._broker(args), clean=False),
            "lead": lambda _: lab.operations.change_leader(),
            "day": lambda _: lab.operations.let_a_day_pass(),
            "fork": self._fork,
            "run": self._go_to_run,
            "save": lambda args: lab.runs.save(_text(args, "name")),
            "load": lambda args: lab.runs.load(_text(args, "name")),
        }

    def do(self, verb: str, args: Args) -> None:
        """Do what ``verb`` says; one that is not known is let fall."""
        if act := self._verbs.get(verb):
            act(args)

    def _send(self, args: Args) -> None:
        if "text" in args:
            self._lab.message = _text(args, "text")
        self._predict.send()
        self._move_on()

    def _move_on(self) -> None:
        """Put the next message into the field, once this one was sent: a new send and a duplicate look different."""
        lab = self._lab
        if lab.producer.deliveries and not self._predict.asked and not lab.notice:
            lab.message = following(lab.message)

    def _retry(self, args: Args) -> None:
        number = _number(args, "number")
        sent = [delivery for delivery in self._lab.producer.deliveries if delivery.number == number and delivery.batch]
        self._predict.retry(sent[0] if sent else None)

    def _reset(self) -> None:
        self._lab.message = self._first_message
        self._lab.reset()

    def _switch(self, args: Args) -> None:
        self._lab.message = self._first_message
        self._lab.set_idempotence(on=args.get("on") is True)

    def _answer(self, args: Args) -> None:
        asked = self._predict.asked
        branch = _text(args, "branch")
        if branch not in {known.value for known in Branch}:
            self._predict.cancel()
            return
        self._predict.answer(Branch(branch))
        if asked and asked.delivery is None:
            self._move_on()

    def _arm(self, args: Args) -> None:
        self._lab.next_fault = _fault(args)

    def _lose(self, args: Args) -> None:
        step, fault = _number(args, "step"), _fault(args)
        if step is not None and fault:
            self._lab.lose(step, fault)

    def _stand(self, args: Args) -> None:
        position = _number(args, "position")
        if position is not None:
            self._lab.go_to(position)

    def _broker(self, args: Args) -> int | None:
        number = _number(args, "broker")
        return number if number in range(self._lab.trace.setup.brokers) else None

    def _fork(self, args: Args) -> None:
        self._stand(args)
        self._lab.runs.fork()

    def _go_to_run(self, args: Args) -> None:
        name = _text(args, "name")
        if name in self._lab.runs.names:
            self._lab.runs.go_to(name)


def following(message: str) -> str:
    """``message2`` after ``message1``; a message that ends in no number stays as it is."""
    return _NUMBER.sub(lambda number: str(int(number[0]) + 1).zfill(len(number[0])), message)


def _text(args: Args, name: str) -> str:
    value = args.get(name)
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _number(args: Args, name: str) -> int | None:
    value = args.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _fault(args: Args) -> Fault | None:
    name = _text(args, "fault")
    return Fault(name) if name in set(Fault) else None
