"""Icons, translations, the demo recording and the script that synthesises it."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def demo_path() -> Path:
    """The demo recording: twelve seconds of a plucked guitar and a blackbird, stereo, 44.1 kHz."""
    return _FOLDER / "demo.flac"


def icon_path() -> Path:
    """The application's icon (PNG, 256 × 256)."""
    return _FOLDER / "unbraid.png"


def tick_path(*, partial: bool = False) -> Path:
    """The sign in a checked box, or in one that is checked for some only (SVG, 13 × 13)."""
    return _FOLDER / ("tick_partial.svg" if partial else "tick.svg")


def translations_path() -> Path:
    """The folder of the window's texts in other languages: unbraid_<language>.qm for each."""
    return _FOLDER / "translations"
