"""How everything looks that a notebook shows: the tones of the course, and the rules below them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import ipywidgets as widgets

from minikafka.lesson.views.theme import theme_css
from minikafka.lesson.widgets.page_source import joined_stylesheet

PANEL_CLASS = "mk-panel"


@cache
def css(*sheets: str) -> str:
    """The tones, what everything has in common, and the style sheets of these names."""
    return theme_css(PANEL_CLASS) + joined_stylesheet(files("minikafka.lesson.widgets"), "base", *sheets)


def boxed(*shown: widgets.Widget, sheets: tuple[str, ...] = ()) -> widgets.VBox:
    """Widgets below each other, with the rules that they are drawn by."""
    style = widgets.HTML(f"<style>{css(*sheets)}</style>")
    style.add_class("mk-none")
    box = widgets.VBox([style, *shown])
    box.add_class(PANEL_CLASS)
    return box
