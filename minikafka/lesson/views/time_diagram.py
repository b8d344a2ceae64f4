"""The time diagram of a run: two lifelines, time downwards, each request an arrow, each answer one back.

Lengths are in pixels and y grows downwards.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from minikafka.engine.errors import Error
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.playback import Playback
from minikafka.lesson.views.run_tables import row_of
from minikafka.lesson.views.steps import TONES, Step, steps_at, verdict
from minikafka.lesson.views.theme import CROSS, FONT_FAMILY, Look, own_settings, tones_of_a_file
from minikafka.lesson.views.words import NOTHING, cut, delivery_text, plural, sequence_text

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Align, Point

WIDTH = 760  # pixels; the picture has twice as many
SCALE = 2
MOST_STEPS = 60  # of a longer run the last ones are drawn
HEAD, ROW, FOOT = 34, 46, 10
PRODUCER, BROKER, LOG = 200, 430, 560
TEXT, SMALL, CAPS = 12.5, 12, 12
HUES = 5
LOST_SHARE = 0.55  # of the way, where a lost message ends
LONGEST_ACTION, LONGEST_MESSAGE = 24, 16


class TimeDiagram:
    """What is drawn of a run up to a position; ``str`` says in words what it shows."""

    def __init__(self, trace: Trace, position: int | None = None) -> None:
        self._steps = steps_at(trace, position)[1:]
        self._trace = trace

    def __repr__(self) -> str:
        return plural(len(self._steps), words.TIME_DIAGRAM_OF)

    @property
    def alternative(self) -> str:
        """What is drawn, step by step, in words."""
        rows = (row_of(self._trace, step) for step in self._steps[-MOST_STEPS:])
        told = (f"{row.step}. {row.action}: {row.broker_action}, {row.producer_output}" for row in rows)
        return f"{self!r} {'; '.join(told)}."

    def _drawn(self) -> TimeDrawing:
        return TimeDrawing(self._trace, self._steps[-MOST_STEPS:], WIDTH)

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element whose colours are the tones of the panel that it stands in."""
        with own_settings():
            drawing = self._drawn()
            style = f"display:block;width:100%;max-width:{WIDTH}px;height:auto;font-family:{FONT_FAMILY}"
            attributes = {"role": "img", "aria-label": self.alternative, "style": style}
            return drawing.pen.svg(attributes, words.TIME_DIAGRAM, drawing.look)

    @property
    def svg_file(self) -> str:
        """The drawing as the text of an SVG file, which brings its colours for a light and for a dark page."""
        before, title, after = self.svg.partition("<title>")
        return f"{before}<style>{tones_of_a_file()}</style>{title}{after}\n"

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on a light page."""
        with own_settings():
            drawing = self._drawn()
            return drawing.pen.png(drawing.look, WIDTH * SCALE)


def drawing_of(trace: Trace) -> str:
    """The drawing of a whole run, for a page that has the tones; nothing where there is no matplotlib.

    In the browser alone nobody should wait for it: the process table tells the same.
    """
    if sys.platform == "emscripten":
        return ""
    try:
        return TimeDiagram(trace).svg
    except ModuleNotFoundError:
        return ""


class TimeDrawing:
    """A pen on which ``steps`` are drawn; ``look`` tells how each gid looks."""

    def __init__(self, trace: Trace, steps: Sequence[Step], width: int) -> None:
        from minikafka.lesson.views.pen import Pen  # here, so that importing the lesson does not import matplotlib

        self._trace, self._width = trace, width
        self._height = HEAD + ROW * max(1, len(steps)) + FOOT
        self._looks: dict[str, Look] = {}
        self._numbers = count()
        self._stored = Playback(trace, brief=True).since()["stored"]
        self.pen = Pen(width, self._height)
        self._draw_frame()
        for line, step in enumerate(steps):
            self._draw_step(step, HEAD + ROW * line)

    def look(self, gid: str) -> Look:
        """How a part looks: its colours by the names of tones."""
        return self._looks[gid]

    def _gid(self, kind: str, look: Look) -> str:
        gid = f"{kind}-{next(self._numbers)}"
        self._looks[gid] = look
        return gid

    def _write(self, at: Point, text: str, look: Look, size: float = TEXT, align: Align = "left") -> None:
        self.pen.text(self._gid("text", look), at, text, size, align=align)

    def _draw_frame(self) -> None:
        middle = (self._width / 2, self._height / 2)
        frame = Look(fill="lane", stroke="border", width=1)
        self.pen.box(self._gid("frame", frame), middle, self._width - 2, self._height - 2, 8)
        for x, name in ((PRODUCER, words.PRODUCER_LANE), (BROKER, words.BROKER_LANE)):
            self._write((x, 18), name, Look(ink="muted", bold=True), CAPS, "center")
            self.pen.line(
                self._gid("life", Look(stroke="line", width=1, dashed=True)), [(x, HEAD - 4), (x, self._height - FOOT)]
            )
        self._write((LOG, 18), words.LOG_LANE, Look(ink="muted", bold=True), CAPS)

    def _draw_step(self, step: Step, top: float) -> None:
        middle = top + ROW / 2
        action = cut(f"{step.number}  {row_of(self._trace, step).action}", LONGEST_ACTION)
        self._write((PRODUCER - 12, middle), action, Look(), TEXT, "right")
        delivery = step.last.delivery
        if delivery is None or step.kind in {StepKind.WAIT, StepKind.GIVE_UP}:
            self._draw_remark(step, middle)
            return
        hue = f"message-{delivery.number % HUES}"
        sequence = sequence_text(step.last.batch)
        name = cut(delivery_text(delivery), LONGEST_MESSAGE) + (f" · {sequence}" if sequence != NOTHING else "")
        self._write((PRODUCER + 14, top + 7), name, Look(ink=hue, bold=True), SMALL)
        self._draw_request(step, top, hue)
        if step.decision:
            self._draw_decision(step, step.decision, top)

    def _draw_remark(self, step: Step, middle: float) -> None:
        """A step in which no message moves."""
        row = row_of(self._trace, step)
        at_broker = row.broker_action != NOTHING
        text = row.broker_action if at_broker else row.producer_output
        tone = {"good": "muted", "": "muted"}.get(verdict(self._trace, step), "rust")
        self._write(
            ((BROKER if at_broker else PRODUCER) + 14, middle), text, Look(ink=tone, bold=tone == "rust"), SMALL
        )

    def _draw_request(self, step: Step, top: float, hue: str) -> None:
        start = PRODUCER + (BROKER - PRODUCER) * (0.4 if step.kind is StepKind.COPY else 0)
        stage = step.last.stage
        never = words.ON_ITS_WAY.get(stage)
        self._arrow((start, top + 14), (BROKER - 5, top + ROW / 2), hue, lost=bool(never))
        if never:
            x = PRODUCER + (BROKER - PRODUCER) * LOST_SHARE + 16
            self._write((x, top + ROW / 2 + 2), never, Look(ink="red", bold=True), SMALL)

    def _draw_decision(self, step: Step, decision: Event, top: float) -> None:
        middle = top + ROW / 2
        told = verdict(self._trace, step)
        tone = TONES[told]
        self.pen.circle(self._gid("dot", Look(fill=tone, stroke=tone)), (BROKER, middle), 4)
        record = self._stored[decision.variables.stored_count - 1] if decision.stage is Stage.STORE else None
        word = words.DECISIONS[decision.stage]
        if record and told == "harm":
            word = words.COPY.format(record["copy"])
        ack_lost = step.last.stage is Stage.ACK_LOST
        self._write(
            (BROKER + 10, middle - (7 if ack_lost else 0)), word, Look(ink=tone if told else "text", bold=True), SMALL
        )
        if ack_lost:
            self._write(
                (BROKER + 10, middle + 8), words.LOST_IN_PICTURE[Stage.ACK_LOST], Look(ink="red", bold=True), SMALL
            )
        self._draw_answer(step, decision, top)
        if record:
            self._draw_record(record, middle)

    def _draw_answer(self, step: Step, decision: Event, top: float) -> None:
        lost = step.last.stage is Stage.ACK_LOST
        if not lost and Stage.PRODUCER_RECEIVES_ACK not in step.stages:
            return
        assert decision.result, "a decision has a result"
        tone = "green" if decision.result.error is Error.NONE else "rust"
        self._arrow((BROKER - 5, top + ROW / 2 + 2), (PRODUCER + 2, top + ROW - 7), tone, lost=lost, dashed=True)

    def _draw_record(self, record: dict[str, object], middle: float) -> None:
        is_copy = record["copy_of"] is not None
        ink = "red" if is_copy else "text"
        tone = Look(fill="red-tint" if is_copy else "page", stroke="red" if is_copy else "line", width=1.25)
        width = self._width - LOG - 14
        self.pen.box(self._gid("record", tone), (LOG + width / 2, middle), width, 22, 5)
        name = f"{record['offset']}  {cut(str(record['text']), LONGEST_MESSAGE - 4)}"
        self._write((LOG + 8, middle), name, Look(ink=ink), SMALL)
        sequence = record["sequence"]
        right = words.SEQUENCE_RECORD.format(sequence) if sequence != -1 else ""
        if is_copy:
            right = words.COPY_RECORD.format(record["copy"])
        if right:
            self._write(
                (LOG + width - 8, middle), right, Look(ink=ink if is_copy else "muted", bold=is_copy), SMALL, "right"
            )

    def _arrow(self, start: Point, end: Point, tone: str, *, lost: bool, dashed: bool = False) -> None:
        if lost:
            end = (start[0] + (end[0] - start[0]) * LOST_SHARE, start[1] + (end[1] - start[1]) * LOST_SHARE)
            tone = "red"
        look = Look(fill=tone, stroke=tone, width=1.5 if dashed else 2, dashed=dashed)
        self.pen.line(self._gid("arrow", look), [start, end], head=not lost)
        for (x1, y1), (x2, y2) in CROSS if lost else ():
            stroke = [(end[0] + x1, end[1] + y1), (end[0] + x2, end[1] + y2)]
            self.pen.line(self._gid("cross", Look(stroke="red", width=2.5)), stroke)
