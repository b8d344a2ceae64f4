"""The process flow, drawn by matplotlib once for each width; every part has a gid, by which the browser finds it.

``node-send-message`` is a box and its words, ``edge-request`` a line and its head. Colours are the page's.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from minikafka.engine.trace import Stage
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.flow_geometry import (
    HEADLESS,
    HEIGHT,
    LANE_LEFT,
    LANES,
    LINE_HEIGHT,
    SLOT_HEIGHT,
    SLOT_TOP,
    WORDS,
    FlowGeometry,
    Node,
)
from minikafka.lesson.views.theme import own_settings

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Pen

STORED = "flow_drawings.json"
RADIUS = 7  # of a corner, of a box and of a line
NODE_TEXT, NARROW_TEXT, LABEL_TEXT, SMALL_TEXT = 13.5, 12, 13, 12
NODE_WORDS = {  # where a name needs two lines
    Stage.START_PRODUCER: ("Start", "Producer"),
    Stage.SEND_MESSAGE: ("Send", "Message"),
    Stage.ASSIGN_SEQUENCE: ("Assign Sequence", "Number"),
    Stage.CONTINUE_SENDING: ("Continue", "Sending"),
    Stage.PRODUCER_RECEIVES_ACK: ("Producer", "Receives Ack"),
    Stage.BROKER_RECEIVES: ("Broker", "Receives"),
    Stage.CHECK_SEQUENCE: ("Check Sequence", "Number"),
}


def gid(stage: Stage) -> str:
    """The id of a box: ``node-check-sequence-number``."""
    return f"node-{stage.value.lower().replace(' ', '-')}"


def flow_picture(width: int) -> dict[str, Any]:
    """The SVG of the flow at a width in pixels, and where things stand in it: what the browser gets.

    The widths of ``drawn_width`` are stored, so that no panel waits for matplotlib.

    Raises:
        ValueError: as for ``FlowGeometry``.
    """
    geometry = FlowGeometry(width)
    return {**geometry.layout(), "svg": _stored().get(str(width)) or flow_svg(geometry)}


@functools.cache
def _stored() -> dict[str, str]:
    """The drawings that ``python -m tools.drawings`` has stored, by width."""
    drawings: dict[str, str] = json.loads(files(__package__).joinpath(STORED).read_text(encoding="utf-8"))
    return drawings


@own_settings()
def flow_svg(geometry: FlowGeometry) -> str:
    """The drawing as an SVG element, drawn anew. It imports matplotlib."""
    attributes = {"class": "mk-flow", "width": str(geometry.width), "height": str(HEIGHT)}
    return draw(geometry).svg(attributes, title=words.PROCESS_FLOW_DESCRIBED)


def draw(geometry: FlowGeometry, names: Mapping[Stage, str] | None = None, taken: Collection[str] = ()) -> Pen:
    """Draw the flow, in no colours yet: lanes and tray first, then lines, then boxes.

    ``names`` are other names of boxes; lines that were ``taken`` lie on top of the others.
    """
    from minikafka.lesson.views.pen import Pen  # here, so that importing the lesson does not import matplotlib

    pen = Pen(geometry.width, HEIGHT)
    for lane, (top, height) in LANES.items():
        pen.box(f"lane-{lane}", (geometry.width / 2, top + height / 2), geometry.width - 2, height, RADIUS)
    left, tray_top, width, tray_height = geometry.tray
    pen.box("tray", (left + width / 2, tray_top + tray_height / 2), width, tray_height, RADIUS)
    for name, points in sorted(geometry.edges.items(), key=lambda edge: edge[0] in taken):
        pen.line(f"edge-{name}", points, RADIUS, head=name not in HEADLESS)
    _write(pen, geometry)
    for stage, node in geometry.nodes.items():
        words = (names or {}).get(stage)
        _draw_node(pen, stage, node, NARROW_TEXT if geometry.is_narrow else NODE_TEXT, words)
    return pen


def _write(pen: Pen, geometry: FlowGeometry) -> None:
    pen.text("cap-producer", (LANE_LEFT, LANES["producer"][0] + 13), words.PRODUCER_LANE, SMALL_TEXT, align="left")
    size = NARROW_TEXT if geometry.is_narrow else LABEL_TEXT
    for name, level in WORDS.items():
        pen.text(f"word-{name}", (geometry.fork + 7, level - 4), name, size, align="left")
    left = geometry.slots[0].left[0]
    pen.text("caption-slots", (left - 8, SLOT_TOP + SLOT_HEIGHT / 2 + 1), words.LAST_BATCHES, SMALL_TEXT, align="right")


def _draw_node(pen: Pen, stage: Stage, node: Node, size: float, other: str | None) -> None:
    name = gid(stage)
    words = (other,) if other else NODE_WORDS.get(stage, (stage.value,))
    first = node.y - LINE_HEIGHT * (len(words) - 1) / 2
    pen.box(name, (node.x, node.y), node.width, node.height, RADIUS)
    for line, word in enumerate(words):
        pen.text(name, (node.x, first + LINE_HEIGHT * line), word, size)
