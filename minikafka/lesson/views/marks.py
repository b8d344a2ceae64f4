"""How the chart looks: at rest, and where a step has walked through it.

One table of looks serves both pictures of the chart. As a stylesheet it colours the live SVG: one part that stays, and
a few rules that are replaced at each press of a button. As paint it colours the still that a notebook shows before it
is run. Words, thickness, dashes and weight say what the colours say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from minikafka.engine.trace import Stage
from minikafka.lesson.views.chart import AT_THE_BROKER, EDGES, PARTS, draw, gid
from minikafka.lesson.views.theme import FONT_FAMILY, Look, css_name

HIDDEN = Look(visible=False)
AT_REST = {
    "lane": Look(fill="lane", stroke="border", ink="muted", width=1, bold=True),
    "edge": Look(fill="line", stroke="line"),
    "label": Look(ink="muted"),
    "node": Look(fill="page", stroke="line"),
    **dict.fromkeys(("trail", "badge", "sign", "word", "pill", "failure"), HIDDEN),
}
WALKED = {
    "trail": Look(fill="accent", stroke="accent", width=2.75),
    "label": Look(ink="accent", bold=True),
    "node": Look(fill="tint", stroke="accent", width=2.75),
    "pill": Look(fill="tint", stroke="accent"),
    "failure": Look(fill="page", stroke="rust", ink="rust"),
}
CURRENT = {
    "node": Look(fill="accent-fill", stroke="accent", ink="on-accent", width=2.75, bold=True),
    "pill": Look(fill="accent-fill", stroke="accent", ink="on-accent", bold=True),
    "failure": Look(fill="rust", stroke="rust", ink="page", bold=True),
    "badge": Look(fill="rust", stroke="rust", width=2),
    "sign": Look(stroke="page", width=2.75),
}
BROKEN = {
    "edge": HIDDEN,
    "trail": Look(fill="rust", stroke="rust", width=2.75, dashed=True),
    "label": HIDDEN,
    "badge": Look(fill="page", stroke="rust", width=2),
    "sign": Look(stroke="rust", width=2),
    "word": Look(ink="rust", bold=True),
}
STILL_WIDTH = 1000  # pixels


def marked(path: Sequence[Stage], *, kept: bool = False) -> dict[str, Look]:
    """Return the gids that do not look as at rest once a step has come through ``path``.

    Args:
        path: the stages that the step has passed so far, in order. The last is the current one; none marks nothing.
        kept: whether the batch keeps the sequence number it had, as on a retry.
    """
    looks: dict[str, Look] = {}
    for source, target in pairwise(path):
        looks |= _walked(source, target)
    for stage in path:
        looks |= _broken(stage) | ({} if stage in AT_THE_BROKER else _passed(stage, WALKED))
    if path:
        looks |= _passed(path[-1], CURRENT)
    if kept:
        looks[gid("pill", "kept")] = WALKED["pill"]
    return looks


def chart_css(panel_class: str) -> str:
    """Return the rules of the chart at rest, in a panel that has the tones of ``theme_css``."""
    chart = f".{css_name(panel_class)} .mk-chart"
    rules = "".join(f"{chart} .mk-{kind}{{{look.css()}}}\n" for kind, look in AT_REST.items())
    return (
        f"{chart}{{display:block;width:100%;height:auto;font-family:{FONT_FAMILY}}}\n"
        f"{chart} path{{stroke-linecap:round;stroke-linejoin:round}}\n"
        f"{chart} text{{fill:currentColor;stroke:none}}\n"
        f"{chart} .mk-trail path+path{{stroke-dasharray:none}}\n"
        f"{chart} .mk-lane text{{letter-spacing:.06em}}\n"
        f"{rules}"
    )


def mark_css(prefix: str, path: Sequence[Stage], *, kept: bool = False) -> str:
    """Return the rules that mark ``path`` in the chart of that prefix; they replace those of the press before.

    ``path`` and ``kept`` are those of ``marked``.
    """
    names_of: dict[Look, list[str]] = {}
    for name, look in marked(path, kept=kept).items():
        names_of.setdefault(look, []).append(f"#{css_name(prefix)}-{name}")
    return "".join(f"{','.join(names)}{{{look.css()}}}\n" for look, names in names_of.items())


def chart_png(path: Sequence[Stage] = (), *, kept: bool = False) -> bytes:
    """Return the same picture as a PNG of ``STILL_WIDTH`` pixels on the light page, readable in either theme.

    ``path`` and ``kept`` are those of ``marked``.
    """
    looks = marked(path, kept=kept)
    return draw().png(lambda name: looks.get(name, AT_REST[name.partition("-")[0]]), STILL_WIDTH)


def _walked(source: Stage, target: Stage) -> dict[str, Look]:
    edges = [edge for edge in EDGES if source in edge.sources and target in edge.targets]
    labels = {gid("label", edge.name): WALKED["label"] for edge in edges if edge.label}
    return {gid("trail", edge.name): WALKED["trail"] for edge in edges} | labels


def _broken(fault: Stage) -> dict[str, Look]:
    edges = [edge for edge in EDGES if fault in edge.faults]
    on_edge = {gid(kind, edge.name): BROKEN[kind] for edge in edges for kind in ("edge", "trail", "label")}
    on_fault = {gid(kind, fault): BROKEN[kind] for _ in edges for kind in ("badge", "sign", "word")}
    return on_edge | on_fault


def _passed(stage: Stage, looks: Mapping[str, Look]) -> dict[str, Look]:
    return {gid(kind, stage): looks[kind] for kind in PARTS[stage] if kind in looks}
