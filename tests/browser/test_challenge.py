"""The challenges in JupyterLab: played in a hurry, by keyboard, and looked at."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import (
    add_cell,
    after_run_all,
    bring_into_view,
    output,
    run_cell,
    set_width,
)
from tests.browser.panel import Panel, expect_presentable, panel_in

FINE, UNHEARD = "No fault", "Answer lost"
FIRST_ATTEMPT = "solved in time, at the first attempt, without a hint"


@pytest.fixture(scope="module")
def notebook(open_lesson: OpenLesson) -> Page:
    return after_run_all(open_lesson("06-challenge"))


@pytest.fixture
def fresh(notebook: Page) -> Page:
    """The notebook with new sittings."""
    set_width(notebook, 1280)
    run_cell(notebook, "predict-code")
    return notebook


def card(page: Page, cell_id: str) -> Panel:
    run_cell(page, cell_id)
    return panel_in(output(page, cell_id))


def field(played: Panel, label: str) -> Locator:
    return played.element.locator(".mk-field", has_text=label)


def design(played: Panel, **answers: str) -> None:
    """Choose in the fields whose labels hold these words."""
    for label, answer in answers.items():
        field(played, label.replace("_", " ")).get_by_role("radio", name=answer, exact=True).check()


def told(played: Panel) -> Locator:
    return played.element.locator(".mk-feedback")


def test_a_hurried_learner_loses_no_attempt(fresh: Page) -> None:
    played = card(fresh, "twice-code")
    played.button("Start").dblclick()
    played.press("Check")
    expect(played.notice).to_have_text("“Idempotence” is not answered yet. This check was not counted.")
    design(played, Idempotence="Off", with_tea=FINE, with_milk=FINE, with_rice=FINE, Before_flush="Nothing")
    played.button("Check").dblclick()
    expect(told(played)).to_contain_text("Not so. No record is stored twice.")
    expect(told(played)).to_contain_text("One attempt is left.")
    expect(played.notice).to_contain_text("You have checked these answers already.")
    design(played, with_milk=UNHEARD)
    played.press("Check")
    expect(told(played)).to_contain_text("Correct. “milk” is stored at offsets 1 and 3.")
    expect(played.button("Check")).to_be_disabled()
    played.press("Play again")
    expect(told(played)).to_have_count(0)
    expect(played.element.get_by_role("radio")).not_to_have_count(0)
    expect(played.element.get_by_role("radio", checked=True)).to_have_count(0)


def test_the_second_wrong_answer_shows_a_solution(fresh: Page) -> None:
    played = card(fresh, "twice-code")
    played.press("Start")
    design(played, Idempotence="On", with_tea=FINE, with_milk=FINE, with_rice=FINE, Before_flush="Nothing")
    played.press("Check")
    expect(told(played)).to_contain_text("One attempt is left.")
    design(played, with_tea=UNHEARD)
    played.press("Check")
    expect(told(played).nth(1)).to_contain_text("A solution. This round brings no badge; another one can.")
    expect(played.button("Check")).to_have_attribute("title", "this round is over")


def test_it_is_played_by_keyboard_alone_and_the_badge_follows(fresh: Page) -> None:
    played = card(fresh, "predict-code")  # its cell makes the problems: the badge of these is shown after it
    badge = card(fresh, "badge-code").element
    played.button("Start").focus()
    fresh.keyboard.press("Enter")
    expect(played.button("Check")).to_be_enabled()
    played.element.get_by_label("The values in the log").focus()
    for text in ("tea milk tea rice", "1", "3"):
        fresh.keyboard.type(text)
        fresh.keyboard.press("Tab")
    for key in ("ArrowDown", "ArrowDown", "Tab", "Tab"):
        fresh.keyboard.press(key)
    expect(played.button("Check")).to_be_focused()
    fresh.keyboard.press("Enter")
    expect(told(played)).to_contain_text("Correct.")
    expect(badge.locator("li").first).to_contain_text(FIRST_ATTEMPT)
    run_cell(fresh, "state-code")
    expect(output(fresh, "state-code")).to_contain_text(FIRST_ATTEMPT)


def test_the_time_runs_by_itself_and_moves_nothing(fresh: Page) -> None:
    played = card(fresh, "order-code")
    played.press("Start")
    time = played.element.locator(".mk-time")
    parts = [".mk-time", ".mk-seconds", ".mk-over"]
    expect(time.locator(".mk-seconds, .mk-over")).to_have_count(2)  # the click has come back
    expect(played.element.locator(".mk-over")).to_be_hidden()
    before = boxes(played.element, *parts)
    shown = "time => getComputedStyle(time.querySelector('.mk-seconds'), '::before').getPropertyValue('--mk-second')"
    fresh.wait_for_function(f"time => ({shown})(time) >= 1", arg=time.element_handle())
    time.evaluate("time => time.style.setProperty('--mk-gone', 1000)")
    expect(played.element.locator(".mk-over")).to_be_visible()
    assert time.evaluate(shown) == "120"
    assert boxes(played.element, *parts) == before


def events(played: Panel) -> Locator:
    return played.element.get_by_role("option")


def event(played: Panel, text: str) -> Locator:
    return events(played).filter(has_text=text)


def drag(page: Page, what: Locator, onto: Locator) -> None:
    """Drag something to the place of another, in small steps as a hand does."""
    what.hover()
    page.mouse.down()
    place = onto.bounding_box()
    assert place
    page.mouse.move(place["x"] + 40, place["y"] + place["height"] / 2, steps=8)
    page.mouse.up()


def carry(page: Page, what: Locator, places: int) -> None:
    """Take something, move it so many places down, and put it down, by keys alone."""
    what.focus()
    page.keyboard.press("Space")
    for _ in range(abs(places)):
        page.keyboard.press("ArrowDown" if places > 0 else "ArrowUp")
    page.keyboard.press("Space")


# A right order: that of the calls "send tea", "send milk", "flush".
RIGHT = ("tea the sequence number 0", "stores tea", "ack for tea is lost", "milk the sequence number 1", "stores milk",
         "tea a second time", "knows number 0", "receives an ack for tea")  # fmt: skip


def test_events_are_ordered_by_dragging(fresh: Page) -> None:
    played = card(fresh, "order-code")
    played.press("Start")
    played.press("Check")
    expect(played.notice).to_contain_text("is not answered yet. This check was not counted.")
    bring_into_view(played.element)
    for place, text in enumerate(RIGHT):
        drag(fresh, event(played, text), events(played).nth(place))
        expect(events(played).nth(place)).to_contain_text(text)
    played.press("Check")
    expect(told(played)).to_contain_text("Correct. This run of the broker shows your order.")
    before = events(played).all_inner_texts()
    drag(fresh, events(played).first, events(played).nth(3))  # the round is over
    assert events(played).all_inner_texts() == before


def test_events_are_ordered_by_keys_and_each_new_place_is_said(fresh: Page) -> None:
    played = card(fresh, "order-code")
    played.press("Start")
    news = played.element.locator(".mk-news")
    first = events(played).first
    text = first.inner_text()
    cells = fresh.locator(".jp-Notebook-cell").count()
    carry(fresh, first, 2)
    expect(events(played).nth(2)).to_have_text(text)
    expect(events(played).nth(2)).to_be_focused()
    expect(news).to_have_text(f"Put down at place 3 of 8: {text}")
    for key in ("ArrowUp", "d", "d", "m", "b", "x", "Enter", "End", "Escape"):
        fresh.keyboard.press(key)
    expect(news).to_contain_text("Put down at place 8 of 8")
    assert fresh.locator(".jp-Notebook-cell").count() == cells
    for place, text in enumerate(RIGHT):
        carry(
            fresh, event(played, text), place - events(played).all_inner_texts().index(event(played, text).inner_text())
        )
    played.press("Check")
    expect(told(played)).to_contain_text("Correct.")


# Looks

IN_PLAY = """
own = Challenges()
predict, find, order, twice, five, beat = own.sittings.values()
for sitting in own.sittings.values():
    sitting.start()
predict.take_hint()
predict.check(dict(log="tea", ignored="1", sequence="2", answer="stored-again"))
find.check(dict(message="milk", fault="LOSE_REQUEST"))
order.check({"order": " ".join(option.key for option in order.problem.fields[0].options)})
twice.check(twice.problem.solution())
lost = dict.fromkeys(("one", "two", "three", "four", "five"), "LOSE_REQUEST")
beat.check(dict.fromkeys(("action1", "action2", "action3"), "send LOSE_ACK") | dict(action4="retry", action5="none"))
for before in five.problem.fields[0].options:
    five.check(lost | {"before": before.key})
"""
SHOWN = ("predict", "find", "order", "twice", "five", "beat", "own.badge")


def test_all_is_presentable(notebook: Page) -> None:
    add_cell(notebook, IN_PLAY)
    shown = [output(notebook, add_cell(notebook, source)) for source in SHOWN]
    expect_presentable(notebook, [panel_in(part).element for part in shown])
