"""The lab: stepping through a run, several labs, and what a notebook keeps of one."""

from __future__ import annotations

import base64

import pytest

from minikafka import Producer
from minikafka.lesson import Lab, process_table, status_tracker


def stored(lab: Lab) -> list[bytes | None]:
    """What a consumer would read of the lab's topic."""
    return [record.value for record in lab.producer.network.broker.fetch(lab.topic, 0, offset=0)]


# The stepper


@pytest.mark.parametrize(("position", "reached"), [(-5, 0), (-1, 0), (0, 0), (3, 3), (7, 7), (8, 7), (1000, 7)])
def test_positions_are_brought_to_the_ends(position: int, reached: int) -> None:
    lab = Lab()
    lab.send()
    lab.go_to(position)
    assert lab.position == reached


def test_the_stepper_walks_from_stage_to_stage() -> None:
    lab = Lab()
    lab.send()
    lab.to_start()
    lab.back()
    assert lab.position == 0
    lab.forward()
    assert lab.position == 1
    lab.go_to(lab.end)
    lab.forward()
    assert lab.position == lab.end
    lab.back()
    assert lab.position == lab.end - 1


def test_looking_back_does_not_touch_the_broker() -> None:
    lab = Lab()
    lab.send()
    producer, events = lab.producer, list(lab.trace)
    lab.to_start()
    lab.go_to(3)
    assert lab.producer is producer
    assert list(lab.trace) == events
    assert stored(lab) == [b"message1"]


def test_a_notice_stays_until_the_next_thing_happens() -> None:
    lab = Lab()
    lab.retry()
    assert lab.notice
    lab.forward()
    assert lab.notice == ""


# Labs, listeners, and what a notebook keeps


def test_two_labs_know_nothing_of_each_other() -> None:
    one, other = Lab(), Lab(enable_idempotence=False)
    heard: list[str] = []
    other.on_change(lambda: heard.append("other"))
    one.message = "one"
    one.lose_next_ack = True
    one.send()
    one.retry()
    assert heard == []
    assert (other.trace.steps, other.position, other.message, other.notice) == (0, 0, "message1", "")
    assert not other.lose_next_ack
    assert other.producer.network.broker is not one.producer.network.broker


def test_listeners_hear_each_change_once_and_find_it_done() -> None:
    lab = Lab()
    heard: list[tuple[int, str]] = []
    lab.on_change(lambda: heard.append((lab.position, lab.notice)))
    lab.send()
    lab.back()
    lab.retry()
    lab.lose_next_ack = True
    lab.reset()
    assert heard == [(7, ""), (6, ""), (14, ""), (14, ""), (0, "A fresh run: the log is empty.")]


def test_every_listener_hears() -> None:
    lab = Lab()
    heard: list[str] = []
    lab.on_change(lambda: heard.append("first"))
    lab.on_change(lambda: heard.append("second"))
    lab.flush()
    assert heard == ["first", "second"]


def test_another_run_can_be_opened() -> None:
    lab, other = Lab(), Lab()
    other.send()
    lab.open(other.producer, position=3, notice="Look at this.")
    assert (lab.trace, lab.position, lab.notice) == (other.trace, 3, "Look at this.")
    lab.open(other.producer)
    assert lab.position == 7


def test_a_new_producer_is_made_as_this_lab_makes_them() -> None:
    lab = Lab(first_sequence=1, generation="kafka-4.5")
    made = lab.new_producer(enable_idempotence=False)
    assert isinstance(made, Producer)
    assert made is not lab.producer
    assert not made.config.idempotent
    assert made.config.first_sequence == 1
    assert made.network.broker.settings.generation.value == "kafka-4.5"


def test_its_text_tells_the_state_and_nothing_that_changes_by_itself() -> None:
    lab = Lab()
    assert repr(lab) == "Lab(idempotence on, 0 steps)"
    lab.send()
    lab.retry()
    assert repr(lab) == "Lab(idempotence on, 2 steps)"
    lab.set_idempotence(on=False)
    assert repr(lab) == "Lab(idempotence off, 0 steps)"


def test_a_notebook_gets_the_panel_a_picture_and_a_text() -> None:
    lab = Lab()
    lab.send()
    bundle = lab._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json", "image/png"}
    assert bundle["text/plain"] == repr(lab)
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert (view["version_major"], view["version_minor"]) == (2, 0)
    assert base64.b64decode(bundle["image/png"], validate=True).startswith(b"\x89PNG\r\n")


def test_a_lab_shown_twice_is_the_same_panel() -> None:
    view = "application/vnd.jupyter.widget-view+json"
    lab = Lab()
    first, again = lab._repr_mimebundle_()[view], lab._repr_mimebundle_()[view]
    assert first["model_id"] == again["model_id"] != Lab()._repr_mimebundle_()[view]["model_id"]


def test_the_tables_take_the_moment_that_the_lab_looks_at() -> None:
    lab = Lab()
    lab.send()
    lab.to_start()
    assert len(process_table(lab.trace, lab.position)) == 0
    assert list(status_tracker(lab.trace, lab.position).columns) == ["Variable", "Start"]
