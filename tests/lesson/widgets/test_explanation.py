"""The comparison of a free text: what people write is found, what says the opposite is told, and no text breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka.lesson.content.recall.explanations import TASKS, WHAT_IS_NOT_COVERED, WHY_STORED_ONCE
from minikafka.lesson.widgets.own_words import LONGEST, Mention, Point, Task, compare

MENTIONED, OPPOSITE, MISSING = Mention.MENTIONED, Mention.OPPOSITE, Mention.MISSING


def verdicts(task: Task, text: str) -> dict[str, Mention]:
    return {point.name: verdict for point, verdict in compare(text, task.points).mentions}


def verdict(task: Task, name: str, text: str) -> Mention:
    return verdicts(task, text)[name]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_model_answer_mentions_every_point(task: Task) -> None:
    assert set(verdicts(task, task.model).values()) == {MENTIONED}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_no_sentence_of_the_model_answer_mentions_more_than_half(task: Task) -> None:
    for sentence in task.model.split("."):
        assert compare(sentence, task.points).mentioned <= len(task.points) / 2, sentence


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_task_itself_mentions_nothing_that_is_asked_for(task: Task) -> None:
    assert compare(task.text, task.points).mentioned <= 1


# As people write

IN_OTHER_WORDS = [
    """Every producer has a PID and each record batch a seq. When it is resent the seq stays the same, and since the
    leader caches the last 5 batches it drops the copy and just acks again.""",
    """The producer id and the sequence number of a retry are identical to the original's. The broker already knows
    that batch, ignores it, and replies with success.""",
    """Kafka gives a Producer ID. Messages get sequence numbers; a retransmission keeps its sequence number. The broker
    keeps track of recent numbers, so it isn't written a second time. The client receives an ack with the original
    offset.""",
]
LIMITS_IN_OTHER_WORDS = [
    """Calling send() twice gives two records - if we call send again it's a new message. A restarted producer gets a
    new PID. Only five batches are kept. It works per partition. Downstream side effects aren't covered.""",
    """If the application re-sends, that isn't detected. It holds within one producer session only. The window is
    limited. Different partitions know nothing of each other. It's not end-to-end.""",
]


@pytest.mark.parametrize("text", IN_OTHER_WORDS)
def test_other_words_for_why_are_found(text: str) -> None:
    assert set(verdicts(WHY_STORED_ONCE, text).values()) == {MENTIONED}, verdicts(WHY_STORED_ONCE, text)


@pytest.mark.parametrize("text", LIMITS_IN_OTHER_WORDS)
def test_other_words_for_the_limits_are_found(text: str) -> None:
    assert set(verdicts(WHAT_IS_NOT_COVERED, text).values()) == {MENTIONED}, verdicts(WHAT_IS_NOT_COVERED, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("the retry keeps its number", "The retry does not keep the same sequence number."),
        ("the retry keeps its number", "A retry doesn\N{RIGHT SINGLE QUOTATION MARK}t carry the same number."),
        ("the partition remembers", "The broker never remembers a batch."),
        ("the partition remembers", "The broker can't know the batch."),
        ("it is not stored again", "The duplicate isn't ignored."),
        ("the answer is a success", "The producer gets no ack."),
    ],
)
def test_what_says_the_opposite_is_told(name: str, text: str) -> None:
    assert verdict(WHY_STORED_ONCE, name, text) is OPPOSITE


@pytest.mark.parametrize(
    "text",
    [
        "It is not stored again.",
        "It isn't written twice.",
        "Nothing is stored.",
        "It won't be appended.",
        "It is ignored.",
    ],
)
def test_a_negation_that_belongs_to_the_point_is_none_against_it(text: str) -> None:
    assert verdict(WHY_STORED_ONCE, "it is not stored again", text) is MENTIONED


def test_a_negation_in_another_clause_does_not_count() -> None:
    text = "The bytes are not compared, but the broker remembers the numbers."
    assert verdict(WHY_STORED_ONCE, "the partition remembers", text) is MENTIONED


def test_a_point_that_is_said_rightly_once_is_mentioned() -> None:
    text = "A broker does not remember bytes. It remembers numbers."
    assert verdict(WHY_STORED_ONCE, "the partition remembers", text) is MENTIONED


@pytest.mark.parametrize(
    "text",
    [
        "Because Kafka guarantees exactly once.",
        "The topic is compacted, so equal keys collapse.",
        "Idempotence means that the result stays equal.",
    ],
)
def test_what_explains_nothing_mentions_nothing(text: str) -> None:
    assert compare(text, WHY_STORED_ONCE.points).mentioned == 0


def test_a_limit_is_named_with_a_negation() -> None:
    text = "It does not work across partitions, and not for consumers."
    found = verdicts(WHAT_IS_NOT_COVERED, text)
    assert found["one partition"] is found["consumers and side effects"] is MENTIONED


# Patterns


def test_words_of_one_point_must_stand_in_one_clause() -> None:
    points = (Point("both", "", (("first", "second"),)),)
    assert compare("First, then second.", points).is_complete
    assert not compare("First. Then second.", points).is_complete


def test_a_line_that_is_broken_goes_on_and_one_with_a_dash_begins_anew() -> None:
    points = (Point("both", "", (("first", "second"),)),)
    assert compare("the first and\nthe second", points).is_complete
    assert not compare("- the first\n- the second", points).is_complete


def test_a_star_ends_a_word_and_dots_stand_for_up_to_three() -> None:
    points = (Point("one", "", (("retr*|sent … again",),)),)
    found = ["retries", "sent again", "sent it again", "sent to it again"]
    assert [compare(text, points).is_complete for text in found] == [True] * 4
    assert not compare("sent a b c d again", points).is_complete
    assert not compare("nonretry", points).is_complete


# Whatever is written


@pytest.mark.parametrize("text", ["", " \n\t", "...", "\x00", "👍" * 50])
def test_a_text_without_words_mentions_nothing(text: str) -> None:
    assert compare(text, WHY_STORED_ONCE.points).mentioned == 0


def test_of_two_megabytes_the_beginning_is_compared() -> None:
    text = WHY_STORED_ONCE.model + " again" * 350_000
    comparison = compare(text, WHY_STORED_ONCE.points)
    assert comparison.is_complete
    assert comparison.left_out == len(text) - LONGEST
    hidden = compare(" " * LONGEST + WHY_STORED_ONCE.model, WHY_STORED_ONCE.points)
    assert hidden.mentioned == 0


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict_on_every_point(text: str) -> None:
    for task in TASKS:
        assert [point for point, _ in compare(text, task.points).mentions] == list(task.points)
