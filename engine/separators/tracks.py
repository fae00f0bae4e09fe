"""Sinusoidal tracks: spectral peaks linked over time, as smoothly as their frequency goes on.

After McAulay & Quatieri (1986), but a peak is linked to where a track's slope leads it, and two
tracks that meet both go straight on until they part again: so crossing chirps stay two. Tracks
are grouped by how alike their courses are (common slope, beginning and end).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.ndimage import maximum_filter1d
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

# Peaks lie within so many dB of their frame's highest, and of the recording's highest.
_FRAME_RANGE, _RANGE = (decibels * math.log(10) / 20 for decibels in (30.0, 50.0))
# So many peaks a frame and source are looked at, and so many tracks a source may have.
_PEAKS_A_SOURCE = 4
_TRACKS_A_SOURCE = 8
# Share of the power that a frame's highest peaks hold, below which nothing is tracked, and of the
# tracks' power that the loudest of them hold, which are grouped.
_PEAKY = 0.9
_MOST_POWER = 0.99
# By how many bands a peak may miss the place where a track leads, and for how many frames a
# track may be unseen: some 0.2 s.
_REACH = 1.5
_LONGEST_GAP = 32
# Tracks nearer than this to each other have one peak between them: both go straight on.
_MEETING = 4.0
_FIT_FRAMES = 16
_FEWEST_FRAMES = 8
# How far a sinusoid reaches beyond its peak, in bands.
_WIDTH = 1.5
_CLOSE_SLOPE, _CLOSE_TIME = 0.02, 12.0


@dataclass
class Track:
    """Places (in bands) and levels of one sinusoid, by frame."""

    frames: list[int] = field(default_factory=list)
    places: list[float] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)
    # The straight line through its last places: where it is at its first frame, and its slope.
    _line: tuple[float, float] = (0.0, 0.0)

    def add(self, frame: int, place: float, level: float) -> None:
        """One more peak."""
        self.frames.append(frame)
        self.places.append(place)
        self.levels.append(level)
        self._line = self._fitted()

    def expected(self, frame: int) -> float:
        """Where it leads: a straight line through its last places."""
        place, slope = self._line
        return place + slope * (frame - self.frames[0])

    def _fitted(self) -> tuple[float, float]:
        # In plain numbers: arrays of 16 cost ten times as much.
        if len(self.frames) < 3:
            return self.places[-1], 0.0
        times, places = self.frames[-_FIT_FRAMES:], self.places[-_FIT_FRAMES:]
        time, place = sum(times) / len(times), sum(places) / len(places)
        products = sum((t - time) * p for t, p in zip(times, places, strict=True))
        slope = products / sum((t - time) ** 2 for t in times)
        return place - slope * (time - self.frames[0]), slope

    @property
    def span(self) -> np.ndarray:
        """All frames from its first to its last."""
        return np.arange(self.frames[0], self.frames[-1] + 1)

    @property
    def power(self) -> float:
        """Sum of its peaks' squared levels."""
        return float(np.square(self.levels).sum())

    def course(self) -> tuple[np.ndarray, np.ndarray]:
        """Places and levels at every frame of its span, straight where it was unseen."""
        span = self.span
        return (
            np.interp(span, self.frames, self.places),
            np.interp(span, self.frames, self.levels),
        )


def find_tracks(magnitude: np.ndarray, sources: int) -> list[Track]:
    """The sinusoidal tracks of a magnitude spectrogram (bands, frames), loudest first.

    None where more sounds than a few sinusoids a source.
    """
    columns, highest = _peaks(magnitude, _PEAKS_A_SOURCE * sources)
    if not _is_peaky(magnitude, highest):
        return []
    ended: list[Track] = []
    alive: list[Track] = []
    for frame, (places, levels) in enumerate(columns):
        ended += [track for track in alive if frame - track.frames[-1] > _LONGEST_GAP]
        alive = [track for track in alive if frame - track.frames[-1] <= _LONGEST_GAP]
        alive += _linked(alive, frame, places, levels)
    found = [track for track in (*ended, *alive) if len(track.frames) >= _FEWEST_FRAMES]
    found.sort(key=lambda track: -track.power)
    held = np.cumsum([track.power for track in found])
    loudest = found[: int(np.searchsorted(held, _MOST_POWER * held[-1])) + 1] if found else []
    return loudest if len(loudest) <= _TRACKS_A_SOURCE * sources else []


