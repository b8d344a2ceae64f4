"""The deck: which cards are due, in which order, and what is kept of the answers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from minikafka.lesson.content.recall import Deck
from minikafka.lesson.content.recall.deck import CARDS
from minikafka.lesson.progress.progress import Kind, Progress
from tests.lesson.content.recall.conftest import HandClock

FIRST, SECOND, THIRD = CARDS[:3]


def test_at_first_all_cards_are_due_in_their_order(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    assert deck.due() == list(CARDS)
    assert deck.next_due() is None
    assert deck.counts() == {1: 12, 2: 0, 3: 0, 4: 0, 5: 0}


def test_a_card_that_is_known_rests_for_a_day(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    assert FIRST not in deck.due()
    assert deck.next_due() == clock.now.replace(day=24)
    clock.wait(days=1)
    assert FIRST in deck.due()


def test_a_card_that_is_not_known_comes_again_after_the_others(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=False)
    deck.answer(SECOND, knew=False)
    assert deck.due() == [*CARDS[2:], FIRST, SECOND]


def test_new_cards_come_before_those_that_were_asked(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    clock.wait(days=30)
    assert deck.due() == [*CARDS[1:], FIRST]


def test_another_deck_knows_what_was_answered(clock: HandClock) -> None:
    one, other = Deck(clock=clock), Deck(clock=clock)
    one.answer(FIRST, knew=True)
    other.answer(SECOND, knew=True)
    assert one.due() == other.due() == list(CARDS[2:])


def test_only_cards_of_recall_count(clock: HandClock) -> None:
    progress = Progress(clock=clock)
    progress.record("08-recall", Kind.ANSWER, FIRST.name, correct=True)
    progress.record("04-visual", Kind.CARD, FIRST.name, correct=True)
    progress.record("08-recall", Kind.CARD, "a card that is no more", correct=True)
    assert Deck(clock=clock).due() == list(CARDS)


def test_each_answer_is_kept_as_a_card(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=False)
    deck.answer(FIRST, knew=True)
    kept = [(row.style, row.kind, row.item, row.correct, row.at) for row in Progress().rows()]
    assert kept == [("08-recall", Kind.CARD, FIRST.name, knew, clock.now) for knew in (False, True)]


def test_where_nothing_can_be_kept_the_cards_move_on_all_the_same(clock: HandClock, path: Path) -> None:
    path.mkdir()
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    deck.answer(SECOND, knew=False)
    assert "not kept" in deck.progress.notice
    assert deck.due() == [*CARDS[2:], SECOND]


def test_a_damaged_file_costs_no_answer_that_is_given_now(clock: HandClock, path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    deck.answer(FIRST, knew=False)
    deck.answer(FIRST, knew=True)
    assert "could not be read" in deck.progress.notice
    assert deck.standings()[FIRST].box == 2
    assert Deck(clock=clock).standings()[FIRST].box == 2


def test_a_reset_makes_all_cards_new(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    Progress().reset()
    assert deck.due() == list(CARDS)


def test_each_box_is_counted_and_what_is_due(clock: HandClock) -> None:
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    deck.answer(SECOND, knew=True)
    clock.wait(days=1)
    deck.answer(SECOND, knew=True)
    assert deck.counts() == {1: 10, 2: 1, 3: 1, 4: 0, 5: 0}
    assert [deck.standings()[card].box for card in deck.due()] == [1] * 10 + [2]


def test_its_text_does_not_depend_on_what_is_kept(clock: HandClock) -> None:
    before = repr(Deck(clock=clock))
    Deck(clock=clock).answer(FIRST, knew=True)
    assert repr(Deck(clock=clock)) == before == "Deck(12 cards)"


def test_the_proofs_are_counted() -> None:
    assert Deck().prove() == "12 of 12 backs hold when the broker runs them."
    assert Deck(CARDS[:2]).prove() == "2 of 2 backs hold when the broker runs them."


def test_a_few_new_cards_come_a_day(clock: HandClock) -> None:
    deck = Deck(clock=clock, new_a_day=6)
    assert deck.due() == list(CARDS[:6])
    for card in CARDS[:6]:
        deck.answer(card, knew=True)
    assert deck.due() == []
    clock.wait(days=1)
    assert deck.due() == [*CARDS[6:], *CARDS[:6]]


def test_a_card_that_was_not_known_takes_no_place_of_a_new_one(clock: HandClock) -> None:
    deck = Deck(clock=clock, new_a_day=2)
    deck.answer(FIRST, knew=False)
    assert deck.due() == [SECOND, FIRST]


def test_an_answer_after_a_lock_is_booked_once(clock: HandClock, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers move a card two boxes on; one that was kept must not count beside itself."""
    monkeypatch.setattr("minikafka.lesson.progress.progress_file.SECONDS_TO_WAIT", 0.01)
    deck = Deck(clock=clock)
    deck.answer(FIRST, knew=True)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    deck.answer(SECOND, knew=True)
    holder.close()
    deck.answer(THIRD, knew=True)
    assert deck.counts()[2] == 3
    clock.wait(days=1)
    deck.answer(THIRD, knew=True)
    assert deck.standings()[THIRD].box == 3
    assert not deck.progress.notice
