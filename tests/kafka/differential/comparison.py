"""Both brokers are asked the same; what differs is said field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minikafka.wire.protocol import api_name, request_schema
from minikafka.wire.requests import APIS
from tests.kafka.differential.edges import Content, odd_ones, right
from tests.kafka.differential.scenes import GROUP, SCENES, SHARED, TOPIC, Scene
from tests.kafka.differential.sides import Side
from tests.wire.raw_requests import JOIN_GROUP, PRODUCE


# On these Kafka itself fails, and stays silent.
NEVER_ANSWERED = {(PRODUCE, "records null"), (JOIN_GROUP, "protocols twice")}


@dataclass(frozen=True, slots=True)
class Question:
    """One request: which, in which version, and what is odd about it."""

    scene: Scene
    version: int
    odd: str
    content: Content

    def __str__(self) -> str:
        words = [f"{api_name(self.scene.api_key)} v{self.version}", self.scene.words, self.odd]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is answered in two ways; ``path`` is empty if one did not answer at all."""

    question: Question
    path: str
    theirs: object
    ours: object

    def __str__(self) -> str:
        return f"{self.question}\n    {self.path}: Kafka {self.theirs!r}, minikafka {self.ours!r}"


def questions() -> Iterator[Question]:
    """All of them, in the order in which they have to be asked."""
    for scene in SCENES:
        for version in APIS[scene.api_key].versions:
            if version < scene.first_version:
                continue
            schema = request_schema(scene.api_key, version)
            content = right(schema, SHARED | dict(scene.values))
            yield Question(scene, version, "", content)
            for odd, other in odd_ones(schema, content):
                if (scene.api_key, odd.rpartition(".")[2]) in NEVER_ANSWERED:
                    continue
                yield Question(scene, version, odd, other)


def differences(theirs: Side, ours: Side, asked: Sequence[Question]) -> Iterator[Difference]:
    """Ask both."""
    for side in (theirs, ours):
        side.wait_for_coordinators()
        for name in (TOPIC, "produced"):
            side.begin(name)
            side.make_topic()
        side.begin(GROUP)
        side.make_member()
    for number, question in enumerate(asked):
        answers = []
        for side in (theirs, ours):
            side.begin(f"fresh-{number}")
            question.scene.prepare(side)
            answers.append(side.answer(question.scene.api_key, question.version, question.content))
        for path, *values in _differing("", *answers):
            yield Difference(question, path, *values)


def _differing(path: str, theirs: object, ours: object) -> Iterator[tuple[str, object, object]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in theirs:
            yield from _differing(f"{path}.{name}".lstrip("."), theirs[name], ours[name])
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from _differing(f"{path}[{index}]", one, other)
    elif theirs != ours:
        yield path, theirs, ours
