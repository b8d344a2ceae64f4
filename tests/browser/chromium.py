"""The browser of this machine, without a window. Playwright steers it and never downloads one of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """Return where Chromium or Chrome is installed, or None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start the browser of `browser_path`, with an empty profile, and stop it at the end."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=browser_path(), args=_QUIET)
