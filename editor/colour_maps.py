"""Colours of the pictures: the spectrogram's table, the tables of masks, and the frame's greys.

Tables are uint32 (256,) in Qt's RGB32 order (0xffRRGGBB), so that a picture is one look-up.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from editor.view_state import ColourMap

BACKGROUND = "#16181d"
PICTURE_BACKGROUND = "#0b0c0f"
AXIS = "#3d434f"
TEXT = "#aab2c0"
BRIGHT_TEXT = "#e6e9ef"
QUIET_TEXT = "#7d8695"
PLAYHEAD = "#ffffff"
SELECTION = "#9ecbff"
WAVEFORM = "#8fa3bf"
# What a source has more and less of than in another version.
MORE, LESS = "#ffb347", "#3f7fff"
# A box of a source that no longer exists.
LOST_SOURCE = "#9aa0aa"

# How a level (0 quiet … 1 loud) becomes brightness of a tint: dark below, never quite white.
_TINT_GAMMA = 1.3
_TINT_WHITE = 0.3


@cache
def level_colours(name: ColourMap = "magma") -> np.ndarray:
    """Perceptually even colours from quiet to loud: float (256, 3) in [0, 1].

    Magma, inferno and viridis of van der Walt & Smith (2015), cividis of Nuñez, Anderton & Renslow
    (2018), all CC0; grey runs evenly in its sRGB values.
    """
    if name == "grey":
        return np.repeat(np.linspace(0.0, 1.0, 256)[:, None], 3, axis=1)
    table = pg.colormap.get(name).getLookupTable(nPts=256, mode="float")
    return np.asarray(table, float)[:, :3]


@lru_cache(maxsize=4)
def difference_table(levels: tuple[float, float]) -> np.ndarray:
    """Differences −128 … 127 of a mask, from row 0 on, over stored levels: uint32 (256, 256).

    More is orange, less is blue, nothing the level in grey; both hues differ in brightness too.
    """
    scale = spread(levels)[None, :, None]
    size = np.abs(np.arange(-128, 128) / 127.5)[:, None, None]
    hue = np.where(np.arange(-128, 128)[:, None] < 0, rgb(LESS), rgb(MORE))[:, None, :]
    return packed((1.0 - size**0.5) * 0.5 * scale + size**0.5 * hue * (0.2 + 0.8 * scale))


def rgb(colour: str) -> np.ndarray:
    """A colour's red, green and blue in [0, 1], float (3,)."""
    parsed = QColor(colour)
    return np.array([parsed.redF(), parsed.greenF(), parsed.blueF()])


def packed(colours: np.ndarray) -> np.ndarray:
    """Colours (..., 3) in [0, 1] as uint32 (...) in RGB32 order."""
    parts = np.rint(np.clip(colours, 0.0, 1.0) * 255.0).astype(np.uint32)
    return 0xFF000000 | parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]


def spread(levels: tuple[float, float]) -> np.ndarray:
    """Stored levels 0 … 255 on the scale that runs from levels[0] (0) to levels[1] (1)."""
    low, high = levels
    return np.clip((np.arange(256) - low) / max(high - low, 1e-6), 0.0, 1.0)


def level_table(levels: tuple[float, float], name: ColourMap = "magma") -> np.ndarray:
    """The spectrogram's table between these stored levels: uint32 (256,)."""
    return packed(level_colours(name)[np.rint(spread(levels) * 255).astype(int)])


def tint_tables(
    levels: tuple[float, float], opacity: float, name: ColourMap = "magma"
) -> tuple[np.ndarray, np.ndarray]:
    """(ground uint32 (256,), gain uint16 (256,)): pixel = ground + gain · mixed colour / 256.

    Silent bins stay dark, loud ones whiten a little so that structure survives the tint. The
    spectrogram's own hues fade faster than its brightness, so that the sources' hues stay pure.
    """
    scale = spread(levels)
    white = _TINT_WHITE * np.maximum(scale - 0.7, 0.0) / 0.3
    own = level_colours(name)[np.rint(scale * 255).astype(int)]
    grey = 0.75 * (1.0 - opacity) * opacity * scale**_TINT_GAMMA + opacity * white
    ground = (1.0 - opacity) ** 2 * own + grey[:, None]
    gain = opacity * scale**_TINT_GAMMA * (1.0 - white)
    return _floored(ground), np.floor(gain * 256).astype(np.uint16)


@lru_cache(maxsize=4)
def pair_table(
    levels: tuple[float, float], opacity: float, name: ColourMap, colours: tuple[str, str]
) -> np.ndarray:
    """Pixels of two sources' tint: uint32 (256, 256) of the first mask in 255ths and the level."""
    ground, gain = tint_tables(levels, opacity, name)
    share = np.arange(256)[:, None] / 255.0
    mixed = packed(share * rgb(colours[0]) + (1.0 - share) * rgb(colours[1])) & 0xFFFFFF
    parts = mixed.view(np.uint8).reshape(256, 1, 4) * gain[:, None] >> 8
    return ground + np.ascontiguousarray(parts.astype(np.uint8)).view(np.uint32)[..., 0]


def _floored(colours: np.ndarray) -> np.ndarray:
    """Like `packed`, but never above: sums with a tint must not wrap."""
    return packed(np.floor(np.clip(colours, 0.0, 1.0) * 255.0) / 255.0)


def mask_table(colour: str) -> np.ndarray:
    """A mask as a picture of its own: dark (0), its source's colour (0.75), a lighter one (1)."""
    full = rgb(colour)
    stops = np.array([rgb(PICTURE_BACKGROUND), full * 0.45, full, full * 0.5 + 0.48])
    position = np.linspace(0.0, 1.0, 256)
    parts = [np.interp(position, [0.0, 0.35, 0.75, 1.0], stops[:, part]) for part in range(3)]
    return packed(np.stack(parts, axis=-1))
