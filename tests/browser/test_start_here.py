"""Start here in JupyterLab: the minute with the panel does what the notebook says."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import (
    after_run_all,
    output,
    set_width,
)
from tests.browser.panel import LOOKS, PROCESS_HEADS, Panel, expect_presentable, expect_table, new_panel
from tests.browser.server import NOTEBOOKS

SENT = ("1", "Send message1", "0", "Is seq 0 duplicate?", "No - store message", "Ack for seq 0")
RETRIED = ("2", "Retry send message1", "0", "Is seq 0 duplicate?", "Yes - ignore duplicate", "Ack for seq 0")
LOST = ("3", "Send message2", "1", "Is seq 1 duplicate?", "No - store message", "No ack (lost)")
SETTLED = ("4", "Retry send message2", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1")
FLUSHED = ("5", "Flush producer", "-", "-", "-", "All messages confirmed")

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


def test_the_minute_goes_as_the_text_says(panel: Panel) -> None:
    panel.press("Send")
    panel.expect_process(SENT)
    panel.press("Retry")
    panel.expect_process(SENT, RETRIED)
    panel.press("Back", "Back", "Back", "Back")
    panel.expect_told("Step 2, stage 3 of 7 · Broker Receives")
    panel.expect_process(SENT, ("2", "Retry send message1", "0", "…", "…", "…"))
    panel.lose_ack.check()
    panel.press("Send")
    panel.expect_process(SENT, RETRIED, LOST)
    expect(panel.log).to_have_text(["message1, offset 0", "message2, offset 1"])
    panel.press("Flush")
    panel.expect_process(SENT, RETRIED, LOST, SETTLED, FLUSHED)
    panel.idempotence.uncheck()
    expect(panel.notice).to_contain_text("Idempotence is off now")
    panel.press("Send", "Retry")
    expect(panel.log).to_have_text(["message1, offset 0", "message1, offset 1"])


def test_the_same_in_code_gives_the_same_table(start_here: Page) -> None:
    expect_table(
        output(start_here, "code-code"),
        PROCESS_HEADS,
        ("1", "Send hello", *SENT[2:]),
        ("2", "Retry send hello", *RETRIED[2:]),
    )


def test_the_nine_styles_are_listed_and_those_that_are_there_are_links(start_here: Page) -> None:
    styles = output(start_here, "styles-code")
    expect(styles.get_by_role("listitem")).to_have_count(9)
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
    box = card.bounding_box()
    assert box
    hit = "([x, y]) => document.elementFromPoint(x, y).textContent"
    for place in ([box["x"] + 8, box["y"] + 8], [box["x"] + box["width"] - 8, box["y"] + box["height"] - 8]):
        assert card.page.evaluate(hit, place) == "Deep"


def test_progress_is_shown_exported_and_forgotten_and_nothing_jumps(start_here: Page, styles: Panel) -> None:
    parts = (".mk-styles-box", ".mk-notice", ".mk-controls")
    visual = styles.element.get_by_role("listitem").nth(3)
    expect(visual).to_contain_text("1 of 6 done")
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
    expect(styles.button("Export as CSV")).to_have_attribute("title", "nothing is kept yet")
    assert boxes(styles.element, *parts) == before


# Looks


def test_all_is_presentable(start_here: Page, panel: Panel, styles: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back")
    panel.expect_told("Step 2, stage 5 of 7 · ✓ Ignore")
    expect_presentable(start_here, [panel.element, styles.element], LOOKS)
