"""Where copies of marks go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from engine.guidance import Band, Mark


def beside(marks: Sequence[Mark], duration: float, nyquist: float) -> list[Mark]:
    """Copies right after the marks, or right before where there is no room; bands go above.

    All of them move alike. Where there is no room at all they lie on the marks.
    """
    timed = [mark for mark in marks if not isinstance(mark, Band)]
    if timed:
        start = min(mark.extent.start for mark in timed)
        end = max(mark.extent.end for mark in timed)
        seconds = _shift(start, end, duration)
        return [mark.shifted(-seconds) for mark in marks]
    bands = [mark for mark in marks if isinstance(mark, Band)]
    low, high = min(band.low for band in bands), max(band.high for band in bands)
    up = _shift(low, high, nyquist)
    return [replace(band, low=band.low + up, high=band.high + up) for band in bands]


def _shift(low: float, high: float, top: float) -> float:
    length = high - low
    if high + length <= top:
        return length
    return -length if low - length >= 0.0 else 0.0


def moved_to(marks: Sequence[Mark], seconds: float) -> list[Mark]:
    """The marks, moved together so that the earliest begins at a time; bands stay."""
    starts = [mark.extent.start for mark in marks if math.isfinite(mark.extent.start)]
    later = seconds - min(starts) if starts else 0.0
    return [mark.shifted(-later) for mark in marks]
