"""Pictures of results as SVG text: charts of items, and montages of spectrograms.

No library that draws is among the project's needs, and a browser shows these.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from engine.benchmark.report import BenchmarkError, Interval, write_text

_INK, _FAINT, _DOT, _MEAN = "#1b1f24", "#c9d1d9", "#4c7fb8", "#c2410c"
_ROW, _TOP, _BOTTOM, _WIDTH, _CHARACTER = 26, 56, 44, 620, 7.2
_MARGIN = 16


def check_picture(path: Path | None) -> None:
    """Raises BenchmarkError for a name that does not end in .svg."""
    if path is not None and path.suffix.lower() != ".svg":
        raise BenchmarkError(f"{path}: pictures are written as SVG; name a file that ends in .svg")


@dataclass(frozen=True)
class Strip:
    """One row of a chart: a dot for each value, a bar for the mean, a line for its interval."""

    label: str
    values: Sequence[float]
    mean: float
    interval: Interval | None


def strip_chart(path: Path, title: str, unit: str, strips: Sequence[Strip]) -> None:
    """Write a chart of values along one axis, a row for each strip. Raises OSError."""
    finite = [v for strip in strips for v in strip.values if np.isfinite(v)] or [0.0]
    ticks = _ticks(min(finite), max(finite))
    left = _MARGIN + _CHARACTER * max(len(strip.label) for strip in strips)
    height = _TOP + _ROW * len(strips) + _BOTTOM

    def x(value: float) -> float:
        return left + 12 + (value - ticks[0]) / (ticks[-1] - ticks[0]) * _WIDTH

    parts = [_text(_MARGIN, 26, title, size=15)]
    for tick in ticks:
        bottom = height - _BOTTOM
        colour = _INK if tick == 0 else _FAINT
        parts.append(_line(x(tick), _TOP - 10, x(tick), bottom, colour, 1))
        parts.append(_text(x(tick), bottom + 16, f"{tick:g}", anchor="middle"))
    parts.append(_text(x(ticks[-1]), height - 10, unit, anchor="end"))
    for number, strip in enumerate(strips):
        middle = _TOP + _ROW * (number + 0.5)
        parts.append(_text(left, middle + 4, strip.label, anchor="end"))
        parts += [
            f'<circle cx="{x(value):.1f}" cy="{middle:.1f}" r="3" fill="{_DOT}" '
            'fill-opacity="0.35"/>'
            for value in strip.values
            if np.isfinite(value)
        ]
        if strip.interval is not None:
            low, high = map(x, strip.interval)
            parts.append(_line(low, middle, high, middle, _MEAN, 2))
        if np.isfinite(strip.mean):
            mean = x(strip.mean)
            parts.append(_line(mean, middle - 9, mean, middle + 9, _MEAN, 3))
    write_text(path, _svg(left + _WIDTH + 12 + 2 * _MARGIN, height, parts))


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from below low to above high, zero among them where it is between."""
    span = max(high - low, 1.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if span / step <= 12)
    first, last = np.floor(low / step), np.ceil(high / step)
    return [float(step * k) for k in range(int(first), int(max(last, first + 1)) + 1)]


def montage(path: Path, title: str, rows: Sequence[tuple[str, Sequence[np.ndarray]]]) -> None:
    """Write rows of pictures, each row with its label. Raises OSError.

    rows: a label and magnitudes (bins, frames) that are shown side by side in decibels, 70 dB
    below the loudest of all rows, the lowest bin at the bottom.
    """
    loudest = max(float(np.max(picture)) for _, pictures in rows for picture in pictures)
    wide, high, gap = 300, 120, 8
    left = _MARGIN + _CHARACTER * max(len(label) for label, _ in rows) + 12
    columns = max(len(pictures) for _, pictures in rows)
    parts = [_text(_MARGIN, 26, title, size=15)]
    for number, (label, pictures) in enumerate(rows):
        top = 44 + number * (high + gap)
        parts.append(_text(left - 12, top + high / 2, label, anchor="end"))
        for column, picture in enumerate(pictures):
            data = base64.b64encode(png(_coloured(picture, loudest))).decode("ascii")
            parts.append(
                f'<image x="{left + column * (wide + gap):.0f}" y="{top}" width="{wide}" '
                f'height="{high}" preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'
            )
    width = left + columns * (wide + gap) + _MARGIN
    write_text(path, _svg(width, 44 + len(rows) * (high + gap) + _MARGIN, parts))


def _coloured(magnitude: np.ndarray, loudest: float) -> np.ndarray:
    """uint8 (bins, frames, 3), from dark to bright, highest bin first."""
    decibels = 20 * np.log10(np.maximum(magnitude, 1e-9 * loudest) / loudest)
    level = np.clip(1 + decibels[::-1] / 70, 0, 1)
    stops = np.array([0.0, 0.3, 0.6, 0.85, 1.0])
    colours = [(4, 6, 20), (60, 20, 110), (190, 50, 90), (250, 160, 60), (255, 250, 210)]
    channels = [np.interp(level, stops, channel) for channel in zip(*colours, strict=True)]
    return np.stack(channels, axis=-1).astype(np.uint8)


def png(pixels: np.ndarray) -> bytes:
    """The pixels, uint8 (rows, columns, 3), as a PNG file (RFC 2083)."""
    rows, columns, _ = pixels.shape
    # Every row begins with its filter: none.
    raw = np.pad(pixels.reshape(rows, -1), ((0, 0), (1, 0))).tobytes()
    header = struct.pack(">2I5B", columns, rows, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{_INK}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"/>'
    )
