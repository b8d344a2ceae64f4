"""The drawn chart: complete, legible, without colours, the same everywhere."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from minikafka.engine.sequence_check import Branch
from minikafka.engine.trace import Stage
from minikafka.lesson.views.chart import EDGES, HEIGHT, NODES, PARTS, WIDTH, Edge, Node, chart_svg, gid
from minikafka.lesson.views.pen import Pen, Point

OUTCOMES = {Branch.NEW: Stage.STORE, Branch.DUPLICATE: Stage.IGNORE, Branch.REFUSED: Stage.ERROR}
HOPS = [
    (Stage.START_PRODUCER, Stage.SEND_MESSAGE),
    (Stage.SEND_MESSAGE, Stage.ASSIGN_SEQUENCE),
    (Stage.ASSIGN_SEQUENCE, Stage.BROKER_RECEIVES),
    (Stage.BROKER_RECEIVES, Stage.CHECK_SEQUENCE),
    (Stage.CHECK_SEQUENCE, Stage.STORE),
    (Stage.CHECK_SEQUENCE, Stage.IGNORE),
    (Stage.CHECK_SEQUENCE, Stage.ERROR),
    (Stage.STORE, Stage.PRODUCER_RECEIVES_ACK),
    (Stage.IGNORE, Stage.PRODUCER_RECEIVES_ACK),
    (Stage.ERROR, Stage.PRODUCER_RECEIVES_ACK),
    (Stage.PRODUCER_RECEIVES_ACK, Stage.CONTINUE_SENDING),
    (Stage.CONTINUE_SENDING, Stage.SEND_MESSAGE),
]
WIDEST_FONT = "DejaVu Sans"  # of those that readers' systems have, and matplotlib brings it along


class Box(NamedTuple):
    """A rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom

    def holds_all_of(self, other: Box) -> bool:
        return self.holds((other.left, other.top)) and self.holds((other.right, other.bottom))


def box_of(node: Node) -> Box:
    return Box(node.left[0], node.top[1], node.right[0], node.bottom[1])


def groups() -> dict[str, ET.Element]:
    """The groups of the chart by gid."""
    root = ET.fromstring(re.sub(r' xmlns="[^"]*"', "", chart_svg("p")))  # noqa: S314  our own text
    return {group.attrib["id"].removeprefix("p-"): group for group in root.iter("g")}


def words_of(group: ET.Element) -> list[str]:
    return [text.text or "" for text in group.iter("text")]


