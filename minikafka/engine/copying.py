"""Copies of things that change, so that a run can go on from one moment in many ways."""

from __future__ import annotations

from typing import Any, TypeVar

Original = TypeVar("Original")


def copy_with(original: Original, **attributes: Any) -> Original:
    """A copy that shares everything with ``original`` but the ``attributes`` named; a constructor is not called."""
    copy = object.__new__(type(original))
    copy.__dict__ = original.__dict__ | attributes
    return copy
