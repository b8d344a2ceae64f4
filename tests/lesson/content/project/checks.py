"""What learners write: the solution of the solution notebook, its four steps, and mistakes that look right.

Most of the mistakes are on web pages or in fakes: kafka-rules.md §5 and §8.
"""

from __future__ import annotations

from typing import Any

from minikafka import Error
from minikafka.lesson.content.project import DUPLICATE, STORE, Batch, State
from minikafka.lesson.content.project.learners_check import LearnersCheck
from tools.notebooks import NOTEBOOKS, read

OUT_OF_ORDER, OLD_EPOCH = Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH
MAX = 2**31 - 1


def _solution() -> LearnersCheck:
    """The check of the solution notebook."""
    cells = {cell.id: cell.source for cell in read(NOTEBOOKS / "solutions" / "07-project.ipynb").cells}
    names: dict[str, Any] = {}
    exec(compile(cells["check-code"], "solution", "exec"), names)  # noqa: S102 the notebook is ours
    check: LearnersCheck = names["check"]
    return check


solution = _solution()


def _last(state: State) -> int:
    return state.batches[-1][1]


# On the way, from the stub to the solution


def stub(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    raise NotImplementedError


def with_step_1(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if batch.producer_id == -1 or state is None:
        return STORE
    if state.batches and batch.first == _last(state) + 1:
        return STORE
    raise NotImplementedError


def with_step_2(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and batch.epoch == state.epoch and (batch.first, batch.last) in state.batches:
        return DUPLICATE
    return with_step_1(batch, state, must_start_at_zero)


def with_step_3(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and batch.epoch < state.epoch:
        return OLD_EPOCH
    if state and batch.epoch > state.epoch:
        return STORE if batch.first == 0 else OUT_OF_ORDER
    try:
        return with_step_2(batch, state, must_start_at_zero)
    except NotImplementedError:
        return OUT_OF_ORDER


# Mistakes


def stores_everything(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """A broker without idempotence."""
    return STORE


def compares_the_last_alone(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and batch.epoch == state.epoch and batch.last in [last for _, last in state.batches]:
        return DUPLICATE
    return solution(batch, state, must_start_at_zero)


def remembers_the_newest_alone(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    answer = solution(batch, state, must_start_at_zero)
    older = answer is DUPLICATE and state and (batch.first, batch.last) != state.batches[-1]
    return OUT_OF_ORDER if older else answer


def takes_lower_for_duplicate(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    answer = solution(batch, state, must_start_at_zero)
    lower = state and state.batches and batch.first <= _last(state)
    return DUPLICATE if answer is OUT_OF_ORDER and lower else answer


def forgets_the_epoch(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and (batch.first, batch.last) in state.batches:
        return DUPLICATE
    return solution(batch, state, must_start_at_zero)


def always_takes_zero(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """The introduction of librdkafka."""
    answer = solution(batch, state, must_start_at_zero)
    return STORE if answer is OUT_OF_ORDER and batch.first == 0 else answer


def asks_the_order_before_the_epoch(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """The mock cluster of librdkafka."""
    answer = solution(batch, state, must_start_at_zero)
    gap = state and state.batches and batch.first > _last(state) + 1
    return OUT_OF_ORDER if answer is OLD_EPOCH and gap else answer


def lets_a_new_epoch_go_on(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and batch.epoch > state.epoch and state.batches and batch.first == _last(state) + 1:
        return STORE
    return solution(batch, state, must_start_at_zero)


def forgets_the_wrap(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    if state and state.batches and _last(state) == MAX and batch.first == 0 and batch.epoch == state.epoch:
        return OUT_OF_ORDER
    return solution(batch, state, must_start_at_zero)


def wraps_one_early(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """The fake broker kfake counts modulo 2**31 - 1."""
    if state and state.batches and batch.epoch == state.epoch and _last(state) == MAX - 1:
        return STORE if batch.first == 0 else OUT_OF_ORDER
    return solution(batch, state, must_start_at_zero)


def starts_anywhere(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """Kafka 2.5 to 4.4 on every partition."""
    return solution(batch, state, False)


def wants_zero_of_plain_producers(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    return OUT_OF_ORDER if must_start_at_zero and batch.first != 0 else solution(batch, state, must_start_at_zero)


def trusts_a_state_without_batches(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    return STORE if state and not state.batches else solution(batch, state, must_start_at_zero)


def names_an_old_duplicate(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    """Error 46, which no broker answers any more."""
    answer = solution(batch, state, must_start_at_zero)
    lower = state and state.batches and batch.first <= _last(state)
    return Error.DUPLICATE_SEQUENCE_NUMBER if answer is OUT_OF_ORDER and lower else answer


def remembers_everything() -> LearnersCheck:
    """A check with a memory of its own, which does not know one partition from another."""
    seen = set[Batch]()

    def check(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
        known = batch in seen
        seen.add(batch)
        return DUPLICATE if known else solution(batch, state, must_start_at_zero)

    return check


def compares_content(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
    return DUPLICATE if batch.records else STORE  # type: ignore[attr-defined]  # the mistake
