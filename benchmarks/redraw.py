"""What one press of a button costs the kernel: from the button's handler until its last message is handed over."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from IPython.display import display
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from benchmarks.figures import Figure, percentile
from minikafka.engine.producer import Producer
from minikafka.lesson import Lab
from minikafka.lesson.widgets.panel import Panel

TARGET = 8.0  # milliseconds
STEPS = (1, 20, 200, 1000)
VERBS = ("send", "retry", "stand")
ROUNDS = 20
TIMEOUT = 120  # seconds


def measure() -> Iterator[Figure]:
    """In a real kernel, so that messages are made, signed and sent as for a notebook."""
    for steps, milliseconds in _measured_in_a_kernel():
        yield Figure(f"press with {steps} steps in the run, kernel side, median", percentile(milliseconds, 50), "ms")
        yield Figure(
            f"press with {steps} steps in the run, kernel side, p95", percentile(milliseconds, 95), "ms", TARGET
        )


def press() -> list[tuple[int, list[float]]]:
    """What runs in the kernel: for each number of steps, how long each press took, in milliseconds."""
    lab = Lab()
    panel = Panel(lab)
    display(panel.widget)  # type: ignore[no-untyped-call]  # IPython has no types here
    return [(steps, [_milliseconds(panel, verb) for _ in _runs(lab, steps) for verb in VERBS]) for steps in STEPS]


def _runs(lab: Lab, steps: int) -> Iterator[None]:
    """Bring the lab, time and again, to one press of Send before ``steps``."""
    producer = _run(lab, steps - 1)
    for _ in range(ROUNDS):
        lab.open(producer)
        yield


def _run(lab: Lab, steps: int) -> Producer:
    producer = lab.new_producer(enable_idempotence=True)
    for _ in range(steps):
        producer.send(lab.topic, b"message1")
    return producer


def _milliseconds(panel: Panel, verb: str) -> float:
    start = time.perf_counter()
    panel.take({"verb": verb, "args": {"text": "message1", "view": "one", "position": 1}})
    return (time.perf_counter() - start) * 1000


def _measured_in_a_kernel() -> list[tuple[int, list[float]]]:
    # A kernel that could encrypt and does not would warn on the terminal.
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    manager.start_kernel(cwd=str(Path(__file__).parents[1]))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        return _returned(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _returned(client: BlockingKernelClient) -> list[tuple[int, list[float]]]:
    reply = client.execute_interactive(
        "from benchmarks.redraw import press",
        user_expressions={"times": "press()"},
        output_hook=lambda _: None,
        timeout=TIMEOUT,
    )
    times: dict[str, Any] = reply["content"]["user_expressions"]["times"]
    assert times["status"] == "ok", times
    return [(steps, milliseconds) for steps, milliseconds in ast.literal_eval(times["data"]["text/plain"])]
