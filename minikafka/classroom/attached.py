"""How a class is attached to a learner's kernel: the environment asks for it, and progress has an observer more."""

from __future__ import annotations

import asyncio
import sys

from minikafka.classroom.asked_card import AskedCard
from minikafka.classroom.class_card import ClassCard, NoClass
from minikafka.classroom.member import Member
from minikafka.classroom.membership import Membership
from minikafka.lesson.progress import progress
from minikafka.lesson.widgets import styles


def attach() -> None:
    """Take part in the class that the environment names; what is missing for that is told at Start here."""
    try:
        member = Member(Membership.of())
    except ValueError as problem:
        styles.BELOW.append(NoClass(str(problem)))
        return
    progress.OBSERVERS.append(member.attempted)
    styles.BELOW.append(ClassCard(member))
    if "ipykernel" in sys.modules:
        show_what_is_asked(member)


def show_what_is_asked(member: Member) -> AskedCard:
    """Open the corner of the page for questions to the room, and begin to listen."""
    card = AskedCard(member, asyncio.get_running_loop().call_soon_threadsafe)
    assert card.widget, "the page hears of it now"
    member.courier.start()
    return card
