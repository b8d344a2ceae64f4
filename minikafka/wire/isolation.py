"""The isolation level of a consumer: whether it reads what belongs to transactions that are open or were aborted."""

from __future__ import annotations

from typing import Any

READ_UNCOMMITTED = 0
READ_COMMITTED = 1


def is_isolation_level(request: Any) -> bool:
    """True for a request with one of the two levels, or of a version without any.

    Source: ``IsolationLevel.forId``.
    """
    return getattr(request, "isolation_level", READ_UNCOMMITTED) in {READ_UNCOMMITTED, READ_COMMITTED}
