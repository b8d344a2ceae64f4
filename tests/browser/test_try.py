"""The sandbox of the Try lesson in JupyterLab: pressed in a hurry, twice, in the wrong order, and by keyboard."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import set_width
from tests.browser.panel import Panel, expect_presentable, new_panel

RETRY_BATCH = "Retry this batch"


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


def choice(panel: Panel, name: str) -> Locator:
    return panel.element.locator(f"select[data-choice={name}]")


def do(panel: Panel, broker: str, operation: str) -> None:
    """Choose what befalls a broker, from the menu on its name."""
    panel.element.get_by_role("button", name=broker).click()
    panel.element.get_by_role("menuitem", name=operation).click()
    panel.expect_rest()


def remembered(panel: Panel, place: str) -> Locator:
    """The places that are taken at the broker that leads, or at the one that follows."""
    return panel.element.locator(f"[data-layer={place}] .mk-slot.full, [data-layer={place}] .mk-slot.match")


def test_five_remembered_batches_become_one_and_the_other_broker_still_knows_them(panel: Panel) -> None:
    panel.press(*["Send"] * 5)
    do(panel, "BROKER 0 leads", "Crash")
    expect(last_row(panel)).to_contain_text("Remembered 5 batches, now 1")
    expect(remembered(panel, "slots")).to_have_text(["4"])
    expect(remembered(panel, "facts")).to_have_text(["0", "1", "2", "3", "4"])
    choice(panel, "batch").select_option("4. message4, seq 3")
    panel.press(RETRY_BATCH)
    expect(last_row(panel)).to_contain_text("OUT_OF_ORDER_SEQUENCE_NUMBER")
    do(panel, "BROKER 1 follows", "Let it lead")
    expect(panel.element.get_by_role("button", name="BROKER 1 leads")).to_be_visible()
    choice(panel, "batch").select_option("4. message4, seq 3")
    panel.press(RETRY_BATCH)
    expect(last_row(panel)).to_contain_text("Yes - ignore duplicate")


def test_a_fault_is_chosen_by_its_name(panel: Panel) -> None:
    choice(panel, "fault").select_option("delay")
    panel.press("Send")
    expect(last_row(panel)).to_contain_text("Request delayed")
    expect(choice(panel, "fault")).to_have_value("")


def test_a_prediction_by_keyboard(panel: Panel, sandbox: Page) -> None:
    panel.ask_first.check()
    panel.button("Send").press("Enter")
    expect(panel.button("Store it")).to_be_focused()
    sandbox.keyboard.press("Enter")
    panel.expect_told("Right. The broker stores it. 1 of 1 right")
    expect(panel.button("Send")).to_be_focused()
    sandbox.keyboard.press("Enter")
    panel.button("Cancel").click()
    panel.expect_told("Nothing was sent.")
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(1)


def test_runs_are_forked_saved_twice_and_loaded(panel: Panel) -> None:
    panel.press("Send", "Send", "To start")
    runs = panel.button("Runs")
    runs.click()
    panel.press("Fork here", "Send")
    runs.click()
    panel.press("Save run", "Save run")
    expect(panel.notice).to_contain_text("my-run.json is there already")
    choice(panel, "run").select_option("run 1")
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(2)
    panel.press("Load run")
    expect(panel.notice).to_contain_text("This is run 3, my-run.json. It has 1 step.")


def test_all_is_presentable_and_one_screen(panel: Panel, sandbox: Page) -> None:
    panel.press(*["Send"] * 6)
    expect_presentable(sandbox, [panel.element])
    set_width(sandbox, 1000)
    assert panel.element.evaluate("panel => panel.offsetHeight") <= 640


def test_a_question_keeps_the_height(panel: Panel) -> None:
    panel.ask_first.check()
    height = panel.element.evaluate("element => element.offsetHeight")
    panel.button("Send").click()
    expect(panel.button("Store it")).to_be_visible()
    assert panel.element.evaluate("element => element.offsetHeight") == height
