"""What is not there says so in one sentence: sockets in a browser, a library that an extra brings."""

import re
import subprocess
import sys

import pytest

import minikafka

OVER_SOCKETS = sorted(name for name, module in minikafka.BEYOND_THE_ENGINE.items() if ".wire." in module)


@pytest.mark.parametrize("name", OVER_SOCKETS)
def test_in_a_browser_what_needs_sockets_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(ImportError, match=f"^{name} needs sockets, which a page in a browser has not"):
        getattr(minikafka, name)


def test_files_of_a_broker_are_there_in_a_browser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert callable(minikafka.open_broker)


def test_without_the_extra_the_library_that_is_missing_is_named() -> None:
    program = "import sys; sys.modules['kio'] = None; import minikafka.cli; minikafka.serve"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert re.search(r"^ImportError: serve needs kio\S*: pip install 'minikafka\[wire\]'$", done.stderr, re.MULTILINE)
