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


def test_a_lesson_without_an_extra_is_shown_without_pictures() -> None:
    program = """
import sys
sys.modules.update(dict.fromkeys(["matplotlib", "numpy", "pandas", "jupyterlab", "kio", "crc32c", "cramjam"]))
from minikafka.cli import main
from minikafka.lesson import Lab, flow_chart, process_table
lab = Lab()
lab.send()
print(process_table(lab.trace), flow_chart(lab.trace)._repr_mimebundle_()["text/plain"], *lab._repr_mimebundle_())
main(["lab"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Send message1" in done.stdout
    assert "Not drawn: " in done.stdout
    assert done.stdout.rstrip().endswith("text/plain application/vnd.jupyter.widget-view+json")
    assert re.search(r"^minikafka: \S+ is not installed: pip install 'minikafka\[lab\]'$", done.stderr, re.MULTILINE)


def test_a_line_is_explained_without_sockets_threads_and_processes() -> None:
    program = """
import sys
from minikafka.clinic import explain
absent = ["socket", "ssl", "selectors", "asyncio", "threading", "subprocess", "multiprocessing"]
assert not set(absent) & set(sys.modules), "imported"

def forbid(event, _):
    assert event not in {"socket.__new__", "_thread.start_new_thread", "subprocess.Popen"}, event

sys.addaudithook(forbid)
sys.modules["matplotlib"] = None
explanation = explain("Out of order sequence number for producer 7 at offset 5 in partition t-0: 61 (incoming seq. "
                      "number), 57 (current end sequence number)")
print(explanation, explanation._repr_html_())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.count("Found by a search") == 2
    assert done.stdout.count("No - refuse, seq 58 expected") == 2
    assert "<svg" not in done.stdout


def test_nothing_needs_what_windows_has_not() -> None:
    """The lesson, a broker with files, and one over TCP."""
    program = """
import os, signal, sys, tempfile
sys.modules.update(dict.fromkeys(["fcntl", "termios", "resource", "pwd", "grp", "pty", "readline"]))
for module, names in (
    (os, ("fork", "killpg", "setsid", "sysconf")),
    (signal, ("SIGHUP", "SIGKILL", "SIGUSR1", "SIGALRM", "pthread_sigmask")),
):
    for name in names:
        delattr(module, name)
import minikafka.cli, minikafka.launch
from minikafka import Broker, Producer, SharedBroker, connect, open_broker, serve
from minikafka.lesson import Lab, Quiz, process_table
lab = Lab()
lab.send()
print(process_table(lab.trace))
with tempfile.TemporaryDirectory() as directory:
    with open_broker(directory) as broker:
        Producer(broker).send("topic", b"kept")
    with open_broker(directory) as broker:
        print([record.value for record in broker.fetch("topic", 0, 0)])
with serve(SharedBroker(Broker())) as address, connect(address) as remote:
    print(Producer(remote).send("topic", b"sent").status)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Send message1" in done.stdout
    assert "[b'kept']" in done.stdout
    assert "ACKNOWLEDGED" in done.stdout
