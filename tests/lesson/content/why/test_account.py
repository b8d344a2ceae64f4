"""An account: it books what it reads, as often as it reads it."""

from __future__ import annotations

import pytest

from minikafka import Broker, Producer
from minikafka.lesson.content.why import Account


def paid(broker: Broker, *payments: bytes, key: bytes | None = None) -> Broker:
    producer = Producer(broker)
    for payment in payments:
        producer.send("payments", payment, key=key)
    return broker


def test_it_adds_up_what_it_reads() -> None:
    account = Account(paid(Broker(), b"10 euro", b"32 euro")).read()
    assert account.table.to_numpy().tolist() == [[0, "10 euro", 10], [1, "32 euro", 42]]
    assert repr(account) == "Account(42 euro from 2 payments)"


def test_before_anybody_has_paid_it_holds_nothing() -> None:
    assert Account(Broker()).read().balance == 0


def test_without_a_commit_it_reads_the_same_again() -> None:
    account = Account(paid(Broker(), b"10 euro"))
    assert account.read().balance == 10
    assert account.read().balance == 20


def test_after_a_commit_it_goes_on_where_it_was() -> None:
    account = Account(broker := paid(Broker(), b"10 euro"))
    account.read().commit()
    assert account.read().balance == 10
    paid(broker, b"5 euro")
    assert account.read().balance == 15


def test_an_order_is_booked_once_if_it_is_told_so() -> None:
    broker = paid(paid(Broker(), b"10 euro", key=b"order 17"), b"10 euro", key=b"order 17")
    paid(broker, b"10 euro", key=b"order 18")
    assert Account(broker).read().balance == 30
    careful = Account(broker, once_per_order=True)
    assert careful.read().balance == 20
    assert careful.read().balance == 20


def test_payments_without_an_order_are_all_booked() -> None:
    assert Account(paid(Broker(), b"10 euro", b"10 euro"), once_per_order=True).read().balance == 20


@pytest.mark.parametrize("message", [b"hello", b"ten euro", b"10 dollar", b"-10 euro", b"", "² euro".encode()])
def test_what_is_no_payment_is_refused_in_words(message: bytes) -> None:
    with pytest.raises(ValueError, match="is no payment: write a whole number and its unit, as in 10 euro"):
        Account(paid(Broker(), message)).read()
