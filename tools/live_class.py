"""A class, live: thirty kernels that answer at random, the room that counts, and a restart of the broker in the middle.

    python -m tools.live_class                 # on minikafka, then on Apache Kafka where it can be had
    python -m tools.live_class --kernels 10
    python -m tools.live_class --hub           # the same through JupyterHub; tools/hub.py says what that needs

prints how long a click takes a learner, how long an answer takes to its bar, whether one was lost or counted twice, and
how long a question to the room takes to every open notebook.
Each learner has a kernel, a quiz with its widget, and a file of progress, as JupyterHub would give it; the browsers are
missing. The bar is a redrawn card of the room.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.broker_process import BrokerProcess
from benchmarks.figures import percentile
from benchmarks.processes import resident_bytes
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import cluster
from minikafka.classroom.record import ROOM, Answer, Asked, new_id
from minikafka.classroom.room import Room
from minikafka.classroom.room_cards import RoomCards
from tools.classroom import running_learner
from tools.kafka.broker import formatted_kafka
from tools.kafka.jars import KafkaUnavailable

if TYPE_CHECKING:
    from minikafka.engine.log import StoredRecord

CLASS = "measured"
ANSWERS = 20  # of each learner, in each half
PAUSE_SECONDS = 1.5  # between two answers of one learner
SECONDS_TO_ARRIVE = 120
QUESTIONS_TO_THE_ROOM = 5
SECONDS_TO_BE_ASKED = 5  # then whoever has not seen it is missing
OPEN = """
import json, os, random, time
from IPython.display import display
from minikafka.classroom.asked_card import AskedCard
from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.widgets.question_cards import Quiz

asked_at = []

def refresh(card, refresh=AskedCard.refresh):
    refresh(card)
    asked_at.append(time.time())

AskedCard.refresh = refresh
quiz = Quiz(QUESTIONS, style="04-visual")
display(quiz)

def answers(count, pause):
    took = []
    for _ in range(count):
        time.sleep(pause * random.uniform(0.5, 1.5))
        question = random.choice(QUESTIONS)
        before = time.perf_counter()
        quiz.choose(question, random.randrange(len(question.options)))
        quiz.check(question)
        took.append((time.perf_counter() - before) * 1000)
    return took

print(os.getpid())
"""


class Running(Protocol):
    """A broker that runs: ``host:port``, and its process."""

    @property
    def address(self) -> str: ...
    @property
    def pid(self) -> int: ...


class Learning(Protocol):
    """A learner with a kernel: ``pid`` is its process."""

    pid: int

    def open_panel(self, cell: str) -> None: ...
    def run(self, code: str) -> str: ...


Start = Callable[[], AbstractContextManager[Running]]  # on the same data and address each time


Arrive = Callable[[ExitStack, ThreadPoolExecutor, str, int], Sequence[Learning]]  # so many learners, on that cluster


class Watched(Room):
    """A room that notes when each answer has its bar: how many seconds after it was given, by when it was given."""

    def __init__(self, address: str) -> None:
        topics = ClassTopics(CLASS)
        super().__init__(topics, cluster(address, "room"), self._look)
        self.took: list[tuple[float, float]] = []
        self._new: list[Answer] = []
        self._cards = RoomCards(self)
        assert self._cards.widget, "the cards are drawn"

    def take(self, record: StoredRecord) -> Answer | None:
        answer = super().take(record)
        if answer:
            self._new.append(answer)
        return answer

    def _look(self) -> None:
        self._cards.refresh()
        now = time.time()
        given = [answer.at.timestamp() for answer in self._new]
        self.took += [(at, now - at) for at in given]
        self._new.clear()


def main() -> None:
    """Measure on both brokers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--hub", action="store_true", help="each learner has a server of JupyterHub")
    arguments = parser.parse_args()
    kernels, arrive = arguments.kernels, _through_the_hub if arguments.hub else _in_kernels
    with tempfile.TemporaryDirectory() as data:
        report("minikafka", _minikafka(data), kernels, arrive)
    try:
        with formatted_kafka() as kafka:
            report("Apache Kafka", kafka, kernels, arrive)
    except KafkaUnavailable as reason:
        print(reason)


def report(name: str, start: Start, kernels: int, arrive: Arrive) -> None:
    """Have a class answer, restart the broker in the middle, and print what was measured."""
    print(f"\n{name}, {kernels} kernels, {os.cpu_count()} cores", flush=True)
    with ExitStack() as closing, ThreadPoolExecutor(kernels) as all_at_once:
        broker = closing.enter_context(ExitStack())
        address = broker.enter_context(start()).address
        room = Watched(address)
        closing.callback(room.courier.close)
        room.courier.start()
        learners = arrive(closing, all_at_once, address, kernels)
        list(all_at_once.map(lambda learner: learner.open_panel(OPEN), learners))
        _warm_up(all_at_once, room, learners)
        say_times("a click", _together(all_at_once, learners))
        began = time.time()
        answering = all_at_once.submit(_together, ThreadPoolExecutor(kernels), learners)
        broker.close()
        pid = broker.enter_context(start()).pid
        away = time.time() - began
        say_times("a click while the broker is restarted", answering.result())
        given = kernels + 2 * ANSWERS * kernels
        _wait_until_all_came(room, given)
        _say_bars(room, began, away, given)
        _say_asked(all_at_once, room, learners)
        memory = statistics.mean(resident_bytes(learner.pid) for learner in learners) / 1e6
        print(f"  memory of a kernel {memory:.0f} MB, of the broker {resident_bytes(pid) / 1e6:.0f} MB", flush=True)


