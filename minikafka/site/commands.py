"""The command `minikafka site`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

OUTPUT = "build/site"


def add_site_command(commands: Any) -> None:
    """Add `site` to the parser's commands."""
    parser = commands.add_parser("site", help="build the course for the browser alone, and show it")
    parser.add_argument("--output", type=Path, default=Path(OUTPUT), help=f"the folder to build; {OUTPUT} by default")
    parser.add_argument("--pyodide", type=Path, metavar="FOLDER", help="Pyodide's full release, for a network without")
    parser.add_argument("--address", default="", help="where the site is going to be, for its picture in links to it")
    parser.add_argument("--port", type=int, default=0, help="show it on this port; without it, on a free one")
    parser.add_argument("--no-serve", action="store_true", help="build it, and show nothing")
    parser.set_defaults(run=_site)


def _site(options: argparse.Namespace) -> int:
    from minikafka.site.build import build_site
    from minikafka.site.npm import SiteError

    try:
        folder = build_site(options.output, options.pyodide, options.address)
    except SiteError as error:
        print(f"minikafka: {error}", file=sys.stderr)
        return 1
    print(f"The site is in {folder}.")
    return 0 if options.no_serve else _serve(folder, options.port)


def _serve(folder: Path, port: int) -> int:
    from minikafka.site.serve import make_server

    try:
        server = make_server(folder, port)
    except OSError as error:
        print(f"minikafka: cannot listen on port {port} ({error.strerror}); take another", file=sys.stderr)
        return 1
    print(f"It is at\n\n    http://127.0.0.1:{server.server_port}/\n\nPress Ctrl-C here to stop it.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0
