"""Apache Kafka's jars: fetched once by Maven, from where Maven fetches, and kept under ``build``.

``pom.xml`` names the version that minikafka is compared with. The environment variable KAFKA names another, as 3.9.2.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
BUILD = Path(__file__).parents[2] / "build" / "kafka"
OLDEST_JAVA = 17  # Kafka 4's broker (KIP-1013)
# Options of a JVM that lives for seconds: half the time to start, and no more than one thread for garbage.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class KafkaUnavailable(RuntimeError):
    """Apache Kafka cannot run here; the message says in one line what is missing."""


@cache
def kafka_jars() -> Path:
    """The directory with the jars of ``kafka_version()``; the environment variable KAFKA_JARS names another.

    Raises:
        KafkaUnavailable: there is no Java 17, or the jars are not here yet and Maven cannot fetch them.
    """
    ensure_programs()
    jars = _place()
    if not jars.exists():
        with _alone():
            if not jars.exists():
                _fetch(jars)
    return jars


def kafka_version() -> str:
    """The version of Apache Kafka to be taken, as ``4.4.0``: the one of KAFKA, or else the one of ``pom.xml``.

    Raises:
        KafkaUnavailable: KAFKA is set and is no version.
    """
    version = os.environ.get("KAFKA") or reference_version()
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version):
        raise KafkaUnavailable(f"KAFKA is to be a version of Apache Kafka, as 3.9.2, and is {version!r}")
    return version


def reference_version() -> str:
    """The version that minikafka answers as, which ``pom.xml`` names."""
    version: str = re.findall(r"<kafka>(.+?)</kafka>", POM.read_text(encoding="utf-8"))[0]
    return version


def ensure_programs() -> None:
    """Return if there are the programs to run Apache Kafka, and to fetch it if it is not here; fetches nothing.

    Raises:
        KafkaUnavailable: one is missing.
    """
    _ensure_java()
    if not (_place().exists() or shutil.which("mvn")):
        raise KafkaUnavailable("Apache Kafka is fetched by Maven, and there is no mvn here")


def _place() -> Path:
    """Where the jars are or will be; another version and another ``pom.xml`` have another place."""
    if named := os.environ.get("KAFKA_JARS"):
        return Path(named)
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:8]
    return BUILD / f"jars-{kafka_version()}-{digest}"


def _ensure_java() -> None:
    if not shutil.which("java"):
        raise KafkaUnavailable(f"Apache Kafka needs Java {OLDEST_JAVA} or newer, and there is no java here")
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S607 - the one on the path
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) < OLDEST_JAVA:
        has = version[1] if version else "none that works"
        raise KafkaUnavailable(f"Apache Kafka needs Java {OLDEST_JAVA} or newer, and java here is {has}")


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the other processes that fetch: tests run in several."""
    import fcntl  # not on Windows, where nothing but this needs it

    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / ".fetching").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(jars: Path) -> None:
    """Fill a directory beside ``jars`` and give it its name once it is complete."""
    with tempfile.TemporaryDirectory(dir=BUILD) as place:
        settings = [f"-Dkafka={kafka_version()}", f"-DoutputDirectory={place}/jars"]
        command = ["mvn", "-q", "-B", "-f", str(POM), *settings, "dependency:copy-dependencies"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603 - our own
        if done.returncode != 0:
            status = f"it ended with status {done.returncode}"
            reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), status)
            raise KafkaUnavailable(f"Maven could not fetch Apache Kafka: {reason}")
        Path(place, "jars").replace(jars)
