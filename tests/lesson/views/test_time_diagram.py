"""The time diagram: a row for each step, as a picture, as an SVG in the tones of either theme, and in words."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.image import imread

from minikafka.lesson import time_diagram
from minikafka.lesson.views.theme import TONES
from minikafka.lesson.views.time_diagram import FOOT, HEAD, MOST_STEPS, ROW, WIDTH
from tests.lesson import runs


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_each_step_has_its_action_its_message_and_what_the_broker_did() -> None:
    svg = time_diagram(runs.page().trace).svg
    told = words(svg)
    assert told[:3] == ["PRODUCER", "BROKER", "LOG"]
    for text in ("1  Send message1", "2  Retry send message1", "store", "✓ ignore", "seq 1", "3  Flush producer"):
        assert text in told
    assert told.count("message1 · 1") == 2


def test_a_lost_ack_and_a_second_copy_are_told_in_words() -> None:
    assert "✕ ack lost" in words(time_diagram(runs.ack_lost().trace).svg)
    assert "✗ copy 2" in words(time_diagram(runs.idempotence_off().trace).svg)


def test_every_colour_is_a_tone_of_the_theme() -> None:
    svg = time_diagram(runs.page().trace).svg
    used = set(re.findall(r"var\(--mk-([\w-]+)\)", svg))
    assert used <= set(TONES)
    assert not re.search(r"#[0-9a-fA-F]{6}", svg)
    assert " id=" not in svg


def test_it_grows_with_its_steps_up_to_a_bound() -> None:
    trace = runs.page().trace
    picture = imread(io.BytesIO(time_diagram(trace).png))
    assert picture.shape[:2] == (2 * (HEAD + 3 * ROW + FOOT), 2 * WIDTH)
    producer = runs.page()
    for _ in range(MOST_STEPS):
        producer.send("topic", b"x")
    assert f'viewBox="0 0 {WIDTH} {HEAD + MOST_STEPS * ROW + FOOT}"' in time_diagram(producer.trace).svg


def test_of_a_position_the_later_steps_are_left_out() -> None:
    trace = runs.page().trace
    assert repr(time_diagram(trace, 7)) == "Time diagram: 1 step between producer and broker."
    with pytest.raises(IndexError, match="outside this run"):
        time_diagram(trace, 99)


@pytest.mark.parametrize("setting", [{"text.usetex": True}, {"font.size": 40.0}])
def test_no_setting_of_a_learners_own_changes_it(setting: Any) -> None:
    trace = runs.page().trace
    ours = time_diagram(trace).png
    with mpl.rc_context(setting):
        assert time_diagram(trace).png == ours


def test_a_notebook_gets_a_widget_a_picture_and_a_text() -> None:
    diagram = time_diagram(runs.page().trace)
    bundle = diagram._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert "2. Retry send message1: Yes - ignore duplicate, Ack for seq 1" in diagram.alternative


def test_its_words_have_the_ink_of_their_group() -> None:
    texts = re.findall(r"<text[^>]*>", time_diagram(runs.page().trace).svg)
    assert texts
    assert all("fill:currentColor;stroke:none" in text for text in texts)


def test_a_file_of_its_own_has_every_tone_in_both_themes() -> None:
    text = time_diagram(runs.ack_lost().trace).svg_file
    used = set(re.findall(r"var\(--mk-([\w-]+)\)", text))
    light, dark = text[text.index("<style>") : text.index("</style>")].split("@media(prefers-color-scheme:dark)")
    for rules in (light, dark):
        assert used <= set(re.findall(r"--mk-([\w-]+):#[0-9a-f]{6}", rules))
    ET.fromstring(text)  # noqa: S314  we have just drawn it
