"""The drawn process flow: complete, legible, without colours, the same everywhere, at each width."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from itertools import chain, pairwise
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from minikafka.engine.trace import Stage
from minikafka.lesson.views.flow_drawing import STORED, flow_picture, flow_svg, gid
from minikafka.lesson.views.flow_geometry import (
    BARE_WAYS,
    HEADLESS,
    NARROW,
    WIDE,
    WORDS,
    FlowGeometry,
    Node,
    drawn_width,
)
from minikafka.lesson.views.pen import Pen, Point
from tools.drawings import drawings

WIDTHS = (624, 704, 824, 1144)
NODES = tuple(FlowGeometry(NARROW).nodes)
EDGES = tuple(FlowGeometry(NARROW).edges)
WIDEST_FONT = "DejaVu Sans"  # of those that readers' systems have, and matplotlib brings it along
HOPS = {  # each line, and the boxes that it leads from and to
    "start": (Stage.START_PRODUCER, Stage.SEND_MESSAGE),
    "assign": (Stage.SEND_MESSAGE, Stage.ASSIGN_SEQUENCE),
    "request": (Stage.ASSIGN_SEQUENCE, Stage.BROKER_RECEIVES),
    "check": (Stage.BROKER_RECEIVES, Stage.CHECK_SEQUENCE),
    "ack-store": (Stage.STORE, Stage.PRODUCER_RECEIVES_ACK),
    "ack-ignore": (Stage.IGNORE, Stage.PRODUCER_RECEIVES_ACK),
    "ack-error": (Stage.ERROR, Stage.PRODUCER_RECEIVES_ACK),
    "continue": (Stage.PRODUCER_RECEIVES_ACK, Stage.CONTINUE_SENDING),
    "loop": (Stage.CONTINUE_SENDING, Stage.SEND_MESSAGE),
}
WAYS = {"new": Stage.STORE, "duplicate": Stage.IGNORE, "refused": Stage.ERROR}  # out of the check


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


def sides(node: Node) -> set[Point]:
    return {node.left, node.right, node.top, node.bottom}


def groups(width: int) -> dict[str, ET.Element]:
    """The groups of the drawing by gid."""
    root = ET.fromstring(re.sub(r' xmlns="[^"]*"', "", flow_picture(width)["svg"]))  # noqa: S314  our own text
    return {group.attrib["id"]: group for group in root.iter("g")}


def words_of(group: ET.Element) -> str:
    return " ".join(text.text or "" for text in group.iter("text"))


def written_box(text: ET.Element, weight: str = "bold") -> Box:
    """The room that a line takes in a wide font, when it is bold."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    style = dict(declaration.split(": ") for declaration in text.attrib["style"].split(";"))
    bold = FontProperties(family=WIDEST_FONT, weight=weight)
    size = float(style["font-size"].removesuffix("px"))
    extents = TextPath((0, 0), text.text or "", size=size, prop=bold).get_extents()
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[style.get("text-anchor", "start")]
    left, baseline = float(text.attrib["x"]) - share * extents.width, float(text.attrib["y"])
    return Box(left, baseline - extents.y1, left + extents.width, baseline - extents.y0)


def points_along(points: tuple[Point, ...]) -> list[Point]:
    """Points less than a pixel apart, both ends left out."""
    found: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = 1 + int(abs(to_x - x) + abs(to_y - y))
        found += [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(steps + 1)]
    return found[2:-2]


