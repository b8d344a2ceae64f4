"""Findings that belong together: what one producer met in one partition.

A refusal is two lines in a broker's log, and comes again with every retry; its client writes other lines, which name
no producer id. Memory is bounded: beyond a thousand producers and partitions, lines are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from minikafka.clinic.recognition import Finding

MOST_STORIES = 1000
MOST_SIGHTS = 100
NEAR = 4  # lines between two that belong together; a second line of an event follows at once
SOON = 50  # lines within which a client's exception follows what led to it

Key = tuple[int | None, str | None, int | None, str | None, str | None]

_FAMILIES = {
    "out-of-order": "sequence", "out-of-order-no-numbers": "sequence", "desynchronized": "sequence",
    "skipped": "sequence", "first-not-zero": "sequence", "after-marker": "sequence", "new-epoch": "sequence",
    "new-epoch-not-zero": "sequence", "expired": "sequence", "retried": "sequence", "id-changed": "sequence",
    "old-epoch": "epoch", "fenced": "epoch", "not-authorized": "rights", "no-producer-id": "rights",
}  # fmt: skip
_FOLLOWERS = frozenset({"wrapper", "dead", "abort-transaction"})


@dataclass
class Sight:
    """Equal findings: the first of them, how many there are, and where the last one stands."""

    finding: Finding
    first_line: int
    last_line: int
    count: int = 0


@dataclass
class Story:
    """All that is known of one producer in one partition; what no line told is ``None``."""

    producer_id: int | None
    topic: str | None
    partition: int | None
    client: str | None = None
    sights: list[Sight] = field(default_factory=list)
    left_out: int = 0

    @property
    def place(self) -> str | None:
        """The partition as Kafka writes it: ``topic-0``."""
        if self.topic is None or self.partition is None:
            return self.topic
        return f"{self.topic}-{self.partition}"

    @property
    def first_line(self) -> int:
        return min(sight.first_line for sight in self.sights)

    @property
    def last_line(self) -> int:
        return max(sight.last_line for sight in self.sights)

    @property
    def lines(self) -> int:
        """How many lines it is made of."""
        return sum(sight.count for sight in self.sights) + self.left_out

    def families(self) -> set[str]:
        """What its lines are about."""
        return {family(sight.finding) for sight in self.sights}


HomeOf = Callable[[Story, list[Story], list[Story]], Story | None]


class Stories:
    """Takes findings in the order of the log; ``told`` gives the stories."""

    def __init__(self, findings: Iterable[tuple[int, Finding]] = ()) -> None:
        self.left_out = 0
        self._stories: dict[Key, dict[tuple[object, ...], Sight]] = {}
        self._left_out: dict[Key, int] = {}
        self._clients: dict[str, int] = {}
        self._header: tuple[int, Finding] | None = None
        self._seen: dict[int, tuple[Finding, Sight]] = {}
        self._joined: dict[tuple[int, int], tuple[Finding, Finding, Finding]] = {}
        for line, finding in findings:
            self.add(line, finding)

    def add(self, line: int, finding: Finding) -> None:
        """Take what comes next, and the number of its line."""
        header, self._header = self._header, None
        if header:
            if line - header[0] < NEAR and _is_second_line(finding, header[1]):
                finding = self._join(header[1], finding)
            else:
                self._note(*header)
        if finding.kind == "header" and not finding.inner:
            self._header = (line, finding)
        else:
            self._note(line, finding)

    def told(self) -> list[Story]:
        """The stories, by their first line."""
        if self._header:
            self._note(*self._header)
            self._header = None
        stories = [_story(key, sights, self._left_out.get(key, 0)) for key, sights in self._stories.items()]
        for story in stories:
            if story.producer_id is None and story.client in self._clients:
                story.producer_id = self._clients[story.client]
        stories.sort(key=lambda story: story.first_line)
        return _put_together(stories)

    def _join(self, header: Finding, second: Finding) -> Finding:
        """The second line of a refusal with the partition that the first one names; equal pairs give one object."""
        known = self._joined.get((id(header), id(second)))
        if known is None:
            known = (header, second, _with_place(second, header))
            self._joined = {} if len(self._joined) > MOST_STORIES else self._joined
            self._joined[id(header), id(second)] = known
        return known[2]

    def _note(self, line: int, finding: Finding) -> None:
        seen = self._seen.get(id(finding))
        sight = seen[1] if seen else self._sight(line, finding)
        if sight:
            sight.count += 1
            sight.last_line = line

    def _sight(self, line: int, finding: Finding) -> Sight | None:
        """Where findings like this one are counted, ``None`` if there are too many others."""
        producer_id = finding.number("producer_id")
        if finding.client and producer_id is not None and producer_id >= 0:
            self._clients[finding.client] = producer_id
        key, same = _story_key(finding), _sight_key(finding)
        sights = self._stories.get(key, {})
        if same not in sights:
            if key not in self._stories and len(self._stories) >= MOST_STORIES:
                self.left_out += 1
                return None
            if len(sights) >= MOST_SIGHTS:
                self._left_out[key] = self._left_out.get(key, 0) + 1
                return None
            self._stories.setdefault(key, sights)[same] = Sight(finding, line, line)
        self._seen = {} if len(self._seen) > MOST_STORIES else self._seen
        self._seen[id(finding)] = (finding, sights[same])
        return sights[same]


def family(finding: Finding) -> str:
    """What a finding is about, coarsely: findings of one family explain each other."""
    kind = finding.root.kind
    return _FAMILIES.get(kind, kind)


def _story_key(finding: Finding) -> Key:
    producer_id, root = finding.number("producer_id"), finding.root
    producer_id = root.number("producer_id") if producer_id is None else producer_id
    topic, partition = (finding.topic, finding.partition) if finding.topic else (root.topic, root.partition)
    about = None if topic or finding.client or producer_id is not None else family(finding)
    return producer_id, topic, partition, finding.client if producer_id is None else None, about


def _sight_key(finding: Finding) -> tuple[object, ...]:
    names = ("sequence", "last_sequence", "epoch", "current_epoch", "next_sequence", "new_sequence", "code")
    error = finding.groups.get("error", "")[:80]
    return finding.format.id, error, *(finding.groups.get(name) for name in names)


def _story(key: Key, sights: dict[tuple[object, ...], Sight], left_out: int) -> Story:
    producer_id, topic, partition, client, _ = key
    named = next((sight.finding.client for sight in sights.values() if sight.finding.client), client)
    return Story(producer_id, topic, partition, named, list(sights.values()), left_out)


def _is_second_line(finding: Finding, header: Finding) -> bool:
    """True for the exception that belongs to a broker's "Error processing append operation"."""
    same_place = finding.topic is None or (finding.topic, finding.partition) == (header.topic, header.partition)
    of_the_broker = finding.format.program == "kafka-broker" or "Exception" in finding.text
    return finding.kind != "header" and same_place and of_the_broker