def _peaks(
    magnitude: np.ndarray, most: int
) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Places and levels of each frame's highest peaks, by parabolas through the logarithms; and
    where these are, bool (bands, frames)."""
    log = np.log(magnitude + 1e-9 * magnitude.max() + 1e-30)
    left, centre, right = log[:-2], log[1:-1], log[2:]
    top = log.max(0)
    floor = np.maximum(top - _FRAME_RANGE, top.max() - _RANGE)
    is_peak = (centre > left) & (centre >= right) & (centre > floor)
    ranked = np.where(is_peak, centre, -np.inf)
    least = np.partition(ranked, -most, 0)[-most] if len(ranked) > most else ranked.min(0)
    bands, frames = np.nonzero((is_peak & (ranked >= least)).T)[::-1]
    before, here, after = (log[bands + step, frames] for step in (0, 1, 2))
    shifts = 0.5 * (before - after) / np.minimum(before - 2 * here + after, -1e-9)
    levels = np.exp(here - 0.25 * (before - after) * shifts)
    edges = np.searchsorted(frames, np.arange(1, magnitude.shape[1]))
    highest = np.zeros(magnitude.shape, bool)
    highest[bands + 1, frames] = True
    places = np.split(bands + 1 + shifts, edges)
    return list(zip(places, np.split(levels, edges), strict=True)), highest


def _is_peaky(magnitude: np.ndarray, highest: np.ndarray) -> bool:
    """Whether the highest peaks hold nearly all power."""
    power = np.square(magnitude)
    near = maximum_filter1d(highest, 2 * math.ceil(2 * _WIDTH) + 1, axis=0)
    return float(power[near].sum()) > _PEAKY * float(power.sum())


def _linked(alive: list[Track], frame: int, places: np.ndarray, levels: np.ndarray) -> list[Track]:
    """Give each track its peak, where it has one; the tracks that begin here."""
    expected = np.array([track.expected(frame) for track in alive])
    meeting = np.zeros(len(alive), bool)
    taken = np.zeros(len(places), bool)
    if len(alive):
        apart = np.abs(expected[:, None] - expected) + _MEETING * np.eye(len(alive))
        long = np.array([len(track.frames) >= _FEWEST_FRAMES for track in alive])
        meeting = ((apart < _MEETING) & long[:, None] & long).any(1)
        if len(places):
            missed = np.abs(expected[:, None] - places)
            reach = [1 + (frame - track.frames[-1]) / _LONGEST_GAP for track in alive]
            taken |= (missed[meeting] < _MEETING).any(0)
            missed[meeting] = 1e3
            rows, columns = linear_sum_assignment(np.minimum(missed, 1e2))
            for row, column in zip(rows, columns, strict=True):
                if missed[row, column] < _REACH * reach[row]:
                    alive[row].add(frame, float(places[column]), float(levels[column]))
                    taken[column] = True
    begun = []
    for place, level in zip(places[~taken], levels[~taken], strict=True):
        track = Track()
        track.add(frame, float(place), float(level))
        begun.append(track)
    return begun


def masks_of(
    tracks: Sequence[Track], magnitude: np.ndarray, frequencies: np.ndarray, sources: int
) -> tuple[np.ndarray, float] | None:
    """Masks (sources, bands, frames) of grouped tracks, and the share of the power beside them.

    None where there are fewer tracks than sources. frequencies: of the bands, in Hz.
    """
    groups = _grouped(tracks, frequencies, sources)
    if groups is None:
        return None
    power = np.full((sources, *magnitude.shape), 1e-12 * magnitude.max() ** 2, np.float32)
    near = np.zeros(magnitude.shape, bool)
    bands = np.arange(len(magnitude))
    for track, group in zip(tracks, groups, strict=True):
        places, levels = track.course()
        distance = np.abs(bands[:, None] - places) / _WIDTH
        power[group][:, track.span] += np.square(levels / (1.0 + np.square(distance)))
        near[:, track.span] |= distance <= 2
    found = np.square(magnitude)
    beside = float(found[~near].sum() / (found.sum() + 1e-20))
    return power / power.sum(0), beside


def _grouped(tracks: Sequence[Track], frequencies: np.ndarray, groups: int) -> np.ndarray | None:
    """The group of each track (tracks,), or None where there are fewer tracks than groups."""
    if len(tracks) < groups:
        return None
    if len(tracks) == groups:
        return np.arange(groups)
    distances = np.zeros((len(tracks), len(tracks)))
    bands = np.arange(len(frequencies))
    pitches = [
        np.log(np.maximum(np.interp(track.course()[0], bands, frequencies), 20.0))
        for track in tracks
    ]
    for i, first in enumerate(tracks):
        for j in range(i):
            distances[i, j] = distances[j, i] = _unlike(first, tracks[j], pitches[i], pitches[j])
    tree = linkage(squareform(distances), "average")
    found: np.ndarray = fcluster(tree, groups, "maxclust") - 1
    return found if found.max() + 1 == groups else None


def _unlike(first: Track, second: Track, one: np.ndarray, other: np.ndarray) -> float:
    """How unlike two tracks' courses are: slopes (of pitch), beginnings and ends."""
    begin = max(first.frames[0], second.frames[0])
    end = min(first.frames[-1], second.frames[-1]) + 1
    edges = abs(first.frames[0] - second.frames[0]) + abs(first.frames[-1] - second.frames[-1])
    unlike = min(edges / _CLOSE_TIME, 3.0)
    if end - begin >= _FEWEST_FRAMES:
        interval = (
            one[begin - first.frames[0] : end - first.frames[0]]
            - other[begin - second.frames[0] : end - second.frames[0]]
        )
        unlike += min(float(interval.std()) / _CLOSE_SLOPE, 6.0)
    else:
        unlike += 3.0
    return unlike
