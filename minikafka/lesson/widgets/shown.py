"""What a notebook cell displays: a widget, a line of text, and what the notebook keeps for whoever has not run it.

No state of a widget is kept: a saved state would show buttons that are dead. Until the cell is run, JupyterLab shows
the HTML or the picture that was stored beside it. What widgets are made of stands here too: the rules by which
everything is drawn, our modules and style sheets put together, and buttons.
"""

from __future__ import annotations

import re
import sys
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from gzip import compress
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from minikafka.lesson.views.theme import theme_css

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PANEL_CLASS = "mk-panel"
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\s?", re.DOTALL)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_LOADER = """const packed = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const address = URL.createObjectURL(new Blob([await new Response(unpacked).text()], {{ type: "text/javascript" }}));
const module = await import(address);
URL.revokeObjectURL(address);
export default module.default;
"""


class Shown(ABC):
    """Something that a cell displays. ``repr`` is its line of text, which nbval compares: the same on every run."""

    @abstractmethod
    def draw(self) -> Any:
        """Make the widget. It is made once, when the first cell displays it."""

    def stored(self) -> Mapping[str, str]:
        """What a notebook keeps beside the line of text, by MIME type: HTML or a picture, the same on every run."""
        return {}

    @cached_property
    def widget(self) -> Any:
        """The widget that every cell shows which displays this."""
        return self.draw()

    @property
    def is_drawn(self) -> bool:
        """True once a cell has displayed it."""
        return "widget" in vars(self)

    def _repr_mimebundle_(self, **_options: Any) -> Any:
        """For IPython: data, and metadata with it in Google Colab, which else draws no widgets but ipywidgets' own."""
        bundle = anywidget.AnyWidget._repr_mimebundle_(self.widget)
        assert bundle, "whatever is drawn can be seen"
        _, metadata = bundle
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        data = {"text/plain": repr(self), WIDGET_VIEW: view, **self.stored()}
        return (data, metadata) if metadata else data


def stored_picture(png: Callable[[], bytes]) -> dict[str, str]:
    """A PNG as a notebook stores it; none without matplotlib, for which nobody should wait in the browser alone."""
    if sys.platform == "emscripten":
        return {}
    try:
        return {"image/png": b64encode(png()).decode("ascii")}
    except ModuleNotFoundError:
        return {}


@cache
def css(*sheets: str) -> str:
    """The tones, what everything has in common, and the style sheets of these names."""
    return theme_css(PANEL_CLASS) + joined_stylesheet(files("minikafka.lesson.widgets"), "base", *sheets)


def boxed(*shown: widgets.Widget, sheets: tuple[str, ...] = ()) -> widgets.VBox:
    """Widgets below each other, with the rules that they are drawn by."""
    sheet = Sheet(css(*sheets))
    sheet.add_class("mk-none")
    box = widgets.VBox([sheet, *shown])
    box.add_class(PANEL_CLASS)
    return box


def button(label: str, call: Callable[[], object]) -> widgets.Button:
    """A button that calls ``call`` when it is pressed."""
    made = widgets.Button(description=label)
    made.on_click(lambda _: call())
    return made


def row(name: str, *children: widgets.Widget) -> widgets.HBox:
    """Widgets beside each other, in a box of the CSS class ``name``."""
    made = widgets.HBox(children)
    made.add_class(name)
    return made


def set_enabled(target: widgets.Button, refusal: str | None) -> None:
    """A button that is off says why, to whoever points at it."""
    with target.hold_sync():  # one message, not two
        target.disabled = refusal is not None
        target.tooltip = refusal or ""


def focus(target: widgets.Button) -> None:
    """Let the next key reach a button. The ipywidgets of Google Colab, 7.7, cannot."""
    if hasattr(target, "focus"):
        target.focus()


def joined_module(folder: Traversable, *parts: str) -> str:
    """One ES module of these parts of a folder, each after those that it needs, without comments and indentation.

    The parts are plain modules that run as they stand, so that they can be tested and type-checked without a build.
    """
    return "".join(_joinable(_read(folder, f"{part}.js")) for part in parts)


def joined_stylesheet(folder: Traversable, *parts: str) -> str:
    """One stylesheet of these."""
    return "".join(_plain(_read(folder, f"{part}.css")) for part in parts)


def packed(module: str) -> str:
    """A small module that unpacks this one, and has its default export: a kernel sends a third of the bytes."""
    return _LOADER.format(packed=b64encode(compress(module.encode(), mtime=0)).decode())


def _joinable(part: str) -> str:
    """A part as it stands in the whole: without imports of the others, and without what it exports to them."""
    lines = _plain(_IMPORT.sub("", part)).splitlines(keepends=True)
    return "".join(line if line.startswith("export default") else line.removeprefix("export ") for line in lines)


def _plain(source: str) -> str:
    return _INDENT.sub("", _LINE_COMMENT.sub("", _COMMENT.sub("", source)))


def _read(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text(encoding="utf-8")


class Sheet(anywidget.AnyWidget):
    """The rules of a box, which stand in it; no key that is pressed in that box reaches the notebook."""

    _esm = joined_module(files("minikafka.lesson.widgets"), "front_end/theme", "keys", "sheet")
    _css = traitlets.Unicode().tag(sync=True)

    def __init__(self, rules: str) -> None:
        super().__init__(_css=rules)