def _with_place(finding: Finding, header: Finding) -> Finding:
    place = {name: header.groups[name] for name in ("topic", "partition") if name in header.groups}
    return replace(finding, groups={**place, **finding.groups})


def _put_together(stories: list[Story]) -> list[Story]:
    """Stories that only lacked a name that another line told."""
    for merge in (_same_producer_and_place, _only_producer_of_the_place, _announcement, _follow_up):
        stories = _merged(stories, merge)
    return stories


def _merged(stories: list[Story], home_of: HomeOf) -> list[Story]:
    kept: list[Story] = []
    for story in stories:
        others = [other for other in stories if other is not story and other.sights]
        home = home_of(story, others, kept)
        if home is None:
            kept.append(story)
            continue
        home.sights.extend(story.sights)
        home.left_out += story.left_out
        home.client = home.client or story.client
        home.topic, home.partition = (
            home.topic or story.topic,
            story.partition if home.partition is None else home.partition,
        )
        story.sights = []
    return kept


def _same_producer_and_place(story: Story, _: list[Story], kept: list[Story]) -> Story | None:
    def same(other: Story) -> bool:
        names = (other.producer_id, other.topic, other.partition)
        alike = names == (story.producer_id, story.topic, story.partition)
        return (
            alike
            and (story.producer_id is not None or story.topic is not None)
            and other.client in {None, story.client}
        )

    return next((other for other in kept if same(other)), None)


def _only_producer_of_the_place(story: Story, others: list[Story], _: list[Story]) -> Story | None:
    if story.producer_id is not None or story.topic is None:
        return None
    at_home = [
        other
        for other in others
        if other.producer_id is not None and other.topic == story.topic and story.partition in {None, other.partition}
    ]
    return at_home[0] if len(at_home) == 1 else None


def _announcement(story: Story, others: list[Story], _: list[Story]) -> Story | None:
    """A line that tells a client's producer id belongs to whatever that producer met."""
    if story.producer_id is None or story.topic is not None:
        return None
    mine = [other for other in others if other.producer_id == story.producer_id and other.topic is not None]
    for other in mine:
        other.client = other.client or story.client
    return mine[0] if mine else None


def _follow_up(story: Story, others: list[Story], _: list[Story]) -> Story | None:
    """An exception without a name follows at once what it is about; what wraps one stands right before or after it."""
    if story.topic is not None or story.producer_id is not None:
        return None
    follows = [other for other in others if 0 <= story.first_line - other.first_line <= SOON]
    near = follows[-1:] + [other for other in others if 0 < other.first_line - story.first_line < NEAR][:1]
    return next((other for other in near if _is_about(story, other)), None)


def _is_about(story: Story, other: Story) -> bool:
    """True if one of two neighbours tells more of the other, or only passes it on."""
    mine, others = story.families(), other.families()
    passed_on = others <= _FOLLOWERS and abs(story.first_line - other.last_line) < NEAR
    return bool(mine & others) or mine <= _FOLLOWERS or passed_on
