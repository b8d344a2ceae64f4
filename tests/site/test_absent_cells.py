"""Which cells cannot run in a browser: those that open sockets, and those that live on what such cells have made."""

import pytest

from minikafka.site.absent_cells import Reader


def runs(*cells: str) -> list[bool]:
    reader = Reader()
    return [reader.can_run(cell) for cell in cells]


@pytest.mark.parametrize(
    "cell",
    [
        "from minikafka import serve",
        "from minikafka import Broker, Proxy as Between",
        "import kafka",
        "from kafka import KafkaProducer",
        "import confluent_kafka as ck",
        "def start():\n    import subprocess",
    ],
)
def test_what_opens_sockets_cannot_run(cell: str) -> None:
    assert runs(cell) == [False]


@pytest.mark.parametrize(
    "cell", ["from minikafka import Broker, open_broker, WatchedBroker", "kafka = 'a word'", "print('serve')", ""]
)
def test_what_opens_none_runs(cell: str) -> None:
    assert runs(cell) == [True]


def test_what_reads_a_name_of_a_cell_that_cannot_run_cannot_run() -> None:
    assert runs("from minikafka import connect\nbroker = connect('localhost:9092')", "broker.topics", "1 + 1") == [
        False,
        False,
        True,
    ]


def test_a_name_that_is_bound_anew_can_be_read() -> None:
    assert runs("import kafka\nfound = kafka.KafkaConsumer()", "found = []", "found") == [False, True, True]


def test_what_such_a_cell_may_have_changed_is_not_shown_as_if_it_had() -> None:
    cells = ["lab = Lab()\nlab.watch(broker)", "from minikafka import serve\nserve(broker)", "lab", "other = Lab()"]
    assert runs("broker = Broker()", *cells) == [True, True, False, False, True]


def test_a_library_that_it_reads_is_not_changed_by_it() -> None:
    assert runs("import kafka\nprint(len(kafka.__all__))", "len('abc')", "print(1)") == [False, True, True]
