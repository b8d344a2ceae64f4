"""Throw mutated requests of real clients at a broker: ``python -m benchmarks.fuzz_wire [cases] [seed]``.

The broker is a process of its own. Each case is one connection with one to three requests, as kafka-python and
librdkafka send them, with up to four changes each. Afterwards the broker must still answer, must have written one line
for each connection that it closed and no traceback, and must not have grown.
"""

from __future__ import annotations

import sys
import tempfile
import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from benchmarks.broker_process import BrokerProcess
from benchmarks.processes import resident_bytes
from tests.wire.mutated_frames import mutated, real_frames, send_and_hang_up
from tests.wire.raw_client import raw_client

CASES = 100_000
DESCRIBE_CLUSTER = 60
MIB = 1024 * 1024


def main(cases: int = CASES, first_seed: int = 1) -> int:
    """Run the cases; returns the exit status."""
    frames = real_frames()
    with tempfile.TemporaryFile("w+") as log, BrokerProcess(errors=log) as broker:
        run(frames, broker.address, cases // 10, first_seed)  # what grows once has grown
        before, started = resident_bytes(broker.pid), time.monotonic()
        run(frames, broker.address, cases, first_seed + 1)
        after, seconds = resident_bytes(broker.pid), time.monotonic() - started
        with raw_client(broker.address) as client:
            assert client.ask(DESCRIBE_CLUSTER, 0, {}).cluster_id == "minikafka"
        log.seek(0)
        lines = log.read().splitlines()
    odd = [line for line in lines if not line.endswith("connection closed")]
    report(cases, len(frames), seconds, len(lines), after - before)
    sys.stdout.write("".join(f"  unexpected: {line}\n" for line in odd[:20]))
    return 1 if odd else 0


def run(frames: list[bytes], address: str, cases: int, first_seed: int) -> None:
    """Send ``cases`` mutated requests."""

    @seed(first_seed)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated(frames))
    def each(said: bytes) -> None:
        send_and_hang_up(address, said)

    each()


def report(cases: int, kinds: int, seconds: float, lines: int, growth: int) -> None:
    """Print what happened, in one line."""
    sys.stdout.write(
        f"{cases} cases from {kinds} kinds of requests in {seconds:.0f} s: "
        f"{lines} connections closed with one line each, resident memory {growth / MIB:+.1f} MiB\n"
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
