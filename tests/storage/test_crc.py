"""CRC-32C: the values that RFC 3720, section B.4, prints, and the two ways to compute it."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka.storage.crc import crc32c, crc32c_in_python


@pytest.mark.parametrize(
    ("data", "crc"),
    [
        (b"", 0),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
    ],
)
def test_the_values_of_the_standard(data: bytes, crc: int) -> None:
    assert crc32c(data) == crc32c_in_python(data) == crc


@given(st.binary(max_size=300))
def test_both_ways_agree(data: bytes) -> None:
    assert crc32c_in_python(memoryview(data)) == importlib.import_module("crc32c").crc32c(data)


WITHOUT_COMPILED_CODE = """
import sys

for name in ("crc32c", "cramjam", "fcntl", "msvcrt", "resource"):
    sys.modules[name] = None  # import raises ImportError, as in Pyodide

import pkgutil, importlib, tempfile
import minikafka.storage
for module in pkgutil.iter_modules(minikafka.storage.__path__):
    importlib.import_module(f"minikafka.storage.{module.name}")

from minikafka import Record, RecordBatch, open_broker
from minikafka.engine.errors import KafkaError
from minikafka.storage.record_batch import EncodedBatch, encode

place = tempfile.mkdtemp()
with open_broker(place) as broker:
    broker.produce("t", 0, RecordBatch(records=(Record(value=b"kept"),)))
with open_broker(place) as broker:
    print([record.value for record in broker.fetch("t", 0, 0)])

data = bytearray(encode(RecordBatch(records=(Record(value=b"x"),))))
data[22] = 4
try:
    EncodedBatch(bytes(data)).records
except KafkaError as problem:
    print(problem)
"""


def test_storage_works_in_a_browser_which_has_no_compiled_packages() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_COMPILED_CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept, refusal = done.stdout.splitlines()
    assert kept == "[b'kept']"
    assert refusal.startswith("UNSUPPORTED_COMPRESSION_TYPE")
    assert "cramjam, which is not installed here" in refusal
