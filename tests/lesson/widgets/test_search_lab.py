"""The card of a search: every control, the two buttons, what is told, and the panel of the run."""

from __future__ import annotations

import asyncio

import pytest

from minikafka.lesson import SearchLab
from minikafka.lesson.widgets.card import Cards
from minikafka.lesson.widgets.panel import PanelWidget
from minikafka.search import ALL, Settings
from tests.lesson.on_cards import OnCard
from tests.lesson.turns import turns_until


class OnSearch(OnCard):
    """The card of a search, whose widget has a panel below it."""

    @property
    def widget(self) -> Cards:
        assert isinstance(self._shown, SearchLab)
        assert self._shown.widget
        return self._shown.cards

    def ask(self, label: str, option: str) -> None:
        labels = [field["label"] for field in self.face["fields"]]
        self.choose(option, labels.index(label))

    @property
    def asked(self) -> dict[str, str]:
        """What is chosen, in a learner's words."""
        fields = self.face["fields"]
        return {field["label"]: dict(field["options"])[self.face["entries"][field["name"]]] for field in fields}


def test_its_line_of_text_says_how_it_stands() -> None:
    lab = SearchLab("no-duplicates", Settings(idempotence=False))
    assert lab._repr_mimebundle_()["text/plain"] == "SearchLab: nothing was searched yet."
    OnSearch(lab).press("Search")
    assert lab._repr_mimebundle_()["text/plain"].startswith("Broken in 1 action")


def test_the_controls_begin_with_what_the_cell_says() -> None:
    lab = SearchLab(
        "never-stands-still", Settings(in_flight=1, generation="kafka-4.5", expiry_ms=1000), {"send"}, depth=9
    )
    assert OnSearch(lab).asked == {
        "Promise": "Once the faults are over, every message that has a minute left is acknowledged.",
        "Idempotence": "on",
        "In flight at most": "1",
        "First sequence": "0",
        "Brokers of Kafka": "4.5",
        "Forget a producer after": "1000 ms",
        "Brokers": "1",
        "Partitions": "1",
        "Messages": "2",
        "What can go wrong": "only: send",
        "Actions at most": "9",
    }


def test_each_control_is_searched_with() -> None:
    lab = SearchLab()
    card = OnSearch(lab)
    for label, option in {
        "Promise": "Every message that was acknowledged is stored.",
        "Idempotence": "off",
        "In flight at most": "6",
        "Brokers of Kafka": "4.5",
        "Forget a producer after": "a week",
        "Brokers": "2",
        "Partitions": "2",
        "Messages": "1",
        "What can go wrong": "all that, with a second producer",
        "Actions at most": "1",
    }.items():
        card.ask(label, option)
    card.press("Search")
    assert lab.result
    assert lab.result.settings == Settings(
        idempotence=False, in_flight=6, generation="kafka-4.5", expiry_ms=7 * 86_400_000, brokers=2, partitions=2,
        messages=1,
    )  # fmt: skip
    assert (lab.promise, lab.actions, lab.result.asked_depth) == ("nothing-acknowledged-is-missing", ALL, 1)


def test_a_broken_promise_shows_its_actions_and_the_run_in_a_panel() -> None:
    lab = SearchLab("no-duplicates", Settings(idempotence=False), {"send", "lose ack", "retry"})
    card = OnSearch(lab)
    card.press("Search")
    assert "✕ Broken in 2 actions. No message of one send is stored twice." in card.text
    assert [item.text for item in card.page.all("li")] == ["send, the ack is lost", "retry"]
    assert isinstance(lab.widget.children[1], PanelWidget)
    card.ask("Idempotence", "on")
    card.press("Search")
    assert "✓ None of " in card.text
    assert len(lab.widget.children) == 1


def test_contradicting_settings_are_told_and_can_be_mended() -> None:
    card = OnSearch(SearchLab(actions={"send"}))
    card.ask("Idempotence", "off")
    card.ask("First sequence", "1")
    card.press("Search")
    assert "Nothing was searched: first_sequence needs idempotence" in card.text
    card.ask("First sequence", "0")
    card.press("Search")
    assert "✓ None of " in card.text


def test_while_it_searches_stop_is_what_comes_next() -> None:
    async def pressed() -> None:
        lab = SearchLab("never-stands-still", Settings(idempotence=False), ALL, depth=6)
        card = OnSearch(lab)
        assert card.button("Stop").tooltip == "nothing is being searched"
        card.press("Search")
        assert card.primary == ["Stop"]
        assert (card.button("Search").disabled, card.face["is_open"]) == (True, False)
        await turns_until(lambda: lab.progress and lab.progress.seconds_left)
        lab.refresh()
        assert "Depth 2 of 6" in card.text or "Depth 3 of 6" in card.text
        assert "s left" in card.text
        card.press("Stop")
        await turns_until(lambda: not lab.is_searching)
        assert "The search ended there: it was stopped." in card.text
        assert card.primary == ["Search"]

    asyncio.run(pressed())


def test_a_cell_that_is_run_again_ends_the_search_of_the_lab_that_it_had() -> None:
    async def run_again() -> None:
        before = SearchLab("never-stands-still", Settings(idempotence=False), ALL, depth=6)
        card = OnSearch(before)
        card.press("Search")
        before._repr_mimebundle_()  # shown by another cell too: it goes on
        await turns_until(lambda: before.progress and before.progress.seconds_left)
        assert before.is_searching
        SearchLab()._repr_mimebundle_()
        await turns_until(lambda: not before.is_searching)
        assert "The search ended there: another one took its place." in card.text

    asyncio.run(run_again())


def test_a_run_of_two_producers_can_be_read_from_either() -> None:
    lab = SearchLab("order-is-kept", Settings(generation="kafka-4.5"), ALL, depth=3)
    OnSearch(lab).press("Search")
    told_by = OnSearch(lab, 1)
    assert told_by.asked == {"Told by": "producer 2"}
    before = lab.widget.children[1]
    told_by.ask("Told by", "producer 1")
    assert told_by.asked == {"Told by": "producer 1"}
    assert lab.widget.children[1] is not before


@pytest.mark.parametrize("entries", [{}, {"depth": "99", "promise": "x"}, {"depth": None}])
def test_what_no_option_stands_for_changes_nothing(entries: dict[str, object]) -> None:
    lab = SearchLab("no-duplicates", depth=2)
    assert lab.widget
    lab.cards.receive({"card": "ask", "verb": "search", "entries": entries})
    assert lab.result
    assert (lab.promise, lab.result.asked_depth) == ("no-duplicates", 2)
