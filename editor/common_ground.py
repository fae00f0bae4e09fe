"""What two marks cover together, as a mark: where one denies a source and one another, both do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from editor.mark_shapes import same_place
from editor.reshaping import RECTANGULAR
from engine.guidance import Band, Box, Extent, Mark, Span


def common_ground(one: Mark, other: Mark) -> Mark | None:
    """What both cover, said of the first one's source as weakly as the weaker says it.

    None where they do not meet, or meet in a shape that no mark has.
    """
    said: dict[str, Any] = {
        "source": one.source,
        "kind": one.kind,
        "exact": one.exact and other.exact,
        "strength": min(one.strength, other.strength),
    }
    if same_place(one, other):
        return replace(one, **said)
    if isinstance(one, RECTANGULAR) and isinstance(other, RECTANGULAR):
        return _rectangle(_meeting(one.extent, other.extent), said)
    for around, inner in ((one, other), (other, one)):
        if (
            isinstance(around, RECTANGULAR)
            and _meeting(around.extent, inner.extent) == inner.extent
        ):
            return replace(inner, **said)
    return None


def denied_by_both(marks: Sequence[Mark], one: int, other: int) -> list[tuple[int, Mark]]:
    """Where "this is not it" is said of both sources, as marks of the first, each with the index
    of the later of the two that say so.

    What was said in between for that place, or taken back, ends the earlier one's word.
    """
    told = [
        [i for i, mark in enumerate(marks) if mark.source == source and mark.kind == "deactivate"]
        for source in (one, other)
    ]
    found = []
    for index, partner in _meeting_pairs(marks, *told):
        mark = common_ground(marks[index], marks[partner])
        between = marks[min(index, partner) + 1 : max(index, partner)]
        over = (m for m in between if m.kind != "deactivate")
        if mark is not None and not any(_meets(mark.extent, m.extent) for m in over):
            found.append((max(index, partner), mark))
    return sorted(found, key=lambda pair: pair[0])


def _meeting_pairs(
    marks: Sequence[Mark], first: list[int], second: list[int]
) -> list[tuple[int, int]]:
    if not first or not second:
        return []
    a, b = (np.array([marks[index].extent for index in of]) for of in (first, second))
    meet = (a[:, None, 0] < b[None, :, 1]) & (b[None, :, 0] < a[:, None, 1])
    meet &= (a[:, None, 2] < b[None, :, 3]) & (b[None, :, 2] < a[:, None, 3])
    return [(first[row], second[column]) for row, column in np.argwhere(meet).tolist()]


def _meets(one: Extent, other: Extent) -> bool:
    both = _meeting(one, other)
    return both.start < both.end and both.low < both.high


def _meeting(one: Extent, other: Extent) -> Extent:
    return Extent(
        max(one.start, other.start),
        min(one.end, other.end),
        max(one.low, other.low),
        min(one.high, other.high),
    )


def _rectangle(extent: Extent, said: dict[str, Any]) -> Mark | None:
    start, end, low, high = extent
    if start >= end or low >= high:
        return None
    if math.isinf(high):
        return Span(start=start, end=end, **said)
    if math.isinf(end):
        return Band(low=low, high=high, **said)
    return Box(start=start, end=end, low=low, high=high, **said)
