"""End-transaction markers: what the coordinator writes into a partition when a transaction commits or aborts.

A marker takes an offset and no sequence. To the sequence check it is the one batch that can raise a producer's epoch
without bringing data, which is how a coordinator fences a producer on a partition.

Source: ``clients/common/record/EndTransactionMarker`` and ``ControlRecordType``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from minikafka.engine.records import Batch, Record, RecordBatch

_KEY = struct.Struct(">hh")  # version 0, type
_VALUE = struct.Struct(">hi")  # version 0, coordinator epoch
_ABORT, _COMMIT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTransactionMarker:
    """The end of one producer's transaction on one partition.

    ``coordinator_epoch`` counts the coordinators of the transaction: a marker from an earlier one is refused.
    """

    producer_id: int
    producer_epoch: int
    committed: bool
    coordinator_epoch: int = 0

    @classmethod
    def read(cls, batch: Batch) -> EndTransactionMarker:
        """The marker that a control batch holds.

        Raises:
            ValueError: the batch holds something else.
        """
        record = batch.records[0]
        if record.key is None or record.value is None or len(record.key) < _KEY.size or len(record.value) < _VALUE.size:
            raise ValueError("a control batch holds no end-transaction marker: its key or its value is too short")
        kind = _KEY.unpack_from(record.key)[1]
        if kind not in (_ABORT, _COMMIT):
            raise ValueError(f"a control batch of type {kind} is no end-transaction marker")
        return cls(
            producer_id=batch.producer_id,
            producer_epoch=batch.producer_epoch,
            committed=kind == _COMMIT,
            coordinator_epoch=_VALUE.unpack_from(record.value)[1],
        )

    def batch(self, timestamp: int) -> RecordBatch:
        """The control batch that a partition stores; ``timestamp`` in milliseconds (``MemoryRecords``)."""
        key = _KEY.pack(0, _COMMIT if self.committed else _ABORT)
        value = _VALUE.pack(0, self.coordinator_epoch)
        return RecordBatch(
            records=(Record(key=key, value=value, timestamp=timestamp),),
            producer_id=self.producer_id,
            producer_epoch=self.producer_epoch,
            is_transactional=True,
            is_control=True,
        )
