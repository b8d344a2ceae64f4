"""What a learner can ask of a search: a field for each promise and setting, and what each option stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minikafka.engine.sequence_check import Generation
from minikafka.lesson.lab.search_lab import SearchLab
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.search import ALL, APPLICATION, NETWORK, ONE_PRODUCER, PROMISES
from minikafka.search.promises import in_words
from minikafka.search.world import DAY_MS

MOST_DEPTH = 6
_OWN = "own"  # the key of what is none of the usual options


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its name and label, and for each option what it stands for and how it is told."""

    name: str
    label: str
    options: tuple[tuple[Any, str], ...]

    def with_own(self, value: Any) -> Asked:
        """The same, with an option for what a search began with, if there is none yet."""
        if any(value == usual for usual, _ in self.options):
            return self
        told = words.OTHER_MS.format(value) if self.name == "expiry_ms" else _told(value)
        return Asked(self.name, self.label, (*self.options, (value, told)))

    @property
    def field(self) -> Field:
        options = (Choice(str(number), text) for number, (_, text) in enumerate(self.options))
        return Field(self.name, self.label, tuple(options))

    def key(self, value: Any) -> str:
        """The key of the option that stands for this."""
        return next(str(number) for number, (usual, _) in enumerate(self.options) if usual == value)

    def value(self, key: str) -> Any:
        """What an option stands for."""
        return self.options[int(key)][0]


def _numbers(*numbers: int) -> tuple[tuple[int, str], ...]:
    return tuple((number, str(number)) for number in numbers)


_PROMISES = tuple((name, in_words(promise)) for name, promise in PROMISES.items())
_SETTINGS = (
    Asked("idempotence", words.IDEMPOTENCE, ((True, words.ON), (False, words.OFF))),
    Asked("in_flight", words.IN_FLIGHT, _numbers(1, 2, 3, 4, 5, 6)),
    Asked("first_sequence", words.FIRST_SEQUENCE, _numbers(0, 1)),
    Asked(
        "generation",
        words.BROKERS_OF,
        ((Generation.KAFKA_2_5.value, words.OLDER), (Generation.KAFKA_4_5.value, words.NEWER)),
    ),
    Asked("expiry_ms", words.FORGET_PRODUCER, ((DAY_MS, words.A_DAY), (7 * DAY_MS, words.A_WEEK))),
    Asked("brokers", words.BROKERS, _numbers(1, 2)),
    Asked("partitions", words.PARTITIONS, _numbers(1, 2)),
    Asked("messages", words.MESSAGES, _numbers(1, 2, 3)),
)
_GOES_WRONG = (
    (NETWORK, words.THE_NETWORK),
    (APPLICATION, words.APPLICATION_TOO),
    (ONE_PRODUCER, words.BROKERS_TOO),
    (ALL, words.SECOND_TOO),
)


class SearchFields:
    """The fields of one search, and what is chosen in them."""

    def __init__(self, lab: SearchLab) -> None:
        self._lab = lab
        self._promise = Asked("promise", words.PROMISED, _PROMISES).with_own(lab.promise)
        self._settings = [each.with_own(lab.settings[each.name]) for each in _SETTINGS]
        self._actions = Asked("actions", words.GOES_WRONG, _GOES_WRONG).with_own(lab.actions)
        self._depth = Asked("depth", words.DEPTH, _numbers(*range(1, MOST_DEPTH + 1))).with_own(lab.depth)
        self.fields = tuple(each.field for each in (self._promise, *self._settings, self._actions, self._depth))

    @property
    def entries(self) -> Mapping[str, str]:
        """What is chosen now."""
        lab = self._lab
        return {
            "promise": self._promise.key(lab.promise),
            **{each.name: each.key(lab.settings[each.name]) for each in self._settings},
            "actions": self._actions.key(lab.actions),
            "depth": self._depth.key(lab.depth),
        }

    def enter(self, entries: Entries) -> None:
        """Ask for what was chosen. An empty entry, of an option that there is not, changes nothing."""
        chosen = {**self.entries, **{name: key for name, key in entries.items() if key}}
        lab = self._lab
        lab.promise = self._promise.value(chosen["promise"])
        lab.settings = {**lab.settings, **{each.name: each.value(chosen[each.name]) for each in self._settings}}
        lab.actions, lab.depth = self._actions.value(chosen["actions"]), self._depth.value(chosen["depth"])


def _told(value: Any) -> str:
    """What a learner's own value is called: a promise by its words, actions by their names."""
    if callable(value):
        return words.YOURS.format(in_words(value))
    return words.ONLY.format(", ".join(sorted(value))) if isinstance(value, frozenset) else str(value)
