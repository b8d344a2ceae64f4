"""A run as a browser plays it: the events of a trace with all that is shown of each, as plain data for JSON.

Python decides; the browser only plays. Each event carries its row of the process table, its column of the status
tracker, its sentence, its verdict and the lines on which a message came there. Of an event only that is sent in which
it differs from the event before it (``changes``), and the browser puts it together again.
"""

from __future__ import annotations

from typing import Any

from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.producer_state import DescribedState, ProducerState
from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.engine.replica import Replica
from minikafka.engine.trace import Event, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.flow_geometry import edges_into
from minikafka.lesson.views.narration import conclusion, narrate_step
from minikafka.lesson.views.run_tables import VARIABLES, row_of, values
from minikafka.lesson.views.steps import Step, cell_tones, is_stored_again, known_state, leader_at, step_at, verdict
from minikafka.lesson.views.words import delivery_text, message_text, place_text, sequence_text

Plain = dict[str, Any]

COMPARED = ("action", "broker_action", "producer_output", "verdict", "tones")  # of a row beside another run


class Playback:
    """One run, told as far as it was asked for. It reads each event once, however often it is asked.

    ``brief`` leaves out what a run that is only compared does without.
    """

    def __init__(self, trace: Trace, *, brief: bool = False) -> None:
        self.trace = trace
        self._is_brief = brief
        self._events: list[Plain] = []
        self._stored = StoredRecords()

    def since(self, first: int = 0) -> Plain:
        """The events from position ``first`` on, and the records that they stored."""
        self._read()
        events = self._events
        stored_before = events[first - 1]["variables"]["stored_count"] if first else 0
        return {
            "idempotence": is_idempotent(self.trace),
            "watched": self.trace.is_watched,
            "brokers": self.trace.setup.brokers,
            "producer_id": self.trace.setup.producer_id,
            "first": first,
            "events": [changes(events[at - 1] if at else {}, events[at]) for at in range(first, len(events))],
            "stored_from": stored_before,
            "stored": self._stored.told[stored_before:],
        }

    def common_with(self, other: Playback) -> int:
        """How many events from the start on are told alike in both runs."""
        self._read()
        other._read()
        pairs = zip(self._events, other._events, strict=False)
        return next(
            (number for number, (mine, its) in enumerate(pairs) if mine != its),
            min(len(self._events), len(other._events)),
        )

    def _read(self) -> None:
        """Tell what the trace has got since the last time."""
        for position in range(len(self._events), len(self.trace)):
            self._stored.note(self.trace, self.trace[position])
            self._events.append(_plain_event(self.trace, position, brief=self._is_brief))


class StoredRecords:
    """The records of a run as they are told: where each lies, and whether it is one more copy."""

    def __init__(self) -> None:
        self.told: list[Plain] = []
        self._copies: dict[object, list[int]] = {}

    def note(self, trace: Trace, event: Event) -> None:
        """Tell the records that an event has stored, the next one of the run."""
        records = trace.stored[len(self.told) : event.variables.stored_count]
        for index, (topic, partition, record) in enumerate(records):
            copies = self._copies.setdefault((_message(trace, event), index), [])
            self.told.append(
                {
                    "topic": topic,
                    "partition": partition,
                    "offset": record.offset,
                    "text": message_text(record.value),
                    "sequence": record.sequence,
                    "number": event.delivery.number if event.delivery else -1,
                    "copy_of": copies[0] if copies else None,
                    "copy": len(copies) + 1,
                }
            )
            copies.append(record.offset)


def stored_at(trace: Trace, position: int) -> list[Plain]:
    """The records that a run has stored when it is at a position."""
    records = StoredRecords()
    for event in trace[: position + 1]:
        records.note(trace, event)
    return records.told


def is_idempotent(trace: Trace) -> bool:
    """Whether the batches of a run are numbered; of a run that is watched, whether the last one that came was."""
    last = trace[-1] if trace.is_watched and trace.steps else trace[0]
    return last.variables.producer_epoch >= 0 or (trace.is_watched and not trace.steps)


def changes(old: Plain, new: Plain) -> Plain:
    """What is different in ``new``, and within its parts that are told by name."""
    return {
        key: changes(old[key], value) if isinstance(value, dict) and isinstance(old.get(key), dict) else value
        for key, value in new.items()
        if key not in old or old[key] != value
    }


