"""An account: an application that reads payments from a topic and adds them up. It believes what it reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.log import StoredRecord
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.views.words import counted, message_text

TOPIC = "payments"


class Entry(NamedTuple):
    """One line of the statement; ``balance`` is what the account held afterwards, in euro."""

    offset: int
    payment: str
    balance: int


class Account:
    """Books each payment that it reads, such as ``b"10 euro"``, from partition 0 of the topic ``payments``.

    ``read`` begins where ``commit`` last noted that it had come to, as a consumer of Kafka does. With
    ``once_per_order`` a payment whose key, the order, was booked before is not booked again.
    """

    def __init__(self, broker: BrokerCalls, *, once_per_order: bool = False) -> None:
        self.statement: list[Entry] = []
        self._broker = broker
        self._once_per_order = once_per_order
        self._booked_orders: set[bytes] = set()
        self._read_up_to = self._committed = 0

    def __repr__(self) -> str:
        return f"Account({self.balance} euro from {counted(len(self.statement), 'payment')})"

    @property
    def balance(self) -> int:
        """What the account holds, in euro."""
        return self.statement[-1].balance if self.statement else 0

    @property
    def table(self) -> Table:
        """The statement, a line for each payment booked."""
        return table_of(self.statement, columns=["Offset", "Payment", "Balance (euro)"])

    def read(self) -> Account:
        """Book every payment from the committed offset on; returns the account itself.

        Raises:
            ValueError: a message is no payment.
        """
        self._read_up_to = self._committed
        for record in self._records():
            self._read_up_to = record.offset + 1
            if not self._is_known(record):
                self._book(record)
        return self

    def commit(self) -> None:
        """Note how far this account has read; until then a consumer that starts again reads the same once more."""
        self._committed = self._read_up_to

    def _records(self) -> Iterable[StoredRecord]:
        """What there is to read; nothing if nobody has written to the topic yet."""
        return self._broker.fetch(TOPIC, 0, self._committed) if TOPIC in self._broker.topics else ()

    def _is_known(self, record: StoredRecord) -> bool:
        return self._once_per_order and record.key in self._booked_orders

    def _book(self, record: StoredRecord) -> None:
        payment = message_text(record.value)
        balance = self.balance + _euro(payment)
        self.statement.append(Entry(record.offset, payment, balance))
        if record.key is not None:
            self._booked_orders.add(record.key)


def _euro(payment: str) -> int:
    match payment.split():
        case [amount, "euro"] if amount.isdecimal():
            return int(amount)
    raise ValueError(f"{payment!r} is no payment: write a whole number and its unit, as in 10 euro")
