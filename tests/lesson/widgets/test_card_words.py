"""A translation of the cards and of a panel's questions: every word is in one module, and no code looks into one.

The language is made up: each word stands in brackets that no English sentence has. What is asked is in figures, so a
letter outside of brackets is a word that a translator would not have found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Button

from minikafka.engine.sequence_check import RULES, Branch
from minikafka.lesson import Lab
from minikafka.lesson.widgets import card_words
from minikafka.lesson.widgets.card import Choice, Field, ShownAsCards
from minikafka.lesson.widgets.challenge import LEVELS, Badge, Challenge, Judgement, Problem
from minikafka.lesson.widgets.deck import Card, Deck
from minikafka.lesson.widgets.key_moments import KeyMoments, Moment
from minikafka.lesson.widgets.own_words import Explain, Interview, Point, Sentence, Task
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import Prediction, Quiz
from minikafka.lesson.widgets.sitting import Sitting
from tests.lesson.made_up_language import english_in, in_brackets
from tests.lesson.markup import parsed
from tests.lesson.on_cards import OnCard, on_cards
from tests.lesson.shown import Shown
from tests.lesson.widgets.pressed import Pressed


class NoTable:
    """Evidence without a table to show."""

    table = None


QUESTION: Question[Any] = Question(
    "1",
    NoTable,
    "2?",
    "3.",
    tuple(Option(f"{n}.", f"{n}{n}.", lambda _, n=n: n == 4) for n in (4, 5, 6)),  # type: ignore[misc]
)
FIELDS = (Field("f", "7", (Choice("a", "8"), Choice("b", "9"))), Field("g", "10", is_number=True))
PROBLEM = Problem(FIELDS, lambda entries: Judgement(entries["f"] == "a", ("11.",)), lambda: {"f": "a", "g": "1"}, "12")


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    for name, words in vars(card_words).items():
        if name.isupper():
            monkeypatch.setattr(card_words, name, in_brackets(words))


def english_on(card: OnCard) -> str:
    """What a reader of the made-up language could not read on a card."""
    face = card.face
    labels = [button["label"] + (button["refusal"] or "") for button in face["buttons"]]
    fields = [field["label"] for field in face["fields"]]
    return english_in(" ".join([card.text, *labels, *fields]))


def pressed(shown: ShownAsCards, *presses: str, option: int | None = None) -> Iterator[OnCard]:
    """The first card at first, and after each press of a verb."""
    card = OnCard(shown)
    yield card
    if option is not None:
        card.choose(option)
    for verb in presses:
        card.send(verb)
        yield card


def sitting() -> Sitting:
    challenge = Challenge("13", "14", "15.", "16.", 60, lambda _: PROBLEM)
    return Sitting(challenge, 1, lambda: 0.0, lambda _: None)


def test_a_quiz_is_in_the_other_language_and_graded_as_before() -> None:
    for option, score in ((0, 1), (1, 0)):
        quiz = Quiz((QUESTION,))
        assert not any(english_on(card) for card in pressed(quiz, "hint", "check", option=option))
        assert quiz.score == score
        assert not english_on(on_cards(quiz)[-1])


@pytest.mark.parametrize("option", [0, 1])
def test_a_prediction_is_in_the_other_language(option: int) -> None:
    prediction = Prediction(QUESTION)
    assert not any(english_on(card) for card in pressed(prediction, "hint", "commit", option=option))
    assert prediction.is_correct is (option == 0)


def test_an_interview_is_in_the_other_language() -> None:
    interview = Interview("1?", (Sentence("2.", lambda: "3"),))
    assert not any(english_on(card) for card in pressed(interview, "show", "show"))


def test_a_deck_is_in_the_other_language_to_the_last_card() -> None:
    deck = Deck([Card(f"{n}", f"{n}?", f"{n}.", bool) for n in (1, 2)], style="0")
    presses = ("turn", "turn", "turn", "not-yet", "turn", "knew", "turn", "knew", "practise")
    assert not any(english_on(card) for card in pressed(deck, *presses))


def test_an_explanation_is_in_the_other_language() -> None:
    explain = Explain((Task("1", "2.", (Point("3", "4.", (("5",),)), Point("6", "7.", (("8",),))), "9."),))
    card = OnCard(explain)
    assert not english_on(card)
    for text in ("", "5", "5 8", "not 5 8"):
        card.write(text)
        card.send("compare")
        card.send("model")
        assert not english_on(card)


def test_a_challenge_is_in_the_other_language_from_start_to_end() -> None:
    played = sitting()
    card = OnCard(played)
    assert not english_on(card)
    for verb, answers in (("check", {}), ("start", {}), ("hint", {}), ("check", {}), ("check", {"f": "b", "g": "x"})):
        card.entries.update(answers)
        card.send(verb)
        assert not english_on(card)
    for number in ("1", "2"):
        card.entries.update({"f": "b", "g": number})
        card.send("check")
        card.send("check")
        assert not english_on(card)
    card.send("start")
    card.entries.update({"f": "a", "g": "1"})
    card.send("check")
    assert not english_on(card)
    assert played.level in LEVELS


def test_a_panel_that_asks_first_asks_and_answers_in_the_other_language() -> None:
    lab = Lab(message="1")
    panel = Pressed(lab)
    panel.do("ask_first", on=True)
    for branch in (Branch.NEW, Branch.REFUSED, Branch.NEW):
        panel.press("send")
        asked = panel.controls["asked"]
        assert not english_in(" ".join([asked["question"], *(text for _, text in asked["answers"])]))
        panel.do("answer", branch=branch.value)
        rules = "|".join(re.escape(rule.condition) for rule in RULES)  # the engine's, in the words of Kafka's code
        assert not english_in(re.sub(rules, "", panel.controls["outcome"] + panel.controls["score"]))
    panel.press("send")
    panel.do("answer", branch="none of them")
    assert panel.controls["outcome"] == card_words.NOTHING_SENT
    assert (lab.trace.steps, panel.controls["score"]) == (3, card_words.RIGHT_OF_ALL.format(right=2, total=3))


def test_key_moments_are_in_the_other_language() -> None:
    lab = Lab(enable_idempotence=False)
    moments = KeyMoments(lab, (Moment("1", "2?", "3.", idempotent=True, proves=lambda _, event: event.step == 1),))
    shown = Shown(moments.widget)
    for label in (card_words.SHOW_ME, card_words.BACK_TO_OWN_RUN):
        shown.press(label)
        buttons = [each for each in shown.everything if isinstance(each, Button)]
        texts = [text for each in buttons for text in (each.description, each.tooltip or "")]
        assert not english_in(" ".join([*texts, parsed(shown.html).text]))
    assert not moments.can_go_back


def test_the_badge_is_in_the_other_language() -> None:
    badge = Badge(("1", "2"))
    for level in LEVELS:
        assert not english_on(OnCard(badge))
        badge.show((level, level))
