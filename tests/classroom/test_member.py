"""A learner's answers reach the topic once, whatever becomes of the broker, and the learner waits for nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from minikafka import LOSE_ACK, AtRequest, Proxy
from minikafka.classroom import courier
from minikafka.classroom.class_topics import A_WEEK_MS, ClassTopics
from minikafka.classroom.record import Answer, decode_answer
from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error, KafkaError
from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.progress import progress
from minikafka.lesson.progress.progress import Attempt, Kind
from minikafka.lesson.widgets.question_cards import Quiz
from minikafka.storage.clock import SystemClock
from minikafka.wire.address import Address
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.client_cluster import Cluster
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.classroom.answers import ATTEMPT, NOON
from tests.classroom.conftest import NewMember, values, wait_until

NOBODY = "127.0.0.1:1"  # nobody listens there


def stored(address: str, topics: ClassTopics) -> list[Answer]:
    found = [decode_answer(value) for value in values(address, topics.answers)]
    assert None not in found
    return [each for each in found if each]


def retention_ms(address: str, topics: ClassTopics) -> str:
    cluster = Cluster(Address.parse(address), "test", 5_000)
    told = cluster.topic_configs(topics.answers, "retention.ms")["retention.ms"]
    cluster.close()
    return told


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_a_checked_answer_arrives_with_its_choice_and_no_word(
    address: str, topics: ClassTopics, new_member: NewMember, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    member = new_member(address)
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    monkeypatch.setattr(progress, "OBSERVERS", [member.attempted])
    quiz = Quiz(QUESTIONS, style="04-visual")
    quiz.choose(QUESTIONS[0], 2)
    correct = quiz.check(QUESTIONS[0])
    wait_until(lambda: not member.courier.waiting)
    (answer,) = stored(address, topics)
    assert (answer.item, answer.choice, answer.correct) == (QUESTIONS[0].name, 2, correct)
    assert answer.learner == member.membership.pseudonym
    (value,) = values(address, topics.answers)
    assert value is not None
    assert QUESTIONS[0].options[2].text.encode() not in value


def test_a_prediction_in_a_panel_and_no_card_arrives(address: str, topics: ClassTopics, new_member: NewMember) -> None:
    member = new_member(address)
    member.attempted(Attempt(NOON, "08-recall", Kind.CARD, "retry-number", correct=True), None)
    member.attempted(Attempt(NOON, "04-visual", Kind.ANSWER, "predict retry duplicate", correct=True), 1)
    wait_until(lambda: not member.courier.waiting)
    assert [answer.item for answer in stored(address, topics)] == ["predict retry duplicate"]


def test_the_topic_keeps_a_week_and_the_record_has_the_pseudonym_as_its_key(
    address: str, topics: ClassTopics, new_member: NewMember
) -> None:
    member = new_member(address)
    member.attempted(ATTEMPT, 1)
    wait_until(lambda: not member.courier.waiting)
    assert retention_ms(address, topics) == str(A_WEEK_MS)
    with connect(address) as remote:
        (record,) = remote.fetch(topics.answers, 0, 0)
    assert record.key == member.membership.pseudonym.encode()
    assert record.producer_id >= 0


def test_a_lost_ack_brings_no_second_record(address: str, topics: ClassTopics, new_member: NewMember) -> None:
    with Proxy(address, AtRequest(2, LOSE_ACK)) as flaky:
        member = new_member(flaky)
        for choice in range(3):
            member.attempted(ATTEMPT, choice)
        wait_until(lambda: not member.courier.waiting)
    assert [answer.choice for answer in stored(address, topics)] == [0, 1, 2]


def test_while_the_broker_is_away_answers_wait_and_the_learner_does_not(
    topics: ClassTopics, new_member: NewMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "SECONDS_BETWEEN_ATTEMPTS", 0.05)
    broker = SharedBroker(Broker(clock=SystemClock()))
    with serve(broker) as first:
        member = new_member(first)
        member.attempted(ATTEMPT, 0)
        wait_until(lambda: not member.courier.waiting)
    began = time.monotonic()
    for choice in (1, 2, 3):
        member.attempted(ATTEMPT, choice)
    assert time.monotonic() - began < 1
    wait_until(lambda: member.courier.notice)
    assert member.courier.waiting == 3
    with serve(broker, port=port_of(first)) as again:
        wait_until(lambda: not member.courier.waiting)
        assert [answer.choice for answer in stored(again, topics)] == [0, 1, 2, 3]


def test_a_broker_that_lost_everything_gets_its_topics_again(
    topics: ClassTopics, new_member: NewMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "SECONDS_BETWEEN_ATTEMPTS", 0.05)
    with serve(SharedBroker(Broker(clock=SystemClock()))) as first:
        member = new_member(first)
        member.attempted(ATTEMPT, 0)
        wait_until(lambda: not member.courier.waiting)
    member.attempted(ATTEMPT, 1)
    with serve(SharedBroker(Broker(clock=SystemClock())), port=port_of(first)) as again:
        wait_until(lambda: not member.courier.waiting)
        assert [answer.choice for answer in stored(again, topics)] == [1]
        assert retention_ms(again, topics) == str(A_WEEK_MS)


def test_what_waits_is_bounded(new_member: NewMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "MOST_WAITING", 10)
    member = new_member(NOBODY)
    for choice in range(8):
        for _ in range(2):
            member.attempted(ATTEMPT, choice)
    assert (member.courier.waiting, member.courier.given_up) == (10, 6)
    wait_until(lambda: member.courier.notice)
    assert "no Kafka broker answers at 127.0.0.1:1" in member.courier.notice


def test_who_switches_it_off_sends_nothing_more_not_even_what_waits(
    topics: ClassTopics, new_member: NewMember, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(courier, "SECONDS_BETWEEN_ATTEMPTS", 0.05)
    with serve(SharedBroker(Broker(clock=SystemClock()))) as place:
        pass
    member = new_member(place)
    member.attempted(ATTEMPT, 0)
    member.switch(on=False)
    member.attempted(ATTEMPT, 1)
    assert member.courier.waiting == 0
    with serve(SharedBroker(Broker(clock=SystemClock())), port=port_of(place)):
        member.switch(on=True)
        member.attempted(ATTEMPT, 2)
        wait_until(lambda: not member.courier.waiting)
        assert [answer.choice for answer in stored(place, topics)] == [2]


def test_nor_what_was_on_its_way(topics: ClassTopics, new_member: NewMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "SECONDS_BETWEEN_ATTEMPTS", 0.05)
    broker = SharedBroker(Broker(clock=SystemClock()))
    with serve(broker) as first:
        member = new_member(first)
        member.attempted(ATTEMPT, 0)
        wait_until(lambda: not member.courier.waiting)
    member.attempted(ATTEMPT, 1)
    wait_until(lambda: member.courier.notice)
    member.switch(on=False)
    with serve(broker, port=port_of(first)) as again:
        member.switch(on=True)
        member.attempted(ATTEMPT, 2)
        wait_until(lambda: not member.courier.waiting)
        assert [answer.choice for answer in stored(again, topics)] == [0, 2]


def test_a_clock_that_is_an_hour_wrong_changes_nothing(
    address: str, topics: ClassTopics, new_member: NewMember
) -> None:
    member = new_member(address)
    now = ATTEMPT.at
    for hours in (-1, 2, 0):
        member.attempted(Attempt(now + timedelta(hours=hours), "04-visual", Kind.ANSWER, "first-ack", True), hours + 1)
    wait_until(lambda: not member.courier.waiting)
    assert [answer.choice for answer in stored(address, topics)] == [0, 3, 1]


def test_a_cluster_that_lets_nobody_make_topics_is_told_in_a_sentence(
    address: str, new_member: NewMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise KafkaError(Error.TOPIC_AUTHORIZATION_FAILED, "no")

    monkeypatch.setattr(RemoteBroker, "create_topic", refuse)
    member = new_member(address)
    member.attempted(ATTEMPT, 0)
    wait_until(lambda: member.courier.notice)
    assert "ask whoever runs the cluster for 'minikafka-class-monday', with one partition" in member.courier.notice
    assert member.courier.waiting == 1


def test_a_lab_goes_on_while_its_class_is_away(new_member: NewMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "OBSERVERS", [new_member(NOBODY).attempted])
    lab = Lab()
    lab.send()
    assert not lab.notice
