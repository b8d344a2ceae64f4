"""Everything that the scenarios run on."""

from __future__ import annotations

from tests.conformance.disk_target import DISK
from tests.conformance.targets import ENGINE, Target
from tests.wire.wire_target import WIRE

TARGETS: tuple[Target, ...] = (ENGINE, DISK, WIRE)
