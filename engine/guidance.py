"""Guidance: what a person says about the sources by drawing.

Immutable data, never an edit of samples. A box says "inside, the energy is this source's"
(activate) or "inside, this source has none" (deactivate). On a grid guidance becomes evidence:
per source and bin, a wanted mask value and whether it is known. Later guidance wins.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

Kind = Literal["activate", "deactivate"]
KINDS: tuple[Kind, ...] = ("activate", "deactivate")
FILE_VERSION = 1
MAX_SOURCES = 64
_BOX_KEYS = {"source", "kind", "start", "end", "low", "high", "exact"}
_FILE_KEYS = {"version", "sources", "boxes"}


class GuidanceError(ValueError):
    """Guidance that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the picture: start and end in seconds, low and high in Hz.

    kind "activate": inside, the energy is this source's; "deactivate": this source has none.
    exact: pin the mask inside, instead of evidence that may be softened bin by bin.
    """

    source: int
    kind: Kind
    start: float
    end: float
    low: float
    high: float
    exact: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise GuidanceError(f'kind must be "activate" or "deactivate", not {self.kind!r}')
        if not 0 <= self.source < MAX_SOURCES:
            raise GuidanceError(f"source must be from 0 to {MAX_SOURCES - 1}, not {self.source}")
        edges = (self.start, self.end, self.low, self.high)
        if not all(math.isfinite(edge) for edge in edges):
            raise GuidanceError("its edges must be finite numbers")
        if not (self.start < self.end and self.low < self.high):
            raise GuidanceError(
                f"it is empty or inverted ({self.start:g} to {self.end:g} s, "
                f"{self.low:g} to {self.high:g} Hz)"
            )

    def clipped(self, duration: float, nyquist: float) -> Box | None:
        """The part of the box inside the recording, or None where nothing of it is inside."""
        start, end = max(0.0, self.start), min(duration, self.end)
        low, high = max(0.0, self.low), min(nyquist, self.high)
        if start >= end or low >= high:
            return None
        return replace(self, start=start, end=end, low=low, high=high)

    def shifted(self, seconds: float) -> Box:
        """The same box on a clock that starts `seconds` later."""
        return replace(self, start=self.start - seconds, end=self.end - seconds)


@dataclass(frozen=True)
class Guidance:
    """Everything drawn so far, in the order in which it was drawn."""

    boxes: tuple[Box, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.boxes)

    @property
    def sources(self) -> int:
        """The least number of sources that this guidance needs."""
        return max((box.source for box in self.boxes), default=-1) + 1

    def within(self, start: float, duration: float, nyquist: float) -> Guidance:
        """Guidance on the clock of a span that starts at `start` s, clipped to that span."""
        clipped = (box.shifted(start).clipped(duration, nyquist) for box in self.boxes)
        return Guidance(tuple(box for box in clipped if box is not None))


@dataclass(frozen=True)
class Evidence:
    """Guidance on a grid.

    target: float32 (sources, bins, frames), the wanted mask where known, else 0.
    known: bool (sources, bins, frames), where a target is given.
    exact: bool (sources, bins, frames), where the target is to be met bin by bin.
    box: int32 (bins, frames), index of the last box covering a bin, -1 where none does.
    """

    target: np.ndarray
    known: np.ndarray
    exact: np.ndarray
    box: np.ndarray = field(repr=False)


def box_slices(box: Box, times: np.ndarray, frequencies: np.ndarray) -> tuple[slice, slice]:
    """(bins, frames) whose centres lie in the box; at least the nearest bin and frame.

    times (frames,) in s and frequencies (bins,) in Hz, both increasing.
    """
    return (
        _covered(frequencies, box.low, box.high),
        _covered(times, box.start, box.end),
    )


def _covered(centres: np.ndarray, low: float, high: float) -> slice:
    first = int(np.searchsorted(centres, low, side="left"))
    last = int(np.searchsorted(centres, high, side="right"))
    if last <= first:
        nearest = int(np.argmin(np.abs(centres - (low + high) / 2)))
        return slice(nearest, nearest + 1)
    return slice(first, last)


def rasterise(
    guidance: Guidance, sources: int, times: np.ndarray, frequencies: np.ndarray
) -> Evidence:
    """Evidence of all guidance on a grid with these frame times (s) and bin frequencies (Hz).

    An activate box replaces everything said before in its bins. A deactivate box takes back
    only what contradicts it: an earlier activate box of the same source.
    """
    shape = (sources, len(frequencies), len(times))
    target = np.zeros(shape, np.float32)
    known = np.zeros(shape, bool)
    exact = np.zeros(shape, bool)
    index = np.full(shape[1:], -1, np.int32)
    for number, box in enumerate(guidance.boxes):
        if box.source >= sources:
            raise GuidanceError(
                f"box {number + 1} is for source {box.source}, but there are only {sources} sources"
            )
        bins, frames = box_slices(box, times, frequencies)
        part = (slice(None), bins, frames)
        if box.kind == "activate":
            target[part] = 0.0
            target[box.source, bins, frames] = 1.0
            known[part] = True
            exact[part] = box.exact
        else:
            claimed = target[box.source, bins, frames] > 0.5
            known[part] &= ~claimed
            exact[part] &= ~claimed
            target[box.source, bins, frames] = 0.0
            known[box.source, bins, frames] = True
            exact[box.source, bins, frames] = box.exact
        index[bins, frames] = number
    return Evidence(target, known, exact, index)


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


def read_boxes(path: str | Path) -> tuple[tuple[str, ...], Guidance]:
    """Source names and guidance of a box file. Raises GuidanceError with a sentence."""
    path = Path(path)
    try:
        # Some editors on Windows put a byte order mark first.
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text, object_pairs_hook=_distinct)
    except OSError as error:
        raise GuidanceError(f"{path}: cannot be read ({error.strerror or error})") from error
    except GuidanceError as error:
        raise GuidanceError(f"{path}: {error}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise GuidanceError(f"{path}: is not a box file in JSON ({error})") from error
    except ValueError as error:  # Python reads no whole number of more than 4300 digits
        raise GuidanceError(f"{path}: a number in it has too many digits") from error
    try:
        return parse_boxes(document)
    except GuidanceError as error:
        raise GuidanceError(f"{path}: {error}") from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object's entries; a key given twice would silently lose the first."""
    entries = dict(pairs)
    if len(entries) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise GuidanceError(f'the key "{twice}" is given twice in one object')
    return entries


