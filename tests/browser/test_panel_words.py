"""A translation of the panel: all that it says is in one module, and no code looks into a word.

What Python tells stays as it is: it has modules of words of its own. Letters beside these are a word that a translator
would not have found.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from minikafka import Broker, Producer
from minikafka.engine.network import Fault
from minikafka.engine.trace import Stage
from minikafka.lesson import Lab
from minikafka.lesson.views import view_words
from minikafka.lesson.views.run_tables import VARIABLES
from minikafka.lesson.widgets import front_end, panel
from minikafka.lesson.widgets.shown import joined_module
from tests.browser.live_panel import LivePanel, live_panel
from tests.browser.panel import Panel
from tests.lesson.made_up_language import english_in

FRONT_END = files(front_end)
IN_BRACKETS = """
const isWord = (part) => !/^[{]|^\\s*$/.test(part);
const inBrackets = (word) =>
    word.split(/([{]\\w+[}])/).map((part) => (isWord(part) ? `⟦${part}⟧` : part)).join('');
const translate = (table) => {
  for (const [name, word] of Object.entries(table))
    if (typeof word !== 'string') translate(word);
    else if (name !== 'language') table[name] = inBrackets(word);
};
translate(words);
"""
MADE_UP = joined_module(FRONT_END, "words") + IN_BRACKETS + joined_module(FRONT_END, *front_end.PARTS[1:])
TERMS = {*(stage.value for stage in Stage), *VARIABLES, "topic-0"}
SHOWN = """panel => {
    for (const place of panel.querySelectorAll('wbr')) place.remove();
    panel.normalize();
    const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode.data);
    for (const element of panel.querySelectorAll('*'))
        for (const name of ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt'])
            if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    for (const field of panel.querySelectorAll('input[type=text]')) found.push(field.value);
    return [...new Set(found)];
}"""


def strings_in(told: Any) -> Iterator[str]:
    """Each text within what Python told, and each word that it drew."""
    if isinstance(told, dict):
        told = [*told, *told.values()]
    if isinstance(told, list):
        for part in told:
            yield from strings_in(part)
    elif isinstance(told, str):
        yield from re.findall(r">([^<>]+)<", told) if told.lstrip().startswith("<") else [told]


def english_on(panel: Panel, told: Any) -> set[str]:
    """What a reader of the made-up language could not read."""
    known = sorted(map(re.escape, {*strings_in(told), *TERMS} - {""}), key=len, reverse=True)
    by_python = re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)")
    texts: list[str] = panel.element.evaluate(SHOWN)
    return {english_in(by_python.sub("", text)) for text in texts} - {""}


@pytest.fixture
def live(browser: Browser) -> Iterator[LivePanel]:
    """A sandbox in the made-up language, in which nothing moves."""
    shown = live_panel(browser, Lab(sandbox=True), MADE_UP, viewport={"width": 1180, "height": 760})
    shown.page.emulate_media(reduced_motion="reduce")
    yield shown
    shown.page.close()


def press(live: LivePanel, *verbs: str) -> None:
    """Press buttons by their verbs, and demand that nothing on the panel is English then, at any stage."""
    for verb in verbs:
        live.panel.element.locator(f"[data-verb={verb}]").click(force=True)
        live.panel.expect_rest()
        assert english_on(live.panel, live.told) == set(), verb


def walk(live: LivePanel, stages: int) -> None:
    """Look at all views, and go through the last stages of the run."""
    for view in ("time", "compare", "flow"):
        live.panel.element.locator(f"[data-view={view}]").click()
        assert english_on(live.panel, live.told) == set(), view
    press(live, *["back"] * stages)


def test_every_stage_of_sends_retries_and_losses_is_in_the_other_language(live: LivePanel) -> None:
    press(live, "forward", "send", "retry", "flush")
    for fault in Fault:
        live.panel.element.locator("[data-choice=fault]").select_option(fault.value)
        live.panel.expect_rest()
        press(live, "send", "retry_batch")
    walk(live, 50)


def test_without_idempotence_and_in_a_long_log_it_is(live: LivePanel) -> None:
    live.panel.element.locator("[data-switch=idempotence]").uncheck()
    press(live, "send", "retry", *["send"] * 7, "retry")
    live.panel.element.locator("[data-opens=runs]").click()
    press(live, "fork")
    walk(live, 10)


def test_what_befalls_brokers_and_the_question_before_an_answer_is(live: LivePanel) -> None:
    press(live, "send", "send")
    for broker, operation in ((0, "crash"), (0, "lead"), (1, "restart"), (1, "day"), (0, "crash"), (0, "lead")):
        live.panel.element.locator(f"[data-broker='{broker}'] .mk-broker-name").click()
        assert english_on(live.panel, live.told) == set(), operation
        live.panel.element.locator(f"[data-broker='{broker}'] [data-does={operation}]").click()
        live.panel.expect_rest()
    live.panel.element.locator("[data-switch=ask_first]").check()
    press(live, "send")
    live.panel.element.locator("[data-answer]").first.click()
    live.panel.expect_rest()
    assert english_on(live.panel, live.told) == set()


def test_a_message_that_moves_and_a_kernel_that_is_gone_are(live: LivePanel) -> None:
    live.page.emulate_media(reduced_motion="no-preference")
    live.panel.element.locator("[data-verb=send]").click()
    tip = live.panel.element.locator(".mk-hit[data-lose=ack] .mk-tip")
    tip.hover()
    expect(tip).to_have_text("⟦✕ lose this ack⟧")
    assert english_on(live.panel, live.told) == set()
    live.page.evaluate("() => { window.tellKernel = () => { throw new Error('gone'); }; }")
    live.panel.element.locator("[data-verb=flush]").click()
    expect(live.panel.notice).to_contain_text("⟦")
    assert english_on(live.panel, live.told) == set()


def test_a_run_that_was_saved_as_a_page_is(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    producer = Producer(Broker())
    producer.send("topic", b"message1")
    producer.retry()
    monkeypatch.setattr(panel, "module", lambda: MADE_UP)
    page = browser.new_page(viewport={"width": 848, "height": 640})
    page.set_content(panel.run_page(producer.trace, title="1"))
    expect(page.locator("svg.mk-flow")).to_be_visible()
    told = page.evaluate("JSON.parse(document.getElementById('told').textContent)")
    assert english_on(Panel(page.locator(".mk-lab")), told) == set()
    page.close()


def test_what_python_says_too_the_browser_says_alike() -> None:
    said = joined_module(FRONT_END, "words")
    lanes = (view_words.PRODUCER_LANE, view_words.BROKER_LANE, view_words.LOG_LANE)
    for word in (*view_words.COLUMNS, view_words.VARIABLE, view_words.START, *lanes):
        assert f"'{word}'" in said
