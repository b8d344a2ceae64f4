"""Directories of a partition that a test loads, with segments of one producer's batches."""

from __future__ import annotations

from pathlib import Path

from minikafka.engine.clock import ManualClock
from minikafka.engine.producer_state import ProducerState
from minikafka.storage.disk_log import LogParts
from minikafka.storage.log_loader import LogLoader
from minikafka.storage.producer_snapshot import encode_snapshot
from minikafka.storage.producer_state_manager import Expiration
from tests.storage.batches import batch_of

DAY_MS = 86_400_000
SIZE = len(batch_of({0: b"0"}))


def numbered(offset: int, *, leader_epoch: int = 0) -> bytes:
    """One record of producer 7, whose sequences are its offsets."""
    return batch_of({0: b"%d" % (offset % 10)}, at=offset, producer=(7, 0, offset), leader_epoch=leader_epoch)


def loader(directory: Path, **changes: object) -> LogLoader:
    settings = {
        "directory": directory,
        "index_interval_bytes": 0,
        "expiration": Expiration(ManualClock(1000), DAY_MS),
        "clean": False,
        "recovery_point": 0,
        "log_start_offset": 0,
    }
    return LogLoader(**{**settings, **changes})  # type: ignore[arg-type] # each has its own type


def load(directory: Path, **changes: object) -> LogParts:
    parts = loader(directory, **changes).load()
    for segment in parts.segments:
        segment.close()
    return parts


def crashed(directory: Path, *bases: int, end: int) -> Path:
    """Segments of one batch for each offset, with indexes, and nothing else: no snapshots, no epochs."""
    for base, following in zip(bases, [*bases[1:], end], strict=True):
        (directory / f"{base:020d}.log").write_bytes(b"".join(map(numbered, range(base, following))))
    load(directory)
    for path in [*directory.glob("*.snapshot"), directory / "leader-epoch-checkpoint"]:
        path.unlink()
    return directory


def at(directory: Path, offset: int, suffix: str) -> Path:
    return directory / f"{offset:020d}{suffix}"


def damage(directory: Path, base: int, offset: int) -> None:
    """The batch at ``offset`` gets a content that its checksum does not match."""
    path = at(directory, base, ".log")
    data = bytearray(path.read_bytes())
    data[(offset - base + 1) * SIZE - 1] ^= 1
    path.write_bytes(data)


def make_unknown(directory: Path, base: int, offset: int) -> None:
    """The batch at ``offset`` becomes one of a format that nobody knows."""
    path = at(directory, base, ".log")
    data = bytearray(path.read_bytes())
    data[(offset - base) * SIZE + 16] = 9
    path.write_bytes(data)


def snapshot(directory: Path, offset: int, *states: ProducerState) -> None:
    at(directory, offset, ".snapshot").write_bytes(encode_snapshot(states))


def bases(parts: LogParts) -> list[int]:
    return [segment.base_offset for segment in parts.segments]


def names(directory: Path, suffix: str) -> list[int]:
    return sorted(int(path.stem) for path in directory.glob(f"*{suffix}"))


def window(parts: LogParts) -> list[int]:
    """The last sequences that are remembered of producer 7."""
    state = parts.states.producers.get(7)
    return [] if state is None else [batch.last_sequence for batch in state.batches]
