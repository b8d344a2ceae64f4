"""Where a broker listens: ``host:port``."""

from __future__ import annotations

from typing import NamedTuple, Self

_LARGEST_PORT = 65535


class Address(NamedTuple):
    """A host's name or IP address, and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``localhost:9092`` or ``[::1]:9092``.

        Raises:
            ValueError: the text is no such address; the message shows one that is.
        """
        host, _, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) <= _LARGEST_PORT:
            raise ValueError(f"{text!r} is not the address of a broker: write host:port, like localhost:9092")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
