"""The notebook of whoever is in front: its cells open a class, and rehearse one."""

from __future__ import annotations

import asyncio

import pytest

from minikafka.classroom import words
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import cluster
from minikafka.classroom.rehearsal import rehearse
from minikafka.classroom.room import Room
from minikafka.classroom.room_cards import RoomCards
from tests.classroom.conftest import wait_until
from tests.lesson.on_cards import OnCard
from tools.notebooks import NOTEBOOKS, read, written

PATH = NOTEBOOKS.parent / "instructor" / "class.ipynb"


def test_it_is_stored_without_what_a_class_answered() -> None:
    notebook = read(PATH)
    assert PATH.read_text(encoding="utf-8") == written(notebook)
    assert [cell.outputs for cell in notebook.cells if cell.cell_type == "code"] == [[], []]


def test_its_cells_show_thirty_learners(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_BOOTSTRAP", address)
    monkeypatch.delenv("MINIKAFKA_CLASS", raising=False)

    async def run() -> None:
        known: dict[str, RoomCards] = {}
        for cell in read(PATH).cells:
            if cell.cell_type == "code":
                exec(cell.source, known)  # noqa: S102  as the kernel does
        cards = known["room"]
        assert cards.widget
        await asyncio.to_thread(wait_until, lambda: "30 learners · 90 answers" in OnCard(cards).text)
        OnCard(cards, 1).press(words.REVEAL)
        assert sum(int(row[1]) for row in OnCard(cards, 1).page.one("table").rows) == 30
        cards.room.courier.close()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_nobody_rehearses_in_a_real_class() -> None:
    cards = RoomCards(Room(ClassTopics("monday"), cluster("127.0.0.1:1", "room")))
    with pytest.raises(ValueError, match="'monday' may be a real class: open one that is called 'rehearsal'"):
        rehearse(cards)
