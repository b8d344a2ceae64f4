"""A broker in memory that restarts remembers what a broker with files does, whose files are Kafka's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.storage.broker import DiskBroker, open_broker
from tests.storage.small_segments import TOPIC
from tests.storage.stories import NOW, STORY

DAY_MS = 86_400_000


def tell(broker: Broker) -> None:
    broker.create_topic(TOPIC)
    for event in STORY:
        if isinstance(event, EndTransactionMarker):
            broker.write_txn_marker(TOPIC, 0, event)
        else:
            broker.produce(TOPIC, 0, event)


def memory(broker: Broker) -> set[ProducerState]:
    return set(broker.partition(TOPIC, 0).producers)


def opened(directory: Path, clock: ManualClock) -> DiskBroker:
    """In one segment, like a log in memory: what else the files of earlier segments tell after a crash is their own."""
    return open_broker(directory, clock=clock)


def delete_everything(broker: Broker, clock: ManualClock) -> None:
    broker.delete_records(TOPIC, 0, broker.log_end_offset(TOPIC, 0))


def delete_all_but_the_last(broker: Broker, clock: ManualClock) -> None:
    broker.delete_records(TOPIC, 0, broker.log_end_offset(TOPIC, 0) - 1)


def wait_until_some_are_expired(broker: Broker, clock: ManualClock) -> None:
    """The oldest of the story's last batches is of ``NOW + 195``, the next one of ``NOW + 300``."""
    clock.advance(DAY_MS + 250)


def nothing(broker: Broker, clock: ManualClock) -> None:
    pass


@pytest.mark.parametrize("clean", [True, False], ids=["clean", "crash"])
@pytest.mark.parametrize("before", [nothing, delete_all_but_the_last, delete_everything, wait_until_some_are_expired])
def test_memory_and_disk_agree(before: Callable[[Broker, ManualClock], None], clean: bool, tmp_path: Path) -> None:
    clock, other = ManualClock(NOW), ManualClock(NOW)
    in_memory, on_disk = Broker(clock=clock), opened(tmp_path / "running", other)
    for broker, its_clock in ((in_memory, clock), (on_disk, other)):
        tell(broker)
        before(broker, its_clock)
    assert memory(in_memory) == memory(on_disk)
    in_memory.restart()
    with restarted(on_disk, tmp_path, other, clean=clean) as again:
        assert memory(in_memory) == memory(again)


def restarted(broker: DiskBroker, root: Path, clock: ManualClock, *, clean: bool) -> DiskBroker:
    """The same broker after a stop, or after what a killed process leaves: the files as they are."""
    if clean:
        broker.close()
        return opened(root / "running", clock)
    shutil.copytree(root / "running", root / "left")
    broker.close()
    return opened(root / "left", clock)


def test_the_story_has_something_to_forget() -> None:
    """Otherwise agreement would say nothing: windows of several batches, and producers that expire or not."""
    clock = ManualClock(NOW)
    broker = Broker(clock=clock)
    tell(broker)
    assert max(len(state.batches) for state in memory(broker)) == 5
    known = len(memory(broker))
    wait_until_some_are_expired(broker, clock)
    broker.restart()
    assert 0 < len(memory(broker)) < known
    assert {len(state.batches) for state in memory(broker)} == {1}


def test_a_broker_with_files_does_not_restart_in_place(tmp_path: Path) -> None:
    with opened(tmp_path, ManualClock(NOW)) as broker:
        tell(broker)
        with pytest.raises(NotImplementedError, match="its directory opened again"):
            broker.restart()
        assert max(len(state.batches) for state in memory(broker)) == 5
