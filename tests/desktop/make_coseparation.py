"""Draws Figure 7 anew: three files, what they share, and what is left of each without it.

    QT_QPA_PLATFORM=offscreen python -m tests.desktop.make_coseparation OUT.png FILE FILE FILE

The readme shows it, of the paper's three mixtures, as resources/screenshots/coseparation.png.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from editor.colour_maps import level_colours, packed
from engine.coseparation import align, coseparate, read_material
from engine.recording import Recording

WIDTH, HEIGHT, MARGIN, TITLE, GAP = 400, 150, 56, 40, 12
COLUMNS = ("File", "Clean part", "Shared part")
RANGE_DB, LOWEST, HIGHEST = 65.0, 80.0, 5500.0
N_FFT, HOP = 1024, 256


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw files, their clean and shared parts.")
    parser.add_argument("picture", metavar="OUT.png", type=Path)
    parser.add_argument("sounds", metavar="FILE", type=Path, nargs="+")
    arguments = parser.parse_args()
    application = QGuiApplication([])
    paint(arguments.sounds).save(str(arguments.picture))
    application.quit()


def paint(paths: list[Path]) -> QImage:
    """A row for each file: itself, without the shared sound, and the shared sound alone."""
    materials = [read_material(Recording.open(path)) for path in paths]
    *_, last = coseparate(materials, align(materials))
    assert last.result is not None
    shared = last.result().in_files
    size = (MARGIN + 3 * (WIDTH + GAP), TITLE + len(paths) * (HEIGHT + GAP) + 22)
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.fill(QColor("#16181d"))
    painter = QPainter(picture)
    font = QFont(painter.font())
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(QColor("#d8dbe2"))
    for column, title in enumerate(COLUMNS):
        painter.drawText(QPointF(MARGIN + column * (WIDTH + GAP), TITLE - 12), title)
    for row, (material, part) in enumerate(zip(materials, shared, strict=True)):
        whole = material.mono * material.scale
        top = 20 * np.log10(np.quantile(magnitude(whole), 0.999))
        for column, sound in enumerate((whole, whole - part, part)):
            left, above = MARGIN + column * (WIDTH + GAP), TITLE + row * (HEIGHT + GAP)
            frame = QRectF(left, above, WIDTH, HEIGHT)
            painter.drawImage(frame, spectrogram(sound, material.rate, float(top)))
            axes(painter, frame, material.duration, column == 0, row == len(paths) - 1)
    painter.end()
    flat = Qt.ImageConversionFlag.ThresholdDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, flat)


def magnitude(sound: np.ndarray) -> np.ndarray:
    """Spectra of frames: float (bins, frames)."""
    padded = np.pad(sound, N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP]
    spectra: np.ndarray = np.abs(np.fft.rfft(frames * np.hanning(N_FFT + 1)[:-1])).T
    return spectra


def spectrogram(sound: np.ndarray, rate: int, top: float) -> QImage:
    """A sound in dB below `top`; high frequencies above, on a logarithmic axis."""
    hertz = HIGHEST * (LOWEST / HIGHEST) ** (np.arange(HEIGHT) / (HEIGHT - 1))
    rows = np.clip(np.rint(hertz * N_FFT / rate), 0, N_FFT // 2).astype(int)
    level = 20 * np.log10(magnitude(sound)[rows] + 1e-9) - top
    index = np.clip((level + RANGE_DB) / RANGE_DB * 255, 0, 255).astype(int)
    pixels = np.ascontiguousarray(packed(level_colours("magma"))[index], np.uint32)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def axes(painter: QPainter, frame: QRectF, duration: float, left: bool, below: bool) -> None:
    """kHz beside the first column, seconds below the last row."""
    painter.setPen(QColor("#8d93a1"))
    if left:
        for hertz, text in ((100, "100 Hz"), (1000, "1 kHz"), (5000, "5 kHz")):
            share = np.log(HIGHEST / hertz) / np.log(HIGHEST / LOWEST)
            painter.drawText(QPointF(4, frame.top() + share * frame.height() + 5), text)
    if below:
        for second in range(0, int(duration), 4):
            x = frame.left() + second / duration * frame.width()
            painter.drawText(QPointF(x, frame.bottom() + 17), f"{second} s")


if __name__ == "__main__":
    main()
