"""The nine cards as a kernel holds them: progress, export, and a reset that nobody does by accident."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets
import pytest

from minikafka.lesson import learning_styles
from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES
from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from tests.lesson.markup import Element, parsed
from tests.lesson.shown import Shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    for style in LEARNING_STYLES[:8]:
        (folder / style.file).touch()
    return folder


@pytest.fixture
def shown(folder: Path) -> Shown:
    return Shown(learning_styles(folder).widget)


def answer(*questions: str, correct: bool = True) -> None:
    for question in questions:
        Progress().record("04-visual", Kind.ANSWER, question, correct=correct)


def cards(shown: Shown) -> list[Element]:
    """The cards of the nine styles, and below them that of the clinic."""
    (output,) = (widget for widget in shown.everything if isinstance(widget, widgets.Output))
    together, apart = parsed(output.outputs[0]["data"]["text/html"]).all("ul")
    assert len(apart.all("li")) == 1
    return [*together.all("li"), *apart.all("li")]


def said(shown: Shown) -> str:
    return parsed(shown.html).one("p", "mk-notice").text


def is_asked(shown: Shown) -> bool:
    return bool(shown.button("Yes, forget it").layout.display != "none")


def test_each_style_is_a_card_that_says_what_for_whom_and_how_long(shown: Shown) -> None:
    visual = cards(shown)[3]
    assert visual.one("a").text == "Visual"
    assert visual.one("a").attributes == {"href": "04-visual.ipynb"}
    assert [part.text for part in visual.all("p")] == [
        "Watch a retry being recognised.",
        "If you would rather see it.",
        f"{LEARNING_STYLES[3].time}0 of 6 done",
    ]


def test_a_style_that_is_not_there_is_no_link_and_says_so(shown: Shown) -> None:
    perf = cards(shown)[8]
    assert perf.all("a") == []
    assert "not there yet" in perf.text


def test_one_card_says_begin_here_and_the_clinic_stands_apart(shown: Shown) -> None:
    assert ["Begin here" in card.text for card in cards(shown)] == [True, *[False] * 9]
    clinic = cards(shown)[9]
    assert clinic.text.startswith("Clinic")
    assert "not there yet" in clinic.text


def test_the_clinic_is_a_link_once_its_notebook_is_there(folder: Path) -> None:
    (folder / "10-clinic.ipynb").touch()
    clinic = cards(Shown(learning_styles(folder).widget))[9]
    assert clinic.one("a").attributes == {"href": "10-clinic.ipynb"}
    assert clinic.text.endswith("19 minutes0 of 10 done")


def test_progress_is_shown_as_it_is_now(shown: Shown) -> None:
    answer("first-ack", "broker-action")
    assert "0 of 6 done" in cards(shown)[3].text
    shown.press("Refresh")
    assert "2 of 6 done" in cards(shown)[3].text
    assert cards(shown)[3].one("div", "mk-bar").all("i")[0].attributes["style"] == "width:33%"
    assert said(shown).startswith("You have done 2 of ")


def test_a_style_that_is_done_says_so_in_words(shown: Shown) -> None:
    answer(*(question.name for question in QUESTIONS))
    for moment in ("not-stored-again", "acknowledged-again", "without-idempotence"):
        Progress().record("04-visual", Kind.STEP, moment, correct=True)
    shown.press("Refresh")
    assert "✓ all 6 done" in cards(shown)[3].text


def test_the_cards_are_drawn_again_only_if_they_have_changed(shown: Shown) -> None:
    (output,) = (widget for widget in shown.everything if isinstance(widget, widgets.Output))
    drawn: list[object] = []
    output.observe(drawn.append, "outputs")
    shown.press("Refresh")
    assert drawn == []
    answer("first-ack")
    shown.press("Refresh")
    assert len(drawn) == 1


def test_without_progress_there_is_nothing_to_export_or_forget(shown: Shown) -> None:
    for label in ("Export as CSV", "Forget my progress"):
        assert shown.button(label).tooltip == "nothing is kept yet"
    assert not is_asked(shown)


def test_an_export_says_where_it_is_and_never_overwrites(folder: Path) -> None:
    answer("first-ack", correct=False)
    shown = Shown(learning_styles(folder).widget)
    shown.press("Export as CSV")
    assert said(shown) == f"1 attempt exported to {folder / 'minikafka-progress.csv'}, beside this notebook."
    shown.press("Export as CSV")
    assert said(shown) == f"1 attempt exported to {folder / 'minikafka-progress-2.csv'}, beside this notebook."


def test_an_export_that_fails_says_why(tmp_path: Path) -> None:
    answer("first-ack")
    shown = Shown(learning_styles(tmp_path / "gone").widget)
    shown.press("Export as CSV")
    assert said(shown) == "Nothing is exported: this folder cannot be written to (No such file or directory)."


def test_a_reset_is_asked_for_and_then_done(folder: Path) -> None:
    answer("first-ack", "broker-action")
    shown = Shown(learning_styles(folder).widget)
    shown.press("Forget my progress")
    assert said(shown) == "Forget 2 attempts in all nine styles? There is no way back."
    assert is_asked(shown)
    shown.press("Yes, forget it")
    assert Progress().rows() == []
    assert said(shown) == "Forgotten. You begin anew."
    assert "0 of 6 done" in cards(shown)[3].text
    assert not is_asked(shown)


def test_a_double_click_forgets_nothing(folder: Path) -> None:
    answer("first-ack")
    shown = Shown(learning_styles(folder).widget)
    forget = shown.button("Forget my progress")
    forget.click()
    forget.click()
    assert len(Progress().rows()) == 1
    assert said(shown) == "Nothing is forgotten."
    assert not is_asked(shown)


def test_whatever_else_is_pressed_takes_the_question_back(folder: Path) -> None:
    answer("first-ack")
    shown = Shown(learning_styles(folder).widget)
    shown.press("Forget my progress", "Refresh")
    assert not is_asked(shown)
    assert shown.button("Forget my progress")


def test_a_damaged_file_is_set_aside_and_said_so(folder: Path, path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    shown = Shown(learning_styles(folder).widget)
    assert "The file with your progress could not be read. It is kept as" in said(shown)
    assert "0 of 6 done" in cards(shown)[3].text
    answer("first-ack")
    shown.press("Refresh")
    assert "1 of 6 done" in cards(shown)[3].text


def test_where_nothing_can_be_kept_the_cards_are_shown_all_the_same(folder: Path, path: Path) -> None:
    path.mkdir()
    shown = Shown(learning_styles(folder).widget)
    assert "Your progress is not kept" in said(shown)
    assert len(cards(shown)) == 10


def test_what_a_notebook_stores_does_not_depend_on_progress(folder: Path) -> None:
    before = learning_styles(folder)
    texts = before._repr_mimebundle_()["text/plain"], before.stored()["text/markdown"]
    answer("first-ack")
    after = learning_styles(folder)
    assert (after._repr_mimebundle_()["text/plain"], after.stored()["text/markdown"]) == texts
