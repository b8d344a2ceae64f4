"""Run once when the site is built; what stands in memory afterwards is what each page starts with."""

import gc
import os
from importlib import import_module

# JupyterLite keeps what lies there, for every notebook and across reloads.
os.environ["MINIKAFKA_PROGRESS"] = "/drive/my-progress/progress.sqlite"
for name in ("piplite.cli", "piplite.piplite", "pyodide_kernel", "ipywidgets", "anywidget", "minikafka.lesson"):
    import_module(name)
for name in ("on_your_computer", "late_packages"):
    import_module(name).register()
gc.collect()
