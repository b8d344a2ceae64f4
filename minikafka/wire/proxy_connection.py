"""One client's connection through the proxy: two pumps, requests one way and answers the other."""

from __future__ import annotations

import asyncio
import logging
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kio.index import KioIndexError
from kio.serial import entity_reader
from kio.serial.errors import SerialError
from kio.serial.readers import read_compact_string_nullable, read_int16, read_nullable_legacy_string

from minikafka.engine.network import Fault
from minikafka.wire.protocol import InvalidFrame, api_name, request_schema
from minikafka.wire.proxy_addresses import StandIn, not_read_here, readdressed
from minikafka.wire.proxy_faults import Counters, ProxyFault
from minikafka.wire.streams import read_frame, write_frame
from minikafka.wire.wiretap import METADATA, Fate, Sent, Wiretap

_PRODUCE = 0
_START_OF_HEADER = struct.Struct(">hhi")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Request:
    """What the proxy reads of a request: the beginning of its header."""

    api_key: int
    version: int
    correlation_id: int
    ack_is_lost: bool = False
    sent: Sent | None = None

    @classmethod
    def of(cls, frame: bytes) -> Request:
        """Read the beginning of a request's frame.

        Raises:
            InvalidFrame: the frame is too short for a header.
        """
        if len(frame) < _START_OF_HEADER.size:
            raise InvalidFrame(f"a request of {len(frame)} bytes, too short for its header")
        return cls(*_START_OF_HEADER.unpack_from(frame))


def expects_answer(request: Request, frame: bytes) -> bool:
    """False for a Produce request with acks 0, the one request that a broker does not answer."""
    if request.api_key != _PRODUCE:
        return True
    try:
        schema = request_schema(_PRODUCE, request.version)
        _, offset = entity_reader(schema.__header_schema__)(frame, 0)
        read_id = read_compact_string_nullable if schema.__flexible__ else read_nullable_legacy_string
        _, size = read_id(frame, offset)
        acks, _ = read_int16(frame, offset + size)
    except (KioIndexError, SerialError):  # the broker will say what it thinks of such a request
        return True
    return acks != 0


class Connection:
    """A client and a broker, and between them what ``fault_for`` chooses."""

    def __init__(
        self,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        broker: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        fault_for: Callable[[str], ProxyFault | None],
        counters: Counters,
        stand_in: StandIn,
        *,
        wiretap: Wiretap | None = None,
    ) -> None:
        self._from_client, self._to_client = client
        self._from_broker, self._to_broker = broker
        self._fault_for = fault_for
        self._counters = counters
        self._stand_in = stand_in
        self._wiretap = wiretap
        self._under_way: deque[Request] = deque()
        self._all_answered = asyncio.Event()
        self._all_answered.set()

    async def run(self) -> None:
        """Carry until either side closes, or a fault ends it; whoever opened the connections closes them."""
        pumps = [asyncio.create_task(self._carry_requests()), asyncio.create_task(self._carry_answers())]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._counters.in_doubt += sum(not request.ack_is_lost for request in self._under_way)
            for pump in pumps:
                pump.cancel()
            for request in self._under_way:
                self._tell_unanswered(request, Fate.ACK_LOST if request.ack_is_lost else Fate.NO_ANSWER)
        for outcome in await asyncio.gather(*pumps, return_exceptions=True):
            self._report(outcome)

    def _report(self, outcome: object) -> None:
        if isinstance(outcome, InvalidFrame):
            peer = self._to_client.get_extra_info("peername")
            _log.warning("closed the connection of %s: %s", peer, outcome)
        elif isinstance(outcome, Exception) and not isinstance(outcome, ConnectionError):
            raise outcome

    async def _carry_requests(self) -> None:
        while (frame := await read_frame(self._from_client)) is not None:
            request = Request.of(frame)
            if refusal := not_read_here(request.api_key, request.version, request.correlation_id):
                await self._all_answered.wait()
                await write_frame(self._to_client, refusal)
                continue
            if self._wiretap and request.api_key == _PRODUCE:
                request.sent = self._wiretap.sent(frame, request.version)
            fault = self._next_fault(request)
            if fault is not None and await self._ends(fault, request):
                self._tell_unanswered(request, Fate.REQUEST_LOST)
                return
            if expects_answer(request, frame):
                self._under_way.append(request)
                self._all_answered.clear()
            else:
                self._tell_unanswered(request, Fate.NO_ACKS)
            await write_frame(self._to_broker, frame)

    def _next_fault(self, request: Request) -> ProxyFault | None:
        api = api_name(request.api_key)
        self._counters.requests[api] += 1
        return self._fault_for(api)

    async def _ends(self, fault: ProxyFault, request: Request) -> bool:
        """Do what ``fault`` does to ``request``; true if the connection ends before the broker gets it."""
        match fault.fault:
            case Fault.LOSE_ACK:
                request.ack_is_lost = True
                return False
            case Fault.DELAY:
                self._counters.delayed += 1
                await asyncio.sleep(fault.delay_ms / 1000)
                return False
            case _ if fault.at_once:
                self._counters.connections_cut += 1
                return True
            case _:
                self._counters.requests_lost += 1
                await self._all_answered.wait()
                return True

    async def _carry_answers(self) -> None:
        while (frame := await read_frame(self._from_broker)) is not None:
            request = self._answered(frame)
            self._tell_answered(request, frame)
            if request.ack_is_lost:
                self._counters.acks_lost += 1
                return
            answer = await readdressed(frame, request.api_key, request.version, self._stand_in)
            await write_frame(self._to_client, answer)
            if not self._under_way:
                self._all_answered.set()

    def _tell_answered(self, request: Request, frame: bytes) -> None:
        if self._wiretap is None:
            return
        if request.sent:
            fate = Fate.ACK_LOST if request.ack_is_lost else Fate.ANSWERED
            self._wiretap.answered(request.sent, frame, request.version, fate)
        elif request.api_key == METADATA:
            self._wiretap.described(frame, request.version)

    def _tell_unanswered(self, request: Request, fate: Fate) -> None:
        if self._wiretap and request.sent:
            self._wiretap.unanswered(request.sent, fate)

    def _answered(self, frame: bytes) -> Request:
        """The request that ``frame`` answers: answers come in the order of the requests."""
        expected = self._under_way.popleft() if self._under_way else None
        if expected is None or frame[:4] != expected.correlation_id.to_bytes(4, "big", signed=True):
            raise InvalidFrame(f"the broker sent {frame[:4].hex()}, which answers no request that waits")
        return expected
