"""The cards as a kernel holds them: what a press does, and what is read then."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.recall import Deck
from minikafka.lesson.content.recall.cards import CARDS
from minikafka.lesson.content.recall.deck_panel import DeckPanel
from minikafka.lesson.progress.progress import Progress
from tests.lesson.content.recall.conftest import HandClock
from tests.lesson.markup import parsed
from tests.lesson.shown import Shown

FIRST, SECOND = CARDS[:2]


@pytest.fixture
def shown(clock: HandClock) -> Shown:
    return Shown(DeckPanel(Deck(clock=clock)).widget)


def front(shown: Shown) -> str:
    return parsed(shown.html).one("p", "mk-front").text


def back(shown: Shown) -> str:
    return parsed(shown.html).one("p", "mk-back").text


def status(shown: Shown) -> str:
    return parsed(shown.html).one("p", "mk-status").text


def go_through(shown: Shown, knew: str = "I knew it") -> None:
    for _ in CARDS:
        shown.press("Turn the card", knew)


def test_a_card_shows_its_back_when_it_is_turned(shown: Shown) -> None:
    assert front(shown) == FIRST.front
    assert FIRST.back not in shown.html
    shown.press("Turn the card")
    assert back(shown) == FIRST.back
    shown.press("Turn it back")
    assert FIRST.back not in shown.html


def test_an_answer_is_taken_only_when_the_card_was_turned(shown: Shown) -> None:
    for label in ("I knew it", "Not yet"):
        assert shown.button(label).disabled
        assert shown.button(label).tooltip == "turn the card first"
        shown.button(label).click()  # as a second press would arrive
    assert Progress().rows() == []
    assert front(shown) == FIRST.front


def test_a_card_that_is_known_moves_on_and_the_next_one_comes(shown: Shown) -> None:
    shown.press("Turn the card", "I knew it")
    assert front(shown) == SECOND.front
    assert SECOND.back not in shown.html
    assert (
        status(shown) == "Now in box 2: due in 24 hours. 11 cards due now. The next one after that is due in 24 hours."
    )


def test_pressing_twice_answers_once(shown: Shown) -> None:
    shown.press("Turn the card", "I knew it")
    shown.button("I knew it").click()
    assert [row.item for row in Progress().rows()] == [FIRST.name]


def test_not_yet_brings_the_card_back_after_the_others(shown: Shown) -> None:
    shown.press("Turn the card", "Not yet")
    assert status(shown) == "Now in box 1: due now. 12 cards due now."
    for _ in CARDS[1:]:
        shown.press("Turn the card", "I knew it")
    assert front(shown) == FIRST.front


def test_when_all_rest_it_says_when_the_next_is_due(shown: Shown) -> None:
    go_through(shown)
    assert front(shown) == "All cards rest."
    assert status(shown).endswith("Nothing is due now. The next card is due in 24 hours.")
    for label in ("Turn the card", "I knew it", "Not yet"):
        assert shown.button(label).tooltip == "all cards rest"


def test_practising_goes_through_all_cards_and_moves_none_that_is_known(shown: Shown, clock: HandClock) -> None:
    assert shown.button("Practise all").tooltip == "first the cards that are due"
    go_through(shown)
    clock.wait(hours=20)
    shown.press("Practise all")
    assert front(shown) == FIRST.front
    go_through(shown)
    assert front(shown) == "All cards rest."
    assert status(shown) == "Now in box 2: due in 4 hours. Nothing is due now. The next card is due in 4 hours."


def test_the_day_after_it_is_due_again(shown: Shown, clock: HandClock) -> None:
    go_through(shown)
    clock.wait(days=1)
    again = Shown(DeckPanel(Deck(clock=clock)).widget)
    assert front(again) == FIRST.front
    again.press("Turn the card", "I knew it")
    assert status(again).startswith("Now in box 3: due in 3 days. ")


def test_the_boxes_are_counted_and_the_cards_own_is_marked(shown: Shown) -> None:
    shown.press("Turn the card", "I knew it")
    boxes = parsed(shown.html).one("ol", "mk-boxes").all("li")
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
    said = status(Shown(DeckPanel(deck).widget))
    assert said == ("1 card due now." if words == "now" else f"Nothing is due now. The next card is due {words}.")


def test_it_says_once_that_nothing_can_be_kept_and_goes_on(shown: Shown, path: Path) -> None:
    path.mkdir()
    shown.press("Turn the card", "I knew it")
    assert shown.html.count("Your progress is not kept") == 1
    assert front(shown) == SECOND.front


def test_the_primary_button_is_the_one_that_comes_next(shown: Shown) -> None:
    def primary() -> list[str]:
        return [label for label in ("Turn the card", "Turn it back", "I knew it", "Not yet") if is_primary(label)]

    def is_primary(label: str) -> bool:
        return any("mk-primary" in button._dom_classes for button in shown.buttons(label))  # noqa: SLF001  no other way to ask

    assert primary() == ["Turn the card"]
    shown.press("Turn the card")
    assert primary() == ["I knew it"]
    shown.press("I knew it")
    assert primary() == ["Turn the card"]
