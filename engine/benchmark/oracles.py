"""Masks that only somebody who has the references can make: what a kind of mask could reach."""

from __future__ import annotations

import numpy as np

from engine.masks import Masks, normalised
from engine.recording import Recording
from engine.spectrogram import StftSettings, forward

# As in the published evaluation (science.md D.2).
ORACLE_STFT = StftSettings(1022, 172)


def oracle_masks(name: str, mixture: Recording, references: np.ndarray) -> Masks:
    """Masks of the references (sources, channels * samples) on ORACLE_STFT.

    oracle-ratio: of magnitudes; oracle-wiener: of powers; oracle-time and oracle-frequency: of
    the powers of whole frames, and of whole bins.
    """
    frames = ORACLE_STFT.frames(mixture.samples)
    rows = references.reshape(len(references), mixture.channels, -1)
    powers = np.stack(
        [
            forward(Recording.from_samples(row, mixture.sample_rate), ORACLE_STFT, 0, frames)
            .abs()
            .square()
            .mean(0)
            .numpy()
            for row in rows
        ]
    )
    shares = {
        "oracle-ratio": lambda: np.sqrt(powers),
        "oracle-wiener": lambda: powers,
        "oracle-time": lambda: np.broadcast_to(powers.sum(1, keepdims=True), powers.shape),
        "oracle-frequency": lambda: np.broadcast_to(powers.sum(2, keepdims=True), powers.shape),
    }
    times = ORACLE_STFT.times(frames, mixture.sample_rate)
    return Masks(normalised(shares[name]()), times, ORACLE_STFT.frequencies(mixture.sample_rate))
