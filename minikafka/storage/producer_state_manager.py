"""The producers of a log on disk, and their snapshots: when they are written, loaded and deleted.

Source: ``storage/.../ProducerStateManager``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from minikafka.engine.clock import Clock
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_state import ProducerState, ProducerStates, state_after
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Batch
from minikafka.storage.data_file import replace_file
from minikafka.storage.producer_snapshot import CorruptSnapshot, decode_snapshot, encode_snapshot
from minikafka.storage.segment import file_stem

SUFFIX = ".snapshot"
_NAME = re.compile(r"[0-9]{20}\.snapshot")
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expiration:
    """The age in ms from which on a producer is not loaded any more (``producer.id.expiration.ms``)."""

    clock: Clock
    age_ms: int


class ProducerStateManager:
    """``producers`` as of ``end_offset``, with the snapshot files in ``directory``."""

    def __init__(self, directory: Path, expiration: Expiration) -> None:
        self.producers = ProducerStates()
        self.end_offset = 0
        self._directory = directory
        self._expiration = expiration
        self._last_snapshot_offset = 0

    def replay(self, stored: StoredBatch) -> None:
        """Remember a batch that the log holds already; nothing is checked (``ProducerStateManager.update``)."""
        batch = stored.batch
        if batch.producer_id != NO_PRODUCER_ID:
            known = self.producers.get(batch.producer_id)
            is_emptied_marker = batch.is_control and batch.record_count == 0
            state = _only_known(known, batch) if is_emptied_marker else state_after(known, batch, stored.base_offset)
            self.producers.update(state)
        self.end_offset = stored.last_offset + 1

    # Snapshots

    @property
    def snapshot_offsets(self) -> list[int]:
        """The offsets of the snapshots there are, in order."""
        names = (path.name for path in self._directory.iterdir())
        return sorted(int(name.removesuffix(SUFFIX)) for name in names if _NAME.fullmatch(name))

    def is_usable(self, offset: int) -> bool:
        """Whether the snapshot at ``offset`` is not damaged; it is not deleted."""
        try:
            decode_snapshot(self._path(offset).read_bytes())
        except CorruptSnapshot:
            return False
        return True

    def take_snapshot(self) -> None:
        """Write a snapshot at the end offset, unless there is one (``ProducerStateManager.takeSnapshot``)."""
        if self.end_offset > self._last_snapshot_offset:
            replace_file(self._path(self.end_offset), encode_snapshot(self.producers))
            self._last_snapshot_offset = self.end_offset

    def delete_snapshot(self, offset: int) -> None:
        self._path(offset).unlink(missing_ok=True)

    def delete_stray_snapshots(self, segments: Collection[int]) -> None:
        """Keep the snapshots at a segment's base offset, and the last one beyond all segments.

        Source: ``ProducerStateManager.removeStraySnapshots``.
        """
        for offset in self.stray_snapshots(segments):
            self.delete_snapshot(offset)

    def stray_snapshots(self, segments: Collection[int]) -> list[int]:
        """Those that ``delete_stray_snapshots`` deletes."""
        beside = [offset for offset in self.snapshot_offsets if offset not in segments]
        return [offset for offset in beside if offset != beside[-1] or offset < max(segments, default=0)]

    # Loading

    def truncate_and_reload(self, log_start_offset: int, log_end_offset: int) -> None:
        """Load the newest usable snapshot within the log; a damaged one is deleted and the next older one tried.

        Source: ``ProducerStateManager.truncateAndReload`` and ``loadFromSnapshot``.
        """
        for offset in self.snapshot_offsets:
            if not log_start_offset < offset <= log_end_offset:
                self.delete_snapshot(offset)
        self.end_offset = self._last_snapshot_offset = log_start_offset
        for offset in reversed(self.snapshot_offsets):
            if (states := self._read(offset)) is not None:
                self._load(states)
                self.end_offset = self._last_snapshot_offset = offset
                return

    def _read(self, offset: int) -> tuple[ProducerState, ...] | None:
        path = self._path(offset)
        try:
            return decode_snapshot(path.read_bytes())
        except CorruptSnapshot as problem:
            _LOGGER.warning("%s: %s; deleted, the producers come from an older snapshot or the log", path, problem)
            path.unlink()
            return None

    def _load(self, states: Collection[ProducerState]) -> None:
        for state in states:
            self.producers.update(state)
        self.producers.remove_expired(self._expiration.clock.now(), self._expiration.age_ms)

    def _path(self, offset: int) -> Path:
        return self._directory / f"{file_stem(offset)}{SUFFIX}"


def _only_known(state: ProducerState | None, batch: Batch) -> ProducerState:
    """Compaction emptied a marker because nothing of its transaction is left (``ProducerAppendInfo.append``)."""
    return state or ProducerState(batch.producer_id, NO_PRODUCER_EPOCH)
