"""Every run of up to so many actions, and the shortest one that breaks a promise.

The search is breadth first. It takes the runs of one action, then those of two, and so on; so the first broken promise
that it finds is found by a run that no other undercuts. Two reductions keep it small, and neither hides anything:

- *Equal states are met once.* Two runs that end in the same canonical form go on alike, so one of them does.
- *Actions that commute are taken in one order only.* If b comes before a in the order of actions, and the two do not
  disturb each other, then "a, b" ends where "b, a" ends. Among the shortest runs to a state there is a first one in the
  order of actions, and no step of that one is left out; that is why nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Any

from minikafka.engine.errors import ConfigException
from minikafka.engine.sequence_check import Check, Generation, check
from minikafka.search.actions import ALL, Action, Kind, all_actions, kinds_of
from minikafka.search.canonical import Canonical
from minikafka.search.commuting import Condition, condition
from minikafka.search.nodes import Edge, Node
from minikafka.search.progress import Level, Progress
from minikafka.search.promises import Promise, in_words, promise_called
from minikafka.search.result import Result
from minikafka.search.settings import Settings
from minikafka.search.uncollected import uncollected
from minikafka.search.world import World

SLICE = 200  # actions tried between two reports: a fiftieth of a second
MOST_STATES = 250_000  # together with those that wait about a gigabyte: a state that was looked at takes 2 kB,
MOST_WAITING = 60_000  # one that waits for its turn 8 kB, because its brokers and producers are kept until then


class PromiseFailed(RuntimeError):
    """A promise, or a sequence check of one's own, that raises an error; the message names the run and the error."""


