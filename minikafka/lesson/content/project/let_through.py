"""The shortest run that a check lets through: what breaks, which says more than the name of a scenario."""

from __future__ import annotations

from minikafka.engine.sequence_check import Check
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.review import LetThrough
from minikafka.search import NETWORK, PROMISES, Kind, PromiseFailed, Result, Settings, World, shortest
from minikafka.search.play import PlayedDifferently
from minikafka.search.promises import Promise, in_words

# With Kafka's own check none of these runs breaks one of these promises.
SETTINGS = Settings(generation="kafka-4.5")
ACTIONS = NETWORK | {Kind.SEND_AGAIN, Kind.GIVE_UP}
DEPTH = 4
PROMISED = ("no-duplicates", "nothing-acknowledged-is-missing", "order-is-kept")  # what can be seen in the log


def let_through(check: Check) -> LetThrough | None:
    """What a search finds on brokers that ask ``check``; ``None`` if they answer now so and now otherwise."""
    try:
        result = shortest(_is_kept, SETTINGS, ACTIONS, DEPTH, decide=check)
        return _found(result, check) if result.run else _none(result)
    except (PromiseFailed, PlayedDifferently):
        return None


def _is_kept(world: World) -> bool:
    return _broken(world) is None


def _broken(world: World) -> Promise | None:
    return next((PROMISES[name] for name in PROMISED if not PROMISES[name](world)), None)


def _found(result: Result, check: Check) -> LetThrough | None:
    assert result.run, "a run was found"
    world = World(result.settings, check)
    for action in result.run:
        world.take(action)
    promise = _broken(world)
    if promise is None:
        return None
    sentence = f"A run of {counted(len(result.run), 'action')} breaks a promise: {in_words(promise)}"
    return LetThrough(sentence.replace("`", ""), tuple(map(str, result.run)), result.trace)


def _none(result: Result) -> LetThrough:
    depth = counted(result.depth, "action")
    return LetThrough(f"None of {result.runs:,} runs of up to {depth} breaks a promise.")
