"""The projector's page: what it gives away, what it takes, and how soon it has an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.page_server import LONGEST_PRESS, Page
from minikafka.classroom.room import Room
from minikafka.classroom.room_cards import RoomCards
from tests.classroom.answers import answer

SECONDS = 20
JSON = {"Content-Type": "application/json"}


def on_page(test: Callable[[Page, RoomCards], Awaitable[None]]) -> None:
    """Serve the page of a class that reads no cluster, and let a test ask it."""

    async def serve() -> None:
        cards = RoomCards(Room(ClassTopics("monday"), _nowhere))
        page = Page(cards, "127.0.0.1", 0)
        try:
            await asyncio.wait_for(test(page, cards), SECONDS)
        finally:
            await page.close()

    asyncio.run(serve())


def _nowhere() -> Any:
    raise AssertionError("nobody connects")


async def ask(address: str, **options: Any) -> HTTPResponse:
    response: HTTPResponse = await AsyncHTTPClient().fetch(address, raise_error=False, **options)
    return response


async def press(page: Page, message: Any, **options: Any) -> int:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return (await ask(page.address + "press", method="POST", body=body, **{"headers": JSON, **options})).code


def test_every_part_is_there_and_may_load_nothing_else() -> None:
    async def test(page: Page, _cards: RoomCards) -> None:
        for part in ("", "page.js", "card.js", "style.css"):
            response = await ask(page.address + part)
            assert response.code == 200
            assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert response.headers["Referrer-Policy"] == "no-referrer"
        assert urlsplit(page.address).hostname == "127.0.0.1"

    on_page(test)


@pytest.mark.parametrize("path", ["/", "/events", "/press", "/secret/events", "/../", "//"])
def test_who_does_not_know_the_address_gets_nothing(path: str) -> None:
    async def test(page: Page, _cards: RoomCards) -> None:
        parts = urlsplit(page.address)
        response = await ask(f"{parts.scheme}://{parts.netloc}{path}")
        assert (response.code, response.body) == (404, b"404\n")
        assert len(parts.path) > 30

    on_page(test)


def test_a_press_is_done_and_the_page_hears_of_it() -> None:
    async def test(page: Page, cards: RoomCards) -> None:
        told: asyncio.Queue[str] = asyncio.Queue()
        watching = asyncio.ensure_future(
            ask(
                page.address + "events",
                streaming_callback=lambda part: told.put_nowait(part.decode()),
                request_timeout=0,
            )
        )
        assert '"Reveal"' in await told.get()
        assert await press(page, {"card": "04-visual/first-ack", "verb": "reveal", "entries": {}}) == 204
        assert '"Hide"' in await told.get()
        cards.room.tally.take(answer())
        page.changed()
        assert "1 learner" in await told.get()
        watching.cancel()

    on_page(test)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", 400),
        (b"[1]", 400),
        (b"[" * 60_000, 400),
        (b"\xff", 400),
        ({"card": "none", "verb": "reveal"}, 204),
        ({"card": "04-visual/first-ack", "verb": "delete"}, 204),
        ({"card": ["room"], "verb": {"a": 1}, "entries": 5}, 204),
        ({"card": "room", "verb": "enter", "entries": {"notebook": "../../etc/passwd"}}, 204),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_press_that_makes_no_sense_changes_nothing(message: Any, code: int) -> None:
    async def test(page: Page, cards: RoomCards) -> None:
        before = page.told
        assert await press(page, message) == code
        assert page.told == before

    on_page(test)


def test_a_form_of_another_page_and_a_press_that_is_too_long_are_refused() -> None:
    async def test(page: Page, _cards: RoomCards) -> None:
        assert await press(page, {}, headers={"Content-Type": "text/plain"}) == 415
        too_long = await press(page, b" " * (LONGEST_PRESS + 1))
        assert too_long in {400, 413, 599}

    on_page(test)
