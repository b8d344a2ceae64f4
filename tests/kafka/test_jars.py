"""What ``kafka_jars`` says where Apache Kafka cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.kafka import jars
from tools.kafka.jars import KafkaUnavailable, kafka_jars

JAVA = "echo 'openjdk version \"%s\" 2025-04-15' >&2"

# A Maven that makes the directory for the jars, and in it a file with what it was asked for as its name.
FETCH = """
for word; do case $word in -DoutputDirectory=*) place=${word#*=};; -Dkafka=*) version=${word#*=};; esac; done
/bin/mkdir "$place"
> "$place/kafka-$version.jar"
"""

Program = Callable[[str, str], None]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Puts a shell script of some name on a path that holds nothing else, beside a build directory of its own."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("KAFKA_JARS", raising=False)
    monkeypatch.delenv("KAFKA", raising=False)
    monkeypatch.setattr(jars, "BUILD", tmp_path / "build")
    kafka_jars.cache_clear()

    def put(name: str, text: str) -> None:
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)

    yield put
    kafka_jars.cache_clear()


def refusal() -> str:
    with pytest.raises(KafkaUnavailable) as caught:
        kafka_jars()
    return str(caught.value)


def test_without_java_it_says_which_java_is_needed(program: Program) -> None:
    assert refusal() == "Apache Kafka needs Java 17 or newer, and there is no java here"


@pytest.mark.parametrize(("version", "has"), [("11.0.2", "11"), ("1.8.0_402", "1")])
def test_an_old_java_is_refused_before_it_fails(program: Program, version: str, has: str) -> None:
    program("java", JAVA % version)
    assert refusal() == f"Apache Kafka needs Java 17 or newer, and java here is {has}"


def test_without_maven_it_says_that_maven_is_missing(program: Program) -> None:
    program("java", JAVA % "17.0.15")
    assert refusal() == "Apache Kafka is fetched by Maven, and there is no mvn here"


def test_what_maven_could_not_do_is_said_in_mavens_first_line_and_nothing_half_done_stays(program: Program) -> None:
    program("java", JAVA % "21")
    program("mvn", "echo '[INFO] fetching'; echo '[ERROR] no network'; echo '[ERROR] more'; exit 1")
    assert refusal() == "Maven could not fetch Apache Kafka: [ERROR] no network"
    assert [path.name for path in jars.BUILD.iterdir()] == [".fetching"]


def test_jars_are_fetched_once(program: Program) -> None:
    program("java", JAVA % "17.0.15")
    program("mvn", FETCH)
    fetched = kafka_jars()
    assert fetched.is_dir()
    program("mvn", "exit 1")
    kafka_jars.cache_clear()
    assert kafka_jars() == fetched


def test_another_version_is_fetched_beside_the_reference(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program("java", JAVA % "17.0.15")
    program("mvn", FETCH)
    reference = kafka_jars()
    monkeypatch.setenv("KAFKA", "3.9.2")
    kafka_jars.cache_clear()
    assert [jar.name for jar in kafka_jars().iterdir()] == ["kafka-3.9.2.jar"]
    assert [jar.name for jar in reference.iterdir()] == ["kafka-4.4.0.jar"]


@pytest.mark.parametrize("version", ["new", "4.1", "../../4.1.0", "4.1.0 -X"])
def test_what_is_no_version_is_refused(program: Program, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    program("java", JAVA % "17.0.15")
    monkeypatch.setenv("KAFKA", version)
    assert refusal() == f"KAFKA is to be a version of Apache Kafka, as 3.9.2, and is {version!r}"


def test_jars_that_somebody_names_are_taken(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program("java", JAVA % "17.0.15")
    monkeypatch.setenv("KAFKA_JARS", str(tmp_path))
    assert kafka_jars() == tmp_path
