"""Kills a broker with SIGKILL, over and over, in the middle of its work, and checks what it knows afterwards.

The client lives in this process and knows what was acknowledged. The broker lives in another one, with small segments
so that it often begins one. After each kill it is started again on the same directory.

Run: python -m tools.kill_broker [kills] [seed]
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from minikafka.engine.errors import Error
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.broker import open_broker
from minikafka.storage.record_batch import EncodedBatch, encode

TOPIC = "topic"
SEGMENT_BYTES = 4000
FIRST_IN_FLIGHT, LONGEST_WAIT_SECONDS = 40, 0.001


@dataclass
class Tally:
    """What the client met. ``unrecognised`` batches were stored before the kill, but are not the last one (K02)."""

    kills: int = 0
    acknowledged: int = 0
    duplicates: int = 0
    unrecognised: int = 0


class BrokerProcess:
    """``serve`` below in a process of its own; a batch on each line to it, an answer on each line from it."""

    def __init__(self, directory: Path) -> None:
        command = [sys.executable, "-m", "tools.kill_broker", "serve", str(directory)]
        self._process = subprocess.Popen(  # noqa: S603 this file itself
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self.log_end_offset = int(self._answers.readline())

    def send(self, batches: Sequence[RecordBatch]) -> None:
        self._requests.write("".join(f"{encode(batch).hex()}\n" for batch in batches))
        self._requests.flush()

    def answer(self) -> tuple[Error, int, bool] | None:
        """Error, base offset and whether it was a duplicate; ``None`` if the broker is dead."""
        line = self._answers.readline()
        if not line.endswith("\n"):
            return None
        error, base_offset, duplicate = line.split()
        return Error[error], int(base_offset), duplicate == "True"

    def kill(self) -> int:
        """Kill it at once; returns how many batches it had still answered."""
        self._process.kill()
        answered = 0
        while self.answer() is not None:
            answered += 1
        return answered

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._answers.close()
        with contextlib.suppress(BrokenPipeError):  # it died with a request unread
            self._requests.close()


def serve(directory: str) -> None:
    """Answer batches until somebody kills this process."""
    broker = open_broker(directory, segment_bytes=SEGMENT_BYTES)
    sys.stdout.write(f"{broker.log_end_offset(TOPIC, 0)}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        result = broker.produce(TOPIC, 0, EncodedBatch(bytes.fromhex(line)))
        sys.stdout.write(f"{result.error.name} {result.base_offset} {result.duplicate}\n")
        sys.stdout.flush()


def value(number: int) -> bytes:
    """What record ``number`` says: of many lengths."""
    return b"message %d " % number + b"x" * (number % 97)


def batch(number: int) -> RecordBatch:
    """Record ``number``, whose sequence and offset are to be ``number`` too."""
    record = Record(value=value(number), timestamp=1000 * int(time.time()))
    return RecordBatch(records=(record,), producer_id=1000, producer_epoch=0, base_sequence=number)


def run(directory: Path, kills: int, in_flight: int, chance: random.Random) -> Tally:
    """Send records 0, 1, 2, … through ``kills`` kills, each with ``in_flight`` unanswered; every check is an assert."""
    tally = Tally()
    for _ in range(kills):
        with BrokerProcess(directory) as broker:
            for _ in range(chance.randrange(FIRST_IN_FLIGHT)):
                _send_and_wait(broker, tally)
            first = tally.acknowledged + tally.unrecognised
            unanswered = [batch(first + number) for number in range(in_flight)]
            broker.send(unanswered)
            time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS))
            answered = broker.kill()
        tally.kills += 1
        with BrokerProcess(directory) as broker:
            assert broker.log_end_offset >= first + answered, "an acknowledged record is lost"
            _send_again(broker, unanswered, tally)
    _check(directory, tally)
    return tally


def _send_and_wait(broker: BrokerProcess, tally: Tally) -> None:
    number = tally.acknowledged + tally.unrecognised
    broker.send([batch(number)])
    assert broker.answer() == (Error.NONE, number, False)
    tally.acknowledged += 1


def _send_again(broker: BrokerProcess, unanswered: Sequence[RecordBatch], tally: Tally) -> None:
    """The client's retry. The broker remembers the last batch it stored, and of the earlier ones nothing.

    One batch in flight is therefore always recognised. Of five, those before the last one stored are refused with 45,
    although they are there: what Kafka answers too.
    """
    for sent in unanswered:
        broker.send([sent])
        answer = broker.answer()
        offset, last_stored = sent.base_sequence, broker.log_end_offset - 1
        if offset < last_stored:
            assert answer == (Error.OUT_OF_ORDER_SEQUENCE_NUMBER, -1, False), answer
            tally.unrecognised += 1
        else:
            assert answer == (Error.NONE, offset, offset == last_stored), answer
            tally.acknowledged += 1
            tally.duplicates += offset == last_stored


def _check(directory: Path, tally: Tally) -> None:
    """Every record is there once, in order."""
    with open_broker(directory) as broker:
        stored = [record.value for record in broker.fetch(TOPIC, 0, 0, max_bytes=2**31)]
    assert stored == [value(number) for number in range(tally.acknowledged + tally.unrecognised)]


def main(kills: int = 200, seed: int = 0) -> None:
    """Half of the kills with one batch in flight, half with five."""
    chance = random.Random(seed)  # noqa: S311 no secrets here
    for in_flight in (1, 5):
        with TemporaryDirectory() as directory:
            print(f"{in_flight} in flight: {run(Path(directory), kills // 2, in_flight, chance)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2])
    else:
        main(*map(int, sys.argv[1:]))
