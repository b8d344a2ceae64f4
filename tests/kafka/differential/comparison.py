"""Both brokers are asked the same; what differs is said field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minikafka.wire.protocol import api_name, request_schema
from minikafka.wire.requests import APIS
from tests.kafka.differential.edges import Content, odd_ones, right
from tests.kafka.differential.omitted import OMISSIONS
from tests.kafka.differential.scenes import NEVER_THE_SAME, SCENES, SHARED, Scene
from tests.kafka.differential.sides import Side

Versions = dict[int, range]  # of each request, by its api key


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
    """A field that is answered in two ways; ``path`` is empty if one of them gave no answer at all."""

    question: Question
    path: str
    theirs: object
    ours: object

    def __str__(self) -> str:
        path = self.path or "the answer"
        return f"{self.question}\n    {path}: Apache Kafka {self.theirs!r}, minikafka {self.ours!r}"

    @property
    def omission(self) -> str | None:
        """The words of the omission that it belongs to, if it is meant."""
        place = self.question.scene.api_key, self.path, str(self.question)
        return next((omission.words for omission in OMISSIONS if omission.covers(*place)), None)


def questions(offered: Versions) -> Iterator[Question]:
    """Every question about the versions that both answer, in the order in which they have to be asked."""
    for scene in SCENES:
        theirs = offered.get(scene.api_key, range(0))
        for version in APIS[scene.api_key].versions:
            if version in theirs and version >= scene.first_version:
                yield from _questions(scene, version)


def _questions(scene: Scene, version: int) -> Iterator[Question]:
    schema = request_schema(scene.api_key, version)
    content = right(schema, SHARED | dict(scene.values))
    yield Question(scene, version, "", content)
    for odd, other in odd_ones(schema, content):
        if (scene.api_key, odd.rpartition(".")[2]) not in NEVER_THE_SAME:
            yield Question(scene, version, odd, other)


def differences(theirs: Side, ours: Side, asked: Iterable[Question]) -> Iterator[Difference]:
    """Ask both the same, one question after the other, and compare the answers.

    Both must have the same state, as ``Side.set_up`` makes it.
    """
    for number, question in enumerate(asked):
        answers = [_answer(side, question, f"fresh-{number}") for side in (theirs, ours)]
        for path, theirs_there, ours_there in _differing("", *answers):
            yield Difference(question, path, theirs_there, ours_there)


def _answer(side: Side, question: Question, fresh: str) -> object:
    side.begin(fresh)
    question.scene.prepare(side)
    return side.answer(question.scene.api_key, question.version, question.content)


def _differing(path: str, theirs: object, ours: object) -> Iterator[tuple[str, object, object]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in theirs:
            yield from _differing(f"{path}.{name}".lstrip("."), theirs[name], ours[name])
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for index, (one, other) in enumerate(zip(theirs, ours, strict=True)):
            yield from _differing(f"{path}[{index}]", one, other)
    elif theirs != ours:
        yield path, theirs, ours
