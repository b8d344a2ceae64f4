"""A slider for the share of acks that are lost, and what thousands of runs came to at each share.

The browser has all of it from the beginning, so it follows the hand; Python hears where the slider stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from minikafka.lesson.widgets.look import css


class LossSlider(anywidget.AnyWidget):
    """What a notebook shows of ``shares``.

    Each share is a mapping: ``percent``, the ``sentence`` that is told, ``expected`` duplicates in a run, ``off`` the
    duplicates that each run left, ``copies`` of each payment in one of them. ``percent`` is where the slider stands.
    """

    _esm = files("minikafka.lesson.widgets").joinpath("loss_slider.js").read_text(encoding="utf-8")
    _css = css("loss_slider")
    shares = traitlets.List(traitlets.Dict()).tag(sync=True)
    percent = traitlets.Int().tag(sync=True)

    def __init__(self, shares: Sequence[Mapping[str, Any]], percent: int) -> None:
        super().__init__(shares=[dict(share) for share in shares], percent=percent)

    def __repr__(self) -> str:
        return "LossSlider()"
