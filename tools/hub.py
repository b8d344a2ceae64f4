"""Learners on JupyterHub, as docs/jupyterhub has it: each has a server and a kernel, reached by the Hub's own API.

JupyterHub and its proxy have to be there: HUB_PYTHON names a Python that has jupyterhub and the course, and
configurable-http-proxy is on the PATH. Learners are made up; no account of the machine is needed.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
import websocket

CONFIG = Path(__file__).with_name("hub_config.py")
SECONDS = 300  # for a Hub, a server or a cell


class HubLearner:
    """A learner with a server of the Hub and a kernel; ``log_in`` starts both, ``pid`` is the kernel's process."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.pid = -1
        self._hub = hub
        self._name = name
        self._kernel = ""

    def log_in(self) -> float:
        """Start the server and a kernel; returns how many seconds it took until the kernel answered."""
        began = time.monotonic()
        self._hub.ask("POST", f"hub/api/users/{self._name}")
        self._hub.ask("POST", f"hub/api/users/{self._name}/server")
        while not self._hub.ask("GET", f"hub/api/users/{self._name}").json()["servers"].get("", {}).get("ready"):
            time.sleep(0.2)
        self._kernel = self._hub.ask("POST", f"user/{self._name}/api/kernels", {"name": "python3"}).json()["id"]
        self.run("")
        return time.monotonic() - began

    def open_panel(self, cell: str) -> None:
        """Do what the first cell of a notebook does; it prints the number of its process."""
        self.pid = int(self.run(cell).splitlines()[-1])

    def run(self, code: str) -> str:
        """What a cell prints.

        Raises:
            RuntimeError: the cell failed.
        """
        channels = f"{self._hub.address}/user/{self._name}/api/kernels/{self._kernel}/channels"
        socket = websocket.create_connection(
            channels.replace("http", "ws", 1), header=self._hub.headers, timeout=SECONDS
        )
        try:
            request = _request(code)
            socket.send(json.dumps(request))
            return _printed(socket, request["header"]["msg_id"])
        finally:
            socket.close()


class Hub:
    """A Hub that runs: its address, and what proves to it who asks."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.headers = {"Authorization": f"token {token}"}

    def learner(self, number: int) -> HubLearner:
        """A learner who has not logged in."""
        return HubLearner(self, f"learner{number}")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> requests.Response:
        """Ask the Hub, or a learner's server behind it.

        Raises:
            requests.HTTPError: it refuses.
        """
        answer = requests.request(method, f"{self.address}/{path}", headers=self.headers, json=body, timeout=SECONDS)
        answer.raise_for_status()
        return answer


@contextmanager
def running_hub(directory: Path, environment: Mapping[str, str]) -> Iterator[Hub]:
    """A Hub that keeps its files in ``directory``, with ``environment`` on top of ours; it ends with its learners."""
    ports = [_free_port() for _ in range(3)]
    token = secrets.token_hex(16)
    own = {"HUB_TOKEN": token, "HUB_PORTS": " ".join(map(str, ports)), "HUB_HOMES": str(directory)}
    command = [os.environ.get("HUB_PYTHON", sys.executable), "-m", "jupyterhub", "--config", str(CONFIG)]
    log = (directory / "hub.log").open("w")
    with (
        log,
        subprocess.Popen(  # noqa: S603 - our own
            command, cwd=directory, env=os.environ | dict(environment) | own, stdout=log, stderr=log
        ) as process,
    ):
        hub = Hub(f"http://127.0.0.1:{ports[0]}", token)
        try:
            _wait_for(hub, process)
            yield hub
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(SECONDS)


def _wait_for(hub: Hub, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            hub.ask("GET", "hub/api/users")
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("JupyterHub did not start: see hub.log")


def _request(code: str) -> dict[str, Any]:
    header = {
        "msg_id": uuid4().hex,
        "msg_type": "execute_request",
        "session": uuid4().hex,
        "username": "",
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}


def _printed(channels: websocket.WebSocket, asked: str) -> str:
    printed: list[str] = []
    while True:
        message = json.loads(channels.recv())
        kind, content = message["header"]["msg_type"], message["content"]
        if message["parent_header"].get("msg_id") != asked:
            continue
        if kind == "stream" and content["name"] == "stdout":
            printed.append(content["text"])
        elif kind == "error":
            raise RuntimeError(f"{content['ename']}: {content['evalue']}")
        elif kind == "status" and content["execution_state"] == "idle":
            return "".join(printed)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