def parse_boxes(document: Any) -> tuple[tuple[str, ...], Guidance]:
    """Source names and guidance of a parsed box file, every part checked."""
    if not isinstance(document, Mapping):
        raise GuidanceError("a box file holds one JSON object")
    _refuse_unknown(document, _FILE_KEYS, "the box file")
    version = document.get("version")
    if isinstance(version, bool) or version != FILE_VERSION:
        raise GuidanceError(f"version is {version!r}; this program reads version {FILE_VERSION}")
    names = document.get("sources", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise GuidanceError('"sources" must be a list of names')
    if len(names) > MAX_SOURCES:
        raise GuidanceError(f'"sources" names more than {MAX_SOURCES} sources')
    boxes = document.get("boxes", [])
    if not isinstance(boxes, list):
        raise GuidanceError('"boxes" must be a list')
    parsed = tuple(_parse_box(entry, number) for number, entry in enumerate(boxes, start=1))
    for number, box in enumerate(parsed, start=1):
        if names and box.source >= len(names):
            raise GuidanceError(
                f"box {number} is for source {box.source}, but only {len(names)} sources are named"
            )
    return tuple(names), Guidance(parsed)


def _parse_box(entry: Any, number: int) -> Box:
    if not isinstance(entry, Mapping):
        raise GuidanceError(f"box {number} must be an object")
    _refuse_unknown(entry, _BOX_KEYS, f"box {number}")
    missing = sorted(_BOX_KEYS - {"exact"} - set(entry))
    if missing:
        raise GuidanceError(f'box {number} lacks "{missing[0]}"')
    source, exact = entry["source"], entry.get("exact", False)
    if not isinstance(source, int) or isinstance(source, bool):
        raise GuidanceError(f"box {number}: source must be a whole number, not {source!r}")
    if not isinstance(exact, bool):
        raise GuidanceError(f"box {number}: exact must be true or false, not {exact!r}")
    edges = {key: _number(entry[key], f"box {number}: {key}") for key in _EDGES}
    try:
        return Box(source=source, kind=entry["kind"], exact=exact, **edges)
    except GuidanceError as error:
        raise GuidanceError(f"box {number}: {error}") from error


_EDGES = ("start", "end", "low", "high")


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GuidanceError(f"{what} must be a number, not {value!r}")
    try:
        return float(value)
    except OverflowError as error:
        raise GuidanceError(f"{what} must be a finite number") from error


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(str(key) for key in set(entry) - known)
    if unknown:
        raise GuidanceError(f'{what} has an unknown key "{unknown[0]}"')
