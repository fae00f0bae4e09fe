"""The kinds of marks that a person can draw: each says something of one source within an area.

Times in seconds, frequencies in Hz. Marks are immutable data and know nothing of any picture:
what they cover is the same at every zoom.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, Self

import numpy as np

from engine.guidance.areas import (
    Area,
    around_partials,
    brushed,
    covered,
    enclosed,
    octaves,
    rectangle,
    tiled,
)
from engine.sentences import Sentence

Kind = Literal["activate", "deactivate", "release"]
KINDS: tuple[Kind, ...] = ("activate", "deactivate", "release")
MAX_SOURCES = 64
MAX_POINTS = 20_000
MAX_PARTIALS = 200
MAX_OCTAVES = 64
MAX_RECTANGLES = 20_000

_SAID = frozenset({"source", "kind", "exact", "strength"})

Points = tuple[tuple[float, float], ...]
# Each start, end (s), low, high (Hz).
Rectangles = tuple[tuple[float, float, float, float], ...]


class GuidanceError(ValueError):
    """Guidance that cannot be used; the message is a sentence for the user."""


class Extent(NamedTuple):
    """The rectangle around a mark: seconds and Hz; infinite where it has no edge."""

    start: float
    end: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark(ABC):
    """One thing drawn.

    kind "activate": inside, the energy is this source's; "deactivate": this source has none;
    "release": whatever was said there before no longer counts (its source means nothing: 0).
    exact: pin the mask inside, instead of evidence that may be softened bin by bin.
    strength: in (0, 1], how strongly it counts.
    """

    source: int
    kind: Kind
    exact: bool = field(default=False, kw_only=True)
    strength: float = field(default=1.0, kw_only=True)

    def __post_init__(self) -> None:
        self._check_said()
        self._check()

    def _check_said(self) -> None:
        if self.kind not in KINDS:
            kinds = ", ".join(f'"{kind}"' for kind in KINDS[:-1])
            raise GuidanceError(
                Sentence(
                    'kind must be {kinds} or "{kinds2}", not {kind!r}',
                    kinds=kinds,
                    kinds2=KINDS[-1],
                    kind=self.kind,
                )
            )
        if not 0 <= self.source < MAX_SOURCES:
            raise GuidanceError(
                Sentence(
                    "source must be from 0 to {value}, not {source}",
                    value=MAX_SOURCES - 1,
                    source=self.source,
                )
            )
        if not 0.0 < self.strength <= 1.0:
            raise GuidanceError(
                Sentence(
                    "strength must be above 0 and at most 1, not {strength:g}",
                    strength=self.strength,
                )
            )
        if self.kind == "release":
            object.__setattr__(self, "source", 0)

    def saying(self, **said: Any) -> Self:
        """The same shape with another source, kind, exact or strength.

        The shape is not looked at again, so that a thousand marks change at once. Raises
        GuidanceError like the mark itself.
        """
        if not said.keys() <= _SAID:
            raise TypeError(f"a mark says {sorted(_SAID)}, not {sorted(said)}")
        changed = object.__new__(type(self))
        changed.__dict__.update(self.__dict__, **said)
        changed._check_said()
        return changed

    @abstractmethod
    def _check(self) -> None:
        """Raise GuidanceError where the shape cannot be used."""

    @property
    @abstractmethod
    def extent(self) -> Extent:
        """The rectangle around it."""

    @abstractmethod
    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        """What it covers on a grid: times (frames,) in s, frequencies (bins,) in Hz, increasing."""

    @abstractmethod
    def clipped(self, duration: float, nyquist: float) -> Self | None:
        """The mark within the recording, or None where nothing of it is inside."""

    @abstractmethod
    def shifted(self, seconds: float) -> Self:
        """The same mark on a clock that starts `seconds` later."""


@dataclass(frozen=True)
class Box(Mark):
    """A rectangle on the picture: start and end in seconds, low and high in Hz."""

    start: float
    end: float
    low: float
    high: float

    def _check(self) -> None:
        _check_finite(*self.extent)
        if not (self.start < self.end and self.low < self.high):
            raise GuidanceError(
                Sentence(
                    "it is empty or inverted ({start:g} to {end:g} s, {low:g} to {high:g} Hz)",
                    start=self.start,
                    end=self.end,
                    low=self.low,
                    high=self.high,
                )
            )

    @property
    def extent(self) -> Extent:
        return Extent(self.start, self.end, self.low, self.high)

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        bins = covered(frequencies, self.low, self.high)
        return rectangle(bins, covered(times, self.start, self.end))

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        start, end = max(0.0, self.start), min(duration, self.end)
        low, high = max(0.0, self.low), min(nyquist, self.high)
        if start >= end or low >= high:
            return None
        return replace(self, start=start, end=end, low=low, high=high)

    def shifted(self, seconds: float) -> Self:
        return replace(self, start=self.start - seconds, end=self.end - seconds)


@dataclass(frozen=True)
class Span(Mark):
    """A stretch of time at every frequency: the source alone (activate) or silent (deactivate)."""

    start: float
    end: float

    def _check(self) -> None:
        _check_finite(self.start, self.end)
        if not self.start < self.end:
            raise GuidanceError(
                Sentence(
                    "it is empty or inverted ({start:g} to {end:g} s)",
                    start=self.start,
                    end=self.end,
                )
            )

    @property
    def extent(self) -> Extent:
        return Extent(self.start, self.end, 0.0, math.inf)

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        return rectangle(slice(0, len(frequencies)), covered(times, self.start, self.end))

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        start, end = max(0.0, self.start), min(duration, self.end)
        return replace(self, start=start, end=end) if start < end else None

    def shifted(self, seconds: float) -> Self:
        return replace(self, start=self.start - seconds, end=self.end - seconds)


@dataclass(frozen=True)
class Band(Mark):
    """A range of frequencies for the whole time."""

    low: float
    high: float

    def _check(self) -> None:
        _check_finite(self.low, self.high)
        if not self.low < self.high:
            raise GuidanceError(
                Sentence(
                    "it is empty or inverted ({low:g} to {high:g} Hz)", low=self.low, high=self.high
                )
            )

    @property
    def extent(self) -> Extent:
        return Extent(-math.inf, math.inf, self.low, self.high)

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        return rectangle(covered(frequencies, self.low, self.high), slice(0, len(times)))

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        low, high = max(0.0, self.low), min(nyquist, self.high)
        return replace(self, low=low, high=high) if low < high else None

    def shifted(self, seconds: float) -> Self:
        return self


@dataclass(frozen=True)
class Stroke(Mark):
    """A round brush along points (seconds, Hz).

    radius_seconds across, and upwards either radius_octaves or radius_hz, the other 0: a brush
    is round on a picture with a logarithmic or with a linear axis.
    """

    points: Points
    radius_seconds: float
    radius_octaves: float = 0.0
    radius_hz: float = 0.0

    def _check(self) -> None:
        _check_points(self.points, least=1)
        radii = (self.radius_seconds, self.radius_octaves, self.radius_hz)
        _check_finite(*radii)
        if min(radii) < 0 or self.radius_seconds == 0:
            raise GuidanceError(Sentence("its radius must be above 0"))
        if (self.radius_octaves > 0) == (self.radius_hz > 0):
            raise GuidanceError(
                Sentence("its radius upwards must be given in octaves or in Hz, not in both")
            )
        if self.radius_octaves > MAX_OCTAVES:
            raise GuidanceError(
                Sentence(
                    "its radius upwards may be at most {max_octaves} octaves",
                    max_octaves=MAX_OCTAVES,
                )
            )

    @property
    def extent(self) -> Extent:
        times, hz = np.asarray(self.points).T
        factor = 2.0**self.radius_octaves
        return Extent(
            float(times.min()) - self.radius_seconds,
            float(times.max()) + self.radius_seconds,
            float(hz.min()) / factor - self.radius_hz,
            float(hz.max()) * factor + self.radius_hz,
        )

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        path = np.array(self.points, float)
        if self.radius_hz:
            return brushed(path, (self.radius_seconds, self.radius_hz), times, frequencies)
        path[:, 1] = octaves(path[:, 1])
        radii = (self.radius_seconds, self.radius_octaves)
        return brushed(path, radii, times, octaves(frequencies))

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        """All of it where any of it is inside."""
        return self if _touches(self.extent, duration, nyquist) else None

    def shifted(self, seconds: float) -> Self:
        return replace(self, points=_shifted_points(self.points, seconds))


@dataclass(frozen=True)
class Lasso(Mark):
    """What a closed line through points (seconds, Hz) encloses.

    Between points the line is straight on a logarithmic frequency axis.
    """

    points: Points

    def _check(self) -> None:
        _check_points(self.points, least=3)
        extent = self.extent
        if not (extent.start < extent.end and extent.low < extent.high):
            raise GuidanceError(Sentence("it encloses nothing"))

    @property
    def extent(self) -> Extent:
        times, hz = np.asarray(self.points).T
        return Extent(*map(float, (times.min(), times.max(), hz.min(), hz.max())))

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        polygon = np.array(self.points, float)
        polygon[:, 1] = octaves(polygon[:, 1])
        return enclosed(polygon, times, octaves(frequencies))

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        """All of it where any of it is inside."""
        return self if _touches(self.extent, duration, nyquist) else None

    def shifted(self, seconds: float) -> Self:
        return replace(self, points=_shifted_points(self.points, seconds))


@dataclass(frozen=True)
class Harmonics(Mark):
    """A tone: its fundamental's course, and all its partials up to a number.

    times (s, increasing) and frequencies (Hz, above 0) of the fundamental, straight between
    them; width: of every partial, in Hz.
    """

    times: tuple[float, ...]
    frequencies: tuple[float, ...]
    partials: int
    width: float

    def _check(self) -> None:
        if len(self.times) != len(self.frequencies):
            raise GuidanceError(Sentence("it must have as many times as frequencies"))
        _check_points(tuple(zip(self.times, self.frequencies, strict=True)), least=2)
        if (np.diff(self.times) <= 0).any():
            raise GuidanceError(Sentence("its times must increase"))
        if min(self.frequencies) <= 0:
            raise GuidanceError(Sentence("its frequencies must be above 0"))
        if not 1 <= self.partials <= MAX_PARTIALS:
            raise GuidanceError(
                Sentence(
                    "partials must be from 1 to {max_partials}, not {partials}",
                    max_partials=MAX_PARTIALS,
                    partials=self.partials,
                )
            )
        _check_finite(self.width)
        if self.width <= 0:
            raise GuidanceError(Sentence("its width must be above 0"))

    @property
    def extent(self) -> Extent:
        low, high = min(self.frequencies), max(self.frequencies)
        half = self.width / 2
        return Extent(self.times[0], self.times[-1], low - half, self.partials * high + half)

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        frames = covered(times, self.times[0], self.times[-1])
        course = np.interp(times[frames], self.times, self.frequencies)
        inside = around_partials(course, self.partials, self.width, frequencies)
        return Area.of(inside, slice(0, len(frequencies)), frames)

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        start, end = max(0.0, self.times[0]), min(duration, self.times[-1])
        if start >= end or min(self.frequencies) - self.width / 2 >= nyquist:
            return None
        if (start, end) == (self.times[0], self.times[-1]):
            return self
        times = (start, *(time for time in self.times if start < time < end), end)
        frequencies = np.interp(times, self.times, self.frequencies)
        return replace(self, times=times, frequencies=tuple(map(float, frequencies)))

    def shifted(self, seconds: float) -> Self:
        return replace(self, times=tuple(time - seconds for time in self.times))


@dataclass(frozen=True)
class Patch(Mark):
    """Many rectangles (start, end in s, low, high in Hz) that are one thing: what a program asked
    about as a whole."""

    rectangles: Rectangles

    def _check(self) -> None:
        if not 1 <= len(self.rectangles) <= MAX_RECTANGLES:
            raise GuidanceError(
                Sentence(
                    "it has {value} rectangles and may have 1 to {max_rectangles}",
                    value=len(self.rectangles),
                    max_rectangles=MAX_RECTANGLES,
                )
            )
        start, end, low, high = np.asarray(self.rectangles, float).T
        if not np.isfinite(self.rectangles).all():
            raise GuidanceError(Sentence("its edges must be finite numbers"))
        if not ((start < end) & (low < high)).all():
            raise GuidanceError(Sentence("one of its rectangles is empty or inverted"))

    @cached_property
    def _extent(self) -> Extent:
        start, end, low, high = np.asarray(self.rectangles).T
        return Extent(*map(float, (start.min(), end.max(), low.min(), high.max())))

    @property
    def extent(self) -> Extent:
        return self._extent

    def area(self, times: np.ndarray, frequencies: np.ndarray) -> Area:
        return tiled(np.asarray(self.rectangles), times, frequencies)

    def clipped(self, duration: float, nyquist: float) -> Self | None:
        edges = np.asarray(self.rectangles)
        kept = np.clip(edges, 0.0, (duration, duration, nyquist, nyquist))
        kept = kept[(kept[:, 0] < kept[:, 1]) & (kept[:, 2] < kept[:, 3])]
        if len(kept) == len(edges) and (kept == edges).all():
            return self
        return replace(self, rectangles=as_rectangles(kept)) if len(kept) else None

    def clipped_to(self, start: float, end: float) -> Self | None:
        """What of it lies between two times in s, or None."""
        moved = self.shifted(start).clipped(end - start, math.inf)
        return None if moved is None else moved.shifted(-start)

    def shifted(self, seconds: float) -> Self:
        edges = np.asarray(self.rectangles) - (seconds, seconds, 0.0, 0.0)
        return replace(self, rectangles=as_rectangles(edges))


def as_rectangles(edges: np.ndarray) -> Rectangles:
    """Rows of start, end, low, high as data of a mark."""
    return tuple((s, e, low, high) for s, e, low, high in edges.tolist())


def _check_finite(*numbers: float) -> None:
    if not all(math.isfinite(number) for number in numbers):
        raise GuidanceError(Sentence("its edges must be finite numbers"))


def _check_points(points: Any, least: int) -> None:
    if len(points) < least:
        raise GuidanceError(
            Sentence(
                "it has {value} points and needs at least {least}", value=len(points), least=least
            )
        )
    if len(points) > MAX_POINTS:
        raise GuidanceError(
            Sentence(
                "it has {value} points; {max_points} is the most",
                value=len(points),
                max_points=MAX_POINTS,
            )
        )
    if not np.isfinite(np.asarray(points, float)).all():
        raise GuidanceError(Sentence("its points must be finite numbers"))


def _shifted_points(points: Points, seconds: float) -> Points:
    return tuple((time - seconds, hz) for time, hz in points)


def _touches(extent: Extent, duration: float, nyquist: float) -> bool:
    inside_time = extent.start < duration and extent.end > 0
    return inside_time and extent.low < nyquist and extent.high > 0
