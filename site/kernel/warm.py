"""Run once when the site is built; what stands in memory afterwards is what each page starts with."""

import gc
from importlib import import_module

for name in ("piplite.cli", "piplite.piplite", "pyodide_kernel", "ipywidgets", "anywidget", "minikafka.lesson"):
    import_module(name)
gc.collect()
