"""What a page does in place of a cell that needs sockets: it says so, and shows what the cell shows on a computer."""

import json
from importlib.resources import files

from IPython import get_ipython
from IPython.display import display

SENTENCE = (
    "This cell needs sockets, which a page in a browser has not; on your computer (see Start here) it runs, "
    "and shows this:"
)


def on_your_computer(name: str, _source: str) -> None:
    """Show the stored outputs of the cell that is called ``name``."""
    outputs = json.loads(files("stored_outputs").joinpath(f"{name.strip()}.json").read_text(encoding="utf-8"))
    print(SENTENCE if outputs else SENTENCE.replace("runs, and shows this:", "runs, and shows nothing."))
    for output in outputs:
        if output["output_type"] == "stream":
            print("".join(output["text"]), end="")
        else:
            display(output["data"], metadata=output.get("metadata"), raw=True)


def register() -> None:
    """Make it the command of cells that begin with ``%%on_your_computer``."""
    get_ipython().register_magic_function(on_your_computer, "cell", "on_your_computer")
