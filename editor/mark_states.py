"""What is remembered of a mark beside what it says: whether it is hidden and whether it is locked.

Kept by the document, one for each mark in the same order, and undone with the rest. It is no
part of the guidance: a hidden mark counts as much as any other, and files of guidance stay equal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class MarkState:
    """hidden: not drawn on the picture. locked: neither moved nor changed nor deleted by hand."""

    hidden: bool = False
    locked: bool = False


def without(items: tuple[_Item, ...], indices: Collection[int]) -> tuple[_Item, ...]:
    """All items but those at these indices."""
    return tuple(item for index, item in enumerate(items) if index not in indices)
