"""One module for each request that this node answers, named as Kafka names it.

Each has ``API_KEY``, ``VERSIONS`` and ``handle``, which answers with a mapping for ``answers.build``, with an awaitable
of one if the client has to wait, with the bytes of a body written by hand, or with ``None`` for no answer at all.
A file that is put here is registered.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from minikafka.wire.answers import Answer
from minikafka.wire.node import Call
from minikafka.wire.requests import api_versions

Handler = Callable[[Call], Answer | Awaitable[Answer] | bytes | None]


@dataclass(frozen=True, slots=True)
class Api:
    """A request that is answered."""

    key: int
    versions: range
    handle: Handler


def _api(module: ModuleType) -> Api:
    return Api(module.API_KEY, module.VERSIONS, module.handle)


def _modules() -> Iterator[ModuleType]:
    """Every file of this package."""
    for module in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{module.name}")


APIS = {module.API_KEY: _api(module) for module in _modules()}

api_versions.OFFERED.update({api.key: api.versions for api in APIS.values()})
