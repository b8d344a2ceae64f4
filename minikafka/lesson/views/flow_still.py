"""What a still picture of the process flow shows beside the drawing: the batches remembered, the log, what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.producer_state import DescribedState, ProducerState
from minikafka.engine.trace import Stage, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.flow_drawing import RADIUS
from minikafka.lesson.views.flow_geometry import LANE_LEFT, NETWORK, TRAY_TOP, FlowGeometry
from minikafka.lesson.views.playback import Plain, remembered, stored_at
from minikafka.lesson.views.steps import Step, position_of
from minikafka.lesson.views.verdict import LOSSES
from minikafka.lesson.views.words import UNKNOWN, place_text

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Align, Pen, Point

LONGEST = 10  # characters of a record's text
TEXT, SMALL = 12.5, 12
CROSS = (((-5, -5), (5, 5)), ((-5, 5), (5, -5)))


class Still:
    """Draws on a pen what belongs to one moment; the kinds of the gids are those of ``AT_REST``."""

    def __init__(self, trace: Trace, step: Step, geometry: FlowGeometry, pen: Pen) -> None:
        self._trace, self._step, self._geometry, self._pen = trace, step, geometry, pen
        self._position = position_of(trace, step, step.last)

    def draw(self) -> None:
        """Slots, records, the words beside them, and a cross where something was lost."""
        self._draw_slots()
        self._draw_facts()
        self._draw_log()
        self._draw_words()
        if self._step.last.stage in LOSSES:
            self._draw_cross()

    def _draw_slots(self) -> None:
        state = remembered(self._trace, self._position)
        texts = _slot_texts(state)
        match = self._match(state)
        for place, (slot, text) in enumerate(zip(self._geometry.slots, texts, strict=True)):
            kind = "match" if place == match else "full" if text.isdecimal() else "slot"
            self._pen.box(f"{kind}-{place}", (slot.x, slot.y), slot.width, slot.height, 5)
            self._pen.text(f"{kind}-{place}", (slot.x, slot.y), text, TEXT)

    def _match(self, state: ProducerState | None) -> int:
        """The place of the batch that a duplicate repeats, -1 for none."""
        decision = self._step.decision
        if not (decision and decision.result and decision.result.duplicate and decision.batch and state):
            return -1
        firsts = [batch.first_sequence for batch in state.batches]
        first = decision.batch.base_sequence
        return firsts.index(first) if first in firsts else -1

    def _draw_facts(self) -> None:
        state = remembered(self._trace, self._position)
        producer_id = self._trace.setup.producer_id if state is None else state.producer_id
        last = state.last_sequence if state and (state.batches or isinstance(state, DescribedState)) else "-"
        facts = [words.NO_PRODUCER_ID]
        if producer_id >= 0:
            facts = [words.PRODUCER_ID.format(producer_id), words.LAST_SEQUENCE.format(last)]
        self._pen.text("cap-broker", (LANE_LEFT, 142), words.BROKER_LANE, SMALL, align="left")
        for line, fact in enumerate(facts):
            self._pen.text(f"caption-fact-{line}", (LANE_LEFT, 168 + 19 * line), fact, SMALL, align="left")

    def _draw_log(self) -> None:
        place = _place(self._trace, self._position)
        numbered = enumerate(stored_at(self._trace, self._position))
        log = [(number, record) for number, record in numbered if f"{record['topic']}-{record['partition']}" == place]
        cells = self._geometry.layout()["cells"]
        first = max(0, len(log) - len(cells))
        for cell, (number, record) in zip(cells, log[first:], strict=False):
            self._draw_record(record, cell, number)
        self._pen.text("cap-place", (LANE_LEFT, TRAY_TOP + 16), place[:LONGEST], SMALL, align="left")
        below = words.LOG_EARLIER.format(first) if first else words.LOG
        self._pen.text("caption-log", (LANE_LEFT, TRAY_TOP + 34), below, SMALL, align="left")

    def _draw_record(self, record: Plain, cell: list[float], number: int) -> None:
        left, top, width, height = cell
        text = record["text"]
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}{UNKNOWN}"
        below = _below(record)
        gid = f"{self._kind(record, number)}-{number}"
        self._pen.box(gid, (left + width / 2, top + height / 2), width, height, RADIUS)
        self._pen.text(gid, (left + 7, top + 13), shown, TEXT, align="left")
        self._pen.text(gid, (left + 7, top + 30), below, SMALL, align="left")

    def _kind(self, record: Plain, number: int) -> str:
        if record["copy_of"] is not None:
            return "copy"
        decision = self._step.decision
        if decision is None or decision.result is None:
            return "record"
        if decision.stage is Stage.STORE and number == decision.variables.stored_count - 1:
            return "fresh"
        return "same" if decision.result.duplicate and record["offset"] == decision.result.base_offset else "record"

    def _draw_words(self) -> None:
        request, ack = self._geometry.nodes[Stage.BROKER_RECEIVES].x + 15, self._geometry.gather - 15
        self._draw_word("request", Stage.REQUEST_LOST, words.REQUEST, (request, NETWORK), "left")
        self._draw_word("ack", Stage.ACK_LOST, words.ACK_BACK, (ack, NETWORK), "right")

    def _draw_word(self, name: str, loss: Stage, word: str, at: Point, align: Align) -> None:
        is_lost = self._step.last.stage is loss
        text = words.LOST_IN_PICTURE[loss] if is_lost else word
        self._pen.text(f"{'lost' if is_lost else 'caption'}-{name}", at, text, SMALL, align=align)

    def _draw_cross(self) -> None:
        is_ack = self._step.last.stage is Stage.ACK_LOST
        x = self._geometry.gather if is_ack else self._geometry.nodes[Stage.BROKER_RECEIVES].x
        self._pen.circle("cross-circle", (x, NETWORK), 10)
        for (x1, y1), (x2, y2) in CROSS:
            self._pen.line("cross-sign", [(x + x1, NETWORK + y1), (x + x2, NETWORK + y2)])


def _below(record: Plain) -> str:
    """The second line of a record: where it stands, or that it is one more copy."""
    if record["copy_of"] is not None:
        return words.COPY.format(record["copy"])
    if record["sequence"] < 0:
        return str(record["offset"])
    return words.AT_OFFSET.format(offset=record["offset"], sequence=record["sequence"])


def _place(trace: Trace, position: int) -> str:
    """The partition of the last message; of none ``topic-0``."""
    told = (event.delivery for event in reversed(trace[: position + 1]) if event.delivery)
    delivery = next(told, None)
    return place_text(delivery) if delivery else "topic-0"


def _slot_texts(state: ProducerState | None) -> list[str]:
    if isinstance(state, DescribedState):
        return ["?"] * 5
    batches = [str(batch.last_sequence) for batch in state.batches] if state else []
    return [*batches, *["-"] * (5 - len(batches))]
