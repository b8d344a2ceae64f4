"""The explanations on their cards: what a press does, what is read then, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.recall import Explain
from minikafka.lesson.content.recall.explanations import WHY_STORED_ONCE
from minikafka.lesson.progress.progress import Progress
from tests.lesson.on_cards import OnCard


@pytest.fixture
def explain() -> Explain:
    return Explain()


@pytest.fixture
def card(explain: Explain) -> OnCard:
    return OnCard(explain)


def write(card: OnCard, text: str) -> None:
    card.write(text)
    card.press("Compare")


def read(card: OnCard) -> str:
    return card.text


def kept() -> list[tuple[str, str, bool]]:
    return [(row.style, row.item, row.correct) for row in Progress().rows()]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_written_is_said_and_not_kept(card: OnCard, text: str) -> None:
    write(card, text)
    assert "Nothing is written yet." in read(card)
    assert kept() == []
    assert card.button("Model answer").tooltip == "compare a text of your own first"


def test_each_point_is_told_and_what_to_add(card: OnCard) -> None:
    write(card, "The retry has the same sequence number. The broker doesn't remember it.")
    lines = [line.text for line in card.page.one("ul", "mk-points").all("li")]
    assert lines[1] == "✓The sequence number. Mentioned."
    assert lines[2] == "✓The retry keeps its number. Mentioned."
    assert lines[0].startswith("○The producer id. Not found. Say who counts: the broker grants")
    assert lines[3].startswith("✗The partition remembers. Reads as the opposite. Say how the batch")
    assert "2 of 6 points found." in read(card)
    assert kept() == [("08-recall", WHY_STORED_ONCE.name, False)]


def test_it_says_what_it_cannot_judge(card: OnCard) -> None:
    write(card, "something")
    assert "it cannot judge" in read(card)


def test_the_model_answer_comes_after_the_first_try(card: OnCard) -> None:
    assert WHY_STORED_ONCE.model not in read(card)
    assert card.button("Model answer").disabled
    write(card, "something")
    assert WHY_STORED_ONCE.model not in read(card)
    card.press("Model answer")
    assert WHY_STORED_ONCE.model in read(card)
    card.press("Hide model answer")
    assert WHY_STORED_ONCE.model not in read(card)


def test_all_points_are_done(card: OnCard, explain: Explain) -> None:
    write(card, WHY_STORED_ONCE.model)
    assert "Every point is mentioned." in read(card)
    assert kept() == [("08-recall", WHY_STORED_ONCE.name, True)]
    assert repr(explain) == "Explain(2 explanations, 1 compared)"


def test_two_megabytes_are_answered_in_words(card: OnCard) -> None:
    write(card, "word " * 400_000)
    assert "the first 5,000 characters were compared, 1,995,000 were not." in read(card)
    assert "0 of 6 points found." in read(card)


def test_what_a_learner_writes_is_never_shown_as_html(card: OnCard) -> None:
    write(card, "<script>alert(1)</script> producer id")
    assert not card.page.all("script")


def test_it_goes_on_where_nothing_can_be_kept_and_says_so(card: OnCard, path: Path) -> None:
    path.mkdir()
    write(card, WHY_STORED_ONCE.model)
    assert "Every point is mentioned." in read(card)
    assert read(card).count("Your progress is not kept") == 1
