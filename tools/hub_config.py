"""The configuration of docs/jupyterhub for learners who are made up: no accounts, free ports, a token for a tool."""

import os
from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821  JupyterHub defines it

load_subconfig(str(Path(__file__).parents[1] / "docs" / "jupyterhub" / "jupyterhub_config.py"))  # type: ignore[name-defined]  # noqa: F821

c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = os.environ["HUB_HOMES"] + "/{username}"
c.Spawner.args = [*c.Spawner.args, "--allow-root"]
c.Spawner.environment = {**c.Spawner.environment, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}

public, hub, proxy = os.environ["HUB_PORTS"].split()
c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_port = int(hub)
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"

# Thirty learners come at once.
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.services = [{"name": "tool", "api_token": os.environ["HUB_TOKEN"]}]
c.JupyterHub.load_roles = [
    {"name": "tool", "services": ["tool"], "scopes": ["admin:users", "admin:servers", "access:servers"]}
]
