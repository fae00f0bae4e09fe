"""The picture of a visible stretch: levels and masks resampled to the screen's pixels.

Rendered in a background thread at exactly the pixels that the view needs; the view shows the
last picture, moved and stretched, until the next one is there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QImage

from editor import colour_maps
from editor.axes import FrequencyMap
from editor.mask_overlay import Sampling, mixed_colours, pair_pixels, single_mask
from editor.tiles import LevelPyramid, to_stored
from editor.view_state import ColourMap, MaskView
from engine.masks import Masks


@dataclass(frozen=True)
class Stretch:
    """A rectangle of the time-frequency plane: seconds, and positions on a frequency map."""

    start: float
    end: float
    low: float
    high: float

    def covers(self, other: Stretch) -> bool:
        """Whether all of `other` lies inside, but for rounding."""
        slack_time = 1e-6 + 1e-3 * (other.end - other.start)
        slack = 1e-6 + 1e-3 * (other.high - other.low)
        return (
            self.start <= other.start + slack_time
            and self.end >= other.end - slack_time
            and self.low <= other.low + slack
            and self.high >= other.high - slack
        )


# A picture reaches this share of the view beyond its edges, so that panning finds it ready.
MARGIN = 0.15
MOST_PIXELS = 3_000_000


def with_margin(
    view: Stretch, duration: float, width: int, height: int, pictures: int = 1
) -> tuple[Stretch, int, int]:
    """The stretch to render, a little wider than a view of width × height device pixels, and size.

    Its pixels lie exactly on the screen's, so that nothing is resampled when it is shown.
    """
    pixels = width * height * pictures
    shrink = max(1.0, math.sqrt(pixels * (1 + 2 * MARGIN) / MOST_PIXELS))
    width, height = max(1, round(width / shrink)), max(1, round(height / shrink))
    pixel = (view.end - view.start) / width
    most = round(MARGIN * width)
    left = min(most, math.floor(view.start / pixel + 1e-9))
    right = min(most, math.floor((duration - view.end) / pixel + 1e-9))
    stretch = Stretch(view.start - left * pixel, view.end + right * pixel, view.low, view.high)
    return stretch, left + width + right, height


@dataclass(frozen=True)
class Look:
    """What the pixels mean: range of levels in dB, masks, and how they are shown.

    reference: the masks of another version, to which differences are shown.
    """

    levels_db: tuple[float, float]
    masks: Masks | None
    colours: tuple[str, ...]
    opacity: float
    mask_view: MaskView
    active_source: int
    colour_map: ColourMap = "magma"
    reference: Masks | None = None

    @property
    def shows_difference(self) -> bool:
        """Whether the picture is how one source's mask differs from the reference's."""
        reference, active = self.reference, self.active_source
        there = reference is not None and active < reference.sources
        return self.mask_view == "difference" and self._has_active and there

    @property
    def shows_single(self) -> bool:
        """Whether the picture is one source's mask."""
        return self.mask_view == "single" and self._has_active

    @property
    def shows_stem(self) -> bool:
        """Whether the picture is one source's stem."""
        return self.mask_view == "stem" and self._has_active

    @property
    def _has_active(self) -> bool:
        masks = self.masks
        return masks is not None and (self.active_source < masks.sources)


@dataclass(frozen=True)
class Picture:
    """Rendered pixels of a stretch; masks: those that it shows, or None."""

    image: QImage
    stretch: Stretch
    scale: FrequencyMap
    masks: Masks | None = None


class KeptLevels:
    """The levels at a picture's pixels, kept while only the masks over them change.

    For one thread at a time.
    """

    def __init__(self) -> None:
        self._pyramid: LevelPyramid | None = None
        self._place: tuple[object, ...] = ()
        self._shown = np.empty((0, 0), np.uint8)

    def at(
        self, levels: LevelPyramid, scale: FrequencyMap, stretch: Stretch, width: int, height: int
    ) -> np.ndarray:
        """As `sample`, at the pixels of a stretch; not to be written to."""
        place = (levels.ready, scale, stretch, width, height)
        if levels is not self._pyramid or place != self._place:
            self._shown = sample(levels, *_edges(scale, stretch, width, height))
            self._pyramid, self._place = levels, place
        return self._shown


