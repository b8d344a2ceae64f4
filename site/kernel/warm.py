"""Run once when the site is built; what stands in memory afterwards is what each page starts with."""

import gc
import os
import sys
import sysconfig
from importlib import import_module
from pathlib import Path
from types import ModuleType


def plain_metadata() -> ModuleType:
    """What ``anywidget`` asks of ``importlib.metadata``: its version. All of it brings ``email`` along."""

    def version(name: str) -> str:
        return next(Path(sysconfig.get_path("purelib")).glob(f"{name}-*.dist-info")).stem.split("-")[1]

    module = ModuleType("importlib.metadata")
    vars(module).update(version=version, PackageNotFoundError=ImportError)
    return module


def rehearse() -> None:
    """Do what a notebook's first cells do, and let nobody see it: what they import and read is there afterwards."""
    from IPython import get_ipython
    from ipywidgets import Widget

    from minikafka.lesson.views.flow_drawing import flow_picture
    from minikafka.lesson.views.flow_geometry import drawn_width

    shell = get_ipython()
    shell.send_comm = lambda *_: None
    shell.run_cell("from minikafka.lesson import Lab\nlab = Lab()\nlab.send()\nlab").raise_error()
    flow_picture(drawn_width(0))  # the panel in the page asks for it
    Widget.close_all()
    shell.reset()
    del shell.send_comm


# JupyterLite keeps what lies there, for every notebook and across reloads.
os.environ["MINIKAFKA_PROGRESS"] = "/drive/my-progress/progress.sqlite"
sys.modules["importlib.metadata"] = plain_metadata()
for name in ("piplite.cli", "piplite.piplite", "pyodide_kernel", "ipywidgets", "anywidget", "minikafka.lesson"):
    import_module(name)
del sys.modules["importlib.metadata"]
rehearse()
# The kernel puts an empty module there, which locks nothing; storage knows what to do where there is none.
sys.modules["fcntl"] = None  # type: ignore[assignment]
for name in ("on_your_computer", "late_packages", "json_messages"):
    import_module(name).register()
gc.collect()
