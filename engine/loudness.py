"""Integrated loudness as ITU-R BS.1770-4 measures it: K-weighting, blocks, two gates."""

from __future__ import annotations

import numpy as np

SILENCE = float("-inf")
_BLOCK_SECONDS, _STEP_SECONDS = 0.4, 0.1
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691
# The two filters' analogue prototypes, from which the standard's 48 kHz coefficients come
# (De Man 2014, "Evaluation of implementations of the EBU R128 loudness measurement").
_SHELF_HZ, _SHELF_DB, _SHELF_Q, _SHELF_EXPONENT = (
    1681.974450955533, 3.999843853973347, 0.7071752369554196, 0.4996667741545416,
)  # fmt: skip
_PASS_HZ, _PASS_Q = 38.13547087602444, 0.5003270373238773


def integrated_loudness(samples: np.ndarray, sample_rate: int) -> float:
    """Loudness in LUFS of samples (channels, n), at most two channels; -inf where it is silent.

    A sound shorter than one block of 0.4 s is measured as one block.
    """
    if samples.ndim != 2 or not 1 <= samples.shape[0] <= 2:
        raise ValueError("loudness needs samples (channels, n) of one or two channels")
    block, step = round(_BLOCK_SECONDS * sample_rate), round(_STEP_SECONDS * sample_rate)
    if not samples.any():
        return SILENCE
    squares = (_k_weighted(samples, sample_rate) ** 2).sum(axis=0)
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    block = min(block, squares.size)
    starts = np.arange(0, squares.size - block + 1, step)
    powers = np.maximum(sums[starts + block] - sums[starts], 0.0) / block
    heard = powers[_lufs(powers) > _ABSOLUTE_GATE]
    if not heard.size:
        return SILENCE
    heard = heard[_lufs(heard) > _lufs(heard.mean()) + _RELATIVE_GATE]
    return float(_lufs(heard.mean()))


def _lufs(power: np.ndarray) -> np.ndarray:
    return np.asarray(_OFFSET + 10.0 * np.log10(np.maximum(power, 1e-30)))


def _k_weighted(samples: np.ndarray, sample_rate: int) -> np.ndarray:
    from scipy.signal import sosfilt

    filters = [_high_pass(sample_rate)]
    # Below this rate there is nothing left for the shelf to lift.
    if sample_rate > 2.5 * _SHELF_HZ:
        filters.insert(0, _shelf(sample_rate))
    return np.asarray(sosfilt(np.array(filters), samples.astype(np.float64), axis=1))


def _shelf(sample_rate: int) -> list[float]:
    k = np.tan(np.pi * _SHELF_HZ / sample_rate)
    high = 10.0 ** (_SHELF_DB / 20.0)
    band = high**_SHELF_EXPONENT
    norm = 1.0 + k / _SHELF_Q + k * k
    return [
        (high + band * k / _SHELF_Q + k * k) / norm,
        2.0 * (k * k - high) / norm,
        (high - band * k / _SHELF_Q + k * k) / norm,
        1.0,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / _SHELF_Q + k * k) / norm,
    ]


def _high_pass(sample_rate: int) -> list[float]:
    k = np.tan(np.pi * _PASS_HZ / sample_rate)
    norm = 1.0 + k / _PASS_Q + k * k
    return [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / _PASS_Q + k * k) / norm]
