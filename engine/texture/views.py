"""Views of a sound: its bands' envelopes, measured in one sound and imposed on another."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.texture.filterbank import Filterbank, filterbank, padded_length, resampled
from engine.texture.matching import Target
from engine.texture.patches import EDGE

COMPRESSION = 0.3
# At most so much louder or softer in one iteration.
_LARGEST_STEP = 30.0


class View:
    """The compressed envelopes of a stretch's bands, normalised: rows (channels * bands, frames).

    rotated: bands between the plain ones, of the sum and differences of the channels. What they
    say together keeps the picture between the channels.
    """

    def __init__(self, given: np.ndarray, sample_rate: int, *, rotated: bool = False) -> None:
        self._sample_rate = sample_rate
        self._rotation = _rotation(len(given)) if rotated else None
        self._shift = 0.5 if rotated else 0.0
        length = padded_length(given.shape[1], sample_rate)
        bank = self.bank(length)
        padded = np.pad(given, ((0, 0), (0, length - given.shape[1])))
        sound = self._turned(torch.from_numpy(padded.astype(np.float32)))
        subbands = bank.analyse(sound)
        envelopes = bank.envelopes(subbands, COMPRESSION)
        frames = given.shape[1] // bank.hop
        rows = envelopes[:, :, EDGE : frames - EDGE].flatten(0, 1)
        self.bands = bank.bands
        self.channels = len(given)
        self.mean = rows.mean(1, keepdim=True)
        self.spread = rows.std(1, keepdim=True) + 1e-5
        self.rows = (rows - self.mean) / self.spread
        self.target = Target(self.rows)

    def bank(self, samples: int) -> Filterbank:
        """The view's filterbank for such blocks."""
        return filterbank(self._sample_rate, samples, self._shift)

    def _turned(self, sound: Tensor, *, back: bool = False) -> Tensor:
        if self._rotation is None:
            return sound
        return (self._rotation.T if back else self._rotation) @ sound

    def imposed(self, sound: Tensor, rows: Tensor, frames: int) -> Tensor:
        """The sound (channels, samples) with these envelopes in its first frames.

        rows: normalised (channels * bands, frames).
        """
        bank = self.bank(sound.shape[1])
        subbands = bank.analyse(self._turned(sound))
        envelopes = bank.envelopes(subbands, COMPRESSION)
        wanted = (rows * self.spread + self.mean).unflatten(0, (self.channels, self.bands))
        least = 1 / _LARGEST_STEP**COMPRESSION
        gain = torch.ones_like(envelopes)
        gain[:, :, :frames] = wanted.clamp(min=1e-4) / envelopes[:, :, :frames]
        gain = gain.clamp(least, 1 / least)
        for group, values in zip(bank.groups, subbands, strict=True):
            fine = resampled(gain[:, group.bands], group.size).clamp(least, 1 / least)
            values *= fine.pow(1 / COMPRESSION)
        return self._turned(bank.synthesise(subbands), back=True)


def _rotation(channels: int) -> Tensor:
    """An orthogonal matrix whose first row is the sum of the channels (DCT-II)."""
    number = torch.arange(channels, dtype=torch.float32)
    matrix = torch.cos(torch.pi / channels * (number + 0.5) * number[:, None])
    return matrix / matrix.norm(dim=1, keepdim=True)
