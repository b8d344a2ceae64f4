"""InitProducerId: a producer id and an epoch, for an idempotent producer a new id with epoch 0 each time.

Versions 0 to 5. With a transactional id the same id comes back one epoch later, which is how an older producer of that
name is fenced. From version 3 on such a producer hands back the id and epoch it has; if it has been replaced the answer
is PRODUCER_FENCED, which versions below 4 call INVALID_PRODUCER_EPOCH (``KafkaApis.handleInitProducerIdRequest``).

Left out: transactions.

Source: ``TransactionCoordinator.handleInitProducerId``.
"""

from __future__ import annotations

from datetime import timedelta

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import Error
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 22
VERSIONS = range(6)

MAX_TRANSACTION_TIMEOUT = timedelta(minutes=15)
_KNOWS_PRODUCER_FENCED = 4


def handle(call: Call) -> Answer:
    error = _error(call)
    if error is not ErrorCode.none:
        return {"error_code": error, "producer_id": NO_PRODUCER_ID, "producer_epoch": NO_PRODUCER_EPOCH}
    result = call.node.broker.init_producer_id(call.request.transactional_id, *_current(call))
    renamed = result.error is Error.PRODUCER_FENCED and call.version < _KNOWS_PRODUCER_FENCED
    return {
        "error_code": Error.INVALID_PRODUCER_EPOCH if renamed else result.error,
        "producer_id": result.producer_id,
        "producer_epoch": result.producer_epoch,
    }


def _current(call: Call) -> tuple[int, int]:
    """The id and epoch that the client has now, -1 and -1 if none."""
    request = call.request
    return getattr(request, "producer_id", NO_PRODUCER_ID), getattr(request, "producer_epoch", NO_PRODUCER_EPOCH)


def _error(call: Call) -> ErrorCode:
    timeout = call.request.transaction_timeout
    if call.request.transactional_id and not timedelta(0) < timeout <= MAX_TRANSACTION_TIMEOUT:
        return ErrorCode.invalid_transaction_timeout
    return ErrorCode.none
