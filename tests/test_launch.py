"""JupyterLab as the course starts it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.browser.server import JupyterLab, running_jupyterlab


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    """Leaving it presses Ctrl-C and demands a clean end."""
    with running_jupyterlab(tmp_path_factory.mktemp("launch")) as running:
        yield running


def ask(server: JupyterLab, path: str) -> Any:
    with urlopen(f"{server.address}/{path}?token={server.token}") as response:
        return json.load(response)


def test_it_serves_the_directory(server: JupyterLab) -> None:
    course = server.fresh_copy("00-start-here").partition("/")[0]
    assert [entry["name"] for entry in ask(server, "api/contents")["content"]] == [course]


def test_without_the_token_nothing_is_served(server: JupyterLab) -> None:
    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(f"{server.address}/api/contents")
    refused.value.close()


def test_it_listens_on_loopback_only(server: JupyterLab) -> None:
    assert server.address.startswith("http://127.0.0.1:")


def test_no_news_and_no_updates_are_fetched(server: JupyterLab) -> None:
    settings = ask(server, "lab/api/settings/@jupyterlab/apputils-extension:notification")
    defaults = settings["schema"]["properties"]
    assert defaults["fetchNews"]["default"] == "false"
    assert defaults["checkForUpdates"]["default"] is False


def test_the_users_settings_are_left_alone(server: JupyterLab) -> None:
    assert not (server.directory / "settings").exists()


def test_a_class_sees_no_code(tmp_path: Path) -> None:
    with running_jupyterlab(tmp_path, presented="04-visual.ipynb") as presenting:
        with urlopen(f"{presenting.address}/doc?token={presenting.token}") as page:
            assert "/custom/custom.css" in page.read().decode()
        with urlopen(f"{presenting.address}/custom/custom.css") as rules:
            hidden = [line for line in rules.read().decode().splitlines() if "display: none" in line]
    assert ".jp-CodeCell .jp-Cell-inputWrapper" in " ".join(hidden)


def test_otherwise_a_page_looks_as_the_user_has_it(server: JupyterLab) -> None:
    with urlopen(f"{server.address}/lab?token={server.token}") as page:
        assert "custom.css" not in page.read().decode()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "minikafka", "lab", "--no-browser", "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert f"port {port} is not available" in ended.stderr
