"""What a stereo listener hears of recordings with other channel counts."""

from __future__ import annotations

import numpy as np

from engine.recording import Recording

_HALF_POWER = float(np.sqrt(0.5))
_LEFT, _RIGHT, _CENTRE = (1.0, 0.0), (0.0, 1.0), (_HALF_POWER, _HALF_POWER)
_LEFT_BEHIND, _RIGHT_BEHIND = (_HALF_POWER, 0.0), (0.0, _HALF_POWER)
_BEHIND, _LOW = (0.5, 0.5), (0.0, 0.0)
# WAVE order; coefficients of ITU-R BS.775, the low-frequency channel left out.
_LAYOUTS = {
    3: (_LEFT, _RIGHT, _CENTRE),
    4: (_LEFT, _RIGHT, _LEFT_BEHIND, _RIGHT_BEHIND),
    5: (_LEFT, _RIGHT, _CENTRE, _LEFT_BEHIND, _RIGHT_BEHIND),
    6: (_LEFT, _RIGHT, _CENTRE, _LOW, _LEFT_BEHIND, _RIGHT_BEHIND),
    7: (_LEFT, _RIGHT, _CENTRE, _LOW, _BEHIND, _LEFT_BEHIND, _RIGHT_BEHIND),
    8: (_LEFT, _RIGHT, _CENTRE, _LOW, *(_LEFT_BEHIND, _RIGHT_BEHIND) * 2),
}


def downmix_matrix(channels: int) -> np.ndarray:
    """float32 (2, channels): mono to both sides, stereo as it is, more after ITU-R BS.775.

    Scaled so that no side is louder than the loudest channel could be. Beyond eight channels,
    odd ones are left and even ones right.
    """
    if channels == 1:
        return np.ones((2, 1), np.float32)
    if channels == 2:
        return np.eye(2, dtype=np.float32)
    sides = _LAYOUTS.get(channels) or tuple((_LEFT, _RIGHT)[i % 2] for i in range(channels))
    matrix = np.asarray(sides, np.float32).T
    return (matrix / matrix.sum(axis=1, keepdims=True)).astype(np.float32)


def downmix(sound: np.ndarray, samples: int) -> np.ndarray:
    """Sound (..., channels, n) as float32 (..., 2, samples), silent where the file was short."""
    if sound.shape[-2] == 1:
        stereo = np.repeat(sound, 2, axis=-2)
    elif sound.shape[-2] == 2:
        stereo = sound
    else:
        stereo = downmix_matrix(sound.shape[-2]) @ sound
    missing = samples - stereo.shape[-1]
    if missing > 0:
        stereo = np.pad(stereo, [(0, 0)] * (stereo.ndim - 1) + [(0, missing)])
    return np.asarray(stereo, np.float32)


class _Downmixed:
    """Reads a recording's stereo mix. Closing is the recording's own business."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def read(self, start: int, stop: int) -> np.ndarray:
        return downmix(self._recording.read(start, stop), stop - start)

    def close(self) -> None:
        return None


def downmixed(recording: Recording) -> Recording:
    """The recording with at most two channels.

    Masks are the same for all channels: stems of the mix are the mix of the stems, for less.
    """
    if recording.channels <= 2:
        return recording
    return Recording(
        _Downmixed(recording),
        sample_rate=recording.sample_rate,
        channels=2,
        samples=recording.samples,
    )
