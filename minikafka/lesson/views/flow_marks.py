"""How the process flow looks at one moment of a run, as paint for a still picture.

The same rules as the front end's ``scene.js``: the way of the step, the decision by its verdict, what was lost. Words,
thickness, dashes and signs say what the colours say.
"""

from __future__ import annotations

from collections.abc import Mapping

from minikafka.engine.trace import Stage, Trace
from minikafka.lesson.views.flow_drawing import draw, gid
from minikafka.lesson.views.flow_geometry import BARE, NOT_TAKEN, FlowGeometry
from minikafka.lesson.views.flow_still import Still
from minikafka.lesson.views.own_settings import own_settings
from minikafka.lesson.views.playback import is_idempotent
from minikafka.lesson.views.steps import Step, step_at
from minikafka.lesson.views.theme import Look
from minikafka.lesson.views.verdict import LOSSES, CellTone, Verdict, verdict
from minikafka.lesson.views.way import edges_into

STILL_WIDTH = 824  # pixels of the page; the picture has twice as many, for screens that show them
SCALE = 2

SIGNS: Mapping[CellTone, str] = {"good": "✓ ", "harm": "✗ ", "refused": "! ", "lost": "", "": "", "ack": ""}
TONES: Mapping[Verdict, str] = {"good": "green", "harm": "red", "refused": "rust", "lost": "accent", "": "accent"}
SKIPPED = (Stage.ASSIGN_SEQUENCE, Stage.CHECK_SEQUENCE)  # without idempotence
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
    geometry = FlowGeometry(STILL_WIDTH)
    taken = {name.removeprefix("edge-") for name, look in found.items() if look.width > AT_REST["edge"].width}
    pen = draw(geometry, _names(trace, step), taken)
    Still(trace, step, geometry, pen).draw()
    return pen.png(lambda name: found.get(name, AT_REST[name.partition("-")[0]]), STILL_WIDTH * SCALE)


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
    found = {f"edge-{name}": HIDDEN for name in (BARE if numbered else ("request", "new"))}
    if not numbered:
        found |= {f"edge-{name}": OFF for name in NOT_TAKEN if name not in {"request", "new"}}
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
