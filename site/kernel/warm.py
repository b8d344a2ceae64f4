"""Run once when the site is built; what stands in memory afterwards is what each page starts with."""

import gc
import os
import sys
from importlib import import_module

# JupyterLite keeps what lies there, for every notebook and across reloads.
os.environ["MINIKAFKA_PROGRESS"] = "/drive/my-progress/progress.sqlite"
for name in ("piplite.cli", "piplite.piplite", "pyodide_kernel", "ipywidgets", "anywidget", "minikafka.lesson"):
    import_module(name)
# The kernel puts an empty module there, which locks nothing; storage knows what to do where there is none.
sys.modules["fcntl"] = None  # type: ignore[assignment]
for name in ("on_your_computer", "late_packages", "json_messages"):
    import_module(name).register()
gc.collect()
# What was freed is filled with zeros, which compress to nothing.
for size, count in ((1 << 18, 16), (1 << 15, 60), (1 << 12, 400), (600, 4000)):
    _ = [bytes(size) for _ in range(count)]
del _
gc.collect()
