"""The views of the panel in JupyterLab, and how it lies on a page: nothing jumps, nothing is cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from minikafka.lesson import Lab
from tests.browser.chromium import browser_path
from tests.browser.layout import boxes, cut_off, spilt_texts, spilt_words
from tests.browser.live_panel import live_panel
from tests.browser.pages import bring_into_view, set_look
from tests.browser.panel import LATER, SENT, Panel, expect_presentable, fresh_panel

# Views


def test_off_and_on_show_two_copies_and_one(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send", "Retry")
    panel.tab("Compare OFF | ON").click()
    off, on = panel.element.locator(".mk-side").all()
    expect(off).to_contain_text("✗ 2 records for 1 message: 1 too many")
    expect(on).to_contain_text("✓ 1 record, no copies")


def test_the_time_diagram_has_a_row_for_each_step_that_leads_there(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send", "Retry", "Flush")
    panel.tab("Time diagram").click()
    rows = panel.element.locator(".mk-time-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("ack lost")
    expect(rows.nth(1)).to_contain_text("✓ ignore")
    rows.first.click()
    panel.expect_told("Step 1 · Store")


def test_a_row_of_the_table_leads_to_its_step(panel: Panel) -> None:
    panel.press("Send", "Retry", "Flush")
    panel.button("Go to step 1").click()
    panel.expect_told("Step 1 · Store.")
    panel.expect_process(SENT, ("2", *LATER), ("3", *LATER))


# Looks


def test_a_panel_that_is_made_in_the_dark_is_dark(lab_notebook: Page, lab_cell: str) -> None:
    set_look(lab_notebook, "dark", 1280)
    expect(fresh_panel(lab_notebook, lab_cell).element).to_have_attribute("data-theme", "dark")


PARTS = (".mk-controls", ".mk-view", ".mk-play", ".mk-say", ".mk-tables")


@pytest.mark.parametrize("width", [1280, 900])
def test_nothing_jumps(lab_notebook: Page, panel: Panel, width: int) -> None:
    set_look(lab_notebook, "light", width)
    panel.expect_rest()
    bring_into_view(panel.element)  # the cells above it are as high as they are going to be
    before = boxes(panel.element, *PARTS)
    for name in ("Send", "Retry", "Flush", "Back"):
        panel.press(name)
        assert boxes(panel.element, *PARTS) == before
    for view in ("Time diagram", "Compare OFF | ON", "Status tracker"):
        if width < 1100 or view != "Status tracker":
            panel.tab(view).click()
            assert boxes(panel.element, *PARTS) == before


@pytest.mark.parametrize(("width", "height"), [(1280, 640), (1000, 640), (900, 640), (820, 690)])
def test_it_is_one_screen(lab_notebook: Page, panel: Panel, width: int, height: int) -> None:
    """At 1280 by 800 with the side bar open, a notebook has 679 pixels of height."""
    set_look(lab_notebook, "light", width)
    panel.press("Send", "Retry")
    assert panel.element.evaluate("panel => panel.offsetHeight") <= height
    assert spilt_words(panel.chart) == []


def test_all_is_presentable(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back")
    expect_presentable(lab_notebook, [panel.element])


@pytest.mark.parametrize("width", [640, 848, 1180])
def test_in_a_long_run_no_text_of_a_drawing_lies_on_another_or_outside(browser: Browser, width: int) -> None:
    live = live_panel(browser, Lab(sandbox=True), viewport={"width": width, "height": 760})
    live.page.emulate_media(reduced_motion="reduce")
    live.panel.press(*["Send"] * 10, "Retry", "Send", "Retry")
    for view in ("Process flow", "Time diagram", "Compare OFF | ON"):
        live.panel.tab(view).click()
        assert spilt_texts(live.panel.element) == [], view
    live.panel.tab("Process flow").click()
    live.panel.element.get_by_role("button", name="BROKER 0 leads").click()
    live.panel.element.get_by_role("menuitem", name="Crash").click()
    live.panel.expect_rest()
    assert spilt_texts(live.panel.element) == []
    live.page.close()


@pytest.fixture
def with_scrollbars(browser: Browser) -> Iterator[Browser]:
    """Give a browser whose scrollbars take their room, as on most computers; Playwright hides them."""
    shown = browser.browser_type.launch(executable_path=browser_path(), ignore_default_args=["--hide-scrollbars"])
    yield shown
    shown.close()


WIDTHS = (640, 792, 832, 900, 1100, 1180, 390)  # 832 is what JupyterLab leaves at 1280 with the sidebar open
_SEEN_COLUMNS = """strip => [...strip.querySelectorAll('thead th')].filter(head => head.offsetWidth).map(head => {
    const right = head.offsetLeft + head.offsetWidth - strip.scrollLeft;
    return [head.textContent, right <= strip.clientWidth + 1];
})"""


def test_every_head_of_the_tables_is_whole_at_every_width(browser: Browser) -> None:
    live = live_panel(browser, Lab(), viewport={"width": WIDTHS[0], "height": 900})
    live.page.emulate_media(reduced_motion="reduce")
    live.panel.press("Send")
    for width in WIDTHS:
        live.page.set_viewport_size({"width": width, "height": 900})
        live.panel.expect_rest()
        assert cut_off(live.panel.element.locator(".mk-process")) == [], width
    live.page.close()


def test_no_column_of_the_tracker_is_half_cut_and_a_later_one_comes_when_it_is_reached(browser: Browser) -> None:
    live = live_panel(browser, Lab(), viewport={"width": 1180, "height": 900})
    live.page.emulate_media(reduced_motion="reduce")
    live.panel.press("Send", "Retry", "Flush", "To start")
    tracker = live.panel.element.locator(".mk-tracker")
    assert tracker.evaluate(_SEEN_COLUMNS) == [
        ["Variable", True],
        ["Start", True],
        ["After Step 1", True],
        ["After Step 2", True],
    ]
    live.panel.button("Go to step 3").click()
    assert tracker.evaluate(_SEEN_COLUMNS)[-1] == ["After Step 3", True]
    live.page.close()


def test_the_time_diagram_of_a_long_run_shows_the_current_step_whole(with_scrollbars: Browser) -> None:
    live = live_panel(with_scrollbars, Lab(), viewport={"width": 1180, "height": 900})
    live.page.emulate_media(reduced_motion="reduce")
    live.panel.press(*["Send"] * 12)
    live.panel.tab("Time diagram").click()
    view, row = live.panel.element.locator(".mk-time"), live.panel.element.locator(".mk-time-row").last
    assert view.evaluate("view => view.scrollWidth <= view.clientWidth")
    assert row.evaluate("row => row.getBoundingClientRect().bottom - 1") <= view.evaluate(
        "view => view.getBoundingClientRect().top + view.clientTop + view.clientHeight"
    )
    live.page.close()
