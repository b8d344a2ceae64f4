"""The last part of ``make conformance``: every request that minikafka answers, with odd values in each field.

Both brokers start afresh, with the same settings, and are asked the same. Each difference is printed, but for those
that docs/omissions.md names; of these there are as many as is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from minikafka.engine.broker import Broker
from minikafka.wire.server import serve
from tests.kafka.differential.comparison import Difference, Question, differences, questions
from tests.kafka.differential.sides import SETTINGS, Side
from tools.kafka.broker import running_kafka

NODE_ID = 1  # as of the Kafka that ``running_kafka`` starts


def ask_all(every: int = 1) -> tuple[Sequence[Question], Sequence[Difference]]:
    """Ask each ``every``-th question; returns what was asked and what was answered differently, meant or not."""
    with running_kafka(settings=SETTINGS) as kafka:
        return ask_both(kafka.address, every)


def ask_both(address: str, every: int = 1) -> tuple[Sequence[Question], Sequence[Difference]]:
    """The same of a Kafka at ``address`` that was started with ``SETTINGS`` and asked for nothing yet."""
    with _sides(address) as (theirs, ours):
        asked = list(questions(theirs.offered()))[::every]
        for side in (theirs, ours):
            side.set_up()
        return asked, list(differences(theirs, ours, asked))


@contextmanager
def _sides(address: str) -> Iterator[tuple[Side, Side]]:
    with ExitStack() as stack:
        own = stack.enter_context(serve(Broker(), node_id=NODE_ID, auto_create_topics_enable=False))
        yield stack.enter_context(Side(address)), stack.enter_context(Side(own))


def report(asked: Sequence[Question], found: Sequence[Difference]) -> Iterator[str]:
    """Every difference that is not meant, and how many requests there were."""
    wrong = [difference for difference in found if difference.omission is None]
    yield from map(str, wrong)
    differing = {str(difference.question) for difference in wrong}
    yield f"{len(asked) - len(differing)} of {len(asked)} odd requests are answered the same, but for what is left out:"
    meant = Counter(difference.omission for difference in found if difference.omission)
    yield from (f"  {number} fields: {words}" for words, number in meant.most_common())
