"""What can be pressed in a panel now, and what is said there: plain data for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.network import Fault
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.lesson.views.playback import Plain
from minikafka.lesson.views.words import delivery_text, sequence_text
from minikafka.lesson.widgets.predict_first import ANSWERS, PredictFirst

if TYPE_CHECKING:
    from minikafka.lesson.lab.lab import Lab

MOST_BATCHES = 20  # to choose from, the latest first
ANSWER_BUTTONS = [[branch.value, text] for branch, text in ANSWERS.items()]
FAULTS = tuple(fault.value for fault in Fault)


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
        "asked": asked
        and {"question": asked.question, "is_retry": asked.delivery is not None, "answers": ANSWER_BUTTONS},
        "outcome": predict.outcome,
        "score": f"{predict.right} of {predict.total} right" if predict.total else "",
        "notice": lab.notice,
        "to_retry": _to_retry(lab),
        "sandbox": _sandbox(lab) if lab.sandbox else None,
    }


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
    nothing_sent = None if _batches(lab) else "nothing was sent yet, so send a message first"
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
    return f"{batch.number + 1}. {delivery_text(batch)}, seq {sequence_text(batch.batch)}"
