"""What a notebook shows first, before its Python is there."""

from typing import Any

import pytest

from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.site.first_shown import first_shown


def shown(*sources: str) -> dict[str, Any]:
    start = {"minikafka": {"at_the_start": True}}
    return first_shown({"cells": [{"source": source, "metadata": start} for source in sources]})


def test_a_panel_shows_the_run_that_its_cells_have_made() -> None:
    run = shown("from minikafka.lesson import Lab", "lab = Lab(message='tea')\nlab.send()\nlab.send('milk')\nlab")[
        "run"
    ]
    assert [record["text"] for record in run["run"]["stored"]] == ["tea", "milk"]


def test_an_empty_one_sends_its_message_and_loses_what_it_is_told_to_lose() -> None:
    run = shown("from minikafka.lesson import Lab\nLab(message='tea', lose_next_ack=True)")["run"]
    assert [event["stage"] for event in run["run"]["events"]][-1] == "Ack Lost"


def test_a_widget_comes_with_its_module_its_rules_and_its_state() -> None:
    widget = shown("from minikafka.lesson import Quiz\nQuiz(style='04-visual')")["widget"]
    assert widget.keys() == {"module", "stylesheet", "state"}
    assert "export default" in widget["module"]
    assert ".mk-card" in widget["stylesheet"]
    assert len(widget["state"]["cards"]) == 4  # three questions and the score
    assert widget["state"].keys() == {"cards", "in_corner"}


@pytest.mark.parametrize("source", ["x = 1", "40 + 2"])
def test_what_can_neither_play_nor_be_drawn_is_not_there(source: str) -> None:
    assert shown(source) == {}


def test_the_progress_of_who_builds_the_site_is_not_on_its_pages() -> None:
    source = "from minikafka.lesson.progress.progress import Progress\nassert not Progress().rows()"
    Progress().record("04-visual", Kind.ANSWER, "one", correct=True)
    assert shown(source) == {}
    assert Progress().rows()
