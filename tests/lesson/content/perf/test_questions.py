"""The questions about the costs: the true option is the one that Kafka's rules name, and other counts change it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import pytest

from minikafka.engine.producer_state import ProducerState
from minikafka.lesson.content.perf import QUESTIONS, Interview, questions
from minikafka.lesson.content.perf.questions import Evidence, evidence
from minikafka.lesson.widgets import own_words as card
from minikafka.lesson.widgets.own_words import Sentence
from minikafka.lesson.widgets.question import Question
from tests.lesson.on_cards import OnCard

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
LONGER_LOG, WINDOW, BYTES_SENT, SHORT_LIVED = QUESTIONS

# With the place in kafka-rules.md that says so.
TRUE = {
    "longer-log": "None: it is the same work.",  # 1.1, 1.3: the entry of the producer id, never the log
    "window": "Five",  # 1.1: NUM_BATCHES_TO_RETAIN
    "bytes-sent": "No byte",  # DefaultRecordBatch: the fields are there, -1 without idempotence
    "short-lived": "One thousand",  # 1.10: producer.id.expiration.ms, counted from the last batch
}


@every_question
def test_the_true_option_is_the_one_of_kafkas_rules(question: Question[Evidence]) -> None:
    assert question.options[question.answer()].text == TRUE[question.name]


def test_every_question_is_asked_and_the_true_options_stand_in_different_places() -> None:
    assert [question.name for question in QUESTIONS] == list(TRUE)
    assert sorted(question.answer() for question in QUESTIONS) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("question", "changed", "text"),
    [
        (LONGER_LOG, {"longer_log": 200.0}, "200 times as much: it looks for the batch in the log."),
        (LONGER_LOG, {"longer_log": 2.5}, "About twice as much: a search that halves the log each time."),
        (WINDOW, {"state": ProducerState(0, 0)}, "None, it reads them from the log"),
        (BYTES_SENT, {"added_bytes": 14}, "14 bytes: producer id, epoch and first sequence number"),
        (
            SHORT_LIVED,
            {"short_lived": evidence().short_lived._replace(after_an_hour=0)},
            "None: a producer that is closed is forgotten",
        ),
    ],
)
def test_other_counts_change_the_answer(question: Question[Evidence], changed: dict[str, Any], text: str) -> None:
    other = replace(question, evidence=lambda: replace(evidence(), **changed))
    assert other.options[other.answer()].text == text


# The interview's answer appears when asked for, and counts while it does


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
    points = (Sentence("More & more.", lambda: next(counts)),)
    shown = OnCard(card.Interview("Why?", points))
    for counted in ("1 < 2", "2 < 3"):
        shown.press("Show an answer")
        assert shown.page.one("ol", "mk-answer").text == f"More & more.Counted: {counted}."
        shown.press("Hide the answer")


def test_a_notebook_stores_the_question_alone() -> None:
    bundle = Interview()._repr_mimebundle_()
    assert bundle["text/plain"] == f"Interview({questions.TEXT!r})"
    assert not any(point.text in str(bundle) for point in Interview().answer)
