"""What is folded, and what nbval reads all the same."""

from __future__ import annotations

from minikafka.lesson.content.deep import Fold
from minikafka.lesson.views.data_frame import Table
from tests.lesson.markup import parsed


def test_a_text_is_behind_a_line() -> None:
    details = parsed(Fold("Read <it>", "a < b\nc")._repr_html_()).one("details")
    assert details.one("summary").text == "Read <it>"
    assert details.one("pre").text == "a < b\nc"
    assert details.attributes == {}


def test_a_table_is_behind_a_line() -> None:
    table = Table([{"Row": "7"}])
    fold = Fold("Look", table)
    assert table._repr_html_() in fold._repr_html_()
    assert repr(fold) == repr(table)


def test_it_can_be_open() -> None:
    assert "open" in parsed(Fold("Look", "text", is_open=True)._repr_html_()).one("details").attributes
    assert repr(Fold("Look", "text")) == "text"
