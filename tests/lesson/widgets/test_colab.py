"""Google Colab draws no widgets but ipywidgets' own, unless what shows one says what else draws it."""

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from minikafka.lesson import Lab, Quiz, learning_styles

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colab's own module, with its manager of widgets of others switched on."""
    module = ModuleType("google.colab.output")
    manager = SimpleNamespace(_installed_url="manager.js")
    vars(module).update(enable_custom_widget_manager=lambda: None, _widgets=manager)
    monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.mark.parametrize("shown", [Lab, Quiz, learning_styles])  # one is a box of ipywidgets' own
def test_colab_is_told(colab: None, shown: Callable[[], Any]) -> None:
    data, metadata = shown()._repr_mimebundle_()
    assert "text/plain" in data
    assert metadata == {VIEW: {"colab": {"custom_widget_manager": {"url": "manager.js"}}}}
