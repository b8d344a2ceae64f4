"""The front end of the panel: the modules and the stylesheet beside this one, put together into one of each.

A page wants one ES module and one stylesheet, of an anywidget and of a run that was saved as a page.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from minikafka.lesson.views.theme import themed_tones
from minikafka.lesson.widgets.shown import joined_module, joined_stylesheet

PANEL_CLASS = "mk-lab"
PARTS = (  # each after those that it needs
    "words", "text", "html", "run", "scene", "moves", "player", "drawing", "legs", "memory", "log", "marks", "token",
    "flow", "time_diagram", "compare", "tables", "scrubber", "template", "tabs", "controls", "sentence", "kernel",
    "theme", "menus", "verbs", "hands", "panel", "widget",
)  # fmt: skip
SHEETS = ("panel", "flow", "moving", "play", "tables", "views", "room")  # a later one has the last word
_FOLDER = files(__name__)


@cache
def module() -> str:
    """The ES module: its default export has ``render`` for an anywidget and ``play`` for a page without Python."""
    return joined_module(_FOLDER, *PARTS)


@cache
def stylesheet() -> str:
    """The rules of the panel, with the tones of both themes."""
    return themed_tones(PANEL_CLASS) + joined_stylesheet(_FOLDER, *SHEETS)
