"""What a producer promises, each promise in a few lines. A promise is asked of one moment of a run: does it hold?

A promise of your own is a function that takes a ``World`` and returns True while it holds. ``world.sends`` is every
call of ``send`` with its outcome, ``world.stored(partition)`` is what a consumer reads. The order in which the records
of two producers lie among each other is nothing that a promise may ask about: a search takes two such moments for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minikafka.engine.errors import ConfigException
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.search.world import Application, Outcome, World

Promise = Callable[[World], bool]

MOST_RETRIES = 20
A_MINUTE_MS = 60_000  # enough for two requests, each of which may have to wait for an answer that was lost


def no_duplicates(world: World) -> bool:
    """No message of one ``send`` is stored twice."""
    return all(_has_no_repetition(world.stored(number)) for number in world.partitions)


def no_message_twice(world: World) -> bool:
    """No message is stored twice, even if the application sends it again."""
    return all(_has_no_repetition([_message(value) for value in world.stored(number)]) for number in world.partitions)


def nothing_acknowledged_is_missing(world: World) -> bool:
    """Every message that was acknowledged is stored."""
    stored = {number: set(world.stored(number)) for number in world.partitions}
    acknowledged = (send for send in world.sends if send.outcome is Outcome.ACKNOWLEDGED)
    return all(send.value in stored[send.partition] for send in acknowledged)


def order_is_kept(world: World) -> bool:
    """The messages of a producer are stored in the order of ``send``; of one stored twice the first copy counts."""
    order = {send.value: number for number, send in enumerate(world.sends)}
    for number in world.partitions:
        first_copies = dict.fromkeys(world.stored(number))
        for letters in (bytes.isupper, bytes.islower):
            places = [order[value] for value in first_copies if value is not None and letters(value[:1])]
            if places != sorted(places):
                return False
    return True


def no_silent_failure(world: World) -> bool:
    """Every message is stored, or its application was told that it failed, or it may still be stored."""
    stored = {value for number in world.partitions for value in world.stored(number)}
    return all(send.value in stored for send in world.sends if send.outcome is Outcome.FORGOTTEN)


def never_stands_still(world: World) -> bool:
    """Once the faults are over, every message that has a minute left is acknowledged."""
    waiting = [(a.number, d.number) for a in world.applications for d in a.sender.deliveries if _has_time(world, d)]
    if not waiting:
        return True
    finished = world.copy()
    for application in finished.applications:
        _retry_without_faults(application)
    ended = (finished.applications[number].sender.deliveries[delivery] for number, delivery in waiting)
    return all(delivery.status is Status.ACKNOWLEDGED for delivery in ended)


PROMISES: Mapping[str, Promise] = {
    promise.__name__.replace("_", "-"): promise
    for promise in (
        no_duplicates,
        no_message_twice,
        nothing_acknowledged_is_missing,
        order_is_kept,
        no_silent_failure,
        never_stands_still,
    )
}


def promise_called(name: str) -> Promise:
    """The promise with this name, as ``"no-duplicates"``.

    Raises:
        ConfigException: there is no such promise.
    """
    if name not in PROMISES:
        raise ConfigException(f"there is no promise {name!r}: use {', '.join(PROMISES)}, or a function of your own")
    return PROMISES[name]


def in_words(promise: Promise) -> str:
    """The first line of what a promise says of itself, or its name."""
    told = (promise.__doc__ or "").strip().partition("\n")[0]
    return told.replace("`", "") or getattr(promise, "__name__", "a promise without a name").replace("_", " ")


def _retry_without_faults(application: Application) -> None:
    """Let the client send again what it has in flight, as often as could ever help."""
    for _ in range(MOST_RETRIES):
        in_flight = [queue.in_flight[0] for queue in application.sender.queues.values() if queue.in_flight]
        for delivery in in_flight:
            application.sender.resend(delivery)


def _has_no_repetition(values: list[bytes | None]) -> bool:
    return len(values) == len(set(values))


def _message(value: bytes | None) -> bytes:
    """What was meant: ``b"A again"`` is the message A."""
    return value[:1] if value else b""


def _has_time(world: World, delivery: ProducerBatch) -> bool:
    return not delivery.is_done and world.time_left(delivery) >= A_MINUTE_MS
