"""``make kafka``: a broker of Apache Kafka on the loopback address, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from contextlib import suppress

from minikafka.wire.foreground import say
from tools.kafka.broker import HOST, running_kafka
from tools.kafka.jars import KafkaUnavailable, kafka_version


def main() -> int:
    """Run the broker; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.kafka", description=__doc__)
    parser.add_argument("--port", type=int, default=9092, help="where to listen (default: %(default)s)")
    port = parser.parse_args().port
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C does, also while it starts
    try:
        with suppress(KeyboardInterrupt):
            _run(port)
    except KafkaUnavailable as problem:
        sys.stderr.write(f"make kafka: {problem}\n")
        return 1
    return 0


def _run(port: int) -> None:
    say(f"Apache Kafka {kafka_version()} starts on {HOST}:{port}. The first time, Maven fetches it (a minute).")
    with running_kafka(port) as kafka:
        say(f"Apache Kafka listens on {kafka.address}, in process {kafka.pid}; Ctrl-C ends it and its data.")
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
