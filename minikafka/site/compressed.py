"""What a page unpacks by itself: Zstandard, which makes a third less of it than the gzip that browsers unpack."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import cramjam

from minikafka.site.npm import fetch

THOROUGH, QUICK = 19, 9  # levels: 12 seconds for 20 MB, or half a second and a tenth more to send
_UNPACKER, _VERSION, _FILE = "fzstd", "0.1.1", "esm/index.mjs"


def unpacker(cache: Path) -> Path:
    """The program with which a page unpacks it.

    Raises:
        SiteError: npm is missing, or cannot fetch it.
    """
    return fetch(_UNPACKER, _VERSION, [_FILE], cache) / _FILE


def compressed(content: bytes, cache: Path, level: int) -> bytes:
    """``content`` compressed. What an earlier build has compressed is taken from `cache`."""
    kept = cache / f"{sha256(content).hexdigest()[:16]}-{level}.zst"
    if not kept.is_file():
        kept.write_bytes(bytes(cramjam.zstd.compress(content, level=level)))
    return kept.read_bytes()
