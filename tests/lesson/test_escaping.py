"""Whatever somebody types, a card shows it as text; the panel is tested in tests/javascript and in a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka import Broker, Producer
from minikafka.lesson.widgets.card_html import run_table
from tests.lesson.markup import Element, parsed
from tests.lesson.runs import send

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "&lt;b&gt;",
    "</td></table>",
]


@pytest.mark.parametrize("message", NASTY)
def test_a_message_is_text(message: str) -> None:
    producer = Producer(Broker())
    send(producer, message)
    table = parsed(run_table(producer.trace))
    assert_harmless(table)
    short = message if len(message) <= 32 else message[:31]
    assert short in table.text


@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_text(message: bytes) -> None:
    producer = Producer(Broker())
    producer.send("topic", message)
    assert_harmless(parsed(run_table(producer.trace)))


OURS = {"div", "p", "table", "thead", "tbody", "tr", "th", "td", "wbr"}
ATTRIBUTES = {"class", "role", "scope", "colspan"}


def assert_harmless(page: Element) -> None:
    """Nothing but our own elements and attributes."""
    for element in list(page.everything)[1:]:
        assert element.tag in OURS
        assert set(element.attributes) <= ATTRIBUTES, element
