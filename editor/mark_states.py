"""What is remembered of a mark beside what it says: whether it is hidden and whether it is locked.

Kept by the document, one for each mark in the same order, and undone with the rest. It is no
part of the guidance: a hidden mark counts as much as any other, and files of guidance stay equal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from engine.session import MarkState

__all__ = ["MarkState", "without"]
_Item = TypeVar("_Item")


def without(items: tuple[_Item, ...], indices: Collection[int]) -> tuple[_Item, ...]:
    """All items but those at these indices."""
    return tuple(item for index, item in enumerate(items) if index not in indices)
