"""Which cells of a notebook cannot run in a browser, as they need sockets: found by reading the cells.

A cell cannot run if it imports what opens sockets, or reads a name that such a cell has bound or may have changed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import minikafka

CLIENTS = {"aiokafka", "confluent_kafka", "kafka", "socket", "subprocess"}
OVER_SOCKETS = {name for name, module in minikafka.BEYOND_THE_ENGINE.items() if module.startswith("minikafka.wire")}
_IPYTHON = re.compile(r"^[%!].*$", re.MULTILINE)


class Reader:
    """Reads the code of a notebook, cell after cell."""

    def __init__(self) -> None:
        self._absent: set[str] = set()  # behind these stands nothing, or not what the text says
        self._together: list[set[str]] = []  # the variables of one statement: one may hold the other
        self._variables: set[str] = set()

    def can_run(self, source: str) -> bool:
        """Whether the next cell can run."""
        tree = ast.parse(_IPYTHON.sub("", source))
        used, bound = _names(tree, ast.Load), _names(tree, ast.Store)
        can = not (set(_needed(tree)) & (CLIENTS | OVER_SOCKETS) or used & self._absent)
        self._variables |= bound
        if can:
            self._absent -= bound | set(_imported(tree))
            self._together += [_names(part, ast.Load, ast.Store) & self._variables for part in tree.body]
        else:
            self._absent |= bound | set(_imported(tree)) | self._what_holds(used & self._variables)
        return can

    def _what_holds(self, changed: set[str]) -> set[str]:
        """The variables that a cell may have changed, and those told of them: ``lab`` after ``lab.watch(broker)``."""
        return changed.union(*(names for names in self._together if names & changed))


def _needed(tree: ast.Module) -> Iterator[str]:
    """The modules that are imported, and the names that are taken from modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def _imported(tree: ast.Module) -> Iterator[str]:
    """What the imports are called in the notebook."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)


def _names(tree: ast.AST, *contexts: type[ast.expr_context]) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, contexts)}
