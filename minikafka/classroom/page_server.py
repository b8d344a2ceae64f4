"""The projector's page: cards that a browser gets as server-sent events, and presses that come back.

Its address holds a secret, because on a shared machine the loopback address is everybody's. It reaches the room and
nothing else: no kernel, no file, no learner.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from importlib.resources import files
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from minikafka.classroom.room_cards import RoomCards, room_css
from minikafka.lesson.widgets.card import Cards

LONGEST_PRESS = 64_000  # bytes
SECONDS_OF_SILENCE = 15.0  # then an empty line goes out, or a browser that has gone would stay for ever
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address is the secret
    "Cache-Control": "no-store",
    "Server": "minikafka",
}


def _file(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


class Page:
    """The page of some cards, until the loop ends. ``changed`` is called in the loop, whenever they may be others."""

    def __init__(self, cards: RoomCards, host: str, port: int) -> None:
        self._widget: Cards = cards.widget
        self._news = asyncio.Event()
        secret = secrets.token_urlsafe(24)
        parts = {
            "": ("text/html", _file("minikafka.classroom", "page/page.html")),
            "page.js": ("text/javascript", _file("minikafka.classroom", "page/page.js")),
            "card.js": ("text/javascript", self._widget._esm),  # noqa: SLF001  the name that anywidget has for it
            "style.css": ("text/css", _file("minikafka.classroom", "page/page.css") + room_css()),
        }
        application = Application(
            [
                *((f"/{secret}/{name}", _Part, {"kind": kind, "text": text}) for name, (kind, text) in parts.items()),
                (f"/{secret}/events", _Events, {"page": self}),
                (f"/{secret}/press", _Press, {"page": self}),
            ],
            default_handler_class=_Nothing,
            log_function=lambda _handler: None,  # the address is the secret
        )
        self._server = HTTPServer(application, max_body_size=LONGEST_PRESS, max_header_size=LONGEST_PRESS)
        sockets = bind_sockets(port, host)
        self._server.add_sockets(sockets)
        name = f"[{host}]" if ":" in host else host
        self.address = f"http://{name}:{sockets[0].getsockname()[1]}/{secret}/"

    def changed(self) -> None:
        """Send the cards as they are now to every browser that has others."""
        self._widget.refresh()
        self._news.set()
        self._news = asyncio.Event()

    def press(self, message: dict[str, Any]) -> None:
        """Do what a browser sent."""
        self._widget.receive(message)
        self.changed()

    @property
    def told(self) -> str:
        """The cards as JSON, in one line."""
        return json.dumps(self._widget.cards)

    async def news(self) -> None:
        """Wait until something may have changed, or for a while."""
        try:
            await asyncio.wait_for(self._news.wait(), SECONDS_OF_SILENCE)
        except TimeoutError:
            return

    async def close(self) -> None:
        """Take no more connections, and end those that are open."""
        self._server.stop()
        await self._server.close_all_connections()


class _Plain(RequestHandler):
    """A handler that says what a browser may do with the answer."""

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(f"{status_code}\n")


class _Nothing(_Plain):
    """Whatever there is not."""

    def prepare(self) -> None:
        raise HTTPError(404)


class _Part(_Plain):
    """One file of the page."""

    def initialize(self, kind: str, text: str) -> None:
        self._kind, self._text = kind, text

    def get(self) -> None:
        self.set_header("Content-Type", f"{self._kind}; charset=utf-8")
        self.finish(self._text)


class _Events(_Plain):
    """The cards, again whenever they are others."""

    def initialize(self, page: Page) -> None:
        self._page = page

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        sent = ""
        try:
            while True:
                told = self._page.told
                self.write(f"data: {told}\n\n" if told != sent else ":\n\n")
                sent = told
                await self.flush()
                await self._page.news()
        except StreamClosedError:
            return


class _Press(_Plain):
    """What was pressed or written."""

    def initialize(self, page: Page) -> None:
        self._page = page

    def post(self) -> None:
        # A form of another page can send no such header.
        if self.request.headers.get("Content-Type") != "application/json":
            raise HTTPError(415)
        try:
            message = json.loads(self.request.body)
        except (ValueError, RecursionError) as problem:
            raise HTTPError(400) from problem
        if not isinstance(message, dict):
            raise HTTPError(400)
        self._page.press(message)
        self.set_status(204)
