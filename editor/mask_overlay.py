"""Masks on the picture: sampled at the pixels' times and frequencies, mixed in source colours.

Everything happens in the picture's background thread and only for what is visible, so that
masks of any size can change many times a second without the GUI thread noticing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from editor import colour_maps
from engine.masks import Masks


@dataclass(frozen=True)
class Sampling:
    """Which bin and frame of a mask each pixel shows.

    bins: int (height,); frames: int (width,), increasing; covered: bool (width,), False for
    times that the masks do not reach.
    """

    bins: np.ndarray
    frames: np.ndarray
    covered: np.ndarray

    @classmethod
    def of(cls, masks: Masks, frequencies: np.ndarray, times: np.ndarray) -> Sampling:
        """Nearest bins and frames at the pixels' frequencies (Hz) and times (s)."""
        reach = float(np.diff(masks.times[:2])[0]) if len(masks.times) > 1 else 1.0
        covered = (times >= masks.times[0] - reach) & (times <= masks.times[-1] + reach)
        return cls(nearest(masks.frequencies, frequencies), nearest(masks.times, times), covered)


def nearest(centres: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """Index of the nearest of increasing `centres` for each wanted value."""
    return np.searchsorted((centres[1:] + centres[:-1]) / 2, wanted)


def mixed_colours(masks: Masks, colours: tuple[str, ...], sampling: Sampling) -> np.ndarray:
    """Colours of the sources mixed by their masks: uint8 (height, width, 4), BGRX as in RGB32.

    Mixed once per visible bin and frame, then spread over the pixels.
    """
    bins, rows = np.unique(sampling.bins, return_inverse=True)
    frames, columns = np.unique(sampling.frames, return_inverse=True)
    shown = np.ascontiguousarray(_part(_part(masks.values, bins, 1), frames, 2), np.float32)
    table = source_table(colours, masks.sources).astype(np.float32) * 255.0
    planes = table.T @ shown.reshape(masks.sources, -1)
    red, green, blue = np.clip(planes, 0.0, 255.0, out=planes).astype(np.uint32)
    pixels = (red << 16 | green << 8 | blue).reshape(len(bins), len(frames))
    spread = _spread(_spread(pixels, rows, 0), columns, 1)
    return np.ascontiguousarray(spread).view(np.uint8).reshape(*spread.shape, 4)


def pair_pixels(
    masks: Masks, shown: np.ndarray, table: np.ndarray, sampling: Sampling
) -> np.ndarray:
    """Two sources' tint by one look-up a pixel: uint32 (height, width), in RGB32 order.

    shown: stored levels, uint8 (height, width). table: of the first mask in 255ths and the level,
    uint32 (256, 256), as `colour_maps.pair_table` makes it.
    """
    bins, rows = np.unique(sampling.bins, return_inverse=True)
    frames, columns = np.unique(sampling.frames, return_inverse=True)
    shares = np.ascontiguousarray(_part(_part(masks.values[:1], bins, 1), frames, 2))[0]
    index = np.rint(np.clip(shares, 0.0, 1.0) * 255.0).astype(np.uint16) << 8
    index = _spread(_spread(index, rows, 0), columns, 1) | shown
    return table.ravel().take(index)


def _part(values: np.ndarray, indices: np.ndarray, axis: int) -> np.ndarray:
    """Increasing indices along an axis; a view without a copy where they are neighbours."""
    first, last = int(indices[0]), int(indices[-1])
    if last - first + 1 != len(indices):
        return values.take(indices, axis)
    return values[(slice(None),) * axis + (slice(first, last + 1),)]


def _spread(pixels: np.ndarray, indices: np.ndarray, axis: int) -> np.ndarray:
    if len(indices) == pixels.shape[axis]:
        return pixels
    return pixels.take(indices, axis)


def source_table(colours: tuple[str, ...], sources: int) -> np.ndarray:
    """Red, green and blue of every source in [0, 1], float (sources, 3)."""
    known = [*colours[:sources], *[colour_maps.LOST_SOURCE] * (sources - len(colours))]
    return np.stack([colour_maps.rgb(colour) for colour in known])


def single_mask(masks: Masks, source: int, sampling: Sampling) -> np.ndarray:
    """One source's mask as bytes, uint8 (height, width); 0 where the masks do not reach."""
    shown = masks.values[source].take(sampling.bins, 0).take(sampling.frames, 1)
    levels = np.rint(np.clip(shown, 0.0, 1.0) * 255.0).astype(np.uint8)
    levels[:, ~sampling.covered] = 0
    return levels