def _message(trace: Trace, event: Event) -> object:
    """What makes two records copies of one message: one ``send``; seen from a broker, the same numbers."""
    batch = event.batch
    if trace.is_watched and batch and batch.producer_id != NO_PRODUCER_ID:
        return batch.producer_id, batch.producer_epoch, batch.base_sequence
    return event.delivery.number if event.delivery else None


def _plain_event(trace: Trace, position: int, *, brief: bool) -> Plain:
    step, event = step_at(trace, position), trace[position]
    row = _row(trace, step)
    compared = _compared_event(trace, position, event)
    if brief:
        return {**compared, "row": {name: row[name] for name in COMPARED if name in row}}
    return {
        **compared,
        "leader": leader_at(trace, position),
        "replicas": [_replica(replica) for replica in event.replicas],
        "row": row,
        "tracker": {name: str(value) for name, value in zip(VARIABLES, values(trace, step), strict=True)},
        "edges": list(edges_into(trace, step)),
        "narration": _narration(trace, step),
    }


def _compared_event(trace: Trace, position: int, event: Event) -> Plain:
    """What is shown of an event beside another run, its row aside."""
    return {
        "step": event.step,
        "kind": event.kind.value,
        "stage": event.stage.value,
        "action": event.action,
        "variables": _variables(trace, position),
        "delivery": event.delivery and _delivery(event.delivery),
        "batch": _batch(event),
        "result": _result(event),
    }


def _delivery(delivery: ProducerBatch) -> Plain:
    return {"number": delivery.number, "text": delivery_text(delivery), "place": place_text(delivery)}


def _variables(trace: Trace, position: int) -> Plain:
    variables = trace[position].variables
    return {
        "sequence_number": variables.sequence_number,
        "acknowledged": variables.acknowledged,
        "stored_count": variables.stored_count,
        "in_flight": variables.in_flight,
        "waiting": variables.waiting,
        "producer_epoch": variables.producer_epoch,
        "state": _state(remembered(trace, position)),
    }


def remembered(trace: Trace, position: int) -> ProducerState | None:
    """What the partition of the last message was seen to remember; before the first, nothing."""
    told = (trace[index].delivery for index in range(position, -1, -1) if trace[index].delivery)
    delivery = next(told, None)
    return known_state(trace, position, delivery.topic, delivery.partition) if delivery else None


def _state(state: ProducerState | None) -> Plain | None:
    if state is None:
        return None
    return {
        "producer_id": state.producer_id,
        "producer_epoch": state.producer_epoch,
        "last_sequence": state.last_sequence,
        "batches": [[batch.first_sequence, batch.last_sequence, batch.last_offset] for batch in state.batches],
        "known": not isinstance(state, DescribedState),
    }


def _replica(replica: Replica) -> Plain:
    return {"in_sync": replica.in_sync, "log_end_offset": replica.log_end_offset, "state": _state(replica.state)}


def _batch(event: Event) -> Plain | None:
    batch = event.batch
    if batch is None:
        return None
    return {
        "producer_id": batch.producer_id,
        "producer_epoch": batch.producer_epoch,
        "base_sequence": batch.base_sequence,
        "sequence": sequence_text(batch),
        "record_count": batch.record_count,
    }


def _result(event: Event) -> Plain | None:
    result = event.result
    if result is None:
        return None
    return {
        "error": result.error.name,
        "base_offset": result.base_offset,
        "duplicate": result.duplicate,
    }


def _row(trace: Trace, step: Step) -> Plain:
    if step.number == 0:
        return {}
    row = row_of(trace, step)._asdict()
    row.pop("step")
    if is_stored_again(trace, step):
        row["broker_action"] = words.AGAIN.format(row["broker_action"])
    return {**row, "verdict": verdict(trace, step), "tones": list(cell_tones(trace, step))}


def _narration(trace: Trace, step: Step) -> Plain:
    """The sentence of a stage, and once the step is over what it rests on.

    ``heard`` goes on from the sentence of the decision. ``rest`` is there instead of both where that sentence announced
    what has come to something by now.
    """
    told, rest = narrate_step(trace, step), conclusion(trace, step)
    plain = {
        "stage": None if told.stage == step.last.stage.value else told.stage,
        "sentence": told.sentence,
        "heard": None,
        "rest": None,
    }
    if rest is None:
        return plain
    return {**plain, "heard": rest.heard} if rest.goes_on else {**plain, "heard": "", "rest": str(rest)}