def render(
    levels: LevelPyramid,
    look: Look,
    scale: FrequencyMap,
    stretch: Stretch,
    width: int,
    height: int,
    kept: KeptLevels | None = None,
) -> Picture:
    """The picture of a stretch with width × height pixels; kept: what may be known of it."""
    shown = (kept or KeptLevels()).at(levels, scale, stretch, width, height)
    pixels = _pixels(shown, look, _edges(scale, stretch, width, height))
    return Picture(_image(pixels), stretch, scale, look.masks)


def render_stems(
    levels: LevelPyramid,
    look: Look,
    scale: FrequencyMap,
    stretch: Stretch,
    width: int,
    height: int,
) -> list[Picture]:
    """Pictures of the mixture and of every stem, each with width × height pixels.

    The levels are sampled once for all of them.
    """
    times, edges = _edges(scale, stretch, width, height)
    shown, table, masks = sample(levels, times, edges), _table(look), look.masks
    images = [_image(table.take(shown))]
    if masks is not None:
        sampling = Sampling.of(masks, (edges[1:] + edges[:-1]) / 2, (times[1:] + times[:-1]) / 2)
        for source in range(masks.sources):
            stem = _stem(shown, masks, replace(look, active_source=source), sampling)
            images.append(_image(table.take(stem)))
    return [Picture(image, stretch, scale, masks) for image in images]


