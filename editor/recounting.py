"""Other sources: what becomes of names, marks and masks when one is added, taken away, split or
two are merged.

The picture is sensible at once: masks go on summing to one, and a separation goes on from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from editor.common_ground import denied_by_both
from editor.source_state import SourceState, new_source
from engine.guidance import Guidance, Mark
from engine.masks import (
    Masks,
    with_source,
    with_source_split,
    with_sources_merged,
    without_sources,
)

# Nothing is known of an added source: so much of every bin until it is drawn for or found.
NEW_SHARE = 0.05

Sources = tuple[SourceState, ...]


@dataclass(frozen=True)
class Recount:
    """sources: those to be. places: the new index of each old one, None where it goes with its
    marks. merged: the two old ones that become one. masks: how they change."""

    sources: Sources
    places: tuple[int | None, ...]
    masks: Callable[[Masks], Masks]
    merged: tuple[int, int] | None = None

    def marks(self, marks: Sequence[Mark]) -> list[tuple[int, Mark]]:
        """All marks that mean something among the new sources, in their order, each with the
        index of the old one that it was.

        Of two merged sources only what was denied of both is denied of the one they become:
        elsewhere the sound may be the other's.
        """
        denied = [] if self.merged is None else denied_by_both(marks, *self.merged)
        found = [(index, mark) for index, mark in enumerate(marks) if not self._is_half_said(mark)]
        moved = ((index, self._moved(mark)) for index, mark in sorted(
            [*found, *denied], key=lambda pair: pair[0]
        ))  # fmt: skip
        return [(index, mark) for index, mark in moved if mark is not None]

    def guidance(self, guidance: Guidance) -> Guidance:
        """All marks that mean something among the new sources."""
        return Guidance(tuple(mark for _, mark in self.marks(guidance.marks)))

    def lost(self, marks: Sequence[Mark]) -> list[Mark]:
        """Those of which nothing is kept among the new sources."""
        denied = [] if self.merged is None else denied_by_both(marks, *self.merged)
        kept = [mark for _, mark in denied]
        return [
            mark
            for mark in marks
            if self._moved(mark) is None
            or (self._is_half_said(mark) and not any(_holds(mark, part) for part in kept))
        ]

    def _is_half_said(self, mark: Mark) -> bool:
        return self.merged is not None and mark.kind == "deactivate" and mark.source in self.merged

    def _moved(self, mark: Mark) -> Mark | None:
        if mark.kind == "release":
            return mark
        place = self.places[mark.source]
        if place is None:
            return None
        return mark if place == mark.source else replace(mark, source=place)


def _holds(mark: Mark, part: Mark) -> bool:
    """Whether a part of what was denied by two marks is of this one."""
    around, inner = mark.extent, part.extent
    return (
        around.start <= inner.start
        and around.end >= inner.end
        and around.low <= inner.low
        and around.high >= inner.high
    )


def adding(sources: Sources, count: int = 1) -> Recount:
    """New sources come last and take a little of everything."""
    more = sources
    for _ in range(count):
        more = (*more, new_source(more))

    def masks(before: Masks) -> Masks:
        for _ in range(count):
            before = with_source(before, NEW_SHARE)
        return before

    return Recount(more, tuple(range(len(sources))), masks)


def removing(sources: Sources, gone: Sequence[int]) -> Recount:
    """Sources go with their marks; the others take over their sound in proportion."""
    kept = [index for index in range(len(sources)) if index not in gone]
    places = tuple(kept.index(i) if i in kept else None for i in range(len(sources)))
    left = tuple(sources[index] for index in kept)
    return Recount(left, places, lambda masks: without_sources(masks, gone))


def splitting(sources: Sources, index: int) -> Recount:
    """A source's marks stay with it; the new one, the last, begins with half of all it had."""
    places = tuple(range(len(sources)))
    more = (*sources, new_source(sources))
    return Recount(more, places, lambda masks: with_source_split(masks, index))


def merging(sources: Sources, kept: int, gone: int) -> Recount:
    """Two become one, which has the sound and the marks of both.

    What denied only one of the two says nothing of both together: such marks go, and where marks
    denied both only what they deny together stays.
    """
    if kept == gone:
        raise ValueError("a source cannot be merged with itself")
    left = [index for index in range(len(sources)) if index != gone]
    places = tuple(left.index(kept if i == gone else i) for i in range(len(sources)))
    return Recount(
        tuple(sources[index] for index in left),
        places,
        lambda masks: with_sources_merged(masks, kept, gone),
        (kept, gone),
    )
