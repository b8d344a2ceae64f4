"""Opens a partition's directory: what is there, what a crash left, and what is remembered of the producers.

Source: ``storage/.../LogLoader`` and ``UnifiedLog.rebuildProducerState``.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.storage.disk_log import LogParts
from minikafka.storage.leader_epochs import LeaderEpochs
from minikafka.storage.log_inspector import LogInspector
from minikafka.storage.producer_state_manager import Expiration, ProducerStateManager
from minikafka.storage.record_batch import EncodedBatch
from minikafka.storage.segment import Segment

_LOGGER = logging.getLogger(__name__)
_SEGMENT = re.compile(r"[0-9]{20}\.log")
_INDEX = re.compile(r"[0-9]{20}\.(index|timeindex|txnindex)")
_INTERRUPTED = re.compile(r"[0-9]{20}\.(log|index|timeindex|txnindex|snapshot)(\.[a-z0-9-]+)?\.(deleted|cleaned)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLoader:
    """Loads one log.

    ``clean`` is true if the broker that wrote it was closed; otherwise the log is checked first, from the segment of
    ``recovery_point`` on. ``log_start_offset`` is the one noted in the data directory.
    """

    directory: Path
    index_interval_bytes: int
    expiration: Expiration
    clean: bool
    recovery_point: int
    log_start_offset: int

    def ensure_loadable(self) -> None:
        """Return if ``load`` will bring this directory in order as Kafka does; nothing is changed.

        Raises:
            KafkaError: KAFKA_STORAGE_ERROR: a file cannot be read, or is not of a kind that recovery may touch.
        """
        self._ensure_no_swap()
        LeaderEpochs(self.directory)
        segments = self._segments()
        try:
            self._inspector(segments).inspect(segments)
        finally:
            for segment in segments:
                segment.close()

    def _inspector(self, segments: list[Segment]) -> LogInspector:
        flushed = len(segments) if self.clean else self._count_flushed(segments)
        return LogInspector(clean=self.clean, flushed=flushed, replayed_from=self._replayed_from(segments))

    def _replayed_from(self, segments: list[Segment]) -> int:
        """Where the newest usable snapshot ends; a closed log without any is not replayed at all."""
        states = self._states()
        strays = states.stray_snapshots([segment.base_offset for segment in segments])
        kept = [offset for offset in states.snapshot_offsets if offset not in strays]
        if self.clean and not kept:
            return sys.maxsize
        return max(filter(states.is_usable, kept), default=0)

    def load(self) -> LogParts:
        """Bring the directory in order and return what it holds.

        Raises:
            KafkaError: KAFKA_STORAGE_ERROR, for files that cannot be read; none was changed.
        """
        self.ensure_loadable()
        self._delete_strays()
        leader_epochs = LeaderEpochs(self.directory)
        leader_epochs.create()
        segments = self._segments()
        try:
            return self._load(segments, leader_epochs)
        except BaseException:
            for segment in segments:
                segment.close()
            raise

    def _load(self, segments: list[Segment], leader_epochs: LeaderEpochs) -> LogParts:
        self._recover(segments, leader_epochs)
        log_end_offset = segments[-1].read_next_offset() if segments else self.log_start_offset
        if not segments or log_end_offset < self.log_start_offset:
            log_end_offset = self.log_start_offset
            segments = self._begin_anew(segments)
        log_start_offset = max(self.log_start_offset, segments[0].base_offset)
        leader_epochs.truncate_from_end(log_end_offset)
        leader_epochs.truncate_from_start(log_start_offset)
        states = self._states()
        states.delete_stray_snapshots([segment.base_offset for segment in segments])
        self._rebuild(states, segments, log_start_offset, log_end_offset, clean=self.clean)
        return LogParts(self.directory, segments, states, leader_epochs, log_start_offset, log_end_offset)

    # Files

    def _delete_strays(self) -> None:
        """Remove what an interrupted deletion or compaction left, and indexes without a segment.

        Source: ``LogLoader.removeTempFilesAndCollectSwapFiles`` and ``loadSegmentFiles``. Files of other names stay.
        """
        for path in sorted(self.directory.iterdir()):
            orphan = _INDEX.fullmatch(path.name) and not path.with_suffix(".log").exists()
            if path.is_file() and (orphan or _INTERRUPTED.fullmatch(path.name)):
                _LOGGER.warning("%s: left over; deleted", path)
                path.unlink()

    def _ensure_no_swap(self) -> None:
        """Kafka's compaction replaces segments by way of ``.swap`` files, and only Kafka can finish what it began."""
        for path in self.directory.glob("*.swap"):
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{path}: a compaction was interrupted; start Kafka on it once")

    def _segments(self) -> list[Segment]:
        names = (path.name for path in self.directory.iterdir() if path.is_file())
        offsets = sorted(int(name.removesuffix(".log")) for name in names if _SEGMENT.fullmatch(name))
        return [self._segment(offset) for offset in offsets]

    def _segment(self, base_offset: int) -> Segment:
        return Segment(self.directory, base_offset, self.index_interval_bytes)

    def _begin_anew(self, segments: list[Segment]) -> list[Segment]:
        """Nothing is there, or the log ends before it starts and so all of it was deleted.

        Source: ``LogLoader.deleteSegmentsIfLogStartGreaterThanLogEnd``.
        """
        for segment in segments:
            segment.delete()
        begun = self._segment(self.log_start_offset)
        begun.create()
        return [begun]

    # Recovery

    def _recover(self, segments: list[Segment], leader_epochs: LeaderEpochs) -> None:
        """Check what may not have reached the disk, and what has no usable index.

        Behind a damaged batch nothing counts (``LogLoader.recoverLog``), unless its segment had no index: Kafka repairs
        such a segment while it looks at the files (``loadSegmentFiles``), and then finds nothing to cut off.
        """
        flushed = len(segments) if self.clean else self._count_flushed(segments)
        for segment in segments[:flushed]:
            if not segment.has_usable_indexes:
                _LOGGER.warning("%s: an index is missing or damaged; made again", segment.log.path)
                self._recover_one(segments, segment, leader_epochs)
        for segment in segments[flushed:]:
            had_index = segment.offset_index.file.path.exists()
            if self._recover_one(segments, segment, leader_epochs) and had_index:
                self._delete_after(segments, segment)
                return

    def _count_flushed(self, segments: list[Segment]) -> int:
        """How many segments end at or before the recovery point; never the last one."""
        return sum(following.base_offset <= self.recovery_point for following in segments[1:])

    def _recover_one(self, segments: list[Segment], segment: Segment, leader_epochs: LeaderEpochs) -> int:
        """Check one segment and write a snapshot at its end; returns the bytes cut off (``recoverSegment``).

        That snapshot is why a crash, too, leaves one batch of each producer: what follows starts from it.
        """
        states = self._states()
        self._rebuild(states, segments, self.log_start_offset, segment.base_offset, clean=False)

        def visit(batch: EncodedBatch) -> None:
            leader_epochs.assign(batch.partition_leader_epoch, batch.base_offset)
            states.replay(StoredBatch(batch.base_offset, batch))

        cut = segment.recover(visit)
        states.take_snapshot()
        return cut

    def _delete_after(self, segments: list[Segment], last: Segment) -> None:
        behind = segments[segments.index(last) + 1 :]
        for segment in behind:
            _LOGGER.warning("%s: it follows a damaged batch; deleted", segment.log.path)
            segment.delete()
        del segments[segments.index(last) + 1 :]

    # Producers

    def _states(self) -> ProducerStateManager:
        return ProducerStateManager(self.directory, self.expiration)

    def _rebuild(
        self, states: ProducerStateManager, segments: list[Segment], start: int, end: int, *, clean: bool
    ) -> None:
        """Load the newest snapshot, replay the log from there to ``end``, and write a snapshot there.

        A log that was closed and has no snapshot at all remembers nobody, whatever it holds: Kafka takes it for one
        from before snapshots, and does not read it all.
        """
        if clean and not states.snapshot_offsets:
            for offset in [*(segment.base_offset for segment in segments[-2:]), end]:
                states.end_offset = offset
                states.take_snapshot()
            return
        states.truncate_and_reload(start, end)
        if states.end_offset < end:
            for segment, following in zip(segments, [*segments[1:], None], strict=True):
                is_covered = following is not None and following.base_offset <= states.end_offset
                if segment.base_offset < end and not is_covered:
                    _replay(states, segment, snapshot=segment in segments[-2:])
        states.end_offset = end
        states.take_snapshot()


def _replay(states: ProducerStateManager, segment: Segment, *, snapshot: bool) -> None:
    states.end_offset = max(states.end_offset, segment.base_offset)
    if snapshot:
        states.take_snapshot()
    for stored in segment.read_from(states.end_offset):
        states.replay(stored)
