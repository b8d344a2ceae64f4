"""A front end may hand the clicks on one panel to two threads of the kernel, as JupyterLab does by default."""

import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from minikafka.lesson import Lab


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Have Python change threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_clicks_from_two_threads_are_taken_lock(busy_threads: None) -> None:
    lab = Lab()

    def click_on() -> None:
        for _ in range(100):
            lab.send()

    threads = [Thread(target=click_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.step for event in lab.trace] == [0] + [step for step in range(1, 201) for _ in range(7)]
