"""What can be extended, and how far."""

from __future__ import annotations

import numpy as np

from engine.sentences import Sentence
from engine.texture.steadiness import Steadiness, steadiness

SHORTEST_SECONDS = 0.5
# Below it there are not three bands to hear.
LOWEST_RATE = 200
LONGEST_SECONDS = 2 * 3600.0
_MOMENT_SECONDS = 0.01
# 20 dB under what the stretch has half of the time.
_SILENT_SHARE = 0.01


class TextureError(RuntimeError):
    """A stretch or length that cannot be extended; the message is a sentence for the user."""


def check_stretch(given: np.ndarray, sample_rate: int) -> Steadiness:
    """How steady a stretch (channels, samples) is. Raises TextureError if it cannot be extended."""
    if sample_rate < LOWEST_RATE:
        raise TextureError(
            Sentence(
                "a sample rate of {sample_rate} Hz is too low; convert it to 8000 Hz or more",
                sample_rate=sample_rate,
            )
        )
    seconds = given.shape[1] / sample_rate
    # Ends rounded to samples may have cost one.
    if given.shape[1] + 1 < SHORTEST_SECONDS * sample_rate:
        raise TextureError(
            Sentence(
                "a stretch of {seconds:.2f} s is too short; select at least {shortest_seconds:g} s",
                seconds=seconds,
                shortest_seconds=SHORTEST_SECONDS,
            )
        )
    if float(np.abs(given).max()) < 1e-5:
        raise TextureError(Sentence("the stretch is silent; select one that sounds"))
    return steadiness(given, sample_rate)


def check_duration(duration: float, given_seconds: float) -> None:
    """Raises TextureError for a length that cannot be made of such a stretch."""
    if duration > LONGEST_SECONDS:
        raise TextureError(
            Sentence(
                "{value:.3g} h is too long; at most {value2:g} h can be made",
                value=duration / 3600,
                value2=LONGEST_SECONDS / 3600,
            )
        )
    if duration <= given_seconds:
        raise TextureError(
            Sentence(
                "{duration:g} s is not longer than the {given_seconds:.2f} s given; choose a "
                "greater length or a shorter stretch",
                duration=duration,
                given_seconds=given_seconds,
            )
        )


def sounding(given: np.ndarray, sample_rate: int) -> np.ndarray:
    """A stretch without silent ends, as encoders and fades leave them: no part of the texture.

    At most a quarter is left out at each end, and nothing of what would get too short by it.
    """
    moment = max(1, round(_MOMENT_SECONDS * sample_rate))
    count = given.shape[1] // moment
    pieces = given[:, : count * moment].astype(np.float64).reshape(len(given), count, moment)
    power = np.square(pieces).mean((0, 2))
    loud = np.flatnonzero(power > _SILENT_SHARE * np.median(power))
    if not len(loud):
        return given
    first = min(int(loud[0]), count // 4) * moment
    last = given.shape[1] - min(count - 1 - int(loud[-1]), count // 4) * moment
    if last - first < SHORTEST_SECONDS * sample_rate:
        return given
    return given[:, first:last]
