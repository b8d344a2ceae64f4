"""What holds for all tests."""

import os
import socket
from asyncio import _get_running_loop, _set_running_loop
from collections.abc import Iterator

import kafka.net
import pytest
from hypothesis import settings

from tests.browser.chromium import browser_path
from tests.conformance import report

# No deadline, as a busy machine is not a defect. In CI the same commit tries the same examples.
settings.register_profile("minikafka", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("minikafka")

SLOW_FOLDERS = ("browser", "kafka", "wire")  # what is left for the end is short, so that no core waits for another


@pytest.hookimpl(trylast=True)  # after the order has become a random one
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser's tests: together, as all share one page, and first, as they take longest."""
    turns = {folder: turn for turn, folder in enumerate(SLOW_FOLDERS)}
    items.sort(key=lambda item: turns.get(item.path.parent.name, len(turns)))


@pytest.fixture(autouse=True)
def _no_loop_of_another_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide the event loop that Playwright may have left running in this thread: who looks for one finds none."""
    if "browser" in request.fixturenames:
        yield
        return
    left = _get_running_loop()
    _set_running_loop(None)
    yield
    _set_running_loop(left)


class _ForgottenSocket(socket.socket):
    def __del__(self) -> None:
        self.close()


@pytest.fixture(scope="session", autouse=True)
def _kafka_python_may_forget_a_socket() -> Iterator[None]:
    """Close it without Python's warning, which would be an error in whatever test runs when the collector finds it.

    kafka-python 3.0 never closes the socket of a client that is closed while a request, such as a heartbeat, leaves.
    """

    def forgotten_socket(_: object, family: int, kind: int, protocol: int) -> socket.socket:
        return _ForgottenSocket(family, kind, protocol)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kafka.net.KafkaNetSocket, "socket", forgotten_socket)
        yield


# Here and not beside the tests: with several processes, only this conftest is read by the one that prints.
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with what a count of passed tests does not say."""
    for line in report.lines(terminalreporter):
        terminalreporter.write_line(line)
    if not browser_path():
        terminalreporter.write_line("No Chromium or Chrome is installed: nothing was tested in a browser.", yellow=True)
