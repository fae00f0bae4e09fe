"""Performances of one sound in long files, of which it may be but a few seconds.

Windows of one file are slid over coarse pictures of all of the other, for every stretch and pitch;
what stands out is looked at closely there, as in two short files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft

from engine.coseparation.material import Material
from engine.coseparation.phases import Match, Phases
from engine.coseparation.pictures import (
    HOP_SECONDS,
    candidates,
    faster,
    peak_picture,
)
from engine.coseparation.watch import UNWATCHED, Watch

# How many bands and frames of a picture are one of a coarse one.
BANDS, FRAMES = 3, 3
COARSE_SECONDS = FRAMES * HOP_SECONDS
_BLOCK_SECONDS, _MARGIN_SECONDS = 60.0, 1.008
# Stretches and pitches looked through, coarsely.
_STRETCHES = tuple(np.exp(0.015 * step) for step in range(-3, 4))
_SHIFTS = (-1, 0, 1)
_WINDOW_SECONDS, _TOGETHER = 6.0, (1, 2, 4)
_CANDIDATES, _ASKED = 8, 3
_APART_SECONDS, _AROUND_SECONDS = 1.0, 2.0
_NEAR_SECONDS = 0.4
# Of many windows the best one stands out further by chance than one pair of short files.
_CAUTION = 0.8


def coarse_picture(material: Material, watch: Watch = UNWATCHED) -> np.ndarray:
    """How far each wide band stands above its surroundings: float32 (bands, frames).

    Made block by block: of an hour the fine one would take gigabytes.
    """
    starts = np.arange(0.0, material.duration, _BLOCK_SECONDS)
    blocks = []
    for start, _ in watch.over(list(starts)):
        begin = max(0.0, start - _MARGIN_SECONDS)
        end = start + _BLOCK_SECONDS + _MARGIN_SECONDS
        first, last = round(begin * material.rate), round(end * material.rate)
        part = peak_picture(cut(material, first, min(last, material.recording.samples)))
        before = round((start - begin) / HOP_SECONDS)
        part = part[:, before : before + round(_BLOCK_SECONDS / HOP_SECONDS)]
        bands, frames = part.shape[0] // BANDS, part.shape[1] // FRAMES
        part = part[: bands * BANDS, : frames * FRAMES]
        blocks.append(part.reshape(bands, BANDS, frames, FRAMES).mean((1, 3)))
    return np.concatenate(blocks, axis=1)


def cut(material: Material, first: int, last: int) -> Material:
    """The samples [first, last) of a file."""
    span = material.recording.span(first, last)
    return replace(material, recording=span, mono=material.mono[first:last])


@dataclass(frozen=True)
class _Found:
    """A window of the first file, from start to end in s, and how the second one lies to it.

    lag: s, of the second file's moments behind those of the first at the window's start.
    """

    start: float
    end: float
    lag: float
    stretch: float
    height: float


def long_match(
    files: tuple[Material, Material],
    pictures: tuple[np.ndarray, np.ndarray],
    rate: int,
    near: float | None = None,
    watch: Watch = UNWATCHED,
) -> Match | None:
    """The best match of two files of any length; None where none can be asked for.

    pictures: coarse ones. near: s, about the second file's lag behind the first where they share.
    Raises Unwanted where the watch does.
    """
    best: Match | None = None
    found = _windows(*pictures, near, watch.between(0.0, 0.5))
    for one, here in watch.between(0.5, 1.0).over(found):
        match = _close_up(files, one, rate, here)
        if match is not None and (best is None or match.height > best.height):
            best = match
    if best is None or near is not None:
        return best
    agreement, likeness = _CAUTION * best.agreement, _CAUTION * best.likeness
    return replace(best, agreement=agreement, likeness=likeness)


def _windows(
    first: np.ndarray, second: np.ndarray, near: float | None, watch: Watch
) -> list[_Found]:
    """The likeliest places of windows of the first file in the second, the best first."""
    width = round(_WINDOW_SECONDS / COARSE_SECONDS)
    moved = [faster(second, stretch) for stretch in _STRETCHES]
    n_fft = int(fft.next_fast_len(max(one.shape[1] for one in moved) + width, real=True))
    spectra = [fft.rfft(one, n_fft) for one in moved]
    # What the second file has in every window, so that its loud stretches do not win by chance.
    levels = [_level(one, width, n_fft) for one in moved]
    group = max(_TOGETHER)
    found: list[_Found] = []
    for begin, here in watch.over(range(0, max(1, first.shape[1] - width // 2), group * width)):
        windows = []
        for start in range(begin, min(begin + group * width, first.shape[1]), width):
            window = first[:, start : start + width]
            window = window - window.mean(axis=1, keepdims=True)
            windows.append((start, fft.rfft(window, n_fft).conj()))
        for number, _ in here.over(range(len(_STRETCHES))):
            for shift in _SHIFTS:
                curves = list(_curves(windows, spectra[number], levels[number], shift))
                frames = moved[number].shape[1]
                found.extend(_peaks(curves, width, _STRETCHES[number], frames, near))
    found.sort(key=lambda one: -one.height)
    distinct: list[_Found] = []
    for one in found:
        if all(
            abs(one.lag - other.lag) > _APART_SECONDS
            or one.end < other.start
            or other.end < one.start
            for other in distinct
        ):
            distinct.append(one)
        if len(distinct) == _CANDIDATES:
            break
    return distinct


def _level(picture: np.ndarray, width: int, n_fft: int) -> np.ndarray:
    """The root of the power in every window of that width: (n_fft,), by the window's start."""
    power = np.zeros(n_fft + width)
    power[: picture.shape[1]] = np.square(picture).sum(axis=0)
    summed = np.append(0.0, np.cumsum(power))
    level: np.ndarray = np.sqrt(summed[width : width + n_fft] - summed[:n_fft])
    return level + 0.2 * level.mean() + 1e-9


