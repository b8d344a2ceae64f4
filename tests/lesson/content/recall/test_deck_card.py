"""The deck on its card: what a press does, and what is read then."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.recall import Deck
from minikafka.lesson.content.recall.deck import CARDS
from minikafka.lesson.progress.progress import Progress
from tests.lesson.content.recall.conftest import HandClock
from tests.lesson.on_cards import OnCard

FIRST, SECOND = CARDS[:2]


@pytest.fixture
def shown(clock: HandClock) -> OnCard:
    return OnCard(Deck(clock=clock))


def front(shown: OnCard) -> str:
    return shown.page.one("p", "mk-front").text


def back(shown: OnCard) -> str:
    return shown.page.one("p", "mk-back").text


def status(shown: OnCard) -> str:
    return shown.page.one("p", "mk-status").text


def go_through(shown: OnCard, knew: str = "I knew it") -> None:
    for _ in CARDS:
        shown.press("Turn the card", knew)


def test_a_card_shows_its_back_when_it_is_turned(shown: OnCard) -> None:
    assert front(shown) == FIRST.front
    assert FIRST.back not in shown.html
    shown.press("Turn the card")
    assert back(shown) == FIRST.back
    shown.press("Turn it back")
    assert FIRST.back not in shown.html


def test_an_answer_is_taken_only_when_the_card_was_turned(shown: OnCard) -> None:
    for label in ("I knew it", "Not yet"):
        assert shown.button(label).disabled
        assert shown.button(label).tooltip == "turn the card first"
        shown.button(label).click()  # as a second press would arrive
    assert Progress().rows() == []
    assert front(shown) == FIRST.front


def test_a_card_that_is_known_moves_on_and_the_next_one_comes(shown: OnCard) -> None:
    shown.press("Turn the card", "I knew it")
    assert front(shown) == SECOND.front
    assert SECOND.back not in shown.html
    assert (
        status(shown) == "Now in box 2: due in 24 hours. 11 cards due now. The next one after that is due in 24 hours."
    )


def test_pressing_twice_answers_once(shown: OnCard) -> None:
    shown.press("Turn the card", "I knew it")
    shown.button("I knew it").click()
    assert [row.item for row in Progress().rows()] == [FIRST.name]


def test_not_yet_brings_the_card_back_after_the_others(shown: OnCard) -> None:
    shown.press("Turn the card", "Not yet")
    assert status(shown) == "Now in box 1: due now. 12 cards due now."
    for _ in CARDS[1:]:
        shown.press("Turn the card", "I knew it")
    assert front(shown) == FIRST.front


def test_when_all_rest_it_says_when_the_next_is_due(shown: OnCard) -> None:
    go_through(shown)
    assert front(shown) == "All cards rest."
    assert status(shown).endswith("Nothing is due now. The next card is due in 24 hours.")
    for label in ("Turn the card", "I knew it", "Not yet"):
        assert shown.button(label).tooltip == "all cards rest"


def test_practising_goes_through_all_cards_and_moves_none_that_is_known(shown: OnCard, clock: HandClock) -> None:
    assert shown.button("Practise all").tooltip == "first the cards that are due"
    go_through(shown)
    clock.wait(hours=20)
    shown.press("Practise all")
    assert front(shown) == FIRST.front
    go_through(shown)
    assert front(shown) == "All cards rest."
    assert status(shown) == "Now in box 2: due in 4 hours. Nothing is due now. The next card is due in 4 hours."


def test_the_day_after_it_is_due_again(shown: OnCard, clock: HandClock) -> None:
    go_through(shown)
    clock.wait(days=1)
    again = OnCard(Deck(clock=clock))
    assert front(again) == FIRST.front
    again.press("Turn the card", "I knew it")
    assert status(again).startswith("Now in box 3: due in 3 days. ")


def test_the_first_box_says_how_many_are_for_another_day() -> None:
    boxes = OnCard(Deck(new_a_day=5)).page.one("ol", "mk-boxes").all("li")
    assert [box.one("small").text for box in boxes[:2]] == ["5 now, 7 later", "rests 1 day"]


def test_the_boxes_are_counted_and_the_cards_own_is_marked(shown: OnCard) -> None:
    shown.press("Turn the card", "I knew it")
    boxes = shown.page.one("ol", "mk-boxes").all("li")
    assert [box.text for box in boxes] == [
        "Box 1 · this card11 cardsdue at once",
        "Box 21 cardrests 1 day",
        "Box 30 cardsrests 3 days",
        "Box 40 cardsrests 7 days",
        "Box 50 cardsrests 21 days",
    ]
    assert ["aria-current" in box.attributes for box in boxes] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "in 24 hours"), (20, "in 4 hours"), (23, "in 60 minutes"), (23.999, "in 1 minute"), (24, "now")],
)
def test_times_are_told_in_words_and_never_too_soon(clock: HandClock, hours: float, words: str) -> None:
    deck = Deck(CARDS[:1], clock=clock)
    deck.answer(FIRST, knew=True)
    clock.wait(hours=hours)
    said = status(OnCard(deck))
    assert said == ("1 card due now." if words == "now" else f"Nothing is due now. The next card is due {words}.")


def test_it_says_once_that_nothing_can_be_kept_and_goes_on(shown: OnCard, path: Path) -> None:
    path.mkdir()
    shown.press("Turn the card", "I knew it")
    assert shown.html.count("Your progress is not kept") == 1
    assert front(shown) == SECOND.front


def test_the_primary_button_is_the_one_that_comes_next(shown: OnCard) -> None:
    assert shown.primary == ["Turn the card"]
    shown.press("Turn the card")
    assert shown.primary == ["I knew it"]
    shown.press("I knew it")
    assert shown.primary == ["Turn the card"]
