"""Lines as people really have them: behind time stamps, in JSON, coloured, broken in two, pasted from a page."""

import json

import pytest

from minikafka.clinic import explain
from minikafka.clinic.recognition import recognise

REFUSAL = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4012 at "
    "offset 88120 in partition milk-orders-3: 61 (incoming seq. number), 57 (current end sequence number)"
)
HEADER = "Error processing append operation on partition milk-orders-3 (kafka.server.ReplicaManager)"
OLD_REFUSAL = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producerId 4012: "
    "61 (incoming seq. number), 57 (current end sequence number)"
)

WRAPPED = {
    "as it is": REFUSAL,
    "a cause": f"Caused by: {REFUSAL}",
    "a time stamp": f"[2026-03-02 09:15:42,118] ERROR {REFUSAL}",
    "docker compose": f"broker-1      | {REFUSAL}",
    "kubernetes": f"2026-03-02T09:15:42.118043211Z stdout F {REFUSAL}",
    "syslog": f"Mar  2 09:15:42 host kafka[311]: {REFUSAL}",
    "colours": REFUSAL.replace("producer 4012", "\x1b[1;31mproducer \x1b[0m4012"),
    "docker's JSON": json.dumps({"log": REFUSAL + "\n", "stream": "stdout", "time": "2026-03-02T09:15:42Z"}),
    "JSON in JSON": json.dumps({"log": json.dumps({"message": REFUSAL, "level": "ERROR"})}),
    "JSON with a stack trace": json.dumps(
        {"@timestamp": "x", "error": {"stack_trace": f"{REFUSAL}\n\tat a.B(C.java)"}}
    ),
    "JSON after a prefix": "2026-03-02 09:15:42 stdout F " + json.dumps({"msg": REFUSAL}),
    "quotes": f"'{REFUSAL}'",
    "a web page": REFUSAL.replace(" (incoming", "\u00a0(incoming"),
    "blanks": REFUSAL.replace(" at offset", "  at offset"),
    "a wide line end": REFUSAL + "\r",
    "broken by a terminal": f"{REFUSAL[:80]}\n{REFUSAL[80:160]}\n{REFUSAL[160:]}",
    "broken between words": REFUSAL.replace(" at offset", " \nat offset"),
    "a megabyte in front": "x" * 1_000_000 + " " + REFUSAL,
    "a megabyte behind": REFUSAL + " " + "x" * 1_000_000,
    "bad UTF-8": b"\xff\xfe\x80 ".decode("utf-8", "replace") + REFUSAL,
}


@pytest.mark.parametrize("line", WRAPPED.values(), ids=WRAPPED.keys())
def test_a_refusal_is_read_through_what_is_wrapped_around_it(line: str) -> None:
    (case,) = explain(line).cases
    assert (case.reading.kind, case.reading.row, case.story.lines) == ("gap", "10", 1)
    assert (case.producer_id, case.story.place) == (4012, "milk-orders-3")


@pytest.mark.parametrize(
    "text",
    [
        f"[2026] ERROR {HEADER}\n{OLD_REFUSAL}",
        f"{HEADER} {OLD_REFUSAL}",
        json.dumps({"log": f"{HEADER}\n{OLD_REFUSAL}"}),
    ],
)
def test_header_and_exception_are_one_refusal(text: str) -> None:
    (case,) = explain(text).cases
    assert (case.story.place, case.producer_id, case.story.lines) == ("milk-orders-3", 4012, 1)


def test_a_header_of_another_partition_is_another_case() -> None:
    explanation = explain(f"{HEADER.replace('milk', 'soap')}\n{REFUSAL}")
    assert {case.story.place for case in explanation.cases} == {"milk-orders-3", "soap-orders-3"}


def test_a_batch_retried_is_one_line_counted() -> None:
    (case,) = explain("\n".join([HEADER, REFUSAL] * 5)).cases
    assert case.attempts == 5


def test_a_client_that_told_its_producer_id_is_named() -> None:
    told = "INFO [Producer clientId=milk-shop] ProducerId set to 4012 with epoch 3 (o.a.k.TransactionManager)"
    retry = (
        "WARN [Producer clientId=milk-shop] Got error produce response with correlation id 24 on topic-partition "
        "milk-orders-3, retrying (2147483646 attempts left). Error: OUT_OF_ORDER_SEQUENCE_NUMBER"
    )
    (case,) = explain(f"{told}\n{HEADER}\n{REFUSAL}\n{retry}").cases
    assert (case.story.client, case.epoch, case.reading.kind) == ("milk-shop", 3, "gap")
    assert case.client_now == ["java-client: retries until the earlier batch is stored or delivery.timeout.ms ends"]


