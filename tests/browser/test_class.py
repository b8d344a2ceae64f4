"""A class in the browser: a learner's notebook shows what the room is asked, the projector's page what it answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from minikafka.classroom import words
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import cluster
from minikafka.classroom.page_server import Page as ProjectorPage
from minikafka.classroom.room import Room
from minikafka.classroom.room_cards import RoomCards
from minikafka.engine.broker import Broker
from minikafka.storage.clock import SystemClock
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.browser.conftest import OpenLesson
from tests.browser.pages import SCREENSHOTS, add_cell, axe_violations, bring_into_view, output, set_look
from tests.browser.server import Theme

TOPICS = ClassTopics("browser")
FIRST_ACK = "At which step does the producer receive the ack for the first message?"
_JOIN = """
import os
os.environ |= {{"MINIKAFKA_CLASS": "browser", "MINIKAFKA_BOOTSTRAP": "{address}"}}
import minikafka
del os.environ["MINIKAFKA_BOOTSTRAP"]  # labs stay in memory
"""
_NAME = """
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.membership import Membership

print(Membership(ClassTopics("browser"), "").pseudonym)
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve(SharedBroker(Broker(clock=SystemClock()))) as address:
        yield address


@pytest.fixture(scope="module")
def cards(address: str) -> Iterator[RoomCards]:
    room = Room(TOPICS, cluster(address, "room"))
    yield RoomCards(room)
    room.courier.close()


@pytest.fixture(scope="module")
def projector(browser: Browser, cards: RoomCards) -> Iterator[Page]:
    with shown(cards) as where:
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.goto(where)
        yield page
        page.close()


@contextmanager
def shown(cards: RoomCards) -> Iterator[str]:
    """Serve the projector's page from a thread of its own; gives its address."""
    ready, end, found = threading.Event(), threading.Event(), list[str]()

    async def run() -> None:
        loop, courier = asyncio.get_running_loop(), cards.room.courier
        page = ProjectorPage(cards, "127.0.0.1", 0)
        courier.on_look = lambda: loop.call_soon_threadsafe(page.changed)
        courier.start()
        found.append(page.address)
        ready.set()
        await asyncio.to_thread(end.wait)
        await asyncio.to_thread(courier.close)
        await page.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    ready.wait()
    yield found[0]
    end.set()
    thread.join()


@pytest.fixture(scope="module")
def learner(open_lesson: OpenLesson, address: str) -> Page:
    page = open_lesson("00-start-here")
    add_cell(page, _JOIN.format(address=address))
    return page


def test_start_here_says_that_it_is_on_and_stops_it(learner: Page) -> None:
    cell = add_cell(learner, "from minikafka.lesson import learning_styles\n\nlearning_styles()")
    card = output(learner, cell).locator(".mk-card")
    expect(card).to_contain_text("Your class: browser")
    expect(card).to_contain_text(words.WHAT_IS_SENT)
    bring_into_view(card)
    card.screenshot(path=SCREENSHOTS / "class-start-here.png")
    name = card.locator("code").inner_text()
    card.get_by_role("button", name=words.ANOTHER_NAME).click()
    expect(card.locator("code")).not_to_have_text(name)
    card.get_by_role("button", name=words.STOP).click()
    expect(card).to_contain_text(words.IS_OFF)
    card.get_by_role("button", name=words.GO_ON).press("Enter")
    expect(card).to_contain_text(words.WHAT_IS_SENT)


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Under which the learner has answered; another test may change the name at any time."""
    return set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_room_is_asked_answers_by_keyboard_and_sees_it(
    learner: Page, projector: Page, theme: Theme, names: set[str]
) -> None:
    names.add(output(learner, add_cell(learner, _NAME)).inner_text())
    set_look(learner, theme, 1280)
    projector.emulate_media(color_scheme=theme)
    question = projector.locator(".mk-card", has_text=FIRST_ACK).first
    question.get_by_role("button", name=words.ASK).click()
    corner = learner.locator(".mk-corner .mk-card")
    expect(corner).to_contain_text(FIRST_ACK)
    assert axe_violations(learner, ".mk-corner") == []
    learner.screenshot(path=SCREENSHOTS / f"class-asked-{theme}.png")
    corner.get_by_role("radio").nth(1).focus()
    learner.keyboard.press("Space")
    send = corner.get_by_role("button", name=words.SEND)
    expect(send).not_to_have_attribute("aria-disabled", "true")
    send.press("Enter")
    expect(corner).to_be_hidden()
    expect(question).to_contain_text(f"{len(names)} of {len(names)} have answered")
    expect(question.locator("table")).to_have_count(0)
    question.get_by_role("button", name=words.REVEAL).click()
    expect(question.locator("tbody tr").nth(1).locator("td").first).to_have_text(str(len(names)))
    assert axe_violations(projector, "body") == []
    projector.screenshot(path=SCREENSHOTS / f"class-room-{theme}.png", full_page=True)
    question.get_by_role("button", name=words.CLOSE).click()
    expect(question.get_by_role("button", name=words.ASK)).to_be_visible()
    question.get_by_role("button", name=words.HIDE).click()


def test_a_question_of_the_spot_appears_as_it_was_written_and_closes(learner: Page, projector: Page) -> None:
    own = projector.locator(".mk-card", has_text=words.OWN)
    own.get_by_label(words.OWN_TEXT).fill("Is <b>this</b> clear?")
    own.get_by_label(words.OWN_OPTIONS).fill("yes\nno")
    own.get_by_role("button", name=words.ASK).click()
    corner = learner.locator(".mk-corner .mk-card")
    expect(corner).to_contain_text("Is <b>this</b> clear?")
    projector.get_by_role("button", name=words.CLOSE).click()
    expect(corner).to_be_hidden()


def test_the_page_says_when_the_command_has_ended(browser: Browser, tmp_path: Path) -> None:
    cards = RoomCards(Room(ClassTopics("gone"), cluster("127.0.0.1:1", "room")))
    page = browser.new_page()
    with shown(cards) as where:
        page.goto(where)
        expect(page.locator(".mk-card").first).to_contain_text("Class gone")
        expect(page.locator("#away")).to_be_hidden()
    expect(page.locator("#away")).to_be_visible()
    page.close()
