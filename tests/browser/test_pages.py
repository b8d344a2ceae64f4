"""The helpers find what they are there to find."""

from playwright.sync_api import Browser, Page

from tests.browser.pages import axe_violations


def shown(browser: Browser, html: str) -> Page:
    page = browser.new_page()
    page.set_content(f"<main>{html}</main>")
    return page


def test_axe_names_the_rule_and_the_element(browser: Browser) -> None:
    page = shown(browser, "<div class=panel><button></button></div>")
    assert axe_violations(page, ".panel") == ["button-name: <button></button>"]


def test_axe_looks_at_our_own_elements_only(browser: Browser) -> None:
    page = shown(browser, "<button></button><div class=panel><button>Send</button></div>")
    assert axe_violations(page, ".panel") == []