def _curves(
    windows: Sequence[tuple[int, np.ndarray]], spectrum: np.ndarray, level: np.ndarray, shift: int
) -> Iterator[tuple[int, np.ndarray]]:
    """Each window's start, and in standard deviations how well it fits at every frame."""
    bands = len(spectrum)
    low = slice(max(0, -shift), bands - max(0, shift))
    high = slice(max(0, shift), bands - max(0, -shift))
    for start, window in windows:
        curve = fft.irfft((window[low] * spectrum[high]).sum(axis=0), len(level)) / level
        spread = float(np.median(np.abs(curve))) / 0.6745
        yield start, curve / (spread + 1e-12)


def _peaks(
    curves: Sequence[tuple[int, np.ndarray]],
    width: int,
    stretch: float,
    frames: int,
    near: float | None,
) -> Iterator[_Found]:
    """The best places of each window and of some windows in a row."""
    for together in _TOGETHER:
        for at in range(0, len(curves) - together + 1, together):
            start = curves[at][0]
            # Windows in a row lie in a row in the second file too, as it was stretched.
            usable = frames - width // 2
            summed = np.zeros(usable)
            for number in range(together):
                part = curves[at + number][1][number * width : usable]
                summed[: len(part)] += part
            begin = start * COARSE_SECONDS
            if near is not None:
                lags = np.arange(usable) * (COARSE_SECONDS * stretch) - begin
                summed[np.abs(lags - near) > _APART_SECONDS] = -np.inf
            for _ in range(2):
                best = int(np.argmax(summed))
                if summed[best] <= 0.0:
                    break
                moment = best * COARSE_SECONDS * stretch
                height = float(summed[best]) / np.sqrt(together)
                end = begin + together * width * COARSE_SECONDS
                yield _Found(begin, end, moment - begin, stretch, height)
                summed[max(0, best - 10) : best + 11] = -np.inf


def _close_up(
    files: tuple[Material, Material], found: _Found, rate: int, watch: Watch
) -> Match | None:
    """The best match of the two files close to where a window lies in both."""
    start, end = found.start - _AROUND_SECONDS, found.end + _AROUND_SECONDS
    spans = (
        (start, end),
        (
            found.start + found.lag - _AROUND_SECONDS * found.stretch,
            found.start + found.lag + (end - found.start) * found.stretch,
        ),
    )
    parts, moved = [], []
    for file, (begin, stop) in zip(files, spans, strict=True):
        first = max(0, round(begin * file.rate))
        last = min(file.recording.samples, round(stop * file.rate))
        if (last - first) / file.rate < 0.5 * _WINDOW_SECONDS:
            return None
        parts.append(cut(file, first, last))
        moved.append(first / file.rate)
    # The lag at the start of the first part.
    near = found.start + found.lag + (moved[0] - found.start) * found.stretch - moved[1]
    one, two = parts
    pictures = [peak_picture(part) for part in parts]
    likely = candidates(pictures[0], pictures[1], near, watch.between(0.0, 0.5), _NEAR_SECONDS)
    if not likely:
        return None
    phases = Phases(one, two, rate)
    asked = [phases.agreed(match) for match, _ in watch.between(0.5, 1.0).over(likely[:_ASKED])]
    best = max(asked, key=lambda match: match.height)
    best = max(best, phases.nearby(best, watch), key=lambda match: match.height)
    return replace(best, lag=best.lag + moved[1] - best.stretch * moved[0])