def test_what_wraps_an_error_leads_to_the_error() -> None:
    line = (
        'cimpl.KafkaException: KafkaError{FATAL,code=UNKNOWN_PRODUCER_ID,val=59,str="ProduceRequest for orders [0] '
        "with 1 message(s) failed due to unknown producer id (broker 4 PID{Id:48026,Epoch:0}, base seq 46, 1 retries): "
        'unable to retry without risking duplication/reordering"}'
    )
    (finding,) = recognise(line)
    assert finding.inner
    assert (finding.inner.format.id, finding.inner.number("producer_id")) == ("librdkafka.fatal.unknown-pid", 48026)
    (case,) = explain(line).cases
    assert (case.reading.kind, case.producer_id, case.story.place, case.fatal) == (
        "unknown-producer", 48026, "orders-0", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello world",
        "2026-03-02 09:15:42 INFO producer of milk started, sequence is fine, no error",
        '{"level":"info","msg":"request done","status":200}',
        "{" * 5000,
        "[" * 100_000,
        '{"a":' * 3000 + "1" + "}" * 3000,
        "\x00" * 5000,
        "Traceback (most recent call last):",
        "INFO [GroupCoordinator 1]: Preparing to rebalance group milk in state PreparingRebalance (kafka.coordinator)",
    ],
)
def test_a_line_that_is_none_of_ours_is_not_known(line: str) -> None:
    assert not explain(line).found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("failed: OutOfOrderSequenceException", "out-of-order-no-numbers"),
        ("got INVALID_PRODUCER_EPOCH from broker 3", "old-epoch"),
        ("org.apache.kafka.common.errors.ProducerFencedException", "fenced"),
        ("kafka.errors.UnknownProducerIdError", "unknown-producer"),
    ],
)
def test_an_error_by_its_name_alone_is_known(line: str, kind: str) -> None:
    assert [case.reading.kind for case in explain(line).cases] == [kind]


def test_a_refusal_that_was_cut_after_its_numbers_is_read() -> None:
    line = (
        "[ReplicaManager broker=2] Error processing append operation on partition merchants-0 (kafka.server."
        "ReplicaManager) org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for "
        "producer 29003 at offset 1641969 in partition merchants-0: 158 (incoming seq. number), 155 (curren (cut)"
    )
    (case,) = explain(line).cases
    assert (case.reading.kind, case.reading.row, case.producer_id) == ("gap", "10", 29003)


def test_a_state_of_librdkafka_says_what_comes() -> None:
    line = "%7|1659595801.133|IDEMPSTATE|rdkafka#producer-1| [thrd:b]: Idempotent producer state change {} -> {}"
    kinds = [
        explain(line.format(*states)).cases[0].reading.kind
        for states in (("DrainBump", "FatalError"), ("Assigned", "DrainBump"), ("Init", "RequestPID"))
    ]
    assert kinds == ["dead", "new-epoch", "producer-id"]


FRANZ_GO = "batch errored with OUT_OF_ORDER_SEQUENCE_NUMBER, failing the producer ID and resetting all sequence numbers"
NUMBERS = "producer_id: 4012, producer_epoch: 0, sequence: 61"


@pytest.mark.parametrize(
    "line",
    [
        f"[INFO] {FRANZ_GO}; broker: 2, topic: milk-orders, partition: 3, {NUMBERS}",
        f'level=INFO msg="{FRANZ_GO}" topic=milk-orders partition=3 producer_id=4012 sequence=61',
        f'{{"msg":"{FRANZ_GO}","topic":"milk-orders","partition":3,"producer_id":4012,"producer_epoch":0,"sequence":61}}',
    ],
    ids=["plain", "logfmt", "JSON"],
)
def test_fields_are_read_in_whatever_way_a_logger_writes_them(line: str) -> None:
    (finding,) = recognise(line)
    assert (finding.topic, finding.partition) == ("milk-orders", 3)
    assert (finding.number("producer_id"), finding.number("sequence")) == (4012, 61)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[error] brod: {:error, :out_of_order_sequence_number}", "out-of-order-no-numbers"),
        ("Sink failed: Failed to send data to Kafka: The broker received an out of order sequence number.",
         "out-of-order-no-numbers"),
        (("librdkafka: Global error: ClusterAuthorizationFailed (Broker: Cluster authorization failed): Failed to "
         "acquire idempotence PID from broker"), "not-authorized"),
        (("Fatal error: Broker: There is a newer producer with the same transactionalId which fences the current one: "
         "Failed to end transaction"), "fenced"),
        (('{"err":{"message":"The producer attempted to use a producer id which is not currently assigned to its '
         'transactional id"},"msg":"send failed"}'), "transactional-id-expired"),
        ("delivery failed: Local: Message timed out", "expired"),
    ],
)  # fmt: skip
def test_an_error_is_known_by_its_sentence_whoever_writes_it(line: str, kind: str) -> None:
    (case,) = explain(line).cases
    assert case.reading.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "TCP: out of order segment, sequence 5120, ack 40",
        "psycopg2.errors.UniqueViolation: duplicate key value violates a constraint on the sequence",
        "cluster prod: user authorization failed",
        "org.apache.kafka.common.errors.RebalanceInProgressException: The group is rebalancing, so a rejoin is needed.",
        "java.lang.IllegalStateException: Out of order event: its time is older than the watermark",
    ],
)
def test_what_only_sounds_alike_is_not_known(line: str) -> None:
    assert not explain(line).found


@pytest.mark.parametrize(
    "log",
    [
        (
            "Error encountered sending record to topic out for task 0_3 due to:\n"
            "org.apache.kafka.common.errors.ProducerFencedException: There is a newer producer with the same "
            "transactionalId which fences the current one."
        ),
        (
            "WorkerSourceTask{id=db-0} failed to send record to db.t:\n"
            "org.apache.kafka.common.errors.ClusterAuthorizationException: Cluster authorization failed."
        ),
    ],
    ids=["Streams", "Connect"],
)
def test_the_exception_belongs_to_the_line_that_passes_it_on(log: str) -> None:
    (case,) = explain(log).cases
    assert case.reading.kind in {"fenced", "not-authorized"}
    assert case.story.topic in {"out", "db.t"}
    assert case.story.lines == 2
