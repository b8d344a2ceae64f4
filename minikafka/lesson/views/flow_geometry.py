"""The process flow: where each box, line and word stands in a width of the page, and which lines a message takes.

Two lanes, the producer above and the broker below, the network between them: a request goes down, an ack comes up.
The five remembered batches hang under the check that reads them, and the log lies beside Store. Lengths are in pixels
of the page, so that the smallest word keeps 12 of them at every width; y grows downwards.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN
from minikafka.engine.records import NO_SEQUENCE
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.steps import Step

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Point

HEIGHT = 306
NARROW, MIDDLE, WIDE = 624, 832, 1164  # widths that were laid out by eye; between them all is in proportion
WIDTH_STEP = 40  # a page gets the widest drawing of these steps that it has room for
NETWORK = 106  # between the lanes: here messages are lost
LANES = {"producer": (1, 88), "broker": (123, 182)}  # top, height
LANE_LEFT = 12
PRODUCER_ROW, BROKER_ROW, IGNORE_ROW, STORE_ROW = 58, 162, 206, 275
LOOP, BARE_WAY, POINTER = 14, 131, 242  # levels of lines that go round boxes
NODE_HEIGHT, LOW_NODE = 46, 44
OUTCOME_HEIGHT, STORE_HEIGHT = 30, 32
SLOT_TOP, SLOT_HEIGHT = 210, 24
TRAY_TOP, TRAY_HEIGHT, TRAY_MARGIN = 250, 50, 4
LINE_HEIGHT = 17

HEADLESS = frozenset({"stem", "bare-assign", "bare-check"})
WORDS = {"refused": 155, "duplicate": 199, "new": 232}  # a word beside a line, and its level

Edges = tuple[str, ...]
_REQUEST = (Stage.BROKER_RECEIVES, Stage.REQUEST_LOST, Stage.REQUEST_DELAYED)
WAYS: Mapping[Stage, Edges] = {
    Stage.ASSIGN_SEQUENCE: ("assign",),
    **dict.fromkeys(_REQUEST, ("request",)),
    Stage.CHECK_SEQUENCE: ("check",),
    Stage.STORE: ("stem", "new"),
    Stage.IGNORE: ("stem", "duplicate"),
    Stage.ERROR: ("stem", "refused"),
}
BARE_WAYS: Mapping[Stage, Edges] = {  # without idempotence: the message goes round assignment and check
    Stage.ASSIGN_SEQUENCE: ("bare-assign",),
    **dict.fromkeys(_REQUEST, ("bare-request",)),
    Stage.CHECK_SEQUENCE: ("bare-check",),
    Stage.STORE: ("bare-store",),
}
ACKS = {Stage.STORE: "ack-store", Stage.IGNORE: "ack-ignore", Stage.ERROR: "ack-error"}
ALONE = frozenset({StepKind.FLUSH, StepKind.BUMP_EPOCH, StepKind.GIVE_UP})  # nothing moves


@dataclass(frozen=True)
class Node:
    """A box: its middle and its size. Lines meet the middles of its sides."""

    x: float
    y: float
    width: float
    height: float = NODE_HEIGHT

    @property
    def left(self) -> Point:
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> Point:
        return self.x + self.width / 2, self.y

    @property
    def top(self) -> Point:
        return self.x, self.y - self.height / 2

    @property
    def bottom(self) -> Point:
        return self.x, self.y + self.height / 2


@dataclass(frozen=True)
class FlowGeometry:
    """The process flow in a width in pixels.

    Raises:
        ValueError: it is narrower than the boxes need, or wider than was laid out.
    """

    width: int

    def __post_init__(self) -> None:
        if not NARROW <= self.width <= WIDE:
            raise ValueError(f"a process flow is {NARROW} to {WIDE} pixels wide, not {self.width}")

    def at(self, narrow: float, middle: float, wide: float) -> float:
        """A length at this width, from the three that were laid out."""
        if self.width <= MIDDLE:
            return narrow + (middle - narrow) * (self.width - NARROW) / (MIDDLE - NARROW)
        return middle + (wide - middle) * (self.width - MIDDLE) / (WIDE - MIDDLE)

    @property
    def is_narrow(self) -> bool:
        return self.width < MIDDLE - WIDTH_STEP

    @property
    def fork(self) -> float:
        """Where the three outcomes part."""
        return self.at(444, 606, 850)

    @property
    def gather(self) -> float:
        """Where the ack goes up."""
        return self.at(604, 804, 1124)

    @functools.cached_property
    def nodes(self) -> Mapping[Stage, Node]:
        """The ten boxes."""
        at, low = self.at, LOW_NODE
        narrow, broad, small = at(84, 100, 124), at(110, 134, 146), at(66, 84, 110)
        assign, outcome = at(264, 322, 440), at(549, 738, 1030)
        return {
            Stage.START_PRODUCER: Node(at(50, 66, 90), PRODUCER_ROW, narrow, low),
            Stage.SEND_MESSAGE: Node(at(150, 186, 260), PRODUCER_ROW, narrow, low),
            Stage.ASSIGN_SEQUENCE: Node(assign, PRODUCER_ROW, broad, low),
            Stage.CONTINUE_SENDING: Node(at(392, 500, 690), PRODUCER_ROW, narrow, low),
            Stage.PRODUCER_RECEIVES_ACK: Node(at(526, 690, 985), PRODUCER_ROW, at(106, 120, 140), low),
            Stage.BROKER_RECEIVES: Node(assign, BROKER_ROW, narrow),
            Stage.CHECK_SEQUENCE: Node(at(376, 484, 680), BROKER_ROW, broad),
            Stage.ERROR: Node(outcome, BROKER_ROW, small, OUTCOME_HEIGHT),
            Stage.IGNORE: Node(outcome, IGNORE_ROW, small, OUTCOME_HEIGHT),
            Stage.STORE: Node(self.fork, STORE_ROW, at(66, 78, 100), STORE_HEIGHT),
        }

    @functools.cached_property
    def edges(self) -> Mapping[str, tuple[Point, ...]]:
        """The lines by name, each whole from its source to its target: a message moves along it."""
        return dict(self._edges())

    def _edges(self) -> Iterator[tuple[str, tuple[Point, ...]]]:
        node = self.nodes
        send, assign, receives = node[Stage.SEND_MESSAGE], node[Stage.ASSIGN_SEQUENCE], node[Stage.BROKER_RECEIVES]
        ack, again = node[Stage.PRODUCER_RECEIVES_ACK], node[Stage.CONTINUE_SENDING]
        yield "start", (node[Stage.START_PRODUCER].right, send.left)
        yield "assign", (send.right, assign.left)
        yield "request", (assign.bottom, receives.top)
        yield "check", (receives.right, node[Stage.CHECK_SEQUENCE].left)
        yield from self._branches()
        for name, outcome in (("store", Stage.STORE), ("ignore", Stage.IGNORE), ("error", Stage.ERROR)):
            corner = (self.gather, node[outcome].y), (self.gather, ack.y)
            yield f"ack-{name}", (node[outcome].right, *corner, ack.right)
        yield "continue", (ack.left, again.right)
        yield "loop", (again.top, (again.x, LOOP), (send.x, LOOP), send.top)
        yield from self._bare_ways()
        yield "drop", (node[Stage.STORE].left, (self.tray[0] + self.tray[2], STORE_ROW))

    def _branches(self) -> Iterator[tuple[str, tuple[Point, ...]]]:
        check, fork = self.nodes[Stage.CHECK_SEQUENCE], (self.fork, BROKER_ROW)
        yield "stem", (check.right, fork)
        yield "refused", (fork, self.nodes[Stage.ERROR].left)
        yield "duplicate", (fork, (self.fork, IGNORE_ROW), self.nodes[Stage.IGNORE].left)
        yield "new", (fork, self.nodes[Stage.STORE].top)

    def _bare_ways(self) -> Iterator[tuple[str, tuple[Point, ...]]]:
        """Without idempotence no number is assigned and none is checked: the message goes round both."""
        node = self.nodes
        send, assign, receives = node[Stage.SEND_MESSAGE], node[Stage.ASSIGN_SEQUENCE], node[Stage.BROKER_RECEIVES]
        check, store = node[Stage.CHECK_SEQUENCE], node[Stage.STORE]
        out = receives.x + 24
        yield "bare-assign", (send.bottom, (send.x, NETWORK), (assign.x, NETWORK))
        yield "bare-request", ((assign.x, NETWORK), receives.top)
        yield "bare-check", ((out, receives.top[1]), (out, BARE_WAY), (check.x, BARE_WAY))
        yield "bare-store", ((check.x, BARE_WAY), (self.fork, BARE_WAY), store.top)

    @functools.cached_property
    def slots(self) -> tuple[Node, ...]:
        """The places for the batches that a partition remembers, under the check."""
        width, gap = self.at(24, 34, 40), self.at(4, 5, 6)
        row = NUM_BATCHES_TO_RETAIN * width + (NUM_BATCHES_TO_RETAIN - 1) * gap
        first = self.nodes[Stage.CHECK_SEQUENCE].x - self.at(14, 0, 0) - (row - width) / 2
        level = SLOT_TOP + SLOT_HEIGHT / 2
        return tuple(
            Node(first + place * (width + gap), level, width, SLOT_HEIGHT) for place in range(NUM_BATCHES_TO_RETAIN)
        )

    @functools.cached_property
    def tray(self) -> tuple[float, float, float, float]:
        """The tray of the log: left, top, width, height."""
        left = self.at(94, 100, 150)
        return left, TRAY_TOP, self.nodes[Stage.STORE].left[0] - 22 - left, TRAY_HEIGHT

    @property
    def cell_width(self) -> float:
        """Of one record in the tray."""
        return self.at(68, 84, 104)

    def layout(self) -> dict[str, Any]:
        """What the browser has to know to put moving things on the drawing; boxes are left, top, width, height."""
        left, top, width, height = self.tray
        cell = self.cell_width + TRAY_MARGIN
        room = int((width - TRAY_MARGIN) // cell)
        return {
            "width": self.width,
            "height": HEIGHT,
            "narrow": self.is_narrow,
            "network": NETWORK,
            "pointer": POINTER,
            "gather": round(self.gather, 1),
            "nodes": {stage.value: _box(node) for stage, node in self.nodes.items()},
            "slots": [_box(slot) for slot in self.slots],
            "tray": [round(value, 1) for value in self.tray],
            "cells": [
                [round(left + TRAY_MARGIN + place * cell, 1), top + 4, round(self.cell_width, 1), height - 8]
                for place in range(room)
            ],
        }


def _box(node: Node) -> list[float]:
    return [round(value, 1) for value in (node.left[0], node.top[1], node.width, node.height)]


def drawn_width(room: float) -> int:
    """The width of the drawing for a page that has ``room`` pixels."""
    steps = (min(max(room, NARROW), WIDE) - NARROW) // WIDTH_STEP
    return NARROW + WIDTH_STEP * int(steps)


def edges_into(trace: Trace, step: Step) -> Edges:
    """The lines, in order, that lead to the last stage of a step; none where nothing moves."""
    stage = step.last.stage
    if step.kind in ALONE:
        return ()
    if stage in {Stage.SEND_MESSAGE, Stage.WAITING}:
        return ("start",) if step.number == 1 else ("loop",)
    if stage in {Stage.PRODUCER_RECEIVES_ACK, Stage.ACK_LOST}:
        return (ACKS[step.decision.stage],) if step.decision else ()
    if stage is Stage.CONTINUE_SENDING:
        return ("continue",)
    ways = WAYS if _is_numbered(trace, step) else BARE_WAYS
    return ways.get(stage, WAYS.get(stage, ()))


def _is_numbered(trace: Trace, step: Step) -> bool:
    """Whether the batch of a step has a sequence; before it is known, whether the producer numbers its batches."""
    batch = step.last.batch
    return trace[0].variables.producer_epoch >= 0 if batch is None else batch.base_sequence != NO_SEQUENCE
