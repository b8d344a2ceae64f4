"""A notebook shown to a class: every move of INSTRUCTOR.md's ten minutes is pressed, and can be read from the back."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.layout import broken_words, cut_off
from tests.browser.pages import bring_into_view
from tests.browser.panel import Panel
from tests.browser.server import NOTEBOOKS, running_jupyterlab

LOST = ("1", "Send message1", "0", "Is seq 0 duplicate?", "No - store message", "No ack (lost)")
SEEN_AT_ONCE = ("[data-verb=send]", ".mk-view", ".mk-say")
SCREENS = {1280: 720, 1920: 1080}
LEAST_TYPE = 18  # pixels of a screen 1280 wide: what is read from the back of a room
TYPE = "told => parseFloat(getComputedStyle(told).fontSize) * told.currentCSSZoom"
ON_TOP = """panel => [...panel.querySelectorAll('.mk-top :is(button, input), .mk-play > button')].filter(part => {
    const {left, right, top, bottom, width} = part.getBoundingClientRect();
    if (!width || bottom > innerHeight) return false;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return !part.contains(hit) && !part.closest('label')?.contains(hit);
}).map(part => part.outerHTML)"""


@pytest.fixture(scope="module")
def presented(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give Visual as `minikafka lab --present 04-visual` shows it, after Run All."""
    directory = tmp_path_factory.mktemp("presented")
    with running_jupyterlab(directory, presented="04-visual.ipynb", transport="ipc") as jupyterlab:
        shutil.copytree(NOTEBOOKS, directory / "served", dirs_exist_ok=True)
        page = browser.new_context(base_url=jupyterlab.address, reduced_motion="reduce").new_page()
        page.goto(f"/doc/tree/04-visual.ipynb?token={jupyterlab.token}")
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.locator("svg.mk-flow").first).to_be_visible()
        yield page
        page.context.close()


@pytest.fixture
def panel(presented: Page) -> Panel:
    return Panel(presented.locator(".mk-lab").first)


@pytest.mark.parametrize("width", SCREENS)
def test_panel_and_sentence_are_seen_at_once_and_large(presented: Page, panel: Panel, width: int) -> None:
    presented.set_viewport_size({"width": width, "height": SCREENS[width]})
    bring_into_view(panel.element)
    for part in SEEN_AT_ONCE:
        expect(panel.element.locator(part)).to_be_in_viewport(ratio=1)
    assert panel.told.evaluate(TYPE) >= LEAST_TYPE * width / 1280
    for part in (".mk-say", ".mk-strip"):
        assert cut_off(panel.element.locator(part).first) == []
    assert broken_words(panel.element) == []


@pytest.mark.parametrize("width", SCREENS)
def test_nothing_lies_over_the_controls(presented: Page, panel: Panel, width: int) -> None:
    presented.set_viewport_size({"width": width, "height": SCREENS[width]})
    bring_into_view(panel.element)
    assert panel.element.evaluate(ON_TOP) == []


def test_the_ten_minutes_of_the_instructor(presented: Page, panel: Panel) -> None:
    presented.set_viewport_size({"width": 1280, "height": 720})
    panel.expect_process(LOST)
    panel.press("To start", *["Forward"] * 6)
    panel.expect_told("Ack lost")
    expect(panel.log).to_have_text(["message1, offset 0"])
    panel.ask_first.check()
    panel.button("Retry").click()
    for name in ("Store it", "Recognise and ignore it", "Refuse it"):
        expect(panel.button(name)).to_be_visible()
    panel.press("Recognise and ignore it")
    panel.expect_told("1 of 1 right")
    panel.press("Back", "Back", "Back")
    panel.expect_told("Check Sequence Number")
    panel.press("Forward")
    panel.expect_told("Ignore")
    panel.ask_first.uncheck()
    panel.idempotence.uncheck()
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["message1, offset 0", "message1, offset 1"])
    panel.idempotence.check()
    panel.press("Send")
    panel.send("message1")
    expect(panel.log).to_have_text(["message1, offset 0", "message1, offset 1"])
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(2)
