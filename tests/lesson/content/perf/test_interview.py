"""The interview question: its answer appears when asked for, and counts while it does."""

from __future__ import annotations

from html import escape

from minikafka.lesson.content.perf import Interview, interview
from minikafka.lesson.widgets import interview as card
from minikafka.lesson.widgets.interview import Point
from tests.lesson.on_cards import OnCard


def test_the_answer_is_hidden_until_it_is_asked_for_and_can_be_hidden_again() -> None:
    shown = OnCard(Interview())
    assert not any(escape(point.text) in shown.html for point in Interview().answer)
    shown.press("Show an answer")
    assert all(shown.html.count(escape(point.text)) == 1 for point in Interview().answer)
    shown.press("Hide the answer")
    assert not any(escape(point.text) in shown.html for point in Interview().answer)
    shown.press("Show an answer")


def test_every_sentence_comes_with_what_was_counted() -> None:
    counted = [point.proof() for point in Interview().answer]
    assert counted[0] == "1 id for 1,000 messages of one producer, 1,000 for one message each of 1,000 producers"
    assert counted[3] == "5 batches of 1,000 are remembered, and forgotten 24 hours after the last"
    assert counted[4].startswith("a producer with acks=1 is refused: ")
    assert counted[1] == "a batch of 100 records has 10,997 bytes without a producer id, 10,997 with one"
    few, many = (part.split()[0] for part in counted[2].removesuffix(" after 1,000").split(", and "))
    assert few == many


def test_what_was_counted_is_escaped_and_counted_anew() -> None:
    counts = iter(("1 < 2", "2 < 3"))
    points = (Point("More & more.", lambda: next(counts)),)
    shown = OnCard(card.Interview("Why?", points))
    for counted in ("1 < 2", "2 < 3"):
        shown.press("Show an answer")
        assert shown.page.one("ol", "mk-answer").text == f"More & more.Counted: {counted}."
        shown.press("Hide the answer")


def test_a_notebook_stores_the_question_alone() -> None:
    bundle = Interview()._repr_mimebundle_()
    assert bundle["text/plain"] == f"Interview({interview.TEXT!r})"
    assert not any(point.text in str(bundle) for point in Interview().answer)