def _image(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _edges(
    scale: FrequencyMap, stretch: Stretch, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Edges of the pixel columns in s, increasing, and of the pixel rows in Hz, decreasing."""
    times = np.linspace(stretch.start, stretch.end, width + 1)
    return times, scale.hz(np.linspace(stretch.high, stretch.low, height + 1))


def _pixels(shown: np.ndarray, look: Look, edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    times, hz = edges
    masks = look.masks if look.mask_view != "off" else None
    if masks is None:
        return _table(look).take(shown)
    middles = (hz[1:] + hz[:-1]) / 2, (times[1:] + times[:-1]) / 2
    if look.mask_view == "difference":
        return _difference(shown, masks, look, middles)
    sampling = Sampling.of(masks, *middles)
    if look.shows_single:
        shares = single_mask(masks, look.active_source, sampling)
        return colour_maps.mask_table(_colour(look)).take(shares)
    if look.shows_stem:
        return _table(look).take(_stem(shown, masks, look, sampling))
    return _tinted(shown, masks, look, sampling)


def _tinted(shown: np.ndarray, masks: Masks, look: Look, sampling: Sampling) -> np.ndarray:
    appearance = _stored(look), look.opacity, look.colour_map
    if masks.sources == 2 and len(look.colours) >= 2:
        table = colour_maps.pair_table(*appearance, look.colours[:2])
        pixels = pair_pixels(masks, shown, table, sampling)
    else:
        ground, gain = colour_maps.tint_tables(*appearance)
        pixels = ground.take(shown)
        parts = pixels.view(np.uint8).reshape(*pixels.shape, 4)
        tint = mixed_colours(masks, look.colours, sampling) * gain.take(shown)[..., None]
        tint >>= 8
        parts += tint.astype(np.uint8)
    if not sampling.covered.all():
        bare = ~sampling.covered
        pixels[:, bare] = _table(look).take(shown[:, bare])
    return pixels


def _difference(
    shown: np.ndarray, masks: Masks, look: Look, middles: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """What the active source has more or less of than in the reference; without one the levels."""
    reference, active = look.reference, look.active_source
    if reference is None or not look.shows_difference:
        return _table(look).take(shown)
    now, then = (single_mask(m, active, Sampling.of(m, *middles)) for m in (masks, reference))
    more = (now.astype(np.int16) - then) // 2
    return colour_maps.difference_table(_stored(look))[more + 128, shown]


def _stem(shown: np.ndarray, masks: Masks, look: Look, sampling: Sampling) -> np.ndarray:
    """Levels of the active stem: those of the mixture, less what its mask takes away."""
    shares = single_mask(masks, look.active_source, sampling)
    db = 20.0 * np.log10(np.maximum(np.arange(256), 1e-3) / 255.0)
    less = np.rint(-db * (to_stored(1.0) - to_stored(0.0))).astype(np.int16)
    return np.maximum(shown - less.take(shares), 0).astype(np.uint8)


def _table(look: Look) -> np.ndarray:
    return colour_maps.level_table(_stored(look), look.colour_map)


def _stored(look: Look) -> tuple[float, float]:
    low, high = look.levels_db
    return to_stored(low), to_stored(high)


def _colour(look: Look) -> str:
    known = look.active_source < len(look.colours)
    return look.colours[look.active_source] if known else colour_maps.LOST_SOURCE


def sample(levels: LevelPyramid, times: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """Levels at pixels, uint8 (height, width): the loudest in a pixel, blended where magnified.

    times: edges of the pixel columns in s, increasing; frequencies: edges of the pixel rows in
    Hz, decreasing.
    """
    bins = frequencies / levels.bin_hz
    first = max(0, int(np.floor(bins[-1])) - 1)
    last = min(levels.bins, int(np.ceil(bins[0])) + 2)
    columns = _sample_columns(levels, times, slice(first, last))
    return _sample_rows(columns, bins - first)


def _sample_columns(levels: LevelPyramid, times: np.ndarray, bins: slice) -> np.ndarray:
    position = times / levels.column_seconds
    span = (position[-1] - position[0]) / (len(position) - 1)
    if span < 1.0:
        return _blend(levels.steps[0][bins], (position[1:] + position[:-1]) / 2, axis=1)
    number = min(int(np.log2(span)), len(levels.steps) - 1)
    step = levels.steps[number]
    edges = (position + 0.5) / 2**number
    first = np.clip(np.floor(edges[:-1]).astype(int), 0, step.shape[1] - 1)
    last = np.clip(np.ceil(edges[1:]).astype(int) - 1, first, step.shape[1] - 1)
    offset = int(first[0])
    part = step[bins, offset : int(last[-1]) + 1]
    shown = part.take(first - offset, 1)
    for distance in range(1, int((last - first).max()) + 1):
        np.maximum(shown, part.take(np.minimum(first + distance, last) - offset, 1), out=shown)
    return shown


def _sample_rows(levels: np.ndarray, edges: np.ndarray) -> np.ndarray:
    low, high = edges[1:], edges[:-1]
    magnified = high - low < 1.0
    shown = np.empty((len(low), levels.shape[1]), np.uint8)
    shown[magnified] = _blend(levels, ((low + high) / 2)[magnified], axis=0)
    rest = ~magnified
    top = levels.shape[0] - 1
    first = np.clip(np.floor(low[rest] + 0.5).astype(int), 0, top)
    last = np.clip(np.ceil(high[rest] + 0.5).astype(int) - 1, first, top)
    shown[rest] = _loudest(levels, first, last)
    return shown


def _loudest(levels: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Maximum of rows first … last each: two look-ups in running maxima of lengths 1, 2, 4, …"""
    shown = np.empty((len(first), levels.shape[1]), np.uint8)
    power = np.log2(last - first + 1).astype(int)
    running, length = levels, 1
    for exponent in range(int(power.max(initial=0)) + 1):
        chosen = power == exponent
        a, b = first[chosen], last[chosen] - length + 1
        shown[chosen] = np.maximum(running.take(a, 0), running.take(b, 0))
        if exponent < power.max(initial=0):
            running = np.maximum(running[:-length], running[length:])
            length *= 2
    return shown


def _blend(levels: np.ndarray, position: np.ndarray, axis: int) -> np.ndarray:
    """Linear blend between neighbours along an axis, uint8."""
    top = levels.shape[axis] - 1
    position = np.clip(position, 0, top)
    below = np.minimum(np.floor(position).astype(int), top)
    weight = np.rint((position - below) * 256).astype(np.uint16)
    if axis == 0:
        weight = weight[:, None]
    offset = int(below[0]) if axis == 1 and len(below) else 0
    part = levels[:, offset : int(below[-1]) + 2] if axis == 1 else levels
    lower = part.take(below - offset, axis)
    upper = part.take(np.minimum(below + 1, top) - offset, axis)
    return ((lower * (256 - weight) + upper * weight) >> 8).astype(np.uint8)
