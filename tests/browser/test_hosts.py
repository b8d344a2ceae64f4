"""The panel and cards in pages that are not JupyterLab's: their theme comes from where they stand."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from minikafka import Broker, Producer
from minikafka.lesson import Quiz
from minikafka.lesson.views.theme import TONES
from minikafka.lesson.widgets.panel import run_page
from tests.lesson.contrast import contrast

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
HOSTS = {  # the background behind a widget, the system's scheme, and the theme that is readable there
    "VS Code lays widgets on white, whatever its theme": ("#ffffff", "dark", "light"),
    "nbclassic and nbviewer: a white page, a dark system": ("#ffffff", "dark", "light"),
    "Colab's dark theme, a light system": ("#383838", "light", "dark"),
    "a page that says nothing, a dark system": ("transparent", "dark", "light"),
}
PAINTED = """panel => [...panel.querySelectorAll('text, button, td, th, label, p, b')]
    .filter(element => element.textContent.trim() && element.getClientRects().length)
    .map(element => getComputedStyle(element)[element.localName === 'text' ? 'fill' : 'color'])"""
SAYS_SO = "document.activeElement.dataset.lmSuppressShortcuts === 'true'"
KEYS = """() => {
    window.keys = [];
    for (const type of ['keydown', 'keyup', 'keypress']) window.addEventListener(type, event => keys.push(event.key));
}"""


def hosted(browser: Browser, background: str, scheme: str) -> Page:
    """Return a page that has the panel among its own things."""
    producer = Producer(Broker(), first_sequence=1)
    producer.send("topic", b"message1")
    producer.retry()
    page = browser.new_page(
        viewport={"width": 900, "height": 700}, color_scheme="dark" if scheme == "dark" else "light"
    )
    own = run_page(producer.trace, title="a host").replace("color-scheme: light dark;", "")
    page.set_content(own.replace("background: Canvas", f"background: {background}"))
    expect(page.locator("svg.mk-flow")).to_be_visible()
    return page


@pytest.mark.parametrize("host", HOSTS)
def test_its_theme_is_that_of_the_page_behind_it(browser: Browser, host: str) -> None:
    background, scheme, theme = HOSTS[host]
    page = hosted(browser, background, scheme)
    panel = page.locator(".mk-lab")
    expect(panel).to_have_attribute("data-theme", theme)
    own_page = TONES["page"].light if theme == "light" else TONES["page"].dark
    assert hexadecimal(panel.evaluate("panel => getComputedStyle(panel).backgroundColor")) == own_page
    colours = {hexadecimal(colour) for colour in panel.evaluate(PAINTED)}
    on_fill = TONES["on-accent"].light  # what stands on a filled box
    assert min(contrast(colour, own_page) for colour in colours - {on_fill}) >= READABLE


# A widget drawn without JupyterLab: what a kernel sends of it, by a page of its own.
DRAW = """async ({ _esm, _css, cards }) => {
    document.head.append(Object.assign(document.createElement('style'), { textContent: _css }));
    const address = URL.createObjectURL(new Blob([_esm], { type: 'text/javascript' }));
    const widget = await import(address);
    const model = { get: () => cards, on() {}, off() {}, send() {} };
    widget.default.render({ model, el: document.body });
}"""


@pytest.mark.parametrize("host", HOSTS)
def test_a_card_is_light_or_dark_as_what_it_stands_on(browser: Browser, host: str) -> None:
    background, scheme, theme = HOSTS[host]
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.set_content(f'<body style="background: {background}; --jp-content-font-color1: grey">')
    page.evaluate(DRAW, Quiz().widget.get_state(["_esm", "_css", "cards"]))
    question = page.locator(".mk-head").first
    expect(page.locator(".mk-panel")).to_have_attribute("data-theme", theme)
    assert hexadecimal(question.evaluate("head => getComputedStyle(head).color")) == getattr(TONES["text"], theme)
    page.close()


def test_a_clear_frame_of_colab_is_as_dark_as_colab_says(browser: Browser) -> None:
    page = browser.new_page(color_scheme="light")
    page.set_content('<html theme="dark"><body>')
    page.evaluate(DRAW, Quiz().widget.get_state(["_esm", "_css", "cards"]))
    expect(page.locator(".mk-panel")).to_have_attribute("data-theme", "dark")
    page.close()


def test_it_follows_a_page_that_changes_its_theme(browser: Browser) -> None:
    page = hosted(browser, "#ffffff", "light")
    expect(page.locator(".mk-lab")).to_have_attribute("data-theme", "light")
    page.evaluate("document.body.style.background = '#1e1e1e'")
    expect(page.locator(".mk-lab")).to_have_attribute("data-theme", "dark")


def test_no_key_that_is_pressed_in_it_reaches_the_page(browser: Browser) -> None:
    page = hosted(browser, "#ffffff", "light")
    page.evaluate(KEYS)
    for place in (page.get_by_role("button", name="Play"), page.get_by_role("slider"), page.locator(".mk-process")):
        place.focus()
        assert page.evaluate(SAYS_SO), "Notebook 7 looks at what has the focus before any listener of ours is asked"
        for key in ("d", "d", "m", "b", "Enter", "ArrowDown", "Escape", "Shift+M"):
            page.keyboard.press(key)
    assert page.evaluate("keys") == []


WORDS = [tone for tone in TONES if re.fullmatch("text|muted|accent|green|red|rust|message-.", tone)]


@pytest.mark.parametrize("tone", WORDS)
def test_every_tone_of_words_can_be_read_on_what_lies_behind_it(tone: str) -> None:
    for theme in ("light", "dark"):
        ink = getattr(TONES[tone], theme)
        behind = ["page", "lane", *([f"{tone}-tint"] if f"{tone}-tint" in TONES else [])]
        assert min(contrast(ink, getattr(TONES[name], theme)) for name in behind) >= READABLE, (tone, theme)


def hexadecimal(colour: str) -> str:
    """Return ``#rrggbb`` of what a browser says."""
    red, green, blue = (int(channel) for channel in re.findall(r"\d+", colour)[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"
