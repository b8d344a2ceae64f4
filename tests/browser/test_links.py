"""From Start here to the other notebooks."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import output, run_cell


def test_a_card_opens_its_notebook_beside_this_one_by_keyboard(open_lesson: OpenLesson) -> None:
    page = open_lesson("00-start-here")
    run_cell(page, "styles-code")
    output(page, "styles-code").get_by_role("link", name="Recall").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/doc/tree/.*/08-recall.ipynb$"))
    expect(page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel")).to_have_text(
        ["00-start-here.ipynb", "08-recall.ipynb"]
    )
