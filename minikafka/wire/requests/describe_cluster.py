"""DescribeCluster: the nodes, of which there is one.

Versions 0 to 2. Only brokers can be asked for (endpoint type 1); controllers are UNSUPPORTED_ENDPOINT_TYPE.

Left out: authorized operations, as there is no authorizer.

Source: ``KafkaApis.handleDescribeCluster``, ``AuthHelper.computeDescribeClusterResponse``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import CLUSTER_ID, Call

API_KEY = 60
VERSIONS = range(3)

BROKERS = 1


def handle(call: Call) -> Answer:
    if getattr(call.request, "endpoint_type", BROKERS) != BROKERS:
        return {"error_code": ErrorCode.unsupported_endpoint_type, "error_message": "this node is a broker"}
    return {
        "cluster_id": CLUSTER_ID,
        "controller_id": call.node_id,
        "brokers": [{"broker_id": call.node_id, "host": call.host, "port": call.port}],
    }
