"""The panel of a run: an anywidget whose front end plays what a lab did; and a page that plays without Python.

Python decides, and tells the browser the events that are new and where to stand; the browser plays them. What is
pressed comes back as a verb. Stepping needs no answer: the browser has the run, and tells where the learner stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from markupsafe import escape

from minikafka.engine.trace import Trace
from minikafka.lesson.lab import lab as model
from minikafka.lesson.lab.runs import other_way
from minikafka.lesson.views.flow_chart import flow_chart
from minikafka.lesson.views.flow_drawing import flow_picture
from minikafka.lesson.views.flow_geometry import drawn_width
from minikafka.lesson.views.playback import Plain, Playback, changes
from minikafka.lesson.widgets.controls import Verbs, controls
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.lesson.widgets.predict_first import PredictFirst
from minikafka.lesson.widgets.shown import Shown, packed, stored_picture

WIDTHS = (624, 824, 1144)  # of the drawings to choose from: as in a phone's landscape, a notebook, a slide

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; background: Canvas; }}
main > div {{ margin: 0 auto; }}
.notes {{ max-width: 1144px; box-sizing: border-box; margin: 16px auto; padding: 0 16px 0 36px; }}
.notes {{ color: CanvasText; font: 14px/1.5 system-ui, sans-serif; }}
{stylesheet}
</style>
<main><div id="run"></div>{notes}</main>
<script type="application/json" id="told">{told}</script>
<script type="module">
{module}
play(document.getElementById('run'), JSON.parse(document.getElementById('told').textContent));
</script>
</html>
"""


class PanelWidget(anywidget.AnyWidget):
    """What a notebook shows. ``brokers`` and ``sandbox`` are what the layout depends on; all else is told."""

    _esm = packed(module())
    _css = stylesheet()
    sandbox = traitlets.Bool().tag(sync=True)
    brokers = traitlets.Int(1).tag(sync=True)