def run(code: str, **environment: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.check_output(command, text=True, env={**os.environ, **environment})


@pytest.mark.parametrize("width", WIDTHS)
def test_every_box_and_line_is_there_under_its_gid(width: int) -> None:
    drawn = groups(width)
    assert [words_of(drawn[gid(stage)]) for stage in NODES] == [stage.value for stage in NODES]
    assert {f"edge-{name}" for name in EDGES} <= set(drawn)
    for name in EDGES:  # the first path is the line, along which a message moves; the second is its head
        assert len(list(drawn[f"edge-{name}"].iter("path"))) == (1 if name in HEADLESS else 2)


@pytest.mark.parametrize("name", HOPS)
def test_a_way_is_one_line_from_box_to_box(name: str) -> None:
    geometry = FlowGeometry(824)
    source, target = (geometry.nodes[stage] for stage in HOPS[name])
    assert geometry.edges[name][0] in sides(source)
    assert geometry.edges[name][-1] in sides(target)


@pytest.mark.parametrize("name", WAYS)
def test_every_way_out_of_the_check_goes_on_from_the_stem_and_has_a_word(name: str) -> None:
    geometry = FlowGeometry(824)
    assert geometry.edges["stem"][0] in sides(geometry.nodes[Stage.CHECK_SEQUENCE])
    assert geometry.edges[name][0] == geometry.edges["stem"][-1]
    assert geometry.edges[name][-1] in sides(geometry.nodes[WAYS[name]])
    assert words_of(groups(824)[f"word-{name}"]) == name


def test_without_idempotence_the_way_goes_round_assign_and_check() -> None:
    geometry = FlowGeometry(824)
    ways = [geometry.edges[name] for name in dict.fromkeys(chain.from_iterable(BARE_WAYS.values()))]
    assert ways[0][0] in sides(geometry.nodes[Stage.SEND_MESSAGE])
    assert ways[0][-1] == ways[1][0]
    assert ways[1][-1] in sides(geometry.nodes[Stage.BROKER_RECEIVES])
    assert ways[2][-1] == ways[3][0]
    assert ways[3][-1] in sides(geometry.nodes[Stage.STORE])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_name_fits_its_box_even_when_it_is_bold(width: int) -> None:
    """In the narrowest drawing the stylesheet makes no name of two words bold."""
    weight = "normal" if width == NARROW else "bold"
    for stage, node in FlowGeometry(width).nodes.items():
        for text in groups(width)[gid(stage)].iter("text"):
            assert box_of(node).holds_all_of(written_box(text, weight)), text.text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_runs_through_no_box(width: int) -> None:
    geometry = FlowGeometry(width)
    boxes = [box_of(node) for node in geometry.nodes.values()]
    for name, points in geometry.edges.items():
        assert not [point for point in points_along(points) if any(box.holds(point) for box in boxes)], name


@pytest.mark.parametrize("width", WIDTHS)
def test_words_beside_lines_stay_clear_of_boxes(width: int) -> None:
    boxes = [box_of(node) for node in FlowGeometry(width).nodes.values()]
    for name in WORDS:
        for text in groups(width)[f"word-{name}"].iter("text"):
            written = written_box(text)
            corners = [(x, y) for x in (written.left, written.right) for y in (written.top, written.bottom)]
            assert not [corner for corner in corners if any(box.holds(corner) for box in boxes)], text.text


@pytest.mark.parametrize("width", range(NARROW, WIDE + 1, 20))
def test_slots_tray_and_cells_stand_in_the_lane_and_clear_of_boxes(width: int) -> None:
    geometry = FlowGeometry(width)
    boxes = [box_of(node) for node in geometry.nodes.values()]
    left, top, wide, high = geometry.tray
    things = [*map(box_of, geometry.slots), Box(left, top, left + wide, top + high)]
    things += [Box(x, y, x + w, y + h) for x, y, w, h in geometry.layout()["cells"]]
    for thing in things:
        assert 0 < thing.left < thing.right < width
        corners = [(x, y) for x in (thing.left, thing.right) for y in (thing.top, thing.bottom)]
        assert not [corner for corner in corners if any(box.holds(corner) for box in boxes)]
    assert len(geometry.layout()["cells"]) >= 4


@pytest.mark.parametrize(("room", "width"), [(0, 624), (640, 624), (832, 824), (1164, 1144), (5000, 1144)])
def test_a_page_gets_the_widest_drawing_that_it_has_room_for(room: float, width: int) -> None:
    assert drawn_width(room) == width


@pytest.mark.parametrize("width", [NARROW - 1, WIDE + 1])
def test_a_width_that_was_not_laid_out_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="a process flow is 624 to 1164 pixels wide"):
        flow_picture(width)


def test_it_has_no_colours_of_its_own_and_points_to_nothing() -> None:
    svg = flow_picture(824)["svg"]
    assert not re.search(r"#[0-9a-fA-F]{3}|rgba?\(|hsla?\(", svg)
    assert not re.search(r'\s(?:fill|stroke|color)="', svg)
    assert not re.search(r"url\(|href|<\?xml|<!DOCTYPE|<metadata|<style|<defs", svg)
    declarations = {part.split(":")[0] for style in re.findall(r'style="([^"]*)"', svg) for part in style.split(";")}
    assert declarations == {"fill", "font-size", "text-anchor"}
    assert len(set(re.findall(r'\bid="([^"]*)"', svg))) == svg.count(" id=")


@pytest.mark.parametrize("setting", [{"text.usetex": True}, {"font.size": 40.0}, {"svg.fonttype": "path"}])
def test_no_setting_of_a_learners_own_changes_it(setting: Any) -> None:
    geometry = FlowGeometry(664)
    ours = flow_svg(geometry)
    with mpl.rc_context(setting):
        assert flow_svg(geometry) == ours
        assert mpl.rcParams[next(iter(setting))] == next(iter(setting.values()))


def test_every_process_draws_the_same() -> None:
    code = (
        "from minikafka.lesson.views.flow_drawing import flow_svg;"
        "from minikafka.lesson.views.flow_geometry import FlowGeometry;"
        "print(flow_svg(FlowGeometry(824)), end='')"
    )
    here = hashlib.sha256(flow_picture(824)["svg"].encode()).hexdigest()
    assert hashlib.sha256(run(code, PYTHONHASHSEED="1").encode()).hexdigest() == here


def test_matplotlib_waits_until_something_is_drawn_and_pyplot_is_never_needed() -> None:
    code = (
        "import sys, minikafka.lesson.views.flow_chart as m; print('matplotlib' in sys.modules);"
        "from minikafka.lesson import Lab; m.flow_png(Lab().trace); print('matplotlib.pyplot' in sys.modules)"
    )
    assert run(code).split() == ["False", "False"]


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


def test_what_is_stored_is_what_is_drawn() -> None:
    stored = json.loads(files("minikafka.lesson.views").joinpath(STORED).read_text(encoding="utf-8"))
    assert stored == drawings(), "run python -m tools.drawings"


@pytest.mark.parametrize("room", [300, 848, 2000])
def test_a_page_of_any_width_gets_a_stored_drawing(room: int) -> None:
    program = f"""
import sys
from minikafka.lesson.views.flow_drawing import flow_picture
print(len(flow_picture({drawn_width(room)})["svg"]), "matplotlib" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(drawings()[str(drawn_width(room))])), "False"]