class Search:
    """One search. ``steps`` does it bit by bit, ``shortest`` at a stretch; ``result`` is what is known so far.

    Args:
        promise: the name of a promise, or a function of a ``World`` that returns True while it holds.
        settings: where a run begins.
        actions: the kinds of actions, by name.
        depth: the most actions of a run.
        decide: the sequence check that the brokers ask; by default Kafka's.
        merge_equal, one_order: the two reductions; without them every single run is made.
        most_states, most_waiting, most_seconds: where to stop; a state waits from when it is met until all actions
            were taken in it.

    Raises:
        ConfigException: settings, actions or a promise that do not exist or contradict each other.
    """

    def __init__(
        self,
        promise: Promise | str,
        settings: Settings | None = None,
        actions: Iterable[Kind | str] = ALL,
        depth: int = 4,
        *,
        decide: Check = check,
        merge_equal: bool = True,
        one_order: bool = True,
        most_states: int = MOST_STATES,
        most_waiting: int = MOST_WAITING,
        most_seconds: float | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.promise = promise_called(promise) if isinstance(promise, str) else promise
        if depth < 1:
            raise ConfigException(f"depth is {depth}: a run has at least one action")
        self.depth = depth
        self.actions = all_actions(kinds_of(actions, self.settings), self.settings)
        self._decide = decide
        self._merge_equal, self._one_order = merge_equal, one_order and merge_equal
        self._most_states, self._most_waiting, self._most_seconds = most_states, most_waiting, most_seconds
        self._canonical = Canonical(self.settings, depth)
        self._other = [self._number_of(action.of_the_other()) for action in self.actions]
        self._same = {self._number_of(Action(Kind.CRASH)): self._number_of(Action(Kind.RESTART))}
        self._conditions = [[condition(one, other) for other in self.actions] for one in self.actions]
        self._nodes: list[Node] = []
        self._known: dict[bytes, int] = {}
        self._levels: list[Level] = []
        self._runs: dict[int, int] = {}
        self._tried = self._waiting = 0
        self._seconds = 0.0
        self._broken: int | None = None
        self._stopped: str | None = None

    def _number_of(self, action: Action) -> int:
        return self.actions.index(action) if action in self.actions else -1

    @property
    def result(self) -> Result:
        """What is known so far."""
        run = None if self._broken is None else tuple(self._run_to(self._broken))
        return Result(
            promise=in_words(self.promise),
            settings=self.settings,
            run=run,
            depth=len(self._levels) if run is None else len(run),
            asked_depth=self.depth,
            levels=tuple(self._levels),
            seconds=self._seconds,
            tried=self._tried,
            stopped=self._stopped,
            decide=self._decide,
        )

    def steps(self) -> Iterator[Progress]:
        """Search, and say from time to time how far it is; whoever asks for no more steps ends it there.

        Raises:
            PromiseFailed: the promise or the sequence check raised an error.
        """
        work = self._slices()
        while True:
            with self._at_work():
                progress = next(work, None)
            if progress is None:
                return
            yield replace(progress, seconds=self._seconds)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Count the time, and let Python look for no cycles: there are none, and looking takes a fifth of the time."""
        begun = perf_counter()
        try:
            with uncollected():
                yield
        finally:
            self._seconds += perf_counter() - begun

    def _slices(self) -> Iterator[Progress]:
        """Search, and say after each slice where it stands."""
        reported = 0
        level = self._begin()
        for depth in range(1, self.depth + 1):
            before, found = self._tried, list[int]()
            for done, number in enumerate(level, 1):
                if self._is_over():
                    return
                self._expand(number, found, is_last=depth == self.depth)
                if self._tried - reported >= SLICE or done == len(level):
                    reported = self._tried
                    numbers = self._tried, len(self._nodes), len(level), done, len(found)
                    yield Progress(depth, self.depth, *numbers, self._seconds)
            if self._broken is None:
                self._levels.append(self._level(depth, level, self._tried - before, len(found)))
            level = found

    def stop(self, why: str) -> None:
        """End at the next state, and say why; what holds up to there stays in ``result``."""
        self._stopped = why

    def _begin(self) -> list[int]:
        world = World(self.settings, self._decide, producers=len({max(0, a.producer) for a in self.actions}))
        form, swapped = self._canonical.form(world)
        self._nodes, self._known = [Node(-1, -1, swapped, world)], {form: 0}
        self._runs, self._waiting = {0: 1}, 1
        self._ask(0, world)
        return [0]

    def _is_over(self) -> bool:
        if len(self._nodes) > self._most_states:
            self._stopped = f"{self._most_states} states are the most that were allowed"
        elif self._waiting > self._most_waiting:
            self._stopped = f"{self._most_waiting} states that wait for their turn are the most that were allowed"
        elif self._most_seconds is not None and self._seconds > self._most_seconds:
            self._stopped = f"{self._most_seconds:g} seconds are over"
        return self._broken is not None or self._stopped is not None

    # One state

    def _expand(self, number: int, found: list[int], *, is_last: bool) -> None:
        """Take every action in one state."""
        node = self._nodes[number]
        world, node.world = node.world, None
        assert world is not None, "a state is looked at once"
        self._waiting -= 1
        node.held = world.holds_requests
        node.never_written = world.never_written
        for action in range(len(self.actions)):
            edge = self._edge_without_a_try(node, action) if self._one_order else None
            if edge is None and world.allows(self.actions[action]):
                edge = self._try(number, world, action, found, is_last=is_last)
            if edge is not None:
                node.edges[action] = edge
            if self._broken is not None:
                return

    def _try(self, number: int, before: World, action: int, found: list[int], *, is_last: bool) -> Edge | None:
        """Do one action to a copy of a state."""
        self._tried += 1
        world = before.copy()
        try:
            is_done = world.take(self.actions[action])
        except Exception as error:
            raise self._failure("the sequence check", number, action, error) from error
        if not is_done:
            return None
        form, swapped = self._canonical.form(world)
        target = self._known.get(form) if self._merge_equal else None
        if target is None:
            target = len(self._nodes)
            self._nodes.append(Node(number, action, swapped, None if is_last else world))
            self._known[form] = target
            self._waiting += not is_last
            found.append(target)
            self._ask(target, world)
        return Edge(target, swapped != self._nodes[target].swapped, before.clock.now() == world.clock.now())

    def _ask(self, number: int, world: World) -> None:
        """Ask the promise about a state that is new."""
        try:
            holds = self.promise(world)
        except Exception as error:
            node = self._nodes[number]
            raise self._failure("the promise", node.parent, node.action, error) from error
        if not holds:
            self._broken = number

    def _failure(self, what: str, number: int, action: int, error: Exception) -> PromiseFailed:
        run = [*self._run_to(number), *([self.actions[action]] if action >= 0 else [])]
        after = "; ".join(map(str, run)) or "no action at all"
        return PromiseFailed(f"{what} raised {type(error).__name__} ({error}) after: {after}")

    def _run_to(self, number: int) -> list[Action]:
        """The actions that lead to a state."""
        run: list[Action] = []
        while number > 0:
            node = self._nodes[number]
            run.append(self.actions[node.action])
            number = node.parent
        return run[::-1]

    # Actions in one order only

    def _edge_without_a_try(self, node: Node, action: int) -> Edge | None:
        """Where an action leads, if that is known: it was taken before the last one, and the two commute."""
        if action in self._same:
            return node.edges.get(self._same[action])
        if action >= node.action or not self._commute(node, action):
            return None
        before = self._nodes[node.parent].edges[action]
        last = self._other[node.action] if before.swapped else node.action
        after = self._nodes[before.node].edges.get(last)
        return after and Edge(after.node, before.swapped != after.swapped, before.takes_no_time)

    def _commute(self, node: Node, action: int) -> bool:
        """True when it makes no difference which of an action and the last one, a later one, comes first."""
        origin = self._nodes[node.parent]
        holds = self._conditions[action][node.action]
        if holds is Condition.NEVER or action not in origin.edges:
            return False
        if holds is Condition.ALWAYS:
            return True
        no_time_passes = origin.edges[action].takes_no_time and origin.edges[node.action].takes_no_time
        if holds is Condition.LOG_WAS_WRITTEN:
            anywhere = self.settings.generation == Generation.KAFKA_2_5
            return no_time_passes and (anywhere or self.actions[action].partition not in origin.never_written)
        return no_time_passes and not (holds is Condition.NOTHING_IS_HELD and origin.held)

    # Numbers

    def _level(self, depth: int, level: list[int], tried: int, states: int) -> Level:
        """Count the runs of ``depth`` actions; each state knows how many of one action less lead to it."""
        runs: dict[int, int] = {}
        for number, count in self._runs.items():
            for edge in self._nodes[number].edges.values():
                runs[edge.node] = runs.get(edge.node, 0) + count
        self._runs = runs
        steps = sum(len(self._nodes[number].edges) for number in level)
        return Level(depth, sum(runs.values()), steps, tried, states)


def shortest(
    promise: Promise | str,
    settings: Settings | None = None,
    actions: Iterable[Kind | str] = ALL,
    depth: int = 4,
    **limits: Any,
) -> Result:
    """The shortest run that breaks ``promise``, or that there is none; arguments and errors as for ``Search``."""
    search = Search(promise, settings, actions, depth, **limits)
    for _ in search.steps():
        pass
    return search.result
