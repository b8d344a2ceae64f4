"""The sandbox of the Try lesson in JupyterLab: pressed in a hurry, twice, in the wrong order, and by keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import set_width
from tests.browser.panel import Panel, expect_presentable, new_panel

CRASH, RETRY_BATCH, ASK = "Restart the broker (crash)", "Retry this batch", "ask me first"


@pytest.fixture(scope="module")
def sandbox(open_lesson: OpenLesson) -> Page:
    """Return the Try lesson, of which only the sandbox is run: its clients are tested without a browser."""
    return open_lesson("05-try")


@pytest.fixture
def panel(sandbox: Page) -> Panel:
    set_width(sandbox, 1280)
    made = new_panel(sandbox, "sandbox-code")
    expect(made.button("Send")).to_be_visible()
    return made


def last_row(panel: Panel) -> Locator:
    return panel.element.locator(".mk-process tbody tr").last


def test_five_remembered_batches_become_one_and_another_leader_knows_them(panel: Panel) -> None:
    panel.press(*["Send"] * 5, CRASH)
    expect(last_row(panel)).to_contain_text("Remembered 5 batches, now 1")
    expect(panel.element.locator(".mk-window li:not(.mk-free)")).to_have_text(["0", "1", "2", "3", "4", "4"])
    for _ in range(2):  # the latest comes first
        panel.button("Another batch").press("Enter")
    expect(panel.element.get_by_text("batch: 4. message1, seq 3")).to_be_visible()
    panel.press(RETRY_BATCH)
    expect(last_row(panel)).to_contain_text("OUT_OF_ORDER_SEQUENCE_NUMBER")
    panel.press("Change the leader", RETRY_BATCH)
    expect(last_row(panel)).to_contain_text("Yes - ignore duplicate")


def test_a_prediction_by_keyboard(panel: Panel, sandbox: Page) -> None:
    panel.element.get_by_label(ASK).check()
    panel.button("Send").press("Enter")
    expect(panel.button("Store it")).to_be_focused()
    sandbox.keyboard.press("Enter")
    expect(panel.element.locator(".mk-predict")).to_contain_text("Right. The broker stores it. 1 of 1 right")
    expect(panel.button("Send")).to_be_focused()
    sandbox.keyboard.press("Enter")
    panel.press("Send", "Cancel")
    expect(panel.element.locator(".mk-predict")).to_contain_text("Nothing was sent.")
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(1)


def test_runs_are_forked_saved_twice_and_loaded(panel: Panel) -> None:
    panel.press("Send", "Send", "To start", "Fork here", "Send", "Save run", "Save run")
    expect(panel.notice).to_contain_text("my-run.json is there already")
    panel.press("Another run")
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(2)
    panel.press("Load run")
    expect(panel.notice).to_contain_text("This is run 3, my-run.json. It has 1 step.")


def test_all_is_presentable(panel: Panel, sandbox: Page) -> None:
    panel.element.get_by_label(ASK).check()
    panel.press("Send")
    expect(panel.button("Store it")).to_be_visible()
    expect_presentable(sandbox, [panel.element])


def test_predict_first_keeps_its_height(panel: Panel) -> None:
    panel.element.get_by_label(ASK).check()
    predict = panel.element.locator(".mk-predict")
    expect(predict).to_be_visible()
    height = predict.evaluate("element => element.offsetHeight")
    panel.press("Send")
    expect(panel.button("Store it")).to_be_visible()
    assert predict.evaluate("element => element.offsetHeight") == height
