"""Apache Kafka's own code, where its jars and a JVM are: a partition's log, and the tool that prints its files."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minikafka.engine.markers import EndTransactionMarker
from minikafka.storage.record_batch import encode
from tests.storage.stories import INDEX_INTERVAL_BYTES, NOW, SEGMENT_BYTES, STORY
from tools.kafka.jars import SHORT_LIVED, kafka_jars

DRIVER = Path(__file__).with_name("KafkaLog.java")
# Its answers are lines on its output, among which the log4j of Kafka's jars would print.
QUIET = "-Dlog4j2.level=OFF"


class KafkaLog:
    """``KafkaLog.java`` in a process of its own; ``ask`` sends a command and returns the words of the answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, *words: object) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"Kafka's code failed at {words[0]}; its reason is above"
        return answer.split()


@contextmanager
def kafka_log() -> Iterator[KafkaLog]:
    command = ["java", *SHORT_LIVED, QUIET, "-cp", f"{kafka_jars()}/*", str(DRIVER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield KafkaLog(process)
        assert process.stdin is not None
        process.stdin.close()


def dump_log_segments(*files: Path) -> str:
    """What ``kafka-dump-log.sh`` prints of ``files``."""
    command = [
        "java",
        *SHORT_LIVED,
        "-cp",
        f"{kafka_jars()}/*",
        "org.apache.kafka.tools.DumpLogSegments",
        "--deep-iteration",
        "--files",
    ]
    done = subprocess.run([*command, ",".join(map(str, files))], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def open_kafka(kafka: KafkaLog, directory: Path, *, closed: bool) -> list[str]:
    kafka.ask("clock", NOW)
    return kafka.ask("open", directory, SEGMENT_BYTES, INDEX_INTERVAL_BYTES, 0, 0, str(closed).lower())


def tell_kafka(kafka: KafkaLog, directory: Path) -> None:
    open_kafka(kafka, directory, closed=False)
    for event in STORY:
        if isinstance(event, EndTransactionMarker):
            marker = event.producer_id, event.producer_epoch, "COMMIT", event.coordinator_epoch
            answer = kafka.ask("marker", *marker)
        else:
            answer = kafka.ask("append", encode(event).hex())
        assert answer[0] == "NONE", answer
