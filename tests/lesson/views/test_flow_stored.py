"""The stored drawings of the process flow are those that matplotlib draws; with them a panel needs no matplotlib."""

import json
import subprocess
import sys
from importlib.resources import files

import pytest

from minikafka.lesson.views.flow_drawing import STORED
from minikafka.lesson.views.flow_geometry import drawn_width
from tools.drawings import drawings


def test_what_is_stored_is_what_is_drawn() -> None:
    stored = json.loads(files("minikafka.lesson.views").joinpath(STORED).read_text(encoding="utf-8"))
    assert stored == drawings(), "run python -m tools.drawings"


@pytest.mark.parametrize("room", [300, 848, 2000])
def test_a_page_of_any_width_gets_a_stored_drawing(room: int) -> None:
    program = f"""
import sys
from minikafka.lesson.views.flow_drawing import flow_picture
print(len(flow_picture({drawn_width(room)})["svg"]), "matplotlib" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(drawings()[str(drawn_width(room))])), "False"]
