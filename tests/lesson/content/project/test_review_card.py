"""The review as a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minikafka.lesson.content.project import STORE, Batch, State
from minikafka.lesson.content.project.learners_check import LearnersCheck
from minikafka.lesson.content.project.review import Review, review
from minikafka.lesson.widgets import card_words
from tests.lesson.content.project import checks
from tests.lesson.markup import Element
from tests.lesson.on_cards import OnCard


def shown(found: Review) -> Element:
    return OnCard(found).page


def verdict(page: Element) -> Element:
    return page.one("div", "mk-verdict")


@pytest.mark.parametrize(
    ("check", "side"),
    [(checks.solution, "mk-yes"), (checks.stub, ""), (checks.with_step_1, ""), (checks.forgets_the_wrap, "mk-no")],
)
def test_the_verdict_is_a_live_line_in_the_tone_of_its_result(check: LearnersCheck, side: str) -> None:
    found = review(check)
    line = verdict(shown(found))
    assert found.headline in line.text
    assert found.advice in line.text
    assert {"mk-yes", "mk-no"} & {*line.classes} == ({side} if side else set())


def test_the_steps_and_rows_say_in_words_what_their_marks_say() -> None:
    page = shown(review(checks.forgets_the_wrap))
    assert [step.text for step in page.all("li")] == [
        "1. Store ✓ correct",
        "2. Recognise ✓ correct",
        "3. Refuse ✓ correct",
        "4. Finish ✗ not yet",
    ]
    rows = page.one("table").rows
    assert [head.text for head in page.one("thead").all("th")] == list(card_words.RULES)
    assert rows[8][:4] == ["8", "4", "✗ not yet", "STORE"]
    assert len(rows) == 11


def test_what_a_learner_wrote_is_escaped() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        raise ValueError("<b>bold</b>")

    page = shown(review(check))
    assert "ValueError: <b>bold</b>" in verdict(page).text


def test_a_notice_about_progress_is_shown() -> None:
    found = review(lambda _batch, _state, _must_start_at_zero: STORE)
    found.notice = "Your progress could not be kept."
    assert found.notice in shown(found).text


def test_a_notebook_keeps_the_text_and_shows_the_widget() -> None:
    found = review(checks.stub)
    bundle: Callable[[], dict[str, object]] = found._repr_mimebundle_
    assert bundle()["text/plain"] == repr(found)
    assert "application/vnd.jupyter.widget-view+json" in bundle()
