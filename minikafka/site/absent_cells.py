"""Which cells of a notebook cannot run in a browser, as they need sockets: found by reading the cells.

A cell cannot run if it imports what opens sockets, or reads a name that such a cell has bound or may have changed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import minikafka

CLIENTS = {"aiokafka", "confluent_kafka", "kafka", "socket", "subprocess"}
OVER_SOCKETS = {name for name, module in minikafka.BEYOND_THE_ENGINE.items() if module.startswith("minikafka.wire")}


class Reader:
    """Reads the code of a notebook, cell after cell."""

    def __init__(self) -> None:
        self._absent: set[str] = set()  # behind these stands nothing, or not what the text says
        self._together: list[set[str]] = []  # the names of one statement: one may hold the other

    def can_run(self, source: str) -> bool:
        """Whether the next cell can run.

        Raises:
            SyntaxError: the cell is no Python, as with a command of IPython.
        """
        tree = ast.parse(source)
        imported = set(_imported(tree))
        bound = _names(tree, ast.Store) | imported
        used = _names(tree, ast.Load)
        can = not (imported & (CLIENTS | OVER_SOCKETS) or used & self._absent)
        if can:
            self._absent -= bound
            self._together += [_names(statement, ast.Load, ast.Store) for statement in tree.body]
        else:
            self._absent |= bound | self._what_holds(used - imported)
        return can

    def _what_holds(self, changed: set[str]) -> set[str]:
        """The names that a cell may have changed, and those that were told of them: ``lab`` after ``lab.watch(it)``."""
        ours = {name for names in self._together for name in names} & changed
        return ours.union(*(names for names in self._together if names & ours))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def _names(tree: ast.AST, *contexts: type[ast.expr_context]) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, contexts)}
