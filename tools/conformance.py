"""``make conformance``: scenarios, random stories and odd requests, asked of Kafka and of minikafka in the same run.

The runs that a search finds are played on Kafka alone, and must leave the log that the search predicted.
Both are asked the same requests over TCP. Topics are made for it, named after their scenario or story, and deleted.
Odd requests are asked of the reference version only, as others answer some of them in other ways, and of a broker that
is started for them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError
from minikafka.wire.client import connect
from minikafka.wire.server import serve
from tests.conformance.comparison import Comparison, compare
from tests.conformance.runner import profiles
from tests.conformance.scenarios import load_scenarios
from tests.kafka.stories import agree
from tests.wire.wire_target import ClusterTarget
from tools import found_runs, odd_requests
from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable, kafka_version, reference_version

STORIES, LONGEST = 300, 70
HEADS = ("scenario", "Apache Kafka answers", "minikafka answers")


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and return the exit status: 0 if all is the same."""
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description=__doc__)
    parser.add_argument("bootstrap", nargs="?", help="host:port of a cluster (default: start Apache Kafka here)")
    try:
        bootstrap = parser.parse_args(arguments).bootstrap
        with _cluster(bootstrap) as address:
            compared = list(comparisons(address))
            print("\n".join(report(compared)), flush=True)
            print(
                f"{random_steps(address)} batches of random stories are answered the same in every field.", flush=True
            )
            print(
                f"{len(found_runs.play_all(address))} runs that a search found leave the log that it predicted.",
                flush=True,
            )
        same = bootstrap is not None or kafka_version() != reference_version() or odd_requests_are_answered_alike()
    except (KafkaError, KafkaUnavailable, ValueError) as problem:
        sys.stderr.write(f"make conformance: {problem}\n")
        return 1
    except AssertionError as difference:
        sys.stderr.write(f"{difference}\n")
        return 1
    return 0 if same and all(comparison.same for comparison in compared) else 1


@contextmanager
def _cluster(address: str | None) -> Iterator[str]:
    if address:
        yield address
        return
    with running_kafka() as kafka:
        print(f"Apache Kafka {kafka_version()}", flush=True)
        yield kafka.address


def comparisons(address: str) -> Iterator[Comparison]:
    """Each scenario that a client can express, on the cluster at ``address`` and on a broker of ours."""
    with serve(Broker()) as own:
        theirs, ours = ClusterTarget(address), ClusterTarget(own, "minikafka")
        for scenario in load_scenarios():
            for profile in profiles(theirs, scenario):
                yield compare(theirs, ours, scenario, profile)


def random_steps(address: str) -> int:
    """Random stories told to both; returns of how many batches they consisted."""
    with serve(Broker()) as own, connect(own) as ours, connect(address) as theirs:
        return agree(theirs, ours, stories=STORIES, longest=LONGEST)


def odd_requests_are_answered_alike() -> bool:
    """Ask them, print what differs, and say whether nothing does that is not meant."""
    asked, found = odd_requests.ask_all()
    print("\n".join(odd_requests.report(asked, found)))
    return all(difference.omission for difference in found)


def report(compared: Sequence[Comparison]) -> Iterator[str]:
    """The table, every difference, and how many scenarios there were and were not."""
    rows = [HEADS, *(comparison.row for comparison in compared)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    for comparison in compared:
        yield from comparison.differences()
    same = sum(comparison.same for comparison in compared)
    yield f"{same} of {len(compared)} scenarios are answered the same in every field."
    yield from _left_out()


def _left_out() -> Iterator[str]:
    """What no client can ask of a cluster, and the generation that no cluster has yet."""
    left = [scenario for scenario in load_scenarios() if scenario.needs - ClusterTarget.expresses]
    needs = Counter(need for scenario in left for need in scenario.needs - ClusterTarget.expresses)
    reasons = ", ".join(f"{need} {number}" for need, number in sorted(needs.items()))
    yield f"{len(left)} others need what no client of a cluster can ask for: {reasons}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
