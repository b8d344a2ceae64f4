"""The process-flow chart of one moment of a run, as a still picture.

The same rules as the front end's ``scene.js``: the way of the step, the decision by its verdict, what was lost. Words,
thickness, dashes and signs say what the colours say.
"""

from __future__ import annotations

import base64
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from minikafka.engine.producer_state import DescribedState, ProducerState
from minikafka.engine.trace import Stage, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.flow_drawing import RADIUS, draw, gid
from minikafka.lesson.views.flow_geometry import BARE_WAYS, LANE_LEFT, NETWORK, TRAY_TOP, WAYS, FlowGeometry, edges_into
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.playback import Plain, is_idempotent, remembered, stored_at
from minikafka.lesson.views.steps import LOSSES, SIGNS, TONES, Step, position_of, step_at, verdict
from minikafka.lesson.views.theme import CROSS, Look, own_settings
from minikafka.lesson.views.words import cut, place_text

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Align, Pen, Point

PICTURE_WIDTH = 824  # pixels of the page; the picture has twice as many, for screens that show them
SCALE = 2

SKIPPED = (Stage.ASSIGN_SEQUENCE, Stage.CHECK_SEQUENCE)  # without idempotence
COVERED = ("request", "new")  # lines in whose place others run then
HIDDEN = Look(visible=False)
AT_REST = {
    "lane": Look(fill="lane", stroke="border", width=1),
    "cap": Look(ink="muted", bold=True),
    "caption": Look(ink="muted"),
    "word": Look(ink="muted"),
    "tray": Look(fill="page", stroke="border", width=1),
    "slot": Look(stroke="line", ink="muted", width=1, dashed=True),
    "full": Look(fill="tint", stroke="accent", bold=True),
    "match": Look(fill="green-tint", stroke="green", ink="green", width=2.75, bold=True),
    "record": Look(fill="lane", stroke="line", width=1.2),
    "fresh": Look(fill="tint", stroke="accent", width=2.5),
    "same": Look(fill="green-tint", stroke="green", width=2.5),
    "copy": Look(fill="red-tint", stroke="red", ink="red", width=2, bold=True),
    "cross": Look(fill="page", stroke="red", width=2.5),
    "lost": Look(ink="red", bold=True),
    "edge": Look(fill="line", stroke="line"),
    "node": Look(fill="page", stroke="line"),
}
DONE = Look(fill="tint", stroke="accent", width=2.5)
NOW = Look(fill="accent-fill", stroke="accent", ink="on-accent", width=2.5, bold=True)
OFF = Look(stroke="line", ink="muted", dashed=True)
LOST = Look(fill="red", stroke="red", width=2, dashed=True)
LONGEST = 10  # characters of a record's text
TEXT, SMALL = 12.5, 12


class FlowChart:
    """A picture for a notebook; ``str`` says in words what it shows."""

    def __init__(self, trace: Trace, position: int, told: str) -> None:
        self._trace = trace
        self._position = position
        self._told = told

    def __repr__(self) -> str:
        return words.PROCESS_FLOW.format(told=self._told)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The picture, and what it shows in words; without matplotlib the words alone, and why."""
        try:
            return {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": repr(self)}
        except ModuleNotFoundError as missing:
            return {"text/plain": f"{self!r}\nNot drawn: {missing}"}

    @cached_property
    def png(self) -> bytes:
        """The picture. The first call imports matplotlib."""
        return flow_png(self._trace, self._position)


def flow_chart(trace: Trace, position: int | None = None) -> FlowChart:
    """The chart with the way of the current step marked, its stage most of all.

    ``position`` is an index into the trace; ``None`` is its end.

    Raises:
        IndexError: the trace has no such position.
    """
    told = str(narrate(trace, position))
    return FlowChart(trace, range(len(trace))[-1 if position is None else position], told)


def looks(trace: Trace, position: int | None = None) -> dict[str, Look]:
    """The gids that do not look as at rest at a position.

    Raises:
        IndexError: the trace has no such position.
    """
    step = step_at(trace, position)
    return _edge_looks(trace, step) | _node_looks(trace, step)


@own_settings()
def flow_png(trace: Trace, position: int | None = None) -> bytes:
    """The picture of one moment: the flow, what the broker remembers, and its log; errors as for ``looks``."""
    step = step_at(trace, position)
    found = looks(trace, position)
    geometry = FlowGeometry(PICTURE_WIDTH)
    taken = {name.removeprefix("edge-") for name, look in found.items() if look.width > AT_REST["edge"].width}
    pen = draw(geometry, _names(trace, step), taken)
    MomentDrawing(trace, step, geometry, pen).draw()
    return pen.png(lambda name: found.get(name, AT_REST[name.partition("-")[0]]), PICTURE_WIDTH * SCALE)


def _names(trace: Trace, step: Step) -> dict[Stage, str]:
    """What a decision says with its sign in front."""
    if step.decision is None:
        return {}
    return {step.decision.stage: f"{SIGNS[verdict(trace, step)]}{step.decision.stage.value}"}


def _node_looks(trace: Trace, step: Step) -> dict[str, Look]:
    found = {gid(stage): DONE for stage in step.stages}
    found[gid(_focus(step))] = NOW
    if step.decision and (told := verdict(trace, step)) not in {"", "lost"}:
        tone = TONES[told]
        found[gid(step.decision.stage)] = Look(fill=f"{tone}-tint", stroke=tone, ink=tone, width=2.75, bold=True)
    if not is_idempotent(trace):
        found |= {gid(stage): OFF for stage in SKIPPED}
    return found


def _focus(step: Step) -> Stage:
    """A finished step rests on its decision."""
    return step.decision.stage if step.is_complete and step.decision else step.last.stage


def _edge_looks(trace: Trace, step: Step) -> dict[str, Look]:
    numbered = is_idempotent(trace)
    bare, others = (chain.from_iterable(ways.values()) for ways in (BARE_WAYS, WAYS))
    if numbered:
        found = {f"edge-{name}": HIDDEN for name in bare}
    else:
        found = {f"edge-{name}": HIDDEN if name in COVERED else OFF for name in others}
    for reached in range(1, len(step.events) + 1):
        passed = Step(step.events[:reached], step.stage_count)
        for name in edges_into(trace, passed):
            found[f"edge-{name}"] = _edge_look(trace, passed, name)
            found[f"word-{name}"] = Look(ink=found[f"edge-{name}"].stroke, bold=True)
    if step.decision and step.decision.stage is Stage.STORE:
        found["edge-drop"] = _taken(TONES[verdict(trace, step)])
    return found


def _edge_look(trace: Trace, step: Step, name: str) -> Look:
    if step.last.stage in LOSSES:
        return LOST
    if name.startswith("ack"):
        return _taken("green" if name != "ack-error" else "rust")
    return _taken(TONES[verdict(trace, step)] if name in {"duplicate", "refused", "new", "bare-store"} else "accent")


def _taken(tone: str) -> Look:
    return Look(fill=tone, stroke=tone, width=2.75)


class MomentDrawing:
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
        gid = f"{self._kind(record, number)}-{number}"
        self._pen.box(gid, (left + width / 2, top + height / 2), width, height, RADIUS)
        self._pen.text(gid, (left + 7, top + 13), cut(record["text"], LONGEST), TEXT, align="left")
        self._pen.text(gid, (left + 7, top + 30), _below(record), SMALL, align="left")

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
