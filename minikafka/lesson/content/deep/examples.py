"""A run for each row of the decision table. Which row a run takes is found by running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from minikafka.engine.broker import Broker
from minikafka.engine.records import MAX_SEQUENCE
from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES, Generation
from minikafka.lesson.content.deep.answers import Answers, answers
from minikafka.lesson.content.deep.batches import batch, commit_marker, unnumbered

ROWS = (*RULES, OPEN_TRANSACTION)

_RUNS: tuple[Callable[[], Answers], ...] = (
    lambda: answers(Broker(), unnumbered()),
    lambda: answers(Broker(), batch(0), batch(1), batch(0)),
    lambda: answers(Broker(), batch(0, epoch=1), batch(1)),
    lambda: answers(Broker(), batch(0), batch(0, epoch=1)),
    lambda: answers(Broker(), batch(0), batch(1, epoch=1)),
    lambda: answers(Broker(generation=Generation.KAFKA_4_5), batch(1)),
    lambda: answers(Broker(), batch(1)),
    lambda: answers(Broker(), batch(0, 3), batch(3)),
    lambda: answers(Broker(), batch(MAX_SEQUENCE), batch(0)),
    lambda: answers(Broker(), commit_marker(), batch(0)),
    lambda: answers(Broker(), batch(0), batch(2)),
    lambda: answers(Broker(), batch(0, is_transactional=True), batch(1)),
)


@cache
def examples() -> dict[str, Answers]:
    """For each row of the table, a run whose last batch takes it."""
    runs = [run() for run in _RUNS]
    return {str(run[-1].result.rule): run for run in runs}
