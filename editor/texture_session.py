"""A made texture in a session: what was wished, its picture, and its sound where that is not huge.

What was wished says how to make it again, seed and all; the sound saves that time. Read back it
is checked like anything from a file that a stranger may have made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from editor.texture_work import Made, Picture, Wish
from engine.recording import Recording, RecordingError
from engine.session import Extra

NAME = "texture"
# A sound of more bytes is made again instead: ten minutes of stereo at 44.1 kHz in 24 bits.
MOST_SOUND = 160 * 2**20
_MOST_SECONDS, _MOST_SEED, _MOST_VARIATION = 7200.0, 2**31 - 1, 4000
_MOST_PICTURE = 4096


@dataclass(frozen=True, eq=False)
class Kept:
    """What a session had of a texture. sound: bytes of a sound file, None where it had none."""

    wish: Wish
    picture: Picture
    sound: np.ndarray | None


def extra_of(made: Made) -> Extra:
    """A made texture as a session keeps it; its sound is read from its file when it is saved."""
    wish, picture = made.wish, made.picture
    arrays = {"levels": picture.levels}
    try:
        if 0 < made.path.stat().st_size <= MOST_SOUND:
            arrays["sound"] = np.memmap(made.path, np.uint8, "r")
    except OSError:  # it is made again from the wish
        arrays.pop("sound", None)
    document = {
        "kind": wish.kind,
        "start": wish.start,
        "stop": wish.stop,
        "duration": wish.duration,
        "seed": wish.seed,
        "variation": wish.variation,
        "segment": picture.segment,
        "given": picture.given,
        "seconds": picture.seconds,
    }
    return Extra(document, arrays)


def kept_in(extra: Extra, recording: Recording) -> Kept | None:
    """What a session has kept of a texture of this recording; None where it makes no sense."""
    document = extra.document
    if not isinstance(document, dict) or document.get("kind") not in ("extend", "fill"):
        return None
    start, stop = (_whole(document.get(name), recording.samples) for name in ("start", "stop"))
    seed = _whole(document.get("seed"), _MOST_SEED)
    variation = _whole(document.get("variation"), _MOST_VARIATION)
    numbers = [_number(document.get(name)) for name in ("duration", "segment", "given", "seconds")]
    levels, sound = extra.arrays.get("levels"), extra.arrays.get("sound")
    if None in (start, stop, seed, variation, *numbers) or levels is None:
        return None
    if not start < stop or not _is_picture(levels):  # type: ignore[operator]
        return None
    if sound is not None and (sound.ndim != 1 or sound.dtype != np.uint8):
        sound = None
    duration, segment, given, seconds = numbers
    wish = Wish(recording, document["kind"], start, stop, duration, seed, variation)  # type: ignore[arg-type]
    return Kept(wish, Picture(levels, segment, given, seconds), sound)  # type: ignore[arg-type]


def unpacked(kept: Kept, path: Path) -> Made | None:
    """The texture with its sound in a file of its own; None where the sound is no sound.

    Raises OSError where it cannot be written.
    """
    if kept.sound is None:
        return None
    path.write_bytes(kept.sound.data)
    try:
        Recording.open(path).close()
    except RecordingError:
        path.unlink()
        return None
    return Made(kept.wish, path, kept.picture)


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        return None
    return value


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = float(value)
    return found if math.isfinite(found) and 0 < found <= _MOST_SECONDS else None


def _is_picture(levels: np.ndarray) -> bool:
    sensible = levels.ndim == 2 and levels.dtype == np.float32 and min(levels.shape) > 0
    return bool(sensible and max(levels.shape) <= _MOST_PICTURE and np.isfinite(levels).all())
