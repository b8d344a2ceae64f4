"""The palette: contrasts by WCAG 2, greys as JupyterLab has them."""

from __future__ import annotations

import importlib.resources
import re
from itertools import product

import pytest

from minikafka.lesson.views.theme import TONES, Look, css_name, theme_css
from tests.lesson.contrast import contrast

THEMES = ("light", "dark")


def jupyterlab_value(theme: str, variable: str) -> str:
    """What JupyterLab's own stylesheet gives a variable, through other variables, as a CSS colour."""
    folder = importlib.resources.files("jupyterlab") / "themes" / "@jupyterlab" / f"theme-{theme}-extension"
    stylesheet = (folder / "index.css").read_text(encoding="utf-8")
    match = re.search(rf"{variable}:\s*([^;}}]+)", stylesheet)
    assert match, f"JupyterLab's {theme} theme has no {variable}"
    value = match[1].strip()
    if material := re.fullmatch(r"var\(--md-[a-z0-9-]+,\s*(.+)\)", value):
        return material[1]
    other = re.fullmatch(r"var\((--jp-[a-z0-9-]+)\)", value)
    return jupyterlab_value(theme, other[1]) if other else value


def on_white(colour: str) -> str:
    """A CSS colour as ``#rrggbb``; a black that lets the page through is mixed with white."""
    if alpha := re.fullmatch(r"rgba\(0,\s*0,\s*0,\s*([0-9.]+)\)", colour):
        return "#" + f"{round(255 * (1 - float(alpha[1]))):02x}" * 3
    short = re.fullmatch(r"#(.)(.)(.)", {"white": "#fff"}.get(colour, colour))
    return "#" + "".join(2 * digit for digit in short.groups()) if short else colour


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#123456", "#123456", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes on white
        ("#b34f00", "#ffffff", 5.20),
        ("#00734f", "#ffffff", 5.89),
        ("#0072b2", "#ffffff", 5.19),  # Okabe and Ito's blue
    ],
)
def test_contrast_is_that_of_wcag(first: str, second: str, expected: float) -> None:
    assert contrast(first, second) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", [name for name, tone in TONES.items() if tone.variable])
def test_greys_are_those_of_jupyterlab(theme: str, tone: str) -> None:
    assert getattr(TONES[tone], theme) == on_white(jupyterlab_value(theme, TONES[tone].variable))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *product(("text", "muted", "accent", "green", "rust"), ("page", "lane")),
        ("text", "tint"),
        ("on-accent", "accent-fill"),
        ("page", "rust"),
    ],
)
def test_words_stand_out(theme: str, ink: str, ground: str) -> None:
    assert contrast(getattr(TONES[ink], theme), getattr(TONES[ground], theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("line", ["line", "accent", "green", "rust"])
@pytest.mark.parametrize("ground", ["page", "lane"])
def test_lines_stand_out(theme: str, line: str, ground: str) -> None:
    assert contrast(getattr(TONES[line], theme), getattr(TONES[ground], theme)) >= 3


def test_each_theme_defines_each_tone_on_the_panel() -> None:
    light, dark, system, own_light, own_dark = theme_css("lab").splitlines()
    assert light.startswith(".lab{")
    assert dark.startswith('body[data-jp-theme-light="false"] .lab{')
    assert system.startswith("@media(prefers-color-scheme:dark){body:not([data-jp-theme-light]) .lab{")
    assert own_light.startswith('body:not([data-jp-theme-light]) .lab[data-theme="light"]{')
    assert own_dark.startswith('body:not([data-jp-theme-light]) .lab[data-theme="dark"]{')
    for name, tone in TONES.items():
        assert re.search(rf"--mk-{name}:[^;}}]*{tone.light}", light)
        assert re.search(rf"--mk-{name}:[^;}}]*{tone.dark}", dark)
        assert re.search(rf"--mk-{name}:[^;}}]*{tone.dark}", system)
        assert f"--mk-{name}:{tone.light}" in own_light
        assert f"--mk-{name}:{tone.dark}" in own_dark


def test_greys_follow_jupyterlab_before_our_own_values() -> None:
    assert "--mk-page:var(--jp-layout-color0,#ffffff)" in theme_css("lab")


def test_a_look_names_tones_and_no_colours() -> None:
    css = Look(fill="tint", stroke="accent", ink="rust", width=2, bold=True, dashed=True).css()
    assert dict(declaration.split(":") for declaration in css.split(";")) == {
        "fill": "var(--mk-tint)",
        "stroke": "var(--mk-accent)",
        "color": "var(--mk-rust)",
        "stroke-width": "2",
        "stroke-dasharray": "6 5",
        "font-weight": "bold",
        "visibility": "visible",
    }


@pytest.mark.parametrize("name", ["lab", "a1", "mk-lab_2"])
def test_a_name_goes_into_the_page_as_it_is(name: str) -> None:
    assert css_name(name) == name


@pytest.mark.parametrize("name", ["", "1a", "-a", "a b", "a}b", 'a"b', "a<b", "é", "a\n"])
def test_a_name_that_would_break_the_page_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="take a letter"):
        css_name(name)
