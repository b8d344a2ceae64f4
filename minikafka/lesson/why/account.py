"""An account: an application that reads payments from a topic and adds them up. It believes what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikafka.engine.broker import BrokerCalls
from minikafka.engine.log import StoredRecord
from minikafka.lesson.words import NOTHING, counted, message_text

if TYPE_CHECKING:
    import pandas as pd

TOPIC = "payments"


class Entry(NamedTuple):
    """One line of the statement; ``balance`` is what the account held afterwards, in euro."""

    offset: int
    order: str
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
        self._read_up_to = self._committed = 0

    def __repr__(self) -> str:
        return f"Account({self.balance} euro from {counted(len(self.statement), 'payment')})"

    @property
    def balance(self) -> int:
        """What the account holds, in euro."""
        return self.statement[-1].balance if self.statement else 0

    @property
    def table(self) -> pd.DataFrame:
        """The statement, a line for each payment booked."""
        from minikafka.lesson.frames import Table

        return Table(self.statement, columns=["Offset", "Order", "Payment", "Balance (euro)"])

    def read(self) -> Account:
        """Book every payment from the committed offset on; returns the account itself."""
        self._read_up_to = self._committed
        for record in self._broker.fetch(TOPIC, 0, self._committed):
            self._read_up_to = record.offset + 1
            if not self._is_known(record):
                self._book(record)
        return self

    def commit(self) -> None:
        """Note how far this account has read; until then a consumer that starts again reads the same once more."""
        self._committed = self._read_up_to

    def _is_known(self, record: StoredRecord) -> bool:
        known = {entry.order for entry in self.statement}
        return self._once_per_order and record.key is not None and _order(record) in known

    def _book(self, record: StoredRecord) -> None:
        payment = message_text(record.value)
        amount = int(payment.split()[0])
        self.statement.append(Entry(record.offset, _order(record), payment, self.balance + amount))


def _order(record: StoredRecord) -> str:
    return NOTHING if record.key is None else message_text(record.key)
