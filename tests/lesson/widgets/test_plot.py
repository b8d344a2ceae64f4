"""Plots: what is drawn, what is said about it, and that the theme colours it."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise

import pytest

from minikafka.lesson.views.plots import Series, Style, number_text
from minikafka.lesson.views.theme import TONES
from minikafka.lesson.widgets.pictures import ShownPlot, line_plot
from tests.lesson.markup import parsed

CURVE = Series("expected", (0, 10, 20), (0.0, 0.1, 0.25), Style.LINE, spread=(0.0, 0.02, 0.03))
POINTS = Series("simulated", (0, 10, 20), (0.0, 0.11, 0.24))


def plot(*series: Series) -> ShownPlot:
    return line_plot(series or (CURVE, POINTS), x="acks lost, in %", y="duplicates per message", title="More is lost")


def texts(drawn: ShownPlot) -> dict[str, tuple[float, float]]:
    """The words of a drawing, with where they stand in pixels."""
    found = re.findall(r'<text [^>]*?x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]*)</text>', drawn.svg)
    return {text: (float(x), float(y)) for x, y, text in found}


def test_the_axes_are_named_with_their_units() -> None:
    assert {"acks lost, in %", "duplicates per message", "More is lost"} <= set(texts(plot()))


def test_each_series_is_named_at_its_end() -> None:
    places = texts(plot())
    assert places["— expected"][0] == places["■ simulated"][0] > places["20"][0]


def test_what_is_counted_in_whole_numbers_has_no_halves_on_its_axis() -> None:
    places = texts(plot(Series("paces", (1, 2, 3), (4.0, 5.0, 6.0))))
    assert {"1", "2", "3"} <= set(places)
    assert not {"1.5", "2.5"} & set(places)


def test_names_do_not_touch_when_series_end_at_one_place() -> None:
    series = [Series(name, (0, 1), (0, 1)) for name in ("first", "second", "third")]
    heights = sorted(texts(plot(*series))[f"{sign} {one.name}"][1] for sign, one in zip("●■▲", series, strict=True))
    assert all(after - before >= 13 for before, after in pairwise(heights))  # the words are 13 pixels high


def test_a_series_alone_needs_no_name_beside_it() -> None:
    assert not any("simulated" in text for text in texts(plot(POINTS)))


def test_the_theme_gives_every_colour() -> None:
    svg = plot().svg
    assert re.findall(r"#[0-9a-fA-F]{6}\b", svg) == []
    assert {"text", "accent", "rust"} <= set(re.findall(r"var\(--mk-([a-z-]+)\)", svg)) <= set(TONES)


def test_nothing_in_the_drawing_reaches_the_page_around_it() -> None:
    assert not re.search(r"<style|<metadata|<\?xml|<!DOCTYPE", plot().svg)


def test_series_differ_without_colour() -> None:
    lines = re.findall(r"stroke-dasharray: ([\d., ]+)", plot(CURVE, Series("other", (0, 1), (0, 1), Style.LINE)).svg)
    assert len(set(lines)) == 1  # the first one is drawn through
    shapes = re.findall(r'<use xlink:href="#(\w+)"', plot(POINTS, Series("other", (0, 10, 20), (1, 1, 1))).svg)
    assert len(set(shapes)) == 4  # two kinds of markers, and the ticks of two axes


def test_bars_stand_on_zero_and_say_their_values() -> None:
    bars = plot(Series("time", ("off", "on"), (1.5, 12_345.0), Style.BARS, spread=(0.1, 10)))
    assert {"off", "on", "1.5", "12,345"} <= set(texts(bars))
    assert "0" in texts(bars)


def test_words_are_words_whatever_they_look_like() -> None:
    odd = plot(Series("$5 <b> & $6", (0, 1), (0, 1)), POINTS)
    assert "● $5 &lt;b&gt; &amp; $6" in texts(odd)
    (drawing,) = parsed(odd.html).all("div", "mk-plot")
    assert "$5 <b> & $6" in drawing.attributes["aria-label"]


def test_its_text_says_what_is_drawn_and_no_value() -> None:
    expected = "Plot: More is lost. duplicates per message, over acks lost, in %: expected (line), simulated (points)."
    assert repr(plot()) == expected
    measured_again = Series("simulated", (0, 10, 20), (0.0, 0.13, 0.21))
    assert repr(plot(CURVE, measured_again)) == expected


def test_who_cannot_see_it_is_told_the_values() -> None:
    assert plot().alternative.endswith("simulated: from 0 at 0 to 0.24 at 20, least 0, most 0.24.")
    drawing = parsed(plot().html).one("div", "mk-plot")
    assert drawing.attributes == {"class": "mk-plot", "role": "img", "aria-label": plot().alternative}


def test_a_notebook_keeps_a_picture_and_a_line_of_text() -> None:
    bundle = plot()._repr_mimebundle_()
    assert bundle["text/plain"] == repr(plot())
    assert plot().png.startswith(b"\x89PNG\r\n")
    assert bundle["image/png"].startswith("iVBORw0KGgo")
    assert set(bundle) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}


def test_the_same_values_give_the_same_drawing() -> None:
    assert plot().svg == plot().svg
    assert plot().png == plot().png


@pytest.mark.parametrize(
    ("xs", "ys", "spread"), [((), (), ()), ((1, 2), (1,), ()), ((1,), (1, 2), ()), ((1, 2), (1, 2), (1,))]
)
def test_a_series_without_a_y_for_each_x_is_refused(
    xs: tuple[float, ...], ys: tuple[float, ...], spread: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match=rf"'a' has {len(xs)} xs, {len(ys)} ys, {len(spread)} spreads: each point"):
        Series("a", xs, ys, spread=spread)


def test_a_plot_of_nothing_and_bars_among_others_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one series"):
        line_plot((), x="x", y="y", title="title")
    with pytest.raises(ValueError, match="bars stand alone"):
        plot(POINTS, Series("time", ("off",), (1,), Style.BARS))


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (0.12345, "0.123"), (1.0, "1"), (99.94, "99.9"), (100.4, "100"), (1_234_567, "1,234,567")],
)
def test_numbers_are_written_as_people_read_them(number: float, text: str) -> None:
    assert number_text(number) == text


def test_pyplot_is_not_loaded() -> None:
    code = (
        "import sys; from minikafka.lesson.widgets.pictures import Series, line_plot;"
        "assert 'matplotlib' not in sys.modules;"
        "line_plot([Series('a', [1], [1])], x='x', y='y', title='t').svg; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