def _warm_up(all_at_once: ThreadPoolExecutor, room: Watched, learners: Sequence[Learning]) -> None:
    """One answer of everybody: what a kernel imports for it, it imports now, and all of them at once."""
    began = time.monotonic()
    _together(all_at_once, learners, count=1)
    _wait_until_all_came(room, len(learners))
    room.took.clear()
    print(f"  the first answer of everybody has its bar after {time.monotonic() - began:.0f} s", flush=True)


def _say_bars(room: Watched, began: float, away: float, given: int) -> None:
    say_times("answer to bar", [[1000 * took for at, took in room.took if at < began]])
    say_times("answer to bar, across the restart", [[1000 * took for at, took in room.took if at >= began]])
    tally = room.tally
    print(f"  {tally.answers} counted of {given} given, {tally.twice} came twice, {tally.foreign} foreign", flush=True)
    print(f"  the broker was away for {away:.1f} s", flush=True)


def _say_asked(all_at_once: ThreadPoolExecutor, room: Watched, learners: Sequence[Learning]) -> None:
    """Ask the room some questions, and print how long each took until a notebook showed it."""
    took = [_asked(all_at_once, room, learners) for _ in range(QUESTIONS_TO_THE_ROOM)]
    say_times("a question to the room, until a notebook shows it", took)


def _asked(all_at_once: ThreadPoolExecutor, room: Watched, learners: Sequence[Learning]) -> list[float]:
    """How many milliseconds a question took to each learner who saw it."""
    list(all_at_once.map(lambda learner: learner.run("asked_at.clear()"), learners))
    began = time.time()
    item = new_id()
    room.ask(Asked(item, ROOM, item, "Is this clear?", ("yes", "no")))
    time.sleep(SECONDS_TO_BE_ASKED)
    told = all_at_once.map(lambda learner: learner.run("print(json.dumps(asked_at[:1]))"), learners)
    return [1000 * (at - began) for shown in map(json.loads, told) for at in shown]


def _in_kernels(closing: ExitStack, _all_at_once: ThreadPoolExecutor, address: str, kernels: int) -> Sequence[Learning]:
    """Kernels of Jupyter's own, without a Hub."""
    began = time.monotonic()
    homes = closing.enter_context(tempfile.TemporaryDirectory())
    learners = [
        closing.enter_context(running_learner(number, address, _environment(f"{homes}/{number}")))
        for number in range(kernels)
    ]
    print(f"  all kernels have started after {time.monotonic() - began:.0f} s", flush=True)
    return learners


def _through_the_hub(
    closing: ExitStack, all_at_once: ThreadPoolExecutor, address: str, kernels: int
) -> Sequence[Learning]:
    """Learners who log in at once."""
    from tools.hub import running_hub

    place = Path(closing.enter_context(tempfile.TemporaryDirectory()))
    hub = closing.enter_context(running_hub(place, {"CLASSROOM_BOOTSTRAP": address, "MINIKAFKA_CLASS": CLASS}))
    learners = [hub.learner(number) for number in range(kernels)]
    took = list(all_at_once.map(lambda learner: learner.log_in(), learners))
    say_times("to log in, until the kernel answers", [[1000 * seconds for seconds in took]])
    return learners


def _environment(home: str) -> dict[str, str]:
    """What a learner has alone: a file of progress, and IPython's history."""
    own = {"MINIKAFKA_PROGRESS": f"{home}/progress.sqlite", "IPYTHONDIR": f"{home}/ipython"}
    return {"MINIKAFKA_CLASS": CLASS, **own}


def _together(all_at_once: ThreadPoolExecutor, learners: Sequence[Learning], count: int = ANSWERS) -> list[list[float]]:
    """Let everybody answer so often; gives how many milliseconds each click took."""
    asked = f"print(json.dumps(answers({count}, {PAUSE_SECONDS})))"
    return [json.loads(told) for told in all_at_once.map(lambda learner: learner.run(asked), learners)]


def _wait_until_all_came(room: Watched, count: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    while room.tally.answers < count and time.monotonic() < deadline:
        time.sleep(0.1)


def _minikafka(data: str) -> Start:
    """A broker of minikafka with its files in ``data``, which has the same address each time."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    return lambda: BrokerProcess("--data-dir", data, "--port", port)


def say_times(what: str, took: Sequence[Sequence[float]]) -> None:
    """A line about some times in milliseconds."""
    times = [each for learner in took for each in learner]
    median, slow = percentile(times, 50), percentile(times, 99)
    print(f"  {what}: {len(times)} times, median {median:.0f} ms, 99 of 100 {slow:.0f} ms", flush=True)


if __name__ == "__main__":
    main()
