"""What a widget sends to the page, as JSON has it.

JupyterLite hands Python's values over by themselves, and Pyodide makes ``undefined`` of ``None``. On a computer it is
``null``, as in all JSON, and that is what a front end asks for.
"""

import json
from typing import Any

from pyodide_kernel.comm import Comm


def register() -> None:
    """Send what a widget says by way of JSON."""
    publish = Comm.publish_msg

    def publish_json(self: Comm, kind: str, data: Any = None, *others: Any, **named: Any) -> None:
        from js import JSON  # not there when the memory is stored

        publish(self, kind, JSON.parse(json.dumps(data or {})), *others, **named)

    Comm.publish_msg = publish_json
