"""The site, built once for a run of the tests, served on loopback, and a browser to look at it."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from minikafka.site.build import build_site
from minikafka.site.serve import make_server
from tests.browser.chromium import browser_path, running_browser

CACHE = Path(__file__).parents[2] / "build"  # what an earlier run fetched and made is kept there


@pytest.fixture(scope="session")
def site_address() -> Iterator[str]:
    if not shutil.which("npm"):
        pytest.skip("npm is not there, with which the course in the browser is built")
    if not browser_path():
        pytest.skip("neither Chromium nor Chrome is there, to look at the course in the browser")
    folder = build_site(CACHE / "site-of-the-tests", quick=True)
    server = make_server(folder.parent)  # as on project pages, the site is below a path
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started
