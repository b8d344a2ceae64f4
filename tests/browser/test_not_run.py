"""A notebook of a fresh clone, before anyone has run it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import output

_PICTURES = "[...document.querySelectorAll('.jp-Notebook img')]"


@pytest.mark.parametrize("name", ["00-start-here", "04-visual"])
def test_it_shows_the_picture_of_the_panel_and_says_what_to_press(open_lesson: OpenLesson, name: str) -> None:
    page = open_lesson(name)
    expect(page.get_by_role("strong").get_by_text("Run > Run All Cells")).to_be_visible()
    expect(output(page, "panel-code").get_by_role("img")).to_be_visible()
    page.wait_for_function(f"{_PICTURES}.every(picture => picture.complete)")
    assert page.evaluate(f"{_PICTURES}.filter(picture => !picture.naturalWidth).map(picture => picture.alt)") == []
