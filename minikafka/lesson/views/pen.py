"""A pen: matplotlib, asked for the few shapes that a chart needs, each under a gid.

Lengths are in pixels and y grows downwards, as on a page. Shapes that follow each other under one gid are one group of
the SVG. The drawing has no colours of its own: a stylesheet gives them to the SVG, ``Look`` by ``Look`` to the PNG.
Whoever draws does so within ``own_settings``.

Importing matplotlib takes long: import this module where something is drawn, not before.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal
from xml.etree import ElementTree as ET

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from minikafka.lesson.views.theme import DASHES, TONES, Look

Point = tuple[float, float]
Align = Literal["left", "center", "right"]

POINTS_PER_INCH = 72  # at this resolution one of matplotlib's points is one pixel of ours
HEAD = "-|>,head_length=8,head_width=4"
HEAD_GAP = 4  # from the tip to the box; a thicker line has a longer head, which takes half of this
BASELINE = 0.35  # how far below its middle a text's baseline is, as a share of its size
SVG = "{http://www.w3.org/2000/svg}"
COLOURLESS = re.compile(r"(?:fill: none|font-size|text-anchor)[^;]*")


class Pen:
    """A sheet of ``width`` by ``height`` pixels and what was drawn on it, the latest on top."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._figure = Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH))
        downwards = Affine2D().scale(1, -1).translate(0, height).scale(1 / POINTS_PER_INCH)
        self._transform = downwards + self._figure.dpi_scale_trans

    def box(self, gid: str, middle: Point, width: float, height: float, radius: float) -> None:
        """Draw a rectangle with rounded corners."""
        corner = middle[0] - width / 2, middle[1] - height / 2
        self._add(gid, FancyBboxPatch(corner, width, height, f"round,pad=0,rounding_size={radius}"))

    def circle(self, gid: str, middle: Point, radius: float) -> None:
        """Draw a circle."""
        self._add(gid, Circle(middle, radius))

    def line(self, gid: str, points: Sequence[Point], radius: float = 0, *, head: bool = False) -> None:
        """Draw a line with rounded corners. A head stops short of the last point, so that no box there hides it."""
        end = _towards(points[-1], points[-2], HEAD_GAP if head else 0)
        path = _rounded([*points[:-1], end], radius)
        self._add(gid, FancyArrowPatch(path=path, arrowstyle=HEAD if head else "-", mutation_scale=1))

    def text(self, gid: str, at: Point, text: str, size: float, *, align: Align = "center") -> None:
        """Write one line; ``at`` is its left end, its middle or its right end, halfway up the letters."""
        self._add(gid, Text(at[0], at[1] + BASELINE * size, text, fontsize=size, horizontalalignment=align))

    def svg(self, attributes: dict[str, str], title: str, look: Callable[[str], Look] | None = None) -> str:
        """Return an SVG element whose groups have the gids as ids and ``mk-`` with a gid's first word as class.

        With ``look`` each group brings its own look, by the tones of the panel that it stands in, and no id.
        """
        size = f"0 0 {self._width} {self._height}"
        root = ET.Element("svg", {"xmlns": SVG.strip("{}"), "viewBox": size, **attributes})
        ET.SubElement(root, "title").text = title
        for gid, groups in groupby(self._groups(), lambda group: group.get("id", "")):
            own = {"style": look(gid).css()} if look else {"id": gid}
            parent = ET.SubElement(root, "g", {**own, "class": f"mk-{gid.partition('-')[0]}"})
            parent.extend(_plain(shape) for group in groups for shape in group)
        if look:
            _ink(root.iter("text"))
        return ET.tostring(root, encoding="unicode")

    def png(self, look: Callable[[str], Look], width: int) -> bytes:
        """Return a PNG in the light theme, ``width`` pixels wide; ``look`` is asked how each gid looks."""
        for artist in self._figure.artists:
            _paint(artist, look(str(artist.get_gid())))
        target = io.BytesIO()
        dpi = POINTS_PER_INCH * width / self._width
        self._figure.savefig(target, format="png", dpi=dpi, facecolor=_light("page"))
        return target.getvalue()

    def _add(self, gid: str, artist: Artist) -> None:
        artist.set(gid=gid, zorder=len(self._figure.artists), transform=self._transform)
        self._figure.add_artist(artist)

    def _groups(self) -> Iterator[ET.Element]:
        target = io.StringIO()
        self._figure.savefig(target, format="svg", transparent=True, metadata={"Date": None})
        gids = {artist.get_gid() for artist in self._figure.artists}
        root = ET.fromstring(target.getvalue())  # noqa: S314  matplotlib wrote it a line ago
        return (group for group in root.iter(f"{SVG}g") if group.get("id") in gids)


def _plain(shape: ET.Element) -> ET.Element:
    """Keep a shape's geometry; drop its colours, its line and its font, which the page decides."""
    attributes = {name: " ".join(value.split()) for name, value in shape.items() if name in {"d", "x", "y"}}
    if style := ";".join(COLOURLESS.findall(shape.get("style", ""))):
        attributes["style"] = style
    plain = ET.Element(shape.tag.removeprefix(SVG), attributes)
    plain.text = shape.text and shape.text.strip()
    return plain


def _ink(words: Iterator[ET.Element]) -> None:
    """Fill words with the ink of their group, whose own fill and line are those of its shapes."""
    for word in words:
        word.set("style", ";".join(filter(None, (word.get("style"), "fill:currentColor;stroke:none"))))


def _paint(artist: Artist, look: Look) -> None:
    artist.set_visible(look.visible)
    if isinstance(artist, Text):
        artist.set(color=_light(look.ink), fontweight="bold" if look.bold else "normal")
    elif isinstance(artist, Patch):
        dashes = (0, [dash / look.width for dash in DASHES]) if look.dashed else "solid"
        artist.set(facecolor=_light(look.fill), edgecolor=_light(look.stroke), linewidth=look.width)
        artist.set(linestyle=dashes, capstyle="round", joinstyle="round")


def _light(tone: str) -> str:
    return TONES[tone].light if tone in TONES else tone


def _rounded(points: Sequence[Point], radius: float) -> Path:
    """Replace each corner by a curve that begins and ends ``radius`` away from it."""
    corners = list(dict.fromkeys(points))
    vertices, codes = [corners[0]], [Path.MOVETO]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        vertices += [_towards(corner, before, radius), corner, _towards(corner, after, radius)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, corners[-1]], [*codes, Path.LINETO])


def _towards(start: Point, end: Point, length: float) -> Point:
    """Return the point ``length`` away from ``start`` on the way to ``end``."""
    share = length / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
