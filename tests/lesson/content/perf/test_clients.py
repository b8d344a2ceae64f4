"""The real client: both ways send the same, and the broker remembers the producers of one of them."""

from minikafka import Broker, serve
from minikafka.lesson.content.perf import client_pace, short_lived_pace, stored_by_clients


def test_the_race_stores_all_records_and_one_producer_id_for_each_run_with_idempotence() -> None:
    broker = Broker()
    with serve(broker) as address:
        plot = client_pace(address)
    assert [(series.name, len(series.ys)) for series in plot.series] == [("one pair", 8), ("all pairs, 95 of 100", 8)]
    assert plot.verdict in plot.alternative
    assert plot.verdict in plot.html
    rows = [["idempotence-off", "4,000", 0], ["idempotence-on", "4,000", 8]]
    assert stored_by_clients(broker).to_numpy().tolist() == rows


def test_a_producer_for_each_message_leaves_as_many_ids_although_each_was_closed() -> None:
    broker = Broker()
    with serve(broker) as address:
        many, one = short_lived_pace(address).series
    assert list(many.ys) == sorted(many.ys)
    assert list(one.ys) == sorted(one.ys)
    rows = [["many-producers", "5", 5], ["one-producer", "5", 1]]
    assert stored_by_clients(broker).to_numpy().tolist() == rows


def test_what_a_notebook_stores_holds_no_pace() -> None:
    with serve(Broker()) as address:
        assert repr(short_lived_pace(address)) == repr(short_lived_pace(address))
