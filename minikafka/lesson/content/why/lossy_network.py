"""A network that loses what it carries, by dice."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from minikafka.engine.broker import BrokerCalls
from minikafka.engine.network import Network
from minikafka.engine.producer_batch import Passage, Request


class LossyNetwork(Network):
    """Loses requests on their way there, and acks on their way back, independently of each other.

    ``request_loss`` is the share of all requests, ``ack_loss`` the share of all acks that the broker sends: from 0, and
    below 1, or nothing would ever be settled.

    Raises:
        ValueError: a share is out of range.
    """

    def __init__(self, broker: BrokerCalls, *, ack_loss: float, request_loss: float, dice: Random) -> None:
        super().__init__(broker)
        for name, share in (("ack_loss", ack_loss), ("request_loss", request_loss)):
            if not 0 <= share < 1:
                raise ValueError(f"{name} is {share}: use a share from 0 to below 1, as 0.1 for 10 %")
        self._ack_loss = ack_loss
        self._request_loss = request_loss
        self._dice = dice

    def carry(self, request: Request, acks: int) -> Iterator[Passage]:
        """Decide what this request is to meet, and take it along."""
        if self._dice.random() < self._request_loss:
            self.lose_request()
        elif self._dice.random() < self._ack_loss:
            self.lose_ack()
        return super().carry(request, acks)
