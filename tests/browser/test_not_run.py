"""Notebooks of a fresh clone, before anyone has run them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import output, run_cell

_PICTURES = "[...document.querySelectorAll('.jp-Notebook img')]"


def test_visual_shows_the_picture_of_the_panel(open_lesson: OpenLesson) -> None:
    expect_picture(open_lesson("04-visual"))


def test_so_does_start_here_and_a_card_opens_its_notebook_beside_it_by_keyboard(open_lesson: OpenLesson) -> None:
    page = open_lesson("00-start-here")
    expect_picture(page)
    run_cell(page, "styles-code")
    output(page, "styles-code").get_by_role("link", name="Recall").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/tree/.*/08-recall.ipynb$"))
    expect(page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel")).to_have_text(
        ["00-start-here.ipynb", "08-recall.ipynb"]
    )


def expect_picture(page: Page) -> None:
    expect(output(page, "panel-code").get_by_role("img")).to_be_visible()
    page.wait_for_function(f"{_PICTURES}.every(picture => picture.complete)")
    assert page.evaluate(f"{_PICTURES}.filter(picture => !picture.naturalWidth).map(picture => picture.alt)") == []
