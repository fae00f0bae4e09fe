"""Guidance and its evidence: what all marks together say on a grid.

Per source and bin: a wanted mask value, and whether it is known. Later marks win.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import EllipsisType

import numpy as np

from engine.guidance.areas import Area
from engine.guidance.marks import Box, GuidanceError, Harmonics, Lasso, Mark, Patch, Stroke
from engine.sentences import Sentence

_SLOW = (Stroke, Lasso, Harmonics, Patch)
_KEPT_AREAS = 2048


@dataclass(frozen=True)
class Guidance:
    """Everything drawn so far, in the order in which it was drawn."""

    marks: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.marks)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes among the marks."""
        return tuple(mark for mark in self.marks if isinstance(mark, Box))

    @property
    def sources(self) -> int:
        """The least number of sources that this guidance needs."""
        return max((mark.source for mark in self.marks), default=-1) + 1

    def within(self, start: float, duration: float, nyquist: float) -> Guidance:
        """Guidance on the clock of a span that starts at `start` s, clipped to that span."""
        clipped = (mark.shifted(start).clipped(duration, nyquist) for mark in self.marks)
        return Guidance(tuple(mark for mark in clipped if mark is not None))


@dataclass(frozen=True)
class Evidence:
    """Guidance on a grid.

    target: float32 (sources, bins, frames), the wanted mask where known, else 0.
    known: bool (sources, bins, frames), where a target is given.
    exact: bool (sources, bins, frames), where the target is to be met bin by bin.
    strength: float32 (bins, frames), that of the last mark covering a bin, 0 where none does.
    box: int32 (bins, frames), index of the last mark covering a bin, -1 where none does.
    """

    target: np.ndarray
    known: np.ndarray
    exact: np.ndarray
    strength: np.ndarray = field(repr=False)
    box: np.ndarray = field(repr=False)

    @cached_property
    def parts(self) -> tuple[np.ndarray, ...]:
        """Of each mark that has the last word somewhere the bins in which it has it: indices into
        the flattened grid, increasing."""
        covered = np.flatnonzero(self.box >= 0)
        owner = self.box.ravel()[covered]
        return tuple(covered[owner == number] for number in np.unique(owner))


def rasterise(
    guidance: Guidance, sources: int, times: np.ndarray, frequencies: np.ndarray
) -> Evidence:
    """Evidence of all guidance on a grid with these frame times (s) and bin frequencies (Hz).

    An activate mark replaces everything said before in its bins. A deactivate mark takes back
    only what contradicts it: an earlier activate mark of the same source. A release mark takes
    back everything.
    """
    shape = (sources, len(frequencies), len(times))
    evidence = Evidence(
        target=np.zeros(shape, np.float32),
        known=np.zeros(shape, bool),
        exact=np.zeros(shape, bool),
        strength=np.zeros(shape[1:], np.float32),
        box=np.full(shape[1:], -1, np.int32),
    )
    grid = _Grid(times, frequencies)
    for number, mark in enumerate(guidance.marks):
        if mark.source >= sources:
            raise GuidanceError(
                Sentence(
                    "{what} {value} is for source {source}, but there are only {sources} sources",
                    what=_name(mark),
                    value=number + 1,
                    source=mark.source,
                    sources=sources,
                )
            )
        area = _area(mark, grid) if isinstance(mark, _SLOW) else mark.area(times, frequencies)
        # A whole rectangle is written many times faster than the same bins one by one.
        inside = ... if area.inside.all() else area.inside
        _say(evidence, mark, (slice(None), *area.part), inside)
        released = mark.kind == "release"
        evidence.strength[area.part][inside] = 0.0 if released else mark.strength
        evidence.box[area.part][inside] = -1 if released else number
    return evidence


class _Grid:
    """Times and frequencies that can be looked up."""

    def __init__(self, times: np.ndarray, frequencies: np.ndarray) -> None:
        self.times, self.frequencies = times, frequencies
        self._key = times.tobytes(), frequencies.tobytes()

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Grid) and self._key == other._key


@lru_cache(maxsize=_KEPT_AREAS)
def _area(mark: Mark, grid: _Grid) -> Area:
    """What a mark covers, kept: while one of a thousand is dragged the others stay."""
    return mark.area(grid.times, grid.frequencies)


def _name(mark: Mark) -> str:
    return type(mark).__name__.lower()


def _say(
    evidence: Evidence, mark: Mark, part: tuple[slice, ...], inside: np.ndarray | EllipsisType
) -> None:
    """Put a mark into the evidence, in the bins of a rectangle that are inside; ...: in all."""
    target, known, exact = evidence.target[part], evidence.known[part], evidence.exact[part]
    if mark.kind != "deactivate":
        activates = mark.kind == "activate"
        target[:, inside] = 0.0
        known[:, inside] = activates
        exact[:, inside] = activates and mark.exact
        target[mark.source, inside] = float(activates)
        return
    claimed = np.zeros(target.shape[1:], bool)
    claimed[inside] = (target[mark.source] > 0.5)[inside]
    known[:, claimed] = False
    exact[:, claimed] = False
    target[mark.source, inside] = 0.0
    known[mark.source, inside] = True
    exact[mark.source, inside] = mark.exact


def pin_exact(masks: np.ndarray, evidence: Evidence) -> np.ndarray:
    """Masks (sources, bins, frames) with exact evidence met and the rest rescaled to sum to one.

    Where exact evidence denies every source, the free ones cannot exist: such bins stay as given.
    """
    if not evidence.exact.any():
        return masks
    fixed = np.where(evidence.exact, evidence.target, 0.0)
    free = np.where(evidence.exact, 0.0, masks)
    room = np.clip(1.0 - fixed.sum(axis=0), 0.0, 1.0)
    total = free.sum(axis=0)
    open_sources = (~evidence.exact).sum(axis=0)
    share = np.where(
        total > 1e-9,
        free / np.maximum(total, 1e-9),
        np.where(evidence.exact, 0.0, 1.0 / np.maximum(open_sources, 1)),
    )
    pinned = fixed + share * room
    possible = np.abs(pinned.sum(axis=0) - 1.0) < 1e-4
    return np.where(possible, pinned, masks).astype(np.float32)
