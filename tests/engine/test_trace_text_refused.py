"""A text that is no saved run is refused, and the complaint says where and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.replay import ReplayDiverged
from minikafka.engine.trace import Trace
from minikafka.engine.trace_text import MAX_TEXT_BYTES, TraceFormatError
from tests.engine.runs import TOPIC


def saved() -> dict[str, Any]:
    """A good document: a message, a retry, a flush, a restart, a day."""
    producer = Producer(Broker())
    producer.send(TOPIC, b"message1", headers=(("h", b"v"),))
    producer.retry()
    producer.flush()
    producer.operations.restart(clean=False)
    producer.operations.let_time_pass(86_400_000)
    document: dict[str, Any] = json.loads(producer.trace.to_json())
    return document


def refused(document: Any, message: str) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(TraceFormatError, match=message):
        Trace.from_json(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is not JSON: .*line 1 column 1"),
        ("{", "this is not JSON"),
        ("minikafka", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ('{"format": "minikafka-trace", "version": ' + "1" * 5_000 + "}", "this is not JSON"),
        ("\ufeff{}", "this is not JSON"),
        ("null", "the text is of type NoneType, not dict"),
        ("[]", "the text is of type list, not dict"),
        ("7", "the text is of type int, not dict"),
        ("{}", "the text has no 'format'"),
    ],
    ids=["empty", "cut off", "a word", "deep", "long number", "mark", "null", "list", "number", "object"],
)
def test_a_text_that_is_no_trace(text: str, message: str) -> None:
    refused(text, message)


@pytest.mark.parametrize("name", ["format", "version", "setup", "actions"])
def test_each_part_must_be_there(name: str) -> None:
    document = saved()
    del document[name]
    refused(document, f"the text has no '{name}'")


@pytest.mark.parametrize(("name", "value"), [("format", "other"), ("version", 2), ("version", 0)])
def test_another_format_or_version(name: str, value: Any) -> None:
    document = saved()
    document[name] = value
    refused(document, f"this is .*{value}.* and not 'minikafka-trace', version 1")


def change(where: str, value: Any) -> dict[str, Any]:
    """The good document with the value at a path, such as ``actions.0.verb``, replaced."""
    document: Any = saved()
    *path, last = [int(part) if part.isdigit() else part for part in where.split(".")]
    place = document
    for part in path:
        place = place[part]
    place[last] = value
    return dict(document)


COMPLAINTS: list[tuple[str, Any, str]] = [
    ("version", "1", "'version' of the text is of type str, not int"),
    ("setup", [], "'setup' of the text is of type list, not dict"),
    ("setup.start_ms", "now", "'start_ms' of the setup is of type str, not int"),
    ("setup.start_ms", 1.5, "'start_ms' of the setup is of type float, not int"),
    ("setup.start_ms", 10**30, "'start_ms' of the setup is a number that 64 bits cannot hold"),
    ("setup.producer_id", None, "'producer_id' of the setup is of type NoneType, not int"),
    ("setup.topics", ["topic"], "'topics' of the setup is of type list, not dict"),
    ("setup.topics", {"topic": "1"}, "'topic' of the topics is of type str, not int"),
    ("setup.topics", {"a b": 1}, r"the setup cannot be made: INVALID_TOPIC_EXCEPTION"),
    ("setup.topics", {"topic": 0}, r"the setup cannot be made: INVALID_PARTITIONS"),
    ("setup.topics", {"a": 9_999, "b": 0}, r"the setup cannot be made: INVALID_PARTITIONS"),
    ("setup.broker", None, "'broker' of the setup is of type NoneType, not dict"),
    ("setup.producer", [], "'producer' of the setup is of type list, not dict"),
    ("setup.broker", {}, "the broker has no 'generation'"),
    ("setup.broker.generation", "kafka-1", "the setup cannot be made: generation is 'kafka-1'"),
    ("setup.broker.generation", 7, "'generation' of the broker is of type int, not str"),
    ("setup.broker.num_partitions", True, "'num_partitions' of the broker is of type bool, not int"),
    ("setup.broker.num_partitions", 0, "the setup cannot be made: num_partitions is 0"),
    ("setup.broker.colour", "red", "the broker has no setting 'colour'"),
    ("setup.producer.acks", "two", "the setup cannot be made: acks is 'two'"),
    ("setup.producer.acks", None, "'acks' of the producer is of type NoneType, not str or int"),
    ("setup.producer.retries", -1, "the setup cannot be made: retries is -1"),
    ("setup.producer.enable_idempotence", "yes", "of the producer is of type str, not bool or NoneType"),
    ("setup.producer.linger", 5, "the producer has no setting 'linger'"),
    ("actions", {}, "'actions' of the text is of type dict, not list"),
    ("actions.0", "send", "action 0 is of type str, not dict"),
    ("actions.1", None, "action 1 is of type NoneType, not dict"),
    ("actions.1.verb", "rewind", "action 1 is 'rewind', which is none of send, retry, flush, restart, change leader, "),
    ("actions.1.verb", ["retry"], "'verb' of action 1 is of type list, not str"),
    ("actions.0.at_ms", "noon", "'at_ms' of action 0 is of type str, not int"),
    ("actions.2.at_ms", 0, r"action 2 \(flush\) cannot be made: a clock moves forward only"),
    ("actions.0.faults", "lose the ack", "'faults' of action 0 is of type str, not list"),
    (
        "actions.0.faults",
        ["lose the mind"],
        "action 0 has no fault 'lose the mind': use lose the request, lose the ack, ",
    ),
    ("actions.0.faults", [7], "a fault of action 0 is of type int, not str"),
    ("actions.0.answers", None, "'answers' of action 0 is of type NoneType, not list"),
    ("actions.0.answers", ["NONE"], "an answer of action 0 is of type str, not list"),
    ("actions.0.answers", [["NONE", 0]], "an answer of action 0 is not an error's name, an offset"),
    ("actions.0.answers", [["NONE", "0", False]], "an answer of action 0 is not an error's name, an offset"),
    ("actions.0.arguments", [], "'arguments' of action 0 is of type list, not dict"),
    ("actions.0.arguments", {}, "action 0 has no 'records'"),
    ("actions.0.arguments.topic", None, "'topic' of action 0 is of type NoneType, not str"),
    ("actions.0.arguments.topic", "a b", r"action 0 \(send\) cannot be made: INVALID_TOPIC_EXCEPTION"),
    ("actions.0.arguments.partition", "0", "'partition' of action 0 is of type str, not int"),
    ("actions.0.arguments.partition", 1, r"action 0 \(send\) cannot be made: UNKNOWN_TOPIC_OR_PARTITION"),
    ("actions.0.arguments.records", [], r"action 0 \(send\) cannot be made: a batch holds at least one record"),
    ("actions.0.arguments.records", ["x"], "a record of action 0 is of type str, not dict"),
    ("actions.0.arguments.records.0.value", 7, "the value of a record of action 0 is of type int, not str or dict"),
    ("actions.0.arguments.records.0.value", {}, "the value of a record of action 0 has no 'base64'"),
    ("actions.0.arguments.records.0.value", {"base64": "?"}, "the value of .* cannot be decoded"),
    ("actions.0.arguments.records.0.value", "\ud800", "the value of a record of action 0 cannot be decoded"),
    ("actions.0.arguments.records.0.value", "x" * 2**20, r"action 0 \(send\) cannot be made: .* max_request_size"),
    ("actions.0.arguments.records.0.key", [], "the key of a record of action 0 is of type list"),
    ("actions.0.arguments.records.0.headers", None, "'headers' of a record of action 0 is of type NoneType"),
    (
        "actions.0.arguments.records.0.headers",
        [["h"]],
        "a header of a record of action 0 is not a name and a value",
    ),
    ("actions.0.arguments.records.0.headers", ["h"], "a header of a record of action 0 is of type str, not list"),
    ("actions.0.arguments.records.0.headers", [[]], "a header of a record of action 0 is not a name and a value"),
    ("actions.0.arguments.records.0.headers", [[7, "v"]], "a header of a record of action 0 is not a name"),
    ("actions.0.arguments.records.0.headers", [["h", 7]], "header 'h' of a record of action 0 is of type int"),
    ("actions.0.arguments.records.0.headers", [["\ud800", None]], r"action 0 \(send\) cannot be made"),
    ("actions.0.arguments.records.0.timestamp", "now", "'timestamp' of a record of action 0 is of type str"),
    ("setup.brokers", "2", "'brokers' of the setup is of type str, not int"),
    ("setup.brokers", 0, "the setup cannot be made: a cluster has at least one broker"),
    ("setup.brokers", 101, "there are 101 brokers; a trace has at most 100"),
    ("actions.3.arguments", {}, "action 3 has no 'broker'"),
    ("actions.3.arguments.clean", 1, "'clean' of action 3 is of type int, not bool"),
    ("actions.3.arguments.broker", 1, r"action 3 \(restart\) cannot be made: there is no broker 1: there are 1"),
    ("actions.3.arguments.broker", -1, r"action 3 \(restart\) cannot be made: there is no broker -1"),
    ("actions.3.verb", "change leader", "action 3 has no 'topic'"),
    ("actions.4.arguments.ms", "a day", "'ms' of action 4 is of type str, not int"),
    ("actions.4.arguments.ms", -1, r"action 4 \(let time pass\) cannot be made: time does not run backwards"),
    ("actions.1.arguments", {}, "action 1 has no 'delivery'"),
    ("actions.1.arguments.delivery", "0", "'delivery' of action 1 is of type str, not int"),
    ("actions.1.arguments.delivery", 1, r"action 1 \(retry\) cannot be made: there is no message 1, of 1"),
    ("actions.1.arguments.delivery", -1, r"action 1 \(retry\) cannot be made: there is no message -1"),
]


@pytest.mark.parametrize(
    ("where", "value", "message"),
    COMPLAINTS,
    ids=[f"{row} {where}" for row, (where, _, _) in enumerate(COMPLAINTS)],
)
def test_a_complaint_says_where(where: str, value: Any, message: str) -> None:
    refused(change(where, value), message)


def test_a_retry_before_the_first_send() -> None:
    document = saved()
    document["actions"].pop(0)
    refused(document, r"action 0 \(retry\) cannot be made: there is no message 0")


def test_a_retry_of_what_has_failed() -> None:
    """The producer itself refuses it, as it would have refused it then."""
    document = change("actions.0.faults", ["lose the request"])
    document["actions"][0]["answers"] = []
    document["actions"].insert(1, {**document["actions"][2], "at_ms": document["actions"][0]["at_ms"] + 120_000})
    document["actions"][2]["at_ms"] += 120_000
    refused(document, r"action 2 \(retry\) cannot be made: .* as a new record")


def test_other_answers_than_the_engine_gives() -> None:
    with pytest.raises(ReplayDiverged, match=r"action 0 \(send\) was answered \[\('NONE', 5, False\)\]"):
        Trace.from_json(json.dumps(change("actions.0.answers", [["NONE", 5, False]])))


@pytest.mark.parametrize(
    "topics",
    [{"a": 10_001}, {"a": 5_000, "b": 5_001}, {"a": 10**9, "b": -(10**9)}],
    ids=["one topic", "two topics", "less than none"],
)
def test_more_partitions_than_memory(topics: dict[str, int]) -> None:
    refused(change("setup.topics", topics), "partitions; a trace has at most 10000")


def test_more_partitions_by_creating_topics() -> None:
    """Each topic that a send creates has ``num_partitions``."""
    document = change("setup.broker.num_partitions", 6_000)
    other = json.loads(json.dumps(document["actions"][0]))
    other["arguments"]["topic"] = "other"
    document["actions"].append(other)
    refused(document, "the topics have 12000 partitions; a trace has at most 10000")


def test_a_text_that_is_too_long() -> None:
    refused(" " * (MAX_TEXT_BYTES + 1), "the text has 67108865 characters")


def test_the_longest_text_is_read() -> None:
    refused(" " * MAX_TEXT_BYTES, "this is not JSON")


@pytest.mark.parametrize(
    ("where", "value"),
    [("setup.brokers", 100), ("setup.topics", {"a": 9_999}), ("setup.producer.retries", 2**31 - 1)],
)
def test_the_largest_that_is_taken(where: str, value: Any) -> None:
    """As many brokers, partitions (with the one that the send creates) and attempts as there may be."""
    assert len(Trace.from_json(json.dumps(change(where, value)))) > 1


@pytest.mark.parametrize("number", [2**63 - 1, 1 - 2**63])
def test_the_largest_number_is_one(number: int) -> None:
    """64 bits hold it; what it is worth, the broker says."""
    refused(change("setup.producer.retries", number), "the setup cannot be made: retries is")


def everywhere(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in everywhere(each, (*path, key)))]


JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**40,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "\ud800",
    [],
    {},
    [[]],
    {"base64": "x"},
)


def test_whatever_stands_wherever_there_is_no_other_exception() -> None:
    """Every value of a good text replaced by every kind of junk, or left out: loaded, or refused, or diverged."""
    outcomes = set()
    for path in everywhere(saved())[1:]:
        outcomes |= {outcome(path, [junk]) for junk in JUNK} | {outcome(path, [])}
    assert outcomes == {"loaded", TraceFormatError, ReplayDiverged}


def outcome(path: tuple[Any, ...], instead: list[Any]) -> object:
    """What loading does with another value, or with none, at a place of a good text."""
    document = place = saved()
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = instead[0] if instead else None
    if not instead:
        del place[path[-1]]
    try:
        Trace.from_json(json.dumps(document))
    except (TraceFormatError, ReplayDiverged) as error:
        return type(error)
    return "loaded"
