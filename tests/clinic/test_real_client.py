"""Case 2 of the clinic with a real librdkafka: it gets the answer of the run, and writes the line of the case."""

from __future__ import annotations

import re
import time
from typing import Any

import confluent_kafka
import pytest

from minikafka.clinic import explain
from minikafka.engine.broker import Broker
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.clinic import CASES
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LOSE_ACK, AtRequest
from minikafka.wire.server import serve

ORDERS = [b"order 0", b"order 1", b"order 2"]
SECONDS = 30


class Restarting(Broker):
    """A broker that starts again as soon as it has three orders, before anybody hears of the last two."""

    proxy: Proxy

    def produce(self, topic: str, partition: int, batch: Batch, *arguments: Any, **named: Any) -> ProduceResult:
        result = super().produce(topic, partition, batch, *arguments, **named)
        end = self.log_end_offset(topic, partition)
        if end == 2:  # the third order has to be on the way, too, before the ack of the second is lost
            wait_until(lambda: self.proxy.counters.requests["Produce"] >= 3)
        if end == 3 and not result.duplicate and batch.base_sequence == 2:
            self.restart()
        return result


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)


def test_librdkafka_stops_with_the_line_of_the_case() -> None:
    broker = Restarting(controller=Controller(4012))
    with serve(broker) as upstream, (proxy := Proxy(upstream, [AtRequest(2, LOSE_ACK)])) as address:
        broker.proxy = proxy
        producer = confluent_kafka.Producer({
            "bootstrap.servers": address, "enable.idempotence": True, "batch.num.messages": 1, "linger.ms": 0,
            "reconnect.backoff.ms": 1, "log_level": 0,
        })  # fmt: skip
        producer.produce("orders", ORDERS[0])
        assert producer.flush(SECONDS) == 0
        for order in ORDERS[1:]:
            producer.produce("orders", order)
        with pytest.raises(confluent_kafka.KafkaException) as raised:
            wait_until(lambda: producer.poll(0.01) < 0)  # it is told there
    fatal = raised.value.args[0]
    line = CASES[1].lines()[0]
    assert fatal.fatal()
    assert fatal.name() == "OUT_OF_ORDER_SEQUENCE_NUMBER"
    assert masked(line).endswith(masked(fatal.str()))
    assert explain(fatal.str()).cases[0].reading.kind == "desynchronized"
    assert [record.value for record in broker.fetch("orders", 0, 0)] == ORDERS


def masked(text: str) -> str:
    """Without what differs from run to run: times, and the number of the broker."""
    return re.sub(r"\d+ms|(?<=broker )\d+", "-", text)
