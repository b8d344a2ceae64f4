"""Who the learner is, in the letters that a topic's name may have."""

from __future__ import annotations

import getpass
import os
import re

LONGEST = 40


def learner() -> str:
    """The name under which JupyterHub knows the learner, or the system does; ``learner`` if neither has one."""
    try:
        name = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        name = ""
    return re.sub(r"[^a-zA-Z0-9_]+", "_", name)[:LONGEST].strip("_") or "learner"
