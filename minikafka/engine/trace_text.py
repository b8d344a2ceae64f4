"""A run as JSON text: its setup and its actions.

The text is ``{"format": "minikafka-trace", "version": 1, "setup": {...}, "actions": [...]}``. It may come from
anywhere, so every field is checked before anything is made of it, and a complaint says which one it is about.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from types import NoneType
from typing import Any, get_args, get_type_hints

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.network import Fault
from minikafka.engine.records import Record
from minikafka.engine.trace import Action, Setup, Trace

FORMAT = "minikafka-trace"
VERSION = 1
MAX_TEXT_BYTES = 64 * 1024 * 1024
MAX_BROKERS = 100
MAX_PARTITIONS = 10_000
MAX_NUMBER = 2**63 - 1

# What is done to the brokers: the verb, its arguments and their types.
_OPERATIONS: Mapping[str, Mapping[str, type]] = {
    "restart": {"broker": int, "clean": bool},
    "change leader": {"topic": str, "partition": int},
    "let time pass": {"ms": int},
    "recreate topic": {"topic": str},
    "delete records": {"topic": str, "partition": int},
}


class TraceFormatError(ValueError):
    """A text that is not a saved trace; the message says where and what."""


def to_json(trace: Trace) -> str:
    """The setup and the actions as indented JSON."""
    actions = [_action_to_json(action) for action in trace.actions]
    document = {"format": FORMAT, "version": VERSION, "setup": asdict(trace.setup), "actions": actions}
    return json.dumps(document, indent=1, ensure_ascii=False)


def read_json(text: str) -> tuple[Setup, list[Action]]:
    """What ``to_json`` wrote.

    Raises:
        TraceFormatError: this is not such a text, or it asks for more than 10 000 partitions.
    """
    document = _parse(text)
    written = (_take(document, "format", "the text", str), _take(document, "version", "the text", int))
    if written != (FORMAT, VERSION):
        raise TraceFormatError(f"this is {written[0]!r}, version {written[1]}, and not {FORMAT!r}, version {VERSION}")
    setup = _setup_from_json(_take(document, "setup", "the text", dict))
    actions = _take(document, "actions", "the text", list)
    read = [_action_from_json(action, f"action {number}") for number, action in enumerate(actions)]
    _check_size(setup, read)
    return setup, read


# Reading


def _parse(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT_BYTES:
        raise TraceFormatError(f"the text has {len(text)} characters; a trace has at most {MAX_TEXT_BYTES}")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TraceFormatError(f"this is not JSON: {error}") from error
    return dict(_checked(document, "the text", dict))


def _checked(value: Any, where: str, *kinds: type) -> Any:
    """The value, if its type is one of ``kinds`` and, for a number, if 64 bits hold it."""
    if type(value) not in kinds:
        expected = " or ".join(kind.__name__ for kind in kinds)
        raise TraceFormatError(f"{where} is of type {type(value).__name__}, not {expected}")
    if type(value) is int and abs(value) > MAX_NUMBER:
        raise TraceFormatError(f"{where} is a number that 64 bits cannot hold")
    return value


def _take(document: Mapping[str, Any], name: str, where: str, *kinds: type) -> Any:
    if name not in document:
        raise TraceFormatError(f"{where} has no {name!r}")
    return _checked(document[name], f"{name!r} of {where}", *kinds)


def _setup_from_json(document: Mapping[str, Any]) -> Setup:
    topics = _take(document, "topics", "the setup", dict)
    for topic in topics:
        _take(topics, topic, "the topics", int)
    return Setup(
        broker=_settings_from_json(_take(document, "broker", "the setup", dict), BrokerSettings, "the broker"),
        topics=topics,
        producer=_settings_from_json(_take(document, "producer", "the setup", dict), ProducerConfig, "the producer"),
        start_ms=_take(document, "start_ms", "the setup", int),
        producer_id=_take(document, "producer_id", "the setup", int),
        brokers=_take({"brokers": 1, **document}, "brokers", "the setup", int),  # older texts know of one
    )


def _settings_from_json(document: Mapping[str, Any], kind: type, where: str) -> dict[str, Any]:
    """Settings under the names, and of the types, of the fields of ``kind``."""
    names = {field.name for field in fields(kind)}
    if unknown := sorted(document.keys() - names):
        raise TraceFormatError(f"{where} has no setting {unknown[0]!r}")
    hints = get_type_hints(kind)
    return {name: _take(document, name, where, *_json_types(hints[name])) for name in sorted(names)}


def _json_types(hint: Any) -> list[type]:
    """The types that a value of this annotation has in JSON, where an enumeration is its text."""
    return [str if issubclass(kind, str) else kind for kind in get_args(hint) or (hint,)]


def _check_size(setup: Setup, actions: list[Action]) -> None:
    """Refuse a run that would fill the memory with partitions; each broker has a copy of each."""
    created = {action.arguments.get("topic") for action in actions} - setup.topics.keys() - {None}
    counts = [*setup.topics.values(), *[setup.broker["num_partitions"]] * len(created)]
    if setup.brokers > MAX_BROKERS:
        raise TraceFormatError(f"there are {setup.brokers} brokers; a trace has at most {MAX_BROKERS}")
    copies = setup.brokers * sum(max(0, count) for count in counts)
    if copies > MAX_PARTITIONS:
        raise TraceFormatError(f"the topics have {copies} partitions; a trace has at most {MAX_PARTITIONS}")


# Actions


def _action_to_json(action: Action) -> dict[str, Any]:
    document = asdict(action)
    if records := action.arguments.get("records"):
        document["arguments"] = {
            **action.arguments,
            "records": [_record_to_json(record) for record in records],
        }
    return document


def _action_from_json(document: Any, where: str) -> Action:
    _checked(document, where, dict)
    verb = _take(document, "verb", where, str)
    arguments = _take(document, "arguments", where, dict)
    faults = [_checked(fault, f"a fault of {where}", str) for fault in _take(document, "faults", where, list)]
    if unknown := sorted(set(faults) - {"", *(fault.value for fault in Fault)}):
        raise TraceFormatError(f"{where} has no fault {unknown[0]!r}: use {', '.join(Fault)}")
    return Action(
        verb,
        _arguments_from_json(verb, arguments, where),
        _take(document, "at_ms", where, int),
        tuple(faults),
        [_answer_from_json(answer, where) for answer in _take(document, "answers", where, list)],
    )


def _arguments_from_json(verb: str, arguments: Mapping[str, Any], where: str) -> dict[str, Any]:
    match verb:
        case "send":
            records = _take(arguments, "records", where, list)
            return {
                "topic": _take(arguments, "topic", where, str),
                "partition": _take(arguments, "partition", where, int),
                "records": tuple(_record_from_json(record, f"a record of {where}") for record in records),
            }
        case "retry":
            return {"delivery": _take(arguments, "delivery", where, int)}
        case "flush":
            return {}
    if verb in _OPERATIONS:
        return {name: _take(arguments, name, where, kind) for name, kind in _OPERATIONS[verb].items()}
    known = ", ".join(("send", "retry", "flush", *_OPERATIONS))
    raise TraceFormatError(f"{where} is {verb!r}, which is none of {known}")


def _answer_from_json(answer: Any, where: str) -> tuple[str, int, bool]:
    parts = _checked(answer, f"an answer of {where}", list)
    if [type(part) for part in parts] != [str, int, bool]:
        raise TraceFormatError(f"an answer of {where} is not an error's name, an offset, and whether it is a duplicate")
    error, base_offset, duplicate = parts
    return error, base_offset, duplicate


# Records


def _record_to_json(record: Record) -> dict[str, Any]:
    return {
        "value": _bytes_to_json(record.value),
        "key": _bytes_to_json(record.key),
        "headers": [[name, _bytes_to_json(value)] for name, value in record.headers],
        "timestamp": record.timestamp,
    }


def _record_from_json(document: Any, where: str) -> Record:
    _checked(document, where, dict)
    return Record(
        value=_bytes_from_json(document.get("value"), f"the value of {where}"),
        key=_bytes_from_json(document.get("key"), f"the key of {where}"),
        headers=tuple(_header_from_json(header, where) for header in _take(document, "headers", where, list)),
        timestamp=_take(document, "timestamp", where, int),
    )


def _header_from_json(document: Any, where: str) -> tuple[str, bytes | None]:
    parts = _checked(document, f"a header of {where}", list)
    if [type(part) for part in parts[:1]] != [str] or len(parts) != len(("name", "value")):
        raise TraceFormatError(f"a header of {where} is not a name and a value")
    return parts[0], _bytes_from_json(parts[1], f"header {parts[0]!r} of {where}")


def _bytes_to_json(content: bytes | None) -> str | dict[str, str] | None:
    """Text where the bytes are text, so that a person can read the file."""
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _bytes_from_json(content: Any, where: str) -> bytes | None:
    _checked(content, where, str, dict, NoneType)
    if content is None:
        return None
    try:
        if isinstance(content, str):
            return content.encode("utf-8")
        return base64.b64decode(_take(content, "base64", where, str), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise TraceFormatError(f"{where} cannot be decoded: {error}") from error
