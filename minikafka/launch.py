"""JupyterLab as the course starts it: for this machine only, with a token, the user's settings left alone."""

import os
import secrets
import signal
from pathlib import Path
from urllib.parse import urljoin

from jupyterlab.labapp import LabApp

from minikafka.course import FIRST_NOTEBOOK

# A workspace of its own: the tabs of the course stay apart from those of the user's other work.
_ADDRESS = f"/lab/workspaces/minikafka/tree/{FIRST_NOTEBOOK}"
_OUR_DEFAULTS = Path(__file__).parent / "jupyter"


def launch(
    directory: Path, *, port: int | None = None, open_browser: bool = True, presented: str | None = None
) -> None:
    """Serve the notebooks in `directory` until Ctrl-C; prints the address.

    Without a `port`, takes the first free one from 8888 on. `presented` is the file of a notebook that is shown to a
    class: alone on the page, in large type, without its code.

    Raises:
        SystemExit: `port` is taken; JupyterLab has said so.
    """
    _add_our_defaults()
    # Made here rather than by JupyterLab: so it is asked for whatever the user's own configuration says.
    token = secrets.token_hex(24)
    look = _presenting(presented) if presented else [f"--LabApp.default_url={_ADDRESS}"]
    server = LabApp.initialize_server(
        argv=[*look, *_options(directory, token, port, open_browser=open_browser)],
        static_custom_path=[str(_OUR_DEFAULTS / "presenting")],
    )
    # One Ctrl-C stops the course and its kernels, without a question and from a script as from a terminal.
    signal.signal(signal.SIGINT, lambda *_: server.stop(from_signal=True))
    # The loop takes its callbacks in order: JupyterLab's own came first, so by then the server listens.
    server.io_loop.add_callback(_announce, f"{urljoin(server.connection_url, server.default_url)}?token={token}")
    server.start()


def _announce(address: str) -> None:
    print(f"\nThe course is at\n\n    {address}\n\nPress Ctrl-C here to stop it.\n", flush=True)


def _add_our_defaults() -> None:
    """Let JupyterLab read our defaults for its settings, and our extension; what the user has set still comes first.

    There is no question about news, and the tab's icon is not fetched anew whenever the kernel is busy for a moment.
    The extension folds the sidebar at first, and Run All leaves the reader where they were.
    """
    for variable in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        paths = [str(_OUR_DEFAULTS), os.environ.get(variable, "")]
        os.environ[variable] = os.pathsep.join(filter(None, paths))


def _presenting(notebook: str) -> list[str]:
    """JupyterLab's single-document mode, with the rules of `jupyter/presenting/custom.css`."""
    return [f"--LabApp.default_url=/doc/tree/{notebook}", "--LabApp.custom_css=True"]


def _options(directory: Path, token: str, port: int | None, *, open_browser: bool) -> list[str]:
    port_options = [] if port is None else [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    return [
        *port_options,
        f"--ServerApp.root_dir={directory}",
        f"--ServerApp.open_browser={open_browser}",
        f"--IdentityProvider.token={token}",
        "--ServerApp.ip=127.0.0.1",
        # What cells say to their kernel stays between the two, where the kernel can do so.
        "--KernelManager.transport_encryption=auto",
        # Containers run as root, and nothing but this machine can connect.
        "--ServerApp.allow_root=True",
        "--Application.log_level=ERROR",
    ]
