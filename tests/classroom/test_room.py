"""The room as the one in front has it: on a real broker, with learners that answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from minikafka.classroom import words
from minikafka.classroom.asked_card import AskedCard
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import Courier, cluster
from minikafka.classroom.member import Member
from minikafka.classroom.record import LONGEST_TEXT, MOST_OPTIONS, ROOM, Answer, Asked, new_id
from minikafka.classroom.room import Room
from minikafka.classroom.room_cards import RoomCards
from minikafka.lesson.content.visual.questions import QUESTIONS
from tests.classroom.answers import ANA, ATTEMPT, BEN, answer
from tests.classroom.conftest import NewMember, wait_until
from tests.lesson.on_cards import OnCard

FIRST_ACK = "At which step does the producer receive the ack"
EVIL = "<img src=x onerror=alert(1)>"

OpenRoom = Callable[[], RoomCards]


@pytest.fixture
def open_room(address: str, topics: ClassTopics) -> Iterator[OpenRoom]:
    """Return a function that opens the class; each ends with the test."""
    with ExitStack() as ending:

        def make() -> RoomCards:
            room = Room(topics, cluster(address, "room"))
            cards = RoomCards(room)
            room.courier.on_look = cards.refresh
            room.courier.start()
            ending.callback(room.courier.close, 0.0)
            assert cards.widget
            return cards

        yield make


@pytest.fixture
def tell(address: str, topics: ClassTopics) -> Iterator[Callable[..., None]]:
    """Return a function that writes records of answers, whatever is in them."""
    courier = Courier(cluster(address, "tell"), topics.create)

    def send(*values: bytes | Answer) -> None:
        for value in values:
            courier.send(topics.answers, b"key", value if isinstance(value, bytes) else value.encode())
        wait_until(lambda: not courier.waiting)

    yield send
    courier.close(0.0)


def card(cards: RoomCards, text: str) -> OnCard:
    """The card whose head says so."""
    found = [number for number, face in enumerate(cards.widget.cards) if text in face["head"]]
    assert found, [face["head"] for face in cards.widget.cards]
    return OnCard(cards, found[0])


def head(cards: RoomCards) -> str:
    return OnCard(cards).text


def has(cards: RoomCards, text: str) -> bool:
    return text in head(cards)


def test_the_bars_are_hidden_until_they_are_revealed(open_room: OpenRoom, tell: Callable[..., None]) -> None:
    cards = open_room()
    tell(answer(choice=0, correct=False), answer(learner=BEN, choice=1))
    wait_until(lambda: "2 of 2 have answered" in card(cards, FIRST_ACK).text)
    question = card(cards, FIRST_ACK)
    assert question.face["more"] == ""
    question.press(words.REVEAL)
    truth = QUESTIONS[[it.name for it in QUESTIONS].index("first-ack")].answer()
    rows = question.page.one("table").rows
    assert [row[1] for row in rows] == ["1", "1", "0", "0"]
    assert [words.TRUE in row[0] for row in rows] == [number == truth for number in range(4)]
    question.press(words.HIDE)
    assert question.face["more"] == ""


def test_first_and_last_choices_stand_beside_each_other(open_room: OpenRoom, tell: Callable[..., None]) -> None:
    cards = open_room()
    tell(answer(choice=0), answer(learner=BEN, choice=0), answer(choice=2))
    wait_until(lambda: "3 answers" in head(cards))
    question = card(cards, FIRST_ACK)
    question.press(words.REVEAL)
    rows = question.page.one("table").rows
    assert [cell.text for cell in question.page.one("thead").all("th")] == list(words.BARS_OF_TWO)
    assert [row[1:3] for row in rows[:3]] == [["2", "1"], ["0", "0"], ["0", "1"]]


def test_a_room_that_is_opened_again_reads_from_the_beginning(open_room: OpenRoom, tell: Callable[..., None]) -> None:
    once = answer()
    tell(once, answer(learner=BEN), once, b"{}", answer(item=EVIL))
    for _ in range(2):
        cards = open_room()
        wait_until(partial(has, cards, "2 answers"))
        assert "1 came twice" in head(cards)
        assert "2 records are none of ours" in head(cards)
        assert words.WAS_THERE in cards.widget.cards[0]["told"]


def test_a_new_class_is_told_nothing_of_another_one(open_room: OpenRoom) -> None:
    cards = open_room()
    wait_until(lambda: cards.room.was_there is not None)
    cards.refresh()
    assert words.WAS_THERE not in cards.widget.cards[0]["told"]
    assert words.NONE_TWICE in head(cards)


def test_before_anybody_has_begun_it_says_so(open_room: OpenRoom) -> None:
    assert words.NOT_BEGUN in card(open_room(), words.HOW_FAR).text


def test_who_needs_help_and_how_far_the_room_is(open_room: OpenRoom, tell: Callable[..., None]) -> None:
    cards = open_room()
    tell(*[answer(correct=False) for _ in range(2)], answer(learner=BEN))
    wait_until(lambda: "3 answers" in head(cards))
    standing = card(cards, words.HOW_FAR)
    assert ANA in standing.text
    assert BEN not in standing.text
    assert standing.page.one("table").rows[0][:3] == ["Visual", "1 of 2", "1 of 6"]


def test_another_notebook_is_taken_in_hand(open_room: OpenRoom) -> None:
    cards = open_room()
    OnCard(cards).choose("Learn")
    assert cards.notebook == "01-learn"
    assert card(cards, "After an upgrade").buttons(words.REVEAL)


def ask_first_ack(cards: RoomCards, member: Member) -> AskedCard:
    """The card of somebody in the room, once the room was asked and it has arrived."""
    asked = AskedCard(member, lambda call: call())
    assert asked.widget
    member.courier.start()
    card(cards, FIRST_ACK).press(words.ASK)
    wait_until(lambda: asked.widget.cards)
    return asked


def test_the_room_is_asked_and_answers(open_room: OpenRoom, address: str, new_member: NewMember) -> None:
    cards = open_room()
    asked = ask_first_ack(cards, new_member(address))
    learners = OnCard(asked)
    assert FIRST_ACK in learners.text
    learners.choose(2)
    learners.press(words.SEND)
    assert asked.widget.cards == []
    wait_until(lambda: "1 of 1 have answered" in card(cards, FIRST_ACK).text)
    assert words.NOW_ASKED in card(cards, FIRST_ACK).text
    assert card(cards, words.OWN).button(words.ASK).tooltip == words.ANOTHER_IS_ASKED
    card(cards, FIRST_ACK).press(words.CLOSE)
    assert cards.room.asked is None


def test_a_question_that_is_closed_goes_away(open_room: OpenRoom, address: str, new_member: NewMember) -> None:
    cards = open_room()
    asked = ask_first_ack(cards, new_member(address))
    card(cards, FIRST_ACK).press(words.CLOSE)
    wait_until(lambda: not asked.widget.cards)


def test_who_sends_nothing_is_asked_nothing_and_who_puts_it_away_neither(address: str, new_member: NewMember) -> None:
    member = new_member(address)
    asked = AskedCard(member, lambda call: call())
    asked.hear(Asked(new_id(), ROOM, new_id(), "?", ("one", "two")))
    assert [face.head for face in asked.faces()]
    member.switch(on=False)
    assert asked.faces() == []
    member.switch(on=True)
    OnCard(asked).press(words.NOT_NOW)
    assert asked.faces() == []
    assert member.courier.waiting == 0


def test_a_question_of_the_spot_is_asked_and_everything_in_it_is_escaped(
    open_room: OpenRoom, tell: Callable[..., None]
) -> None:
    cards = open_room()
    own = card(cards, words.OWN)
    own.write(f"Is {EVIL} safe?", 0)
    own.write(f"yes {EVIL}\n\n  no  \n", 1)
    own.press(words.ASK)
    assert cards.room.asked is not None
    assert cards.room.asked.options == (f"yes {EVIL}", "no")
    item = cards.room.asked.item
    tell(answer(style=ROOM, item=item, choice=1, correct=None), answer(style=ROOM, item=new_id(), correct=None))
    wait_until(lambda: "1 answer " in head(cards))
    question = OnCard(cards, 1)
    question.press(words.REVEAL)
    assert [row[1] for row in question.page.one("table").rows] == ["0", "1"]
    assert words.TRUE not in question.text
    assert "<img" not in str(cards.widget.cards)
    assert card(cards, words.OWN).entries == {}


@pytest.mark.parametrize(
    ("text", "options", "complaint"),
    [
        ("  ", "a\nb", words.NO_TEXT.format(longest=LONGEST_TEXT)),
        ("x" * (LONGEST_TEXT + 1), "a\nb", words.NO_TEXT.format(longest=LONGEST_TEXT)),
        ("?", "a", words.FEW_OPTIONS.format(most=MOST_OPTIONS, longest=LONGEST_TEXT)),
        ("?", "a\n" * (MOST_OPTIONS + 1), words.FEW_OPTIONS.format(most=MOST_OPTIONS, longest=LONGEST_TEXT)),
    ],
)
def test_a_question_that_cannot_be_asked_is_kept_and_told_why(
    open_room: OpenRoom, text: str, options: str, complaint: str
) -> None:
    cards = open_room()
    own = card(cards, words.OWN)
    own.write(text, 0)
    own.write(options, 1)
    own.press(words.ASK)
    assert complaint in own.text
    assert own.entries["text"] == text
    assert cards.room.asked is None


def test_a_prediction_in_a_panel_has_its_bars(open_room: OpenRoom, tell: Callable[..., None]) -> None:
    cards = open_room()
    tell(answer(item="predict retry duplicate", choice=1))
    wait_until(lambda: "1 answer " in head(cards))
    question = card(cards, "A panel, retry")
    question.press(words.REVEAL)
    assert [row[0] for row in question.page.one("table").rows] == [
        "Store it",
        f"Recognise and ignore it ✓ {words.TRUE}",
        "Refuse it",
    ]


def test_the_learners_card_says_what_is_sent_and_stops_it(address: str, new_member: NewMember, tmp_path: Path) -> None:
    from minikafka.classroom.class_card import ClassCard

    member = new_member(address)
    shown = ClassCard(member)
    on_card, first = OnCard(shown), member.membership.pseudonym
    assert first in on_card.text
    assert words.WHAT_IS_SENT in on_card.text
    on_card.press(words.ANOTHER_NAME)
    assert first not in on_card.text
    assert member.membership.pseudonym in on_card.text
    on_card.press(words.STOP)
    assert words.IS_OFF in on_card.text
    member.attempted(ATTEMPT, 1)
    assert member.courier.waiting == 0
    on_card.press(words.GO_ON)
    member.attempted(ATTEMPT, 1)
    wait_until(lambda: not member.courier.waiting)
