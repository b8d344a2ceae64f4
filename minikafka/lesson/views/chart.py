"""The process-flow chart: where each box, line and word stands.

Two lanes, the producer above and the broker below, the network between them: a request goes down, an ack comes up.
matplotlib draws it once (``pen``). Each box, line and word has its own gid, ``kind-name``; how it looks at a stage of
the lesson is told by a few rules on those gids (``marks``), and the drawing is never sent again.

Lengths are in pixels of a chart 800 wide; y grows downwards, as on a page.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from minikafka.engine.sequence_check import Branch
from minikafka.engine.trace import BRANCH_STAGES, Stage
from minikafka.lesson.views.theme import css_name

if TYPE_CHECKING:
    from minikafka.lesson.views.pen import Align, Pen, Point

WIDTH, HEIGHT = 800, 350
LANE_WIDTH, LANE_TEXT_LEFT = 792, 20
LANES = {"producer": (69, 130), "broker": (262, 168)}  # middle, height
NETWORK = 156  # between the lanes: here messages are lost

NODE_WIDTH, NODE_HEIGHT = 106, 76
OUTCOME_WIDTH, OUTCOME_HEIGHT = 92, 38
COLUMNS = (73, 211, 349, 487, 695)
PRODUCER_ROW, BROKER_ROW, OUTCOME_STEP, LOOP = 84, 262, 52, 22
FORK, GATHER = 558, 772  # where the branches part, and where they come together again

RADIUS = 8  # of every corner, of a box and of a line
BADGE_RADIUS, PILL_HEIGHT = 10, 20
NODE_TEXT, LABEL_TEXT, LANE_TEXT, PILL_TEXT = 17, 15, 13, 14
LINE_HEIGHT = 20

CROSS = (((-4, -4), (4, 4)), ((-4, 4), (4, -4)))
CLOCK = (((0, -6), (0, 0), (4, 3)),)
SIGNS = {Stage.REQUEST_LOST: CROSS, Stage.REQUEST_DELAYED: CLOCK, Stage.ACK_LOST: CROSS}
AT_THE_BROKER = {  # what happens to it, and the kind of part that shows it, while it is the current stage
    Stage.BROKER_STOPS: "failure",
    Stage.BROKER_STARTS: "pill",
    Stage.NEW_LEADER: "pill",
    Stage.TIME_PASSES: "pill",
    Stage.PRODUCERS_EXPIRE: "pill",
    Stage.TOPIC_RECREATED: "pill",
    Stage.RECORDS_DELETED: "pill",
}
PILLS: tuple[tuple[str, str | Stage, Stage], ...] = (
    ("pill", "kept", Stage.ASSIGN_SEQUENCE),
    ("pill", Stage.WAITING, Stage.PRODUCER_RECEIVES_ACK),
    ("failure", Stage.GIVE_UP, Stage.PRODUCER_RECEIVES_ACK),
    *((kind, stage, Stage.CHECK_SEQUENCE) for stage, kind in AT_THE_BROKER.items()),
)  # kind, what it says, the box that it sits on
OUTCOMES = tuple(BRANCH_STAGES[branch] for branch in Branch)


@dataclass(frozen=True)
class Node:
    """A box: the stage that it stands for, its middle, its size. Lines meet the middles of its sides."""

    stage: Stage
    x: float
    y: float
    width: float = NODE_WIDTH
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
class Label:
    """Where the word beside a line begins, or where it ends if it is aligned right."""

    x: float
    y: float
    align: Align = "left"


@dataclass(frozen=True)
class Edge:
    """A line. Every way from one of ``sources`` to one of ``targets`` runs along it; ``faults`` break it."""

    name: str
    sources: tuple[Stage, ...]
    targets: tuple[Stage, ...]
    points: tuple[Point, ...]
    head: bool = True
    label: Label | None = None
    faults: tuple[Stage, ...] = ()


def gid(kind: str, part: str | Stage) -> str:
    """Return the id of a part of the chart: ``node-check-sequence``, ``edge-duplicate``."""
    return f"{kind}-{part.name.lower().replace('_', '-') if isinstance(part, Stage) else part}"


def _nodes() -> Iterator[Node]:
    yield Node(Stage.START_PRODUCER, COLUMNS[0], PRODUCER_ROW)
    yield Node(Stage.SEND_MESSAGE, COLUMNS[1], PRODUCER_ROW)
    yield Node(Stage.ASSIGN_SEQUENCE, COLUMNS[2], PRODUCER_ROW)
    yield Node(Stage.BROKER_RECEIVES, COLUMNS[2], BROKER_ROW)
    yield Node(Stage.CHECK_SEQUENCE, COLUMNS[3], BROKER_ROW)
    for row, outcome in enumerate(OUTCOMES, start=-1):  # the second stands level with the check
        x = COLUMNS[4] + (NODE_WIDTH - OUTCOME_WIDTH) / 2
        yield Node(outcome, x, BROKER_ROW + row * OUTCOME_STEP, OUTCOME_WIDTH, OUTCOME_HEIGHT)
    yield Node(Stage.PRODUCER_RECEIVES_ACK, COLUMNS[4], PRODUCER_ROW)
    yield Node(Stage.CONTINUE_SENDING, COLUMNS[3], PRODUCER_ROW)


NODES = {node.stage: node for node in _nodes()}
PARTS: Mapping[Stage, tuple[str, ...]] = {  # the kinds of the parts that stand for a stage
    **dict.fromkeys(NODES, ("node",)),
    **dict.fromkeys(SIGNS, ("badge", "sign")),
    **{part: (kind,) for kind, part, _ in PILLS if isinstance(part, Stage)},
}


def _edges() -> Iterator[Edge]:
    yield _across("start", Stage.START_PRODUCER, Stage.SEND_MESSAGE)
    yield _across("assign", Stage.SEND_MESSAGE, Stage.ASSIGN_SEQUENCE)
    yield _request()
    yield _across("check", Stage.BROKER_RECEIVES, Stage.CHECK_SEQUENCE)
    yield from _branches()
    yield from _acks()
    yield _continue()
    yield _loop()


def _across(name: str, source: Stage, target: Stage) -> Edge:
    return Edge(name, (source,), (target,), (NODES[source].right, NODES[target].left))


def _request() -> Edge:
    assign, receives = NODES[Stage.ASSIGN_SEQUENCE], NODES[Stage.BROKER_RECEIVES]
    faults = Stage.REQUEST_LOST, Stage.REQUEST_DELAYED
    points = assign.bottom, receives.top
    label = Label(assign.x + 18, NETWORK)
    return Edge("request", (assign.stage,), (receives.stage, *faults), points, label=label, faults=faults)


def _branches() -> Iterator[Edge]:
    """One stem out of the check, and from its end a line for each branch."""
    check = NODES[Stage.CHECK_SEQUENCE]
    stem = FORK - RADIUS, check.y
    yield Edge("stem", (check.stage,), OUTCOMES, (check.right, stem), head=False)
    for branch in Branch:
        node = NODES[BRANCH_STAGES[branch]]
        points = stem, (FORK, check.y), (FORK, node.y), node.left
        label = Label(FORK + RADIUS, node.y - 12)
        yield Edge(branch.value, (check.stage,), (node.stage,), points, label=label)


def _acks() -> Iterator[Edge]:
    """A line out of each outcome, each joined by those from below; what leaves the topmost joint is the ack."""
    ack = NODES[Stage.PRODUCER_RECEIVES_ACK]
    targets = ack.stage, Stage.ACK_LOST
    joints = [(GATHER, NODES[outcome].y - RADIUS) for outcome in OUTCOMES]
    for row, outcome in enumerate(OUTCOMES):
        node = NODES[outcome]
        to_joint = node.right, (GATHER, node.y), joints[row]
        yield Edge(outcome.name.lower(), (outcome,), targets, to_joint, head=False)
        if row > 0:
            yield Edge(f"joint-{row}", OUTCOMES[row:], targets, (joints[row], joints[row - 1]), head=False)
    to_ack = joints[0], (GATHER, ack.y), ack.right
    label = Label(GATHER - 18, NETWORK, "right")
    yield Edge("ack", OUTCOMES, targets, to_ack, label=label, faults=(Stage.ACK_LOST,))


def _continue() -> Edge:
    ack, again = NODES[Stage.PRODUCER_RECEIVES_ACK], NODES[Stage.CONTINUE_SENDING]
    return Edge("continue", (ack.stage,), (again.stage,), (ack.left, again.right))


def _loop() -> Edge:
    again, send = NODES[Stage.CONTINUE_SENDING], NODES[Stage.SEND_MESSAGE]
    points = again.top, (again.x, LOOP), (send.x, LOOP), send.top
    return Edge("loop", (again.stage,), (send.stage,), points)


EDGES = tuple(_edges())


def chart_svg(prefix: str) -> str:
    """Return the chart as an SVG element; its ids are the gids after ``prefix-``, so that two charts can share a page.

    The first call draws the chart, and imports matplotlib for it.

    Raises:
        ValueError: ``prefix`` cannot begin an id.
    """
    return _template().replace(' id="', f' id="{css_name(prefix)}-')


@functools.cache
def _template() -> str:
    branches = ", ".join(f"{branch.value}: {BRANCH_STAGES[branch].value}" for branch in Branch)
    description = (
        "Process flow. Start Producer, Send Message, Assign Sequence Number; the request goes down to the broker. "
        f"Broker Receives, Check Sequence Number, then one of three branches ({branches}); the ack goes up. "
        "Producer Receives Ack, Continue Sending, and back to Send Message."
    )
    attributes = {"class": "mk-chart", "role": "img", "aria-label": description}
    return draw().svg(attributes, title="Process flow")


def draw() -> Pen:
    """Draw the chart anew, in no colours yet. A trail lies on each edge, on top of all others, for a step to show."""
    from minikafka.lesson.views.pen import Pen  # here, so that importing the lesson does not import matplotlib

    pen = Pen(WIDTH, HEIGHT)
    for lane in LANES:
        _draw_lane(pen, lane)
    for kind, edge in product(("edge", "trail"), EDGES):
        pen.line(gid(kind, edge.name), edge.points, RADIUS, head=edge.head)
    for edge in EDGES:
        _draw_words(pen, edge)
    for node in NODES.values():
        _draw_node(pen, node)
    for kind, part, stage in PILLS:
        _draw_pill(pen, gid(kind, part), part, NODES[stage])
    return pen


def _draw_lane(pen: Pen, lane: str) -> None:
    middle, height = LANES[lane]
    name = gid("lane", lane)
    pen.box(name, (WIDTH / 2, middle), LANE_WIDTH, height, RADIUS)
    pen.text(name, (LANE_TEXT_LEFT, middle - height / 2 + 18), lane.upper(), LANE_TEXT, align="left")


def _draw_words(pen: Pen, edge: Edge) -> None:
    if edge.label is None:
        return
    at, align = (edge.label.x, edge.label.y), edge.label.align
    pen.text(gid("label", edge.name), at, edge.name, LABEL_TEXT, align=align)
    for fault in edge.faults:
        _draw_sign(pen, fault, (edge.points[0][0], NETWORK))
        pen.text(gid("word", fault), at, fault.value.lower(), LABEL_TEXT, align=align)


def _draw_sign(pen: Pen, fault: Stage, middle: Point) -> None:
    pen.circle(gid("badge", fault), middle, BADGE_RADIUS)
    for stroke in SIGNS[fault]:
        pen.line(gid("sign", fault), [(middle[0] + x, middle[1] + y) for x, y in stroke])


def _draw_node(pen: Pen, node: Node) -> None:
    name = gid("node", node.stage)
    words = node.stage.value.split()
    first = node.y - LINE_HEIGHT * (len(words) - 1) / 2
    pen.box(name, (node.x, node.y), node.width, node.height, RADIUS)
    for line, word in enumerate(words):
        pen.text(name, (node.x, first + LINE_HEIGHT * line), word, NODE_TEXT)


def _draw_pill(pen: Pen, name: str, part: str | Stage, node: Node) -> None:
    text = part.value.lower() if isinstance(part, Stage) else part
    middle = node.x, node.top[1] - PILL_HEIGHT / 3
    pen.box(name, middle, PILL_HEIGHT + 8 * len(text), PILL_HEIGHT, PILL_HEIGHT / 2)
    pen.text(name, middle, text, PILL_TEXT)
