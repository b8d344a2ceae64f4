"""JupyterHub for a class on one machine: every learner has a server of their own, and all share one broker.

docs/classroom.md tells how to use it. CLASSROOM_BOOTSTRAP names a Kafka cluster; without it the Hub runs a broker of
minikafka. A setting of TLS or SASL such as MINIKAFKA_SECURITY_PROTOCOL is handed on to the learners' notebooks, and so
is MINIKAFKA_CLASS.
"""

import os
import sys
from pathlib import Path

BROKER_PORT = 9092
CHECKOUT = Path(__file__).resolve().parents[2]

c = get_config()  # type: ignore[name-defined]  # noqa: F821  JupyterHub defines it

# Whoever has an account on this machine is a learner; the Hub itself would let nobody in.
c.Authenticator.allow_all = True

bootstrap = os.environ.get("CLASSROOM_BOOTSTRAP")
if not bootstrap:
    bootstrap = f"127.0.0.1:{BROKER_PORT}"
    command = [sys.executable, "-m", "minikafka", "broker", "--port", str(BROKER_PORT)]
    c.JupyterHub.services = [{"name": "broker", "command": command}]

# Every lab of every notebook goes there, under the learner's name, which JupyterHub gives as JUPYTERHUB_USER.
handed_on = {
    name: os.environ[name]
    for name in os.environ
    if name.startswith(("MINIKAFKA_SECURITY", "MINIKAFKA_SSL", "MINIKAFKA_SASL", "MINIKAFKA_CLASS"))
}
c.Spawner.environment = {
    "MINIKAFKA_BOOTSTRAP": bootstrap,
    # JupyterLab's settings as `make lab` has them: one thread for a panel's clicks, and no question about news.
    "JUPYTER_CONFIG_PATH": str(CHECKOUT / "minikafka" / "jupyter"),
    **handed_on,
}

# The course opens at its first notebook, in a copy that is the learner's own.
c.Spawner.cmd = [sys.executable, str(Path(__file__).with_name("learners_server.py"))]
c.Spawner.default_url = "/lab/tree/minikafka-course/00-start-here.ipynb"

# The ports of a kernel are open to everybody on this machine. So what its cells say is encrypted, as in `make lab`.
c.Spawner.args = ["--KernelManager.transport_encryption=auto"]

# At the beginning of a lesson thirty servers start at once.
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
