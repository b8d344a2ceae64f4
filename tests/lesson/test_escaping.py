"""Whatever somebody types, the panel shows it as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka import Broker, Producer, Trace
from minikafka.lesson import Lab
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.widgets.panel_html import notice_line, stage_line, tables
from tests.lesson.markup import Element, parsed
from tests.lesson.runs import send

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "&lt;b&gt;",
    "</td></table>",
]


def shown(trace: Trace, position: int | None = None) -> Element:
    """All tables at a position, by default at the end."""
    return parsed(tables(trace, len(trace) - 1 if position is None else position, "topic"))


@pytest.mark.parametrize("message", NASTY)
def test_a_message_is_text_everywhere(message: str) -> None:
    producer = Producer(Broker())
    producer.network.lose_ack()
    send(producer, message, message, message, message, message, message)
    producer.flush()
    trace = producer.trace
    short = message if len(message) <= 32 else message[:31]
    places = {"mk-process": 0, "mk-tracker": 0, "mk-broker": 0}
    for position in range(len(trace)):
        page = shown(trace, position)
        assert_harmless(page)
        places = {name: count + page.one("section", name).text.count(short) for name, count in places.items()}
        line = parsed(stage_line(trace, position))
        assert_harmless(line)
        if "“" in narrate(trace, position).sentence:
            assert f"“{short}" in line.text
    assert all(places.values())


@pytest.mark.parametrize("text", NASTY)
def test_a_notice_is_text(text: str) -> None:
    line = parsed(notice_line(text))
    assert_harmless(line)
    assert line.text == text


@pytest.mark.parametrize("topic", NASTY)
def test_a_topic_is_text(topic: str) -> None:
    page = parsed(tables(Lab(topic=topic).trace, 0, topic))
    assert_harmless(page)
    assert page.one("dl").all("dt")[0].text == f"{topic}-0 log"


@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_text(message: bytes) -> None:
    producer = Producer(Broker())
    producer.send("topic", message)
    assert_harmless(shown(producer.trace))
    assert_harmless(parsed(stage_line(producer.trace, 1)))


LAYOUT = {"section", "div", "span", "i", "b", "p", "h3", "small", "code", "wbr"}
OURS = LAYOUT | {"table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ol", "li"}
ATTRIBUTES = {"class", "role", "scope", "aria-hidden", "aria-current", "aria-label"}


def assert_harmless(page: Element) -> None:
    """Nothing but our own elements and attributes."""
    for element in list(page.everything)[1:]:
        assert element.tag in OURS
        assert set(element.attributes) <= ATTRIBUTES, element