class Panel:
    """The panel of one lab; ``widget`` is shown as often as one likes, and each view plays the same run."""

    def __init__(self, lab: model.Lab) -> None:
        self._lab = lab
        self._predict = PredictFirst(lab)
        self._verbs = Verbs(lab, self._predict)
        self._playback = Playback(lab.trace)
        self._other: Playback | None = None
        self._run_number = 0
        self._told = self._told_of_other = 0  # events that the browser has
        self._position = lab.position
        self._by: str | None = None
        self._is_busy = False
        self._told_controls: Plain = {}
        self.widget = PanelWidget(sandbox=lab.sandbox, brokers=lab.trace.setup.brokers)
        self.widget.on_msg(lambda _widget, content, _buffers: self.take(content))
        if lab.sandbox:
            _ = lab.runs  # which have to know of a change before the panel asks for their names
        lab.on_change(self._changed)

    def _changed(self) -> None:
        if not self._is_busy:
            self.refresh()

    def refresh(self) -> None:
        """Tell the browser what the lab has done since the last time, and where it stands."""
        lab = self._lab
        if self._playback.trace is not lab.trace:
            self._begin_again(lab.trace)
        if len(lab.trace) > self._told:
            self._tell_run(self._told - 1)
        else:
            self._tell({"controls": self._controls(), "by": self._by} | self._moved())
        self._position = lab.position

    def _moved(self) -> Plain:
        """Where to stand, if that is somewhere else than before: a run that is played goes on otherwise."""
        position = self._lab.position
        return {} if position == self._position else {"position": position}

    def _begin_again(self, trace: Trace) -> None:
        """Another run; what it has in common with the one before, event by event, is on the screen already."""
        before, self._playback = self._playback, Playback(trace)
        self._told = min(self._playback.common_with(before), len(trace) - 1)
        self._other, self._told_of_other = None, 0
        self._run_number += 1

    def _tell_run(self, start: int, to: str | None = None) -> None:
        """The events that the browser lacks; it plays them from ``start``, or shows their end if that is -1."""
        lab = self._lab
        first = self._told if to is None else 0
        self._tell(
            {
                "run": self._playback.since(first),
                "run_number": self._run_number,
                "other": self._other_run(whole=to is not None),
                "controls": self._controls(whole=to is not None),
                "from": lab.position if start < 0 else min(start, lab.position),
                "position": lab.position,
                "by": None,
                "to": to,
            }
        )
        if to is None:
            self._told = len(lab.trace)

    def _other_run(self, *, whole: bool) -> Plain | None:
        """The run that it is compared with, as far as the browser lacks it."""
        trace = self._lab.other_way.trace
        if trace is None:
            return None
        if self._other is None or self._other.trace is not trace:
            self._other, self._told_of_other = Playback(trace, brief=True), 0
        told = self._other.since(0 if whole else self._told_of_other)
        self._told_of_other = len(trace)
        return told

    def _controls(self, *, whole: bool = False) -> Plain:
        """What has changed of the controls; and the notice, which a browser drops when the learner goes on."""
        now = controls(self._lab, self._predict)
        told, self._told_controls = self._told_controls, now
        return now if whole else {"notice": now["notice"], "outcome": now["outcome"], **changes(told, now)}

    def _tell(self, message: dict[str, Any]) -> None:
        self.widget.send(message)

    # What the browser sends

    def take(self, content: object) -> None:
        """Do what a browser sends: a verb and its arguments; what is not known as such is let fall."""
        if not isinstance(content, dict) or not isinstance(content.get("args"), dict):
            return
        verb, args = content.get("verb"), content["args"]
        view = str(args.get("view"))
        with self._lab.lock:
            if verb == "hello":
                self._greet(view)
            elif verb == "draw":
                self._draw(args, view)
            else:
                self._do(str(verb), args, view)

    def _greet(self, view: str) -> None:
        """A view that is new, or lost the thread, gets the whole run; the others what they lack, if there are any."""
        is_other = self._playback.trace is not self._lab.trace
        if is_other or (self._told and len(self._lab.trace) > self._told):
            self.refresh()
        self._tell_run(-1, to=view)
        self._told = len(self._lab.trace)

    def _draw(self, args: Plain, view: str) -> None:
        """A drawing of the process flow that fits the room of a view."""
        width = args.get("width")
        if isinstance(width, int | float):
            self._tell({"picture": flow_picture(drawn_width(width)), "to": view})

    def _do(self, verb: str, args: Plain, view: str) -> None:
        """Do it, and tell once what came of it, however often the lab has changed meanwhile."""
        self._is_busy = True
        try:
            self._verbs.do(verb, args)
        finally:
            self._is_busy = False
        self._by = view if verb == "stand" else None
        self.refresh()
        self._by = None


class Lab(Shown, model.Lab):  # noqa: D101  it has the docstring of the model
    __doc__ = model.Lab.__doc__

    def draw(self) -> Any:
        return Panel(self).widget

    def stored(self) -> dict[str, str]:
        """The chart of the moment that the lab looks at."""
        return stored_picture(lambda: flow_chart(self.trace, self.position).png)


def save_html(
    trace: Trace, path: Path | str, *, title: str = "A run of an idempotent producer", notes: Iterable[str] = ()
) -> None:
    """Write a run as one page, as a whole or not at all; ``notes`` are sentences that stand below the run.

    Raises:
        OSError: the file cannot be written there.
    """
    target = Path(path)
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.write_text(run_page(trace, title=title, notes=notes), encoding="utf-8")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def run_page(trace: Trace, *, title: str, notes: Iterable[str] = ()) -> str:
    """The text of that page."""
    # In a script element "<" could end it, or begin a comment.
    told = json.dumps(_told(trace), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return PAGE.format(
        title=escape(title),
        stylesheet=stylesheet(),
        notes=_list(notes),
        told=told,
        module=module().replace("export default", "void"),
    )


def _list(sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _told(trace: Trace) -> Plain:
    """What a panel is told, and the drawings that it can choose from."""
    end = len(trace) - 1
    other = None if trace.is_watched else other_way(trace)
    return {
        "run": Playback(trace).since(),
        "run_number": 0,
        "other": other and Playback(other.trace, brief=True).since(),
        "controls": None,
        "from": end,
        "position": end,
        "by": None,
        "to": None,
        "pictures": [flow_picture(width) for width in WIDTHS],
    }
