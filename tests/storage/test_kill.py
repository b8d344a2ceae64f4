"""A broker that is killed in the middle of its work has lost nothing that it acknowledged.

``python -m tools.kill_broker`` does the same 200 times.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tools.kill_broker import run


@pytest.mark.parametrize("in_flight", [1, 5])
def test_nothing_acknowledged_is_lost_and_the_check_goes_on(tmp_path: Path, in_flight: int) -> None:
    tally = run(tmp_path, kills=5, in_flight=in_flight, chance=random.Random())  # noqa: S311 no secrets here
    assert tally.kills == 5
    assert tally.unrecognised == 0 or in_flight > 1
