"""The front end of the panel: the modules and the stylesheet beside this one, put together into one of each.

A page wants one ES module and one stylesheet, of an anywidget and of a run that was saved as a page. The parts are
plain modules that run as they stand, so that they can be tested and type-checked without a build: here their imports
of each other and their comments are left out, and nothing else is changed.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from minikafka.lesson.views.theme import themed_tones

PANEL_CLASS = "mk-lab"
PARTS = (  # each after those that it needs
    "run", "scene", "moves", "player", "flow", "time_diagram", "compare", "tables", "scrubber", "template", "theme",
    "hands", "panel", "widget",
)  # fmt: skip
_FOLDER = files(__name__)
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\s?", re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)


@cache
def module() -> str:
    """The ES module: its default export has ``render`` for an anywidget and ``play`` for a page without Python."""
    return "".join(map(_joinable, PARTS))


def _joinable(name: str) -> str:
    """One part as it stands in the whole: without imports of the others, and without what it exports to them."""
    lines = _INDENT.sub("", _IMPORT.sub("", _COMMENT.sub("", _read(f"{name}.js")))).splitlines(keepends=True)
    return "".join(line if line.startswith("export default") else line.removeprefix("export ") for line in lines)


def _read(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


@cache
def stylesheet() -> str:
    """The rules of the panel, with the tones of both themes."""
    return themed_tones(PANEL_CLASS) + _INDENT.sub("", _COMMENT.sub("", _read("panel.css")))
