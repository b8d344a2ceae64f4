"""Many short-lived producers: what is kept follows from one state for each producer id, and from their expiry."""

from minikafka.lesson.content.perf import short_lived_producers
from minikafka.lesson.content.perf.short_lived import Kept, kept


def test_a_producer_id_is_kept_for_a_day_whoever_has_used_it() -> None:
    one = Kept(records=1_000, producer_ids=1, snapshot_bytes=10 + 46, after_an_hour=1, after_a_day=0)
    many = Kept(1_000, producer_ids=1_000, snapshot_bytes=10 + 1_000 * 46, after_an_hour=1_000, after_a_day=0)
    assert (kept(producers=1), kept(producers=1_000)) == (one, many)


def test_the_table_has_a_row_for_each_way() -> None:
    assert short_lived_producers().to_numpy().tolist() == [
        ["1", "1,000", "1", "56", "1", "0"],
        ["1,000", "1,000", "1,000", "46,010", "1,000", "0"],
    ]
