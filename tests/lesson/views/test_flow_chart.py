"""The process-flow chart of one moment, as a notebook keeps it."""

from __future__ import annotations

import pytest

from minikafka.lesson import flow_chart
from minikafka.lesson.views.marks import chart_png
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.steps import step_at
from tests.lesson import runs


def test_it_is_a_picture() -> None:
    chart = flow_chart(runs.page().trace)
    assert chart._repr_png_() == chart.png
    assert chart.png.startswith(b"\x89PNG\r\n")


def test_it_says_in_words_what_it_shows() -> None:
    trace = runs.page().trace
    assert repr(flow_chart(trace, 12)) == str(flow_chart(trace, 12)) == f"Process flow: {narrate(trace, 12)}"
    assert "Step 2, stage 5 of 7 · Ignore." in repr(flow_chart(trace, 12))


def test_without_a_position_it_shows_the_end() -> None:
    trace = runs.page().trace
    assert repr(flow_chart(trace)) == repr(flow_chart(trace, len(trace) - 1)) == repr(flow_chart(trace, -1))


def test_it_marks_the_way_of_the_current_step() -> None:
    trace = runs.page().trace
    assert flow_chart(trace, 5).png == chart_png(step_at(trace, 5).stages)


def test_a_retry_is_shown_to_keep_its_number() -> None:
    trace = runs.page().trace
    stages = step_at(trace, 9).stages
    assert flow_chart(trace, 9).png == chart_png(stages, kept=True) != chart_png(stages)


def test_without_idempotence_no_number_is_shown_to_be_kept() -> None:
    trace = runs.idempotence_off().trace
    assert flow_chart(trace, 9).png == chart_png(step_at(trace, 9).stages)


def test_the_same_run_gives_the_same_picture() -> None:
    assert flow_chart(runs.ack_lost().trace).png == flow_chart(runs.ack_lost().trace).png


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    with pytest.raises(IndexError, match=f"position {position} is outside this run"):
        flow_chart(runs.page().trace, position)