def written_box(text: ET.Element) -> Box:
    """The room that a line takes when it is bold, in a wide font."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    style = dict(declaration.split(": ") for declaration in text.attrib["style"].split(";"))
    bold = FontProperties(family=WIDEST_FONT, weight="bold")
    size = float(style["font-size"].removesuffix("px"))
    extents = TextPath((0, 0), text.text or "", size=size, prop=bold).get_extents()
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[style.get("text-anchor", "start")]
    left, baseline = float(text.attrib["x"]) - share * extents.width, float(text.attrib["y"])
    return Box(left, baseline - extents.y1, left + extents.width, baseline - extents.y0)


def points_along(edge: Edge) -> list[Point]:
    """Points less than a pixel apart, both ends left out."""
    found: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(edge.points):
        steps = 1 + int(abs(to_x - x) + abs(to_y - y))
        found += [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(steps + 1)]
    return found[1:-1]


def run(code: str, **environment: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.check_output(command, text=True, env={**os.environ, **environment})


# What is there


def test_every_stage_has_its_parts() -> None:
    drawn = groups()
    assert set(PARTS) == set(Stage)
    for stage, kinds in PARTS.items():
        assert kinds
        assert {gid(kind, stage) for kind in kinds} <= set(drawn)


@pytest.mark.parametrize("stage", NODES)
def test_a_box_says_which_stage_it_is(stage: Stage) -> None:
    assert " ".join(words_of(groups()[gid("node", stage)])) == stage.value


@pytest.mark.parametrize("branch", Branch)
def test_every_branch_has_an_edge_to_its_outcome_and_a_word(branch: Branch) -> None:
    (edge,) = (edge for edge in EDGES if edge.name == branch.value)
    assert edge.sources == (Stage.CHECK_SEQUENCE,)
    assert edge.targets == (OUTCOMES[branch],)
    assert gid("edge", branch.value) in groups()
    assert words_of(groups()[gid("label", branch.value)]) == [branch.value]


@pytest.mark.parametrize("hop", HOPS, ids=lambda hop: f"{hop[0].name}-{hop[1].name}")
def test_a_way_is_one_line_from_box_to_box(hop: tuple[Stage, Stage]) -> None:
    source, target = (NODES[stage] for stage in hop)
    pieces = {edge.points[0]: edge for edge in EDGES if hop[0] in edge.sources and hop[1] in edge.targets}
    starts = [point for point in (source.left, source.right, source.top, source.bottom) if point in pieces]
    assert len(starts) == 1
    at, edge = starts[0], None
    while at in pieces:
        edge = pieces.pop(at)
        at = edge.points[-1]
    assert not pieces, "every piece belongs to the line"
    assert at in (target.left, target.right, target.top, target.bottom)
    assert edge is not None
    assert edge.head


def test_a_faulty_edge_has_a_badge_a_sign_and_the_words() -> None:
    drawn = groups()
    faults = {fault: edge.name for edge in EDGES for fault in edge.faults}
    assert faults == {Stage.REQUEST_LOST: "request", Stage.REQUEST_DELAYED: "request", Stage.ACK_LOST: "ack"}
    for fault in faults:
        assert {gid("badge", fault), gid("sign", fault)} <= set(drawn)
        assert words_of(drawn[gid("word", fault)]) == [fault.value.lower()]


def test_notes_that_a_step_can_show() -> None:
    drawn = groups()
    assert words_of(drawn["pill-kept"]) == ["kept"]
    assert words_of(drawn["pill-waiting"]) == ["waiting"]
    assert words_of(drawn["failure-give-up"]) == ["give up"]


# How it is laid out


def test_nothing_is_cut_off() -> None:
    page = Box(0, 0, WIDTH, HEIGHT)
    for group in groups().values():
        for path in group.iter("path"):
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path.attrib["d"])]
            assert all(page.holds(point) for point in zip(numbers[::2], numbers[1::2], strict=True))
        assert all(page.holds_all_of(written_box(text)) for text in group.iter("text"))


@pytest.mark.parametrize("stage", NODES)
def test_a_name_fits_its_box_even_when_it_is_bold(stage: Stage) -> None:
    box = box_of(NODES[stage])
    inner = Box(box.left + 4, box.top + 4, box.right - 4, box.bottom - 4)
    for text in groups()[gid("node", stage)].iter("text"):
        assert inner.holds_all_of(written_box(text))


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
def test_a_line_runs_through_no_box(edge: Edge) -> None:
    boxes = [box_of(node) for node in NODES.values()]
    assert not [point for point in points_along(edge) if any(box.holds(point) for box in boxes)]


@pytest.mark.parametrize("edge", [edge for edge in EDGES if edge.head], ids=lambda edge: edge.name)
def test_a_head_is_not_hidden_by_a_box(edge: Edge) -> None:
    _, head = groups()[gid("trail", edge.name)].iter("path")
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", head.attrib["d"])]
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    boxes = [box_of(node) for node in NODES.values()]
    assert len(corners) == 3
    assert not [corner for corner in corners if any(box.holds(corner) for box in boxes)]
    target = edge.points[-1]
    gap = min(abs(x - target[0]) + abs(y - target[1]) for x, y in corners)
    assert 2 <= gap <= 8, "the tip is near its box and clear of it"


def test_words_beside_lines_stay_clear_of_lines_and_boxes() -> None:
    boxes = [box_of(node) for node in NODES.values()]
    along = [point for edge in EDGES for point in points_along(edge)]
    beside = [group for name, group in groups().items() if name.startswith(("label-", "word-"))]
    assert len(beside) == 8
    for group in beside:
        for text in group.iter("text"):
            written = written_box(text)
            assert not [point for point in along if written.holds(point)], text.text
            corners = [(x, y) for x in (written.left, written.right) for y in (written.top, written.bottom)]
            assert not [corner for corner in corners if any(box.holds(corner) for box in boxes)], text.text


# How it goes into a page


def test_it_is_announced_as_one_picture_with_a_description() -> None:
    root = ET.fromstring(chart_svg("p"))  # noqa: S314  our own text
    assert root.attrib["role"] == "img"
    for stage in NODES:
        assert stage.value in root.attrib["aria-label"]
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "Process flow"


def test_it_takes_the_width_it_is_given() -> None:
    root = ET.fromstring(chart_svg("p"))  # noqa: S314  our own text
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert "width" not in root.attrib
    assert "height" not in root.attrib


def test_two_charts_share_no_id() -> None:
    first, second = (re.findall(r'\bid="([^"]*)"', chart_svg(prefix)) for prefix in ("a", "b"))
    assert len(set(first)) == len(first) > 60
    assert not set(first) & set(second)
    assert all(name.startswith("a-") for name in first)


def test_nothing_in_it_points_to_an_id() -> None:
    assert not re.search(r"url\(|href", chart_svg("p"))


def test_it_has_no_colours_of_its_own() -> None:
    svg = chart_svg("p")
    assert not re.search(r"#[0-9a-fA-F]{3}|rgba?\(|hsla?\(", svg)
    assert not re.search(r'\s(?:fill|stroke|color)="', svg)
    declarations = {part.split(":")[0] for style in re.findall(r'style="([^"]*)"', svg) for part in style.split(";")}
    assert declarations == {"fill", "font-size", "text-anchor"}
    assert set(re.findall(r"fill: *([^;\"]+)", svg)) == {"none"}


def test_it_brings_neither_prologue_nor_stylesheet() -> None:
    svg = chart_svg("p")
    assert svg.startswith("<svg ")
    assert not re.search(r"<\?xml|<!DOCTYPE|<metadata|<style|<defs", svg)


@pytest.mark.parametrize("prefix", ["", "1", "a b", 'a"><script>'])
def test_a_prefix_that_cannot_begin_an_id_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="cannot name a part of a page"):
        chart_svg(prefix)


# How it is made


def test_every_process_draws_the_same() -> None:
    code = "from minikafka.lesson.views.chart import chart_svg; print(chart_svg('p'), end='')"
    here = hashlib.sha256(chart_svg("p").encode()).hexdigest()
    for seed in ("1", "2"):
        assert hashlib.sha256(run(code, PYTHONHASHSEED=seed).encode()).hexdigest() == here


def test_matplotlib_waits_until_something_is_drawn() -> None:
    code = "import sys, minikafka.lesson.views.chart, minikafka.lesson.views.marks; print('matplotlib' in sys.modules)"
    assert run(code).strip() == "False"


def test_pyplot_is_never_needed() -> None:
    code = "import sys, minikafka.lesson.views.marks as m; m.chart_png(); print('matplotlib.pyplot' in sys.modules)"
    assert run(code).strip() == "False"


def test_shapes_that_follow_under_one_gid_are_one_group() -> None:
    pen = Pen(100, 50)
    pen.box("node-a", (50, 25), 40, 20, 4)
    pen.text("node-a", (50, 25), "a", 10)
    pen.circle("badge-a", (10, 10), 5)
    root = ET.fromstring(pen.svg({}, "two groups"))  # noqa: S314  our own text
    assert [(group.get("id"), group.get("class"), len(group)) for group in root[1:]] == [
        ("node-a", "mk-node", 2),
        ("badge-a", "mk-badge", 1),
    ]


def test_corners_are_rounded_by_the_radius() -> None:
    pen = Pen(100, 50)
    pen.line("edge-a", [(10, 10), (60, 10), (60, 40)], 8)
    (path,) = re.findall(r' d="([^"]*)"', pen.svg({}, "a corner"))
    assert path == "M 10 10 L 52 10 Q 60 10 60 18 L 60 40"
