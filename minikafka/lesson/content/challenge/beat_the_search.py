"""Beat the search: the learner designs a run that stores a message twice, as short as the shortest that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from minikafka.engine.network import Fault
from minikafka.lesson.views.words import counted, message_text
from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem
from minikafka.search import NETWORK, PROMISES, Action, Kind, Result, Settings, World, shortest
from minikafka.search.actions import all_actions
from minikafka.search.play import play
from minikafka.search.world import DAY_MS

PROMISE = "no-duplicates"
LONGEST = 5  # actions of a design
NONE = "none"
MESSAGES = LONGEST  # so that a design may send with each action


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the configuration that a learner reads, the settings of its runs, and what can happen in them."""

    configuration: str
    settings: Settings
    kinds: frozenset[Kind]

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions to choose from: a retry has no fault, or there would be too many."""
        every = all_actions(self.kinds, self.settings)
        return tuple(action for action in every if action.kind is not Kind.RETRY or action.fault is None)


_CONFIGURATION = "enable.idempotence=true\nbroker: Kafka {}"
ROUNDS = (
    Round(_CONFIGURATION.format("2.5 to 4.4"), Settings(messages=MESSAGES), NETWORK),
    Round(
        "delivery.timeout.ms=172800000\n" + _CONFIGURATION.format("4.5, which forgets a producer after a day"),
        Settings(generation="kafka-4.5", messages=MESSAGES, delivery_timeout_ms=2 * DAY_MS),
        NETWORK | {Kind.DAY_PASSES},
    ),
    Round(
        _CONFIGURATION.format("4.5, which can be restarted"),
        Settings(generation="kafka-4.5", messages=MESSAGES),
        NETWORK | {Kind.RESTART},
    ),
)
_WORDS = {
    Fault.LOSE_REQUEST: "send, request lost",
    Fault.LOSE_ACK: "send, ack lost",
    Fault.DELAY: "send, late",
    Fault.DELIVER_TWICE: "send, arrives twice",
}


def pose(number: int) -> Problem:
    """A round; after the last one the first comes again."""
    chosen = ROUNDS[number % len(ROUNDS)]
    return Problem(
        _fields(chosen),
        lambda entries: _grade(chosen, entries),
        lambda: _entries(chosen, searched(chosen).run or ()),
        exhibit=chosen.configuration,
    )


@cache
def searched(chosen: Round) -> Result:
    """What the search finds in this round."""
    return shortest(PROMISE, chosen.settings, chosen.kinds, LONGEST)


def carried_out(chosen: Round, entries: Entries) -> tuple[list[Action], list[Action]]:
    """The actions of a design in two lists: those that did something, and those that had nothing to act on."""
    world, done, idle = World(chosen.settings), list[Action](), list[Action]()
    for action in _design(chosen, entries):
        following = world.copy()
        if world.allows(action) and following.take(action):
            world = following
            done.append(action)
        else:
            idle.append(action)
    return done, idle


def _fields(chosen: Round) -> tuple[Field, ...]:
    choices = (Choice(NONE, "nothing"), *(Choice(_key(action), _text(action)) for action in chosen.actions))
    return tuple(Field(f"action{number}", f"Action {number}", choices) for number in range(1, LONGEST + 1))


def _key(action: Action) -> str:
    return f"{action.kind.value} {action.fault.name}" if action.fault else action.kind.value


def _text(action: Action) -> str:
    return _WORDS[action.fault] if action.fault else action.kind.value


def _design(chosen: Round, entries: Entries) -> list[Action]:
    """The actions that were chosen; an empty field is left out."""
    actions = {_key(action): action for action in chosen.actions}
    keys = (entries[f"action{number}"] for number in range(1, LONGEST + 1))
    return [actions[key] for key in keys if key != NONE]


def _entries(chosen: Round, run: Sequence[Action]) -> Entries:
    """The fields for a run; a fault of a retry is left out, for it is not among the choices."""
    keys = [_key(action if action in chosen.actions else Action(action.kind, 0, 0)) for action in run]
    keys += [NONE] * (LONGEST - len(keys))
    return {f"action{number}": key for number, key in enumerate(keys, 1)}


def _grade(chosen: Round, entries: Entries) -> Judgement:
    done, idle = carried_out(chosen, entries)
    producer = play(done, chosen.settings)[0]
    stored = [message_text(record.value) for _, _, record in producer.trace.stored]
    wasted = tuple(f"“{_text(action)}” had nothing to act on." for action in idle)
    if PROMISES[PROMISE](_world(chosen, done)):
        return Judgement(False, (f"No message is stored twice. {_log(stored)}", *wasted), producer.trace)
    return Judgement(True, (_log(stored), _compared(chosen, len(done) + len(idle)), *wasted), producer.trace)


def _world(chosen: Round, run: Sequence[Action]) -> World:
    world = World(chosen.settings)
    for action in run:
        world.take(action)
    return world


def _log(stored: Sequence[str]) -> str:
    return f"The log holds {', '.join(stored)}." if stored else "The log is empty."


def _compared(chosen: Round, count: int) -> str:
    """A sentence that compares the length of a design with the shortest run."""
    found = searched(chosen)
    assert found.run, "every round can be solved"
    more = count - len(found.run)
    if more <= 0:
        runs = counted(found.runs, "run")
        return f"You needed {counted(count, 'action')}. Nobody needs fewer: the search has tried all {runs} with fewer."
    shorter = "; ".join(map(str, found.run))
    return f"You needed {counted(count, 'action')}, {more} more than the search: {shorter}."


BEAT_THE_SEARCH = Challenge(
    name="beat-the-search",
    title="Beat the search",
    task=(
        "A producer with idempotence sends A, B, C and so on. Choose what happens, one action after the other, so that "
        "one send is stored twice, with as few actions as you can. A request that is late arrives behind the next one. "
        "Retry sends the oldest batch again that has no ack. A search tries every run, and is compared with yours."
    ),
    hint=(
        "Ask of each batch that comes again whether the broker can still know it. What does it not know of a producer "
        "whose first batch is missing, that was silent too long, or after it has started anew?"
    ),
    limit_s=150,
    pose=pose,
)
