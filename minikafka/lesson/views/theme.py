"""The palette: every colour of the lesson, in the light and in the dark theme.

Greys are JupyterLab's own variables, so that the lesson follows whatever theme is on; the values beside a variable are
those of JupyterLab's own two themes, for pages that do not define it. Two tones carry meaning and always come with a
word: green for stored and acknowledged, rust for ignored, refused and lost. One accent shows where we are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple


class Tone(NamedTuple):
    """One colour as ``#rrggbb`` in both themes, and the JupyterLab variable that it follows, if any."""

    light: str
    dark: str
    variable: str = ""


TONES = {
    "text": Tone("#212121", "#ffffff", "--jp-content-font-color1"),
    "muted": Tone("#616161", "#bdbdbd", "--jp-inverse-layout-color3"),
    "line": Tone("#757575", "#757575", "--jp-inverse-layout-color4"),
    "border": Tone("#e0e0e0", "#424242", "--jp-border-color2"),
    "page": Tone("#ffffff", "#111111", "--jp-layout-color0"),
    "lane": Tone("#f5f5f5", "#212121", "--jp-cell-editor-background"),
    "accent": Tone("#0b6baf", "#4ba3e3"),
    "accent-fill": Tone("#0b6baf", "#1b6cb0"),
    "on-accent": Tone("#ffffff", "#ffffff"),
    "tint": Tone("#e3eff8", "#15324a"),
    "green": Tone("#00734f", "#4cc79a"),
    "rust": Tone("#b34f00", "#f0a060"),
    "red": Tone("#b3261e", "#ff8a80"),
    "green-tint": Tone("#e0f3eb", "#0f3327"),
    "red-tint": Tone("#fbe9e7", "#431c19"),
    "rust-tint": Tone("#fdf0e1", "#3d2811"),
    # A message and its retries; never green, red or rust, which say what came of it.
    "message-0": Tone("#0b6baf", "#5eb0ee"),
    "message-1": Tone("#7a3fa8", "#cda0f0"),
    "message-2": Tone("#0f6e7c", "#5cc8d6"),
    "message-3": Tone("#a3276b", "#f59ac6"),
    "message-4": Tone("#56601a", "#c3cd6f"),
}

THEMES = (0, 1)  # the places of light and dark in a tone
CROSS = (((-5, -5), (5, 5)), ((-5, 5), (5, -5)))  # two strokes, from the middle of what is lost
DASHES = (6, 5)  # pixels drawn, pixels left out
FONT_FAMILY = "var(--jp-ui-font-family,system-ui,sans-serif)"

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True)
class Look:
    """How one part of a picture looks: its area, its line and its words by names of tones, widths in pixels."""

    fill: str = "none"
    stroke: str = "none"
    ink: str = "text"
    width: float = 1.5
    bold: bool = False
    dashed: bool = False
    visible: bool = True

    def css(self) -> str:
        """Return the declarations for an SVG group; its words take ``color`` as their fill."""
        dashes = " ".join(map(str, DASHES)) if self.dashed else "none"
        weight = "bold" if self.bold else "normal"
        visibility = "visible" if self.visible else "hidden"
        return (
            f"fill:{var(self.fill)};stroke:{var(self.stroke)};color:{var(self.ink)};stroke-width:{self.width};"
            f"stroke-dasharray:{dashes};font-weight:{weight};visibility:{visibility}"
        )


def css_name(name: str) -> str:
    """Give back ``name`` if it can stand as it is in an id, a class and a selector.

    Raises:
        ValueError: it does not begin with a letter, or has more than letters, digits, ``-`` and ``_``.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a part of a page: take a letter, then letters, digits, '-' and '_'")
    return name


def var(tone: str) -> str:
    """Return the CSS value that stands for a tone, as in ``var(--mk-accent)``; ``none`` stays as it is."""
    return tone if tone == "none" else f"var(--mk-{tone})"


def theme_css(panel_class: str) -> str:
    """Return the rules that define each tone as ``--mk-…`` on the panel, for either theme.

    JupyterLab says on ``body`` whether its theme is light. Elsewhere the panel says it, as ``data-theme``, and takes
    our own values: whoever defines JupyterLab's variables there means one theme. If it does not, the system decides.
    """
    panel = f".{css_name(panel_class)}"
    elsewhere = f"body:not([data-jp-theme-light]) {panel}"
    light, dark = (_declared(theme, follow=True) for theme in THEMES)
    own_light, own_dark = map(_declared, THEMES)
    return (
        f"{panel}{{{light}}}\n"
        f'body[data-jp-theme-light="false"] {panel}{{{dark}}}\n'
        f"@media(prefers-color-scheme:dark){{{elsewhere}{{{dark}}}}}\n"
        f'{elsewhere}[data-theme="light"]{{{own_light}}}\n'
        f'{elsewhere}[data-theme="dark"]{{{own_dark}}}\n'
    )


def themed_tones(panel_class: str) -> str:
    """Return the rules that define each tone as ``--mk-…`` on a panel that says its own theme, as ``data-theme``.

    Such a panel has its own page, and does not depend on what its host defines.
    """
    panel = f".{css_name(panel_class)}"
    light, dark = map(_declared, THEMES)
    return f'{panel}{{{light}}}\n{panel}[data-theme="dark"]{{{dark}}}\n'


def tones_of_a_file() -> str:
    """Return the rules that define each tone as ``--mk-…`` in a drawing that is a file of its own.

    Nobody says which theme is on around it, so the reader's system decides.
    """
    light, dark = map(_declared, THEMES)
    return f"svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}"


def _declared(theme: int, *, follow: bool = False) -> str:
    """Every tone as ``--mk-…`` in a theme; ``follow`` has those that JupyterLab knows taken from it."""
    values = ((name, tone[theme], tone.variable if follow else "") for name, tone in TONES.items())
    return ";".join(f"--mk-{name}:{f'var({known},{value})' if known else value}" for name, value, known in values)


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib's defaults, and the few settings that make an SVG stable; a learner's own are back afterwards.

    So neither ``text.usetex`` on a machine without LaTeX nor a style sheet breaks a picture. Whatever is drawn has to
    be made in here too, as text asks for its settings when it is made. Also a decorator.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "minikafka", "text.parse_math": False})
        yield
