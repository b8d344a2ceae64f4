"""A run as our pages play it before any Python has come."""

from __future__ import annotations

from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.flow_drawing import flow_picture
from minikafka.lesson.views.flow_geometry import NARROW, WIDE, WIDTH_STEP
from minikafka.lesson.views.playback import Plain, Playback
from minikafka.lesson.widgets.controls import controls
from minikafka.lesson.widgets.predict_first import PredictFirst


def run_of_the_front_page() -> Plain:
    """A message whose ack is lost, its retry, and a flush."""
    lab = Lab(message="10 euro")
    lab.lose_next_ack = True
    lab.send()
    lab.retry()
    lab.flush()
    return stored_run(lab)


def stored_run(lab: Lab) -> Plain:
    """What the front end's ``play`` takes: the run, the same with idempotence switched, and drawings to choose from."""
    other = lab.other_way.trace
    assert other, "a run on one broker can be made again"
    return {
        "run": Playback(lab.trace).since(),
        "run_number": 0,
        "other": Playback(other, brief=True).since(),
        "controls": controls(lab, PredictFirst(lab)),
        "from": 0,
        "position": lab.position,
        "by": None,
        "to": None,
        "pictures": [flow_picture(width) for width in range(NARROW, WIDE + 1, WIDTH_STEP)],
    }
