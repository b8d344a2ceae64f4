"""The process-flow chart of one moment, as a notebook keeps it."""

from __future__ import annotations

import base64
from typing import Any

import matplotlib as mpl
import pytest

from minikafka.engine.trace import Stage, Trace
from minikafka.lesson import flow_chart
from minikafka.lesson.views.flow_chart import AT_REST, looks
from minikafka.lesson.views.narration import narrate
from tests.lesson import runs


def test_it_is_a_picture() -> None:
    chart = flow_chart(runs.page().trace)
    assert chart._repr_mimebundle_()["image/png"] == base64.b64encode(chart.png).decode()
    assert chart.png.startswith(b"\x89PNG\r\n")


def test_it_says_in_words_what_it_shows() -> None:
    trace = runs.page().trace
    assert repr(flow_chart(trace, 12)) == str(flow_chart(trace, 12)) == f"Process flow: {narrate(trace, 12)}"
    assert "Step 2, stage 5 of 7 · Ignore." in repr(flow_chart(trace, 12))


def test_without_a_position_it_shows_the_end() -> None:
    trace = runs.page().trace
    assert repr(flow_chart(trace)) == repr(flow_chart(trace, len(trace) - 1)) == repr(flow_chart(trace, -1))


def stroke(trace: Trace, position: int, name: str) -> str:
    found = looks(trace, position)
    return found.get(name, AT_REST[name.partition("-")[0]]).stroke


def test_it_marks_the_way_of_the_current_step() -> None:
    trace = runs.page().trace
    assert stroke(trace, 5, "edge-new") == stroke(trace, 5, "node-store") == "accent"
    assert stroke(trace, 5, "edge-duplicate") == stroke(trace, 5, "node-ignore") == "line"
    assert looks(trace, 5)["node-store"].ink == "on-accent"


def test_an_ignored_duplicate_is_good_and_a_stored_one_is_harm() -> None:
    good, harm = runs.page().trace, runs.idempotence_off().trace
    assert stroke(good, 14, "node-ignore") == stroke(good, 14, "edge-duplicate") == "green"
    assert stroke(harm, 14, "node-store") == stroke(harm, 14, "edge-bare-store") == "red"


def test_without_idempotence_assign_and_check_are_passed_by() -> None:
    off = looks(runs.idempotence_off().trace, 14)
    assert off["node-assign-sequence-number"].dashed
    assert off["node-check-sequence-number"].dashed
    assert not off["edge-request"].visible
    assert off["edge-bare-request"].visible
    assert not looks(runs.page().trace, 14)["edge-bare-request"].visible


def test_a_lost_ack_is_a_broken_line() -> None:
    trace = runs.ack_lost().trace
    position = next(at for at, event in enumerate(trace) if event.stage is Stage.ACK_LOST)
    assert looks(trace, position)["edge-ack-store"].dashed
    assert stroke(trace, position, "edge-ack-store") == "red"


@pytest.mark.parametrize("setting", [{"text.usetex": True}, {"figure.dpi": 300.0}, {"axes.facecolor": "red"}])
def test_no_setting_of_a_learners_own_changes_it(setting: Any) -> None:
    trace = runs.page().trace
    ours = flow_chart(trace).png
    with mpl.rc_context(setting):
        assert flow_chart(trace).png == ours


def test_the_same_run_gives_the_same_picture() -> None:
    assert flow_chart(runs.ack_lost().trace).png == flow_chart(runs.ack_lost().trace).png


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    with pytest.raises(IndexError, match=f"position {position} is outside this run"):
        flow_chart(runs.page().trace, position)
