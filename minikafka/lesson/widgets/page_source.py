"""What a page gets of our own modules and stylesheets: put together into one, without comments and indentation.

The parts are plain modules that run as they stand, so that they can be tested and type-checked without a build: their
imports of each other and their comments are left out, and nothing else is changed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from gzip import compress
from importlib.resources.abc import Traversable

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/\s?", re.DOTALL)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_LOADER = """const packed = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const address = URL.createObjectURL(new Blob([await new Response(unpacked).text()], {{ type: "text/javascript" }}));
const module = await import(address);
URL.revokeObjectURL(address);
export default module.default;
"""


def joined_module(folder: Traversable, *parts: str) -> str:
    """One ES module of these parts of a folder, each after those that it needs."""
    return "".join(_joinable(_read(folder, f"{part}.js")) for part in parts)


def joined_stylesheet(folder: Traversable, *parts: str) -> str:
    """One stylesheet of these."""
    return "".join(_plain(_read(folder, f"{part}.css")) for part in parts)


def packed(module: str) -> str:
    """A small module that unpacks this one, and has its default export: a kernel sends a third of the bytes."""
    return _LOADER.format(packed=b64encode(compress(module.encode(), mtime=0)).decode())


def _joinable(part: str) -> str:
    """A part as it stands in the whole: without imports of the others, and without what it exports to them."""
    lines = _plain(_IMPORT.sub("", part)).splitlines(keepends=True)
    return "".join(line if line.startswith("export default") else line.removeprefix("export ") for line in lines)


def _plain(source: str) -> str:
    return _INDENT.sub("", _LINE_COMMENT.sub("", _COMMENT.sub("", source)))


def _read(folder: Traversable, name: str) -> str:
    return folder.joinpath(name).read_text(encoding="utf-8")
