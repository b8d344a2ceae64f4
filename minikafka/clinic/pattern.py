"""What a run has to show, whatever the numbers of a line; and the actions that show it, found by a search."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import NamedTuple

from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.sequence_check import Generation, Verdict, check
from minikafka.search import Action, Kind, Search, Settings, World

MESSAGES = 4
MOST_EPOCHS = 1  # that a run of so few actions can begin
_OF_A_RESTART = frozenset({Kind.SEND, Kind.RETRY, Kind.LOSE_ACK, Kind.CRASH})
_OF_A_NETWORK = frozenset({Kind.LOSE_REQUEST, Kind.DELIVER_LATE, Kind.GIVE_UP, Kind.DAY_PASSES})
# All kinds first; a broker that forgets by a restart needs one action more, and only these.
_SEARCHES = ((_OF_A_RESTART | _OF_A_NETWORK, 4), (_OF_A_RESTART, 5))


@dataclass(frozen=True)
class Pattern:
    """A row of the check, and how the numbers stand to each other; ``None`` for what may be any.

    ``starts`` is true if the batch begins with 0. ``ahead`` tells where it begins: 1 is behind a gap, 0 at the next
    number, -1 before that. ``epochs`` is by how many the partition has seen a newer epoch than that of the batch.
    ``was_written`` is true if the partition's log holds a record already.
    """

    row: str
    starts: bool | None = None
    ahead: int | None = None
    epochs: int | None = None
    was_written: bool | None = None

    @classmethod
    def of(
        cls,
        row: str,
        *,
        first: int | None,
        stored: int | None,
        epoch: int | None,
        stored_epoch: int | None,
        was_written: bool | None,
    ) -> Pattern:
        """The pattern of an answer: ``first`` and ``epoch`` are those of the batch, the others are remembered."""
        return cls(
            row,
            None if first is None else first == 0,
            None if first is None or stored is None else (first > stored + 1) - (first < stored + 1),
            None if epoch is None or stored_epoch is None else stored_epoch - epoch,
            was_written,
        )

    def is_shown_by(self, answer: Pattern) -> bool:
        """True for an answer that has all that is asked for."""
        return all(wanted in {None, found} for wanted, found in zip(astuple(self), astuple(answer), strict=True))


class Found(NamedTuple):
    """Actions that show a pattern, ``None`` if none do, and how many were tried."""

    actions: tuple[Action, ...] | None
    tried: int


class Listener:
    """Kafka's check, which a search may ask; ``shown`` has the patterns of its answers until they are taken."""

    def __init__(self) -> None:
        self.shown: list[Pattern] = []

    def __call__(self, batch: Batch, state: ProducerState | None, end: int, generation: Generation) -> Verdict:
        verdict = check(batch, state, end, generation)
        stored, stored_epoch = (state.last_sequence, state.producer_epoch) if state else (None, None)
        self.shown.append(
            Pattern.of(
                verdict.rule.row,
                first=batch.base_sequence,
                stored=stored,
                epoch=batch.producer_epoch,
                stored_epoch=stored_epoch,
                was_written=end > 0,
            )
        )
        return verdict

    def taken(self) -> list[Pattern]:
        shown, self.shown = self.shown, []
        return shown


@lru_cache(maxsize=256)
def shortest_actions(pattern: Pattern, generation: Generation) -> Found:
    """The fewest actions of a producer, its network and its broker after which the check answers so."""
    settings = Settings(messages=MESSAGES, generation=generation.value, idempotence=pattern.row != "1")
    tried = 0
    if abs(pattern.epochs or 0) > MOST_EPOCHS:
        return Found(None, tried)
    for kinds, depth in _SEARCHES:
        listener = Listener()

        def is_not_shown(_: World, listener: Listener = listener) -> bool:
            return not any(map(pattern.is_shown_by, listener.taken()))

        # An answer is no part of a state: runs that end alike are told apart by what they heard on the way.
        search = Search(is_not_shown, settings, kinds, depth, decide=listener, merge_equal=False)
        for _ in search.steps():
            pass
        tried += search.result.tried
        if search.result.run is not None:
            return Found(search.result.run, tried)
    return Found(None, tried)
