"""Redoes the paper's Figure 6: a texture's given, interpolated and extrapolated parts in tints.

    QT_QPA_PLATFORM=offscreen python -m tests.desktop.make_texture WATER.wav OUT.png

The first 3 s are given, 12 s are made by the texture panel of the real window; the picture shows
that panel after it. The readme shows it as resources/screenshots/texture.png.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tests.desktop.process import home_environment

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

GIVEN_SECONDS = 3.0
WIDTH, HEIGHT = 860, 580
WAIT_MS = 600_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Grab the texture panel after its work.")
    parser.add_argument("sound", metavar="WATER.wav", type=Path)
    parser.add_argument("picture", metavar="OUT.png", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # Not this user's: what another crash left behind would be offered, and nobody answers.
        os.environ.update(home_environment(Path(home)))
        grab(arguments.sound, arguments.picture)


def grab(sound: Path, picture: Path) -> None:
    """Open, select, make, and save the panel as a picture of 256 colours."""
    from PySide6.QtCore import QElapsedTimer, Qt
    from PySide6.QtGui import QImage
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from editor.main_window import MainWindow
    from editor.theme import apply_theme

    application = QApplication([])
    apply_theme(application)
    window = MainWindow()
    window.resize(1280, 800)
    window.show()

    def wait(done: Callable[[], bool]) -> None:
        clock = QElapsedTimer()
        clock.start()
        while not done():
            if clock.elapsed() > WAIT_MS:
                raise SystemExit("the texture did not come in time")
            QTest.qWait(20)

    window.begin(sound)
    wait(lambda: window.spectrogram_view.is_complete)
    window.show_texture()
    window.view_state.selection = (0.0, GIVEN_SECONDS)
    wait(window.texture_panel.make.isEnabled)
    QTest.mouseClick(window.texture_panel.make, Qt.MouseButton.LeftButton)
    wait(lambda: window.texturing.made is not None and not window.texturing.is_running)
    dock = window.panel_docks.of(window.texture_panel)
    dock.setFloating(True)
    dock.resize(WIDTH, HEIGHT)
    QTest.qWait(500)
    shown = dock.grab().toImage()
    # Undithered, the noise of the spectrogram compresses to half.
    plain, table = Qt.ImageConversionFlag.ThresholdDither, commonest(shown)
    shown.convertToFormat(QImage.Format.Format_Indexed8, table, plain).save(str(picture), "PNG", 0)
    window.close_keeping()  # nobody is there to answer a question


def commonest(image: QImage) -> list[int]:
    """The 256 commonest colours of a picture, as far as they are not almost the same."""
    plain = image.convertToFormat(type(image).Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(-1)
    _, first, counts = np.unique(pixels & 0xFFF8F8F8, return_index=True, return_counts=True)
    return [int(pixels[at]) for at in first[np.argsort(-counts)[:256]]]


if __name__ == "__main__":
    main()
