"""A broker that is started again: what its partition still knows of a producer.

The broker keeps Kafka's own files in a temporary directory. Closed cleanly, it writes what it knows first; crashed, it
leaves the files as they were at that moment.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.lesson.content.deep.answers import TOPIC, Answers, answers, remembered, sequences
from minikafka.lesson.lab.experiments import PRODUCER_ID, batch
from minikafka.lesson.views.table import table_of
from minikafka.storage.broker import DiskBroker, open_broker

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

STORED = tuple(batch(number) for number in range(5))
LAST, LAST_BUT_ONE = STORED[-1], STORED[-2]


def restarts() -> Table:
    """What is remembered of five batches, and what two retries get: before a restart, and after either kind."""
    with TemporaryDirectory() as place:
        data, left_by_a_crash = Path(place) / "data", Path(place) / "left-by-a-crash"
        with _opened(data) as broker:
            answers(broker, *STORED)
            shutil.copytree(data, left_by_a_crash)
            before = _row("before", broker)
        with _opened(data) as closed, _opened(left_by_a_crash) as crashed:
            return table_of([before, _row("after a clean stop", closed), _row("after a crash", crashed)])


def after_a_restart() -> Answers:
    """The answers to two retries once a broker that stored five batches was closed and opened again."""
    with TemporaryDirectory() as place:
        with _opened(Path(place)) as broker:
            answers(broker, *STORED)
        with _opened(Path(place)) as broker:
            return answers(broker, LAST, LAST_BUT_ONE)


def _opened(directory: Path) -> DiskBroker:
    return open_broker(directory, clock=ManualClock())


def _row(moment: str, broker: Broker) -> dict[str, str]:
    known = ", ".join(remembered(broker.producer_state(TOPIC, 0, PRODUCER_ID)))
    told = {f"Retry of {sequences(again)}": answers(broker, again)[0].words for again in (LAST, LAST_BUT_ONE)}
    return {"The broker": moment, "Remembers seq": known} | told
