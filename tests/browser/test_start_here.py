"""Start here in JupyterLab: the minute with the panel does what the notebook says."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import (
    SCREEN,
    after_run_all,
    bring_into_view,
    first_screen_ends,
    output,
    set_width,
)
from tests.browser.panel import LOOKS, Panel, expect_presentable, new_panel
from tests.browser.server import NOTEBOOKS

LOST = ("1", "Send message1", "0", "Is seq 0 duplicate?", "No - store message", "No ack (lost)")
SETTLED = ("2", "Retry send message1", "0", "Is seq 0 duplicate?", "Yes - ignore duplicate", "Ack for seq 0")
FLUSHED = ("3", "Flush producer", "-", "-", "-", "All messages confirmed")

STYLES = (
    "01-learn.ipynb",
    "02-why.ipynb",
    "03-deep.ipynb",
    "04-visual.ipynb",
    "05-try.ipynb",
    "06-challenge.ipynb",
    "07-project.ipynb",
    "08-recall.ipynb",
    "09-perf.ipynb",
    "10-clinic.ipynb",
)

_IN_KERNEL = "code => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}).done"
_ONE_ANSWER = """
from minikafka.lesson.progress.progress import Kind, Progress
Progress().reset()
Progress().record("04-visual", Kind.ANSWER, "first-ack", correct=True)
"""


@pytest.fixture(scope="module")
def start_here(open_lesson: OpenLesson) -> Page:
    return after_run_all(open_lesson("00-start-here"))


@pytest.fixture
def panel(start_here: Page) -> Panel:
    set_width(start_here, 1280)
    return new_panel(start_here)


def test_title_panel_and_sentence_are_on_the_first_screen(panel: Panel) -> None:
    assert first_screen_ends(panel.element.page, panel.told) <= SCREEN


def test_the_minute_goes_as_the_text_says(panel: Panel) -> None:
    expect(panel.lose_ack).to_be_checked()
    panel.press("Send")
    panel.expect_process(LOST)
    panel.press("Flush")
    panel.expect_process(LOST, SETTLED, FLUSHED)
    expect(panel.log).to_have_text(["message1, offset 0"])
    panel.idempotence.uncheck()
    expect(panel.notice).to_contain_text("Idempotence is off now")
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["message1, offset 0", "message1, offset 1"])


def test_the_nine_styles_and_the_clinic_are_listed_and_those_that_are_there_are_links(start_here: Page) -> None:
    styles = output(start_here, "styles-code")
    expect(styles.get_by_role("listitem")).to_have_count(10)
    there = {name for name in STYLES if (NOTEBOOKS / name).exists()}
    links = styles.get_by_role("link")
    expect(links).to_have_count(len(there))
    assert {urlsplit(link.get_attribute("href") or "").path.rpartition("/")[2] for link in links.all()} == there


# The nine cards


@pytest.fixture
def styles(start_here: Page) -> Panel:
    """Return the cards of a learner who has answered one question of Visual."""
    set_width(start_here, 1280)
    start_here.evaluate(_IN_KERNEL, _ONE_ANSWER)
    return new_panel(start_here, "styles-code")


def test_the_whole_card_is_the_link(styles: Panel) -> None:
    card = styles.element.get_by_role("listitem").filter(has_text="Deep")
    bring_into_view(card)
    box = card.bounding_box()
    assert box
    hit = "([x, y]) => document.elementFromPoint(x, y).textContent"
    for place in ([box["x"] + 8, box["y"] + 8], [box["x"] + box["width"] - 8, box["y"] + box["height"] - 8]):
        assert card.page.evaluate(hit, place) == "Deep"


def test_one_card_says_where_a_beginner_begins(styles: Panel) -> None:
    first = styles.element.get_by_role("listitem").filter(has_text="Begin here")
    expect(first.get_by_role("link")).to_have_text("Learn")


def test_progress_is_shown_exported_and_forgotten_and_nothing_jumps(start_here: Page, styles: Panel) -> None:
    parts = (".mk-styles-box", ".mk-notice", ".mk-controls")
    visual = styles.element.get_by_role("listitem").nth(3)
    expect(visual).to_contain_text("1 of 6 done")
    styles.button("Refresh").scroll_into_view_if_needed()
    before = boxes(styles.element, *parts)
    styles.press("Export as CSV")
    expect(styles.notice).to_contain_text("1 attempt exported to ")
    assert (styles.notice.text_content() or "").endswith("minikafka-progress.csv, beside this notebook.")
    styles.button("Forget my progress").dblclick()
    expect(styles.notice).to_have_text("Nothing is forgotten.")
    styles.press("Forget my progress")
    expect(styles.notice).to_have_text("Forget 1 attempt in all nine styles? There is no way back.")
    assert boxes(styles.element, *parts) == before
    styles.press("Yes, forget it")
    expect(styles.notice).to_have_text("Forgotten. You begin anew.")
    expect(visual).to_contain_text("0 of 6 done")
    styles.press("Import")
    expect(styles.notice).to_have_text("1 attempt is new here, from minikafka-progress.csv.")
    expect(visual).to_contain_text("1 of 6 done")
    styles.press("Forget my progress", "Yes, forget it")
    expect(styles.button("Export as CSV")).to_have_attribute("title", "nothing is kept yet")
    assert boxes(styles.element, *parts) == before


# Looks


def test_all_is_presentable(start_here: Page, panel: Panel, styles: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back")
    panel.expect_told("Step 2, stage 5 of 7 · ✓ Ignore")
    expect_presentable(start_here, [panel.element, styles.element], LOOKS)
