"""What JupyterHub starts for a learner, as that learner: it brings the course, and goes on as the server.

A notebook that is there already is the learner's own and stays as it is.
"""

import os
import sys
from pathlib import Path

from minikafka.course import copy_missing

course = Path(__file__).parents[2] / "notebooks"

copy_missing(course, Path.home() / "minikafka-course")
os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]])  # noqa: S606 no shell is needed
