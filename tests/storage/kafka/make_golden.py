"""Makes tests/storage/golden anew; tests/storage/golden/README.md says what is in it.

Run: python -m tests.storage.kafka.make_golden
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.storage.kafka.apache_kafka import KafkaLog, kafka_log, open_kafka, tell_kafka

GOLDEN = Path(__file__).parents[1] / "golden"
CUT = 7


def make(kafka: KafkaLog, golden: Path) -> None:
    """The story, closed; left with a torn batch; and opened again after that."""
    with TemporaryDirectory() as root:
        written = Path(root) / "story-0"
        tell_kafka(kafka, written)
        (golden / "producers.txt").write_text("\n".join(kafka.ask("producers")) + "\n")
        torn = golden / "torn" / "story-0"
        shutil.copytree(written, torn, ignore=shutil.ignore_patterns("*index"))
        newest = max(torn.glob("*.log"))
        newest.write_bytes(newest.read_bytes()[:-CUT])
        kafka.ask("close")
        shutil.copytree(written, golden / "closed" / "story-0")
    repaired = golden / "repaired" / "story-0"
    shutil.copytree(torn, repaired)
    open_kafka(kafka, repaired, closed=False)
    kafka.ask("close")


if __name__ == "__main__":
    shutil.rmtree(GOLDEN / "closed", ignore_errors=True)
    shutil.rmtree(GOLDEN / "torn", ignore_errors=True)
    shutil.rmtree(GOLDEN / "repaired", ignore_errors=True)
    GOLDEN.mkdir(exist_ok=True)
    with kafka_log() as log:
        make(log, GOLDEN)
