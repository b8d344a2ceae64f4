"""Thirty learners at once: kernels of Jupyter's own, each with a lab and its panel, on one shared broker.

    python -m tools.classroom                 # minikafka, then Apache Kafka where it can be had
    python -m tools.classroom --kernels 10 --cluster localhost:9092

prints what a kernel and the broker take of memory, how long a click takes, and how many clicks a second there are.
The clicks are those of the panel's Send button, redrawing included; only the browsers are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from benchmarks.broker_process import BrokerProcess
from benchmarks.figures import percentile
from benchmarks.processes import resident_bytes
from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable

START_SECONDS = 300
CLICKS = 10
PAUSE_SECONDS = 3  # between two clicks of somebody who looks at what happened
OPEN = """
import json, os, random, time
from IPython.display import display
from minikafka.lesson import Lab

lab = Lab()
display(lab)

def clicks(count, pause):
    took = []
    for _ in range(count):
        time.sleep(pause * random.uniform(0.5, 1.5))
        before = time.perf_counter()
        lab.send()
        took.append((time.perf_counter() - before) * 1000)
        if lab.notice:
            raise RuntimeError(lab.notice)
    return took

print(os.getpid())
"""


class Learner:
    """One kernel with an open panel; ``pid`` is its process."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self._client = client
        self.pid = -1

    def open_panel(self, cell: str = OPEN) -> None:
        """Do what the first cell of a notebook does; it prints the number of its process."""
        self.pid = int(self.run(cell))

    def run(self, code: str) -> str:
        """What a cell prints.

        Raises:
            RuntimeError: the cell failed.
        """
        printed: list[str] = []

        def take(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self._client.execute_interactive(code, output_hook=take, timeout=START_SECONDS)
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"{reply['content']['ename']}: {reply['content']['evalue']}")
        return "".join(printed)

    def click(self, count: int, pause: float) -> list[float]:
        """How long each click took, in milliseconds."""
        took: list[float] = json.loads(self.run(f"print(json.dumps(clicks({count}, {pause})))"))
        return took


def main() -> None:
    """Measure the brokers that are asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tools.classroom", description=__doc__)
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--cluster", help="host:port of a broker that runs already")
    arguments = parser.parse_args()
    if arguments.cluster:
        report(arguments.cluster, arguments.cluster, None, arguments.kernels)
        return
    with BrokerProcess() as broker:
        report("minikafka", broker.address, lambda: resident_bytes(broker.pid), arguments.kernels)
    try:
        with running_kafka() as kafka:
            report("Apache Kafka", kafka.address, lambda: resident_bytes(kafka.pid), arguments.kernels)
    except KafkaUnavailable as reason:
        print(reason)


def report(name: str, address: str, memory: Callable[[], int] | None, kernels: int) -> None:
    """Have a class of kernels work on the broker at ``address``, and print what was measured."""
    print(f"\n{name}, {kernels} kernels, {os.cpu_count()} cores", flush=True)
    with ExitStack() as closing, ThreadPoolExecutor(kernels) as all_at_once:
        began = time.monotonic()
        learners = [closing.enter_context(running_learner(number, address)) for number in range(kernels)]
        list(all_at_once.map(lambda learner: learner.open_panel(), learners))
        say("all panels are open after", time.monotonic() - began, "s")
        say_clicks("one learner alone", [learners[0].click(CLICKS, 0)], None)
        for pause, who in (
            (PAUSE_SECONDS, f"all, a click every {PAUSE_SECONDS} s each"),
            (0, "all, as fast as it goes"),
        ):
            began = time.monotonic()
            took = list(all_at_once.map(lambda learner, pause=pause: learner.click(CLICKS, pause), learners))
            say_clicks(who, took, time.monotonic() - began)
        say("memory of a kernel", statistics.mean(resident_bytes(learner.pid) for learner in learners) / 1e6, "MB")
        if memory:
            say("memory of the broker", memory() / 1e6, "MB")


@contextmanager
def running_learner(number: int, address: str, more: Mapping[str, str] | None = None) -> Iterator[Learner]:
    """A kernel that JupyterHub would start for learner ``number``, with ``more`` in its environment."""
    own = {"MINIKAFKA_BOOTSTRAP": address, "JUPYTERHUB_USER": f"learner{number}"}
    environment = os.environ | own | dict(more or {})
    manager, client = start_new_kernel(startup_timeout=START_SECONDS, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield Learner(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def say_clicks(who: str, took: Sequence[Sequence[float]], seconds: float | None) -> None:
    """A line about the clicks of some learners, who were at it for so many ``seconds``."""
    clicks = [click for learner in took for click in learner]
    rate = f", {len(clicks) / seconds:.0f} clicks/s" if seconds else ""
    print(
        f"  {who}: a click takes {percentile(clicks, 50):.0f} ms (p99 {percentile(clicks, 99):.0f} ms){rate}",
        flush=True,
    )


def say(what: str, value: float, unit: str) -> None:
    """One figure."""
    print(f"  {what}: {value:.0f} {unit}", flush=True)


if __name__ == "__main__":
    main()
