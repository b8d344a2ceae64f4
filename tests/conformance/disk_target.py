"""The scenarios' target with a data directory, which can be closed, left by a crash, damaged and opened again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from minikafka.engine.sequence_check import Generation
from minikafka.storage.broker import open_broker
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import Need, Restart, Roll, Step
from tests.conformance.targets import NEED_CONNECTION, PARTITIONS, TOPIC, BrokerSteps, Perform, Settings, settings_of

MEMORY = Path("/dev/shm")  # noqa: S108 Linux keeps these files in memory: no scenario waits for a disk


class DiskTarget:
    """Brokers on disk with a clock that only the scenario moves; all but what needs a connection."""

    name = "the disk"
    profiles = frozenset(Generation)
    expresses = frozenset(Need) - NEED_CONNECTION
    cannot_see: frozenset[str] = frozenset()

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:
        with TemporaryDirectory(dir=MEMORY if MEMORY.exists() else None) as root:
            steps = _DiskSteps(Path(root), settings_of(scenario, profile))
            try:
                yield steps.perform
            finally:
                steps.close()


class _DiskSteps(BrokerSteps):
    def __init__(self, root: Path, settings: Settings) -> None:
        self._root = root
        self._settings = settings
        self._disks = [open_broker(root / f"broker-{number}", **settings) for number in range(2)]
        self._disks[0].create_topic(TOPIC, PARTITIONS)
        super().__init__(self._disks, settings["clock"])

    def close(self) -> None:
        for disk in self._disks:
            disk.close()

    def _let_happen(self, step: Step) -> None:
        match step:
            case Roll():
                self._disks[0].log(TOPIC, step.partition).roll()
            case Restart():
                self._restart(step)
            case _:
                super()._let_happen(step)

    def _restart(self, step: Restart) -> None:
        stopped = {"clean": self._stop, "crash": self._crash}[step.mode]()
        if step.damage_newest_snapshot:
            _damage(max(stopped.glob(f"{TOPIC}-0/*.snapshot")))
        self._disks[0] = open_broker(stopped, **self._settings)

    def _stop(self) -> Path:
        self._disks[0].close()
        return self._root / "broker-0"

    def _crash(self) -> Path:
        """What a killed process leaves: the files as the system has them at this moment."""
        left = self._root / "left-by-a-crash"
        shutil.copytree(self._root / "broker-0", left)
        self._disks[0].close()
        return left


def _damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 0xFF
    file.write_bytes(data)


DISK = DiskTarget()
