"""The run that our pages play before any Python has come: a message whose ack is lost, its retry, and a flush."""

from __future__ import annotations

from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.flow_drawing import flow_picture
from minikafka.lesson.views.flow_geometry import drawn_width
from minikafka.lesson.views.playback import Plain, Playback
from minikafka.lesson.widgets.controls import controls
from minikafka.lesson.widgets.predict_first import PredictFirst

ROOMS = (0, 700, 830, 1000)  # pixels: a telephone, a tablet, a notebook's column, a wide page


def stored_run() -> Plain:
    """What the front end's ``play`` takes: the run, the same with idempotence off, and drawings to choose from."""
    lab = Lab(message="10 euro")
    lab.lose_next_ack = True
    lab.send()
    lab.retry()
    lab.flush()
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
        "pictures": [flow_picture(drawn_width(room)) for room in ROOMS],
    }
