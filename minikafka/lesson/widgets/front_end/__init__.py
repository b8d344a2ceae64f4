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
    parts = (_FOLDER.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    whole = "".join(_IMPORT.sub("", _COMMENT.sub("", part)).replace("\nexport default ", "\n@@").replace("export ", "") for part in parts)
    return _INDENT.sub("", whole).replace("@@", "export default ")


@cache
def stylesheet() -> str:
    """The rules of the panel, with the tones of both themes."""
    rules = _FOLDER.joinpath("panel.css").read_text(encoding="utf-8")
    return themed_tones(PANEL_CLASS) + _INDENT.sub("", _COMMENT.sub("", rules))
