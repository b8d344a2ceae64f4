"""What a file of a Kafka data directory says, as rows.

Source: ``org.apache.kafka.tools.DumpLogSegments``, whose names the columns have.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.dump import BOOTSTRAP, Dump, Row
from minikafka.storage.dump_indexes import dump_offset_index, dump_time_index, dump_transaction_index
from minikafka.storage.dump_notes import NOTES, dump_note
from minikafka.storage.dump_producers import dump_producers
from minikafka.storage.dump_segment import dump_segment

__all__ = ["Dump", "Row", "dump_log", "read_dump"]

_READERS: dict[str, Callable[[Dump], None]] = {
    ".log": dump_segment,
    ".index": dump_offset_index,
    ".timeindex": dump_time_index,
    ".txnindex": dump_transaction_index,
    ".snapshot": dump_producers,
    ".checkpoint": dump_segment,
}


def dump_log(path: Path | str, *, deep_iteration: bool = False) -> Dump:
    """A row for each batch, index entry, aborted transaction, producer or line. Nothing in the directory is changed.

    A file that is torn, or that a broker writes to at the moment, gives the rows that it holds; ``problems`` names the
    rest. With ``deep_iteration`` each batch is followed by its records.

    Raises:
        KafkaError: CORRUPT_MESSAGE: nothing in the file could be read.
        ValueError: a file of a name that no file of Kafka has.
        OSError: there is no such file, or it may not be read.
    """
    dump = read_dump(path, deep_iteration=deep_iteration)
    if dump.problems and not dump:
        raise KafkaError(Error.CORRUPT_MESSAGE, "; ".join(dump.problems))
    return dump


def read_dump(path: Path | str, *, deep_iteration: bool = False) -> Dump:
    """As ``dump_log``, also where nothing could be read."""
    file = Path(path)
    reader = _reader(file, deep_iteration=deep_iteration)
    if not file.is_file():
        raise FileNotFoundError(f"there is no file {file}")
    dump = Dump(file)
    reader(dump)
    return dump


def _reader(file: Path, *, deep_iteration: bool) -> Callable[[Dump], None]:
    if file.name in NOTES:
        return dump_note
    reader = _READERS.get(file.suffix)
    stem = file.stem.partition("-")[0] if file.suffix == ".checkpoint" else file.stem
    if reader is None or not (stem.isdecimal() or file.name == BOOTSTRAP):
        known = ", ".join([*_READERS, *NOTES])
        raise ValueError(f"{file.name} is no file of a log: use <offset> and one of {known}")
    return partial(dump_segment, deep_iteration=deep_iteration) if reader is dump_segment else reader
