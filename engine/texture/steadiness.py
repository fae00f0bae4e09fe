"""Is a stretch a texture? How much its bands' levels change from one moment to the next.

Measured on stretches of 3 s: water 1.3 dB, noises with modulated bands 1.7, 60 impulses a second 6,
20 a second 6.8 at most; spoken sentences 8.1 to 10.6, a whole chord piece of an orchestra 10 to 17.
Levels are means of compressed envelopes, so that a single loud drop does not count as a change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from engine.sentences import Sentence
from engine.texture.filterbank import Filterbank, padded_length

UNEVEN_DB = 5.0
UNSTEADY_DB = 7.2
_MOMENT_SECONDS = 0.25
_COMPRESSION = 0.3
_WIDTH_ERB = 2.0


@dataclass(frozen=True)
class Steadiness:
    """changes: how much the bands' levels differ from moment to moment, in dB."""

    changes: float

    @property
    def percent(self) -> int:
        """100 for what does not change at all, 50 at the border of what is no texture."""
        return round(100 * max(0.0, 1 - 0.5 * self.changes / UNSTEADY_DB))

    @property
    def steady(self) -> bool:
        """Whether it can pass for a texture."""
        return self.changes <= UNSTEADY_DB

    @property
    def sentence(self) -> str:
        """What a user should know before starting."""
        if not self.steady:
            return Sentence(
                "not steady: it changes by {changes:.1f} dB from moment to moment, as speech and "
                "music do; select rain, crowd or room tone",
                changes=self.changes,
            )
        if self.changes > UNEVEN_DB:
            return Sentence(
                "uneven: it changes by {changes:.1f} dB from moment to moment; single events will "
                "come again",
                changes=self.changes,
            )
        return Sentence(
            "steady: it changes by {changes:.1f} dB from moment to moment", changes=self.changes
        )


def steadiness(given: np.ndarray, sample_rate: int) -> Steadiness:
    """The steadiness of float32 (channels, samples)."""
    length = padded_length(given.shape[1], sample_rate)
    bank = Filterbank(sample_rate, length, _WIDTH_ERB)
    mono = np.pad(given.mean(0, keepdims=True), ((0, 0), (0, length - given.shape[1])))
    subbands = bank.analyse(torch.from_numpy(mono.astype(np.float32)))
    envelopes = bank.envelopes(subbands, _COMPRESSION)[0].double().numpy()
    frames = given.shape[1] // bank.hop
    moment = max(1, min(round(_MOMENT_SECONDS * sample_rate / bank.hop), frames // 4))
    count = frames // moment
    moments = envelopes[:, : count * moment].reshape(len(envelopes), count, moment).mean(2)
    amplitudes = moments ** (1 / _COMPRESSION)
    levels = 20 * np.log10(amplitudes + 1e-3 * amplitudes.max())
    weights = amplitudes.mean(1) ** _COMPRESSION
    return Steadiness(float(weights @ levels.std(1) / weights.sum()))
