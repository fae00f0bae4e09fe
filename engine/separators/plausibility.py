"""How plausible each hypothesis is, judged without any reference.

A weighted sum of what good splits of mixtures had in common: many other hypotheses agree with
them, their parts lie apart in frequency and are compact there, each part is like itself and unlike
the other (in pitch, in what is modulated together, in components), and the parts differ in how much
they come and go. The weights were fitted by ridge regression to the SI-SDR of hypotheses on 175
mixtures, none of which holds a clip of the 26 held-out mixtures of the benchmark.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import eigh

from engine.separators.hypotheses import Probe

# Feature: (weight, its usual spread within a mixture).
WEIGHTS: dict[str, tuple[float, float]] = {
    "agreement with all": (1.25, 0.0864),
    "agreement with the vote": (0.45, 0.274),
    "distance in frequency, energy": (0.68, 0.0945),
    "distance in frequency, magnitude": (-0.47, 0.0975),
    "width in frequency, energy": (-0.29, 0.0503),
    "width in frequency, magnitude": (0.27, 0.0548),
    "unequal width": (-0.04, 0.0426),
    "modulation": (-0.58, 0.709),
    "unequal modulation": (0.42, 0.598),
    "alike across, pitch": (-0.78, 0.133),
    "alike across, 60 components": (-0.39, 0.141),
    "alike within, texture": (0.42, 0.163),
    "alike within, neighbourhood": (-1.05, 0.376),
    "unequal within, pitch and frame": (0.18, 0.235),
    "surprise, comodulation": (0.59, 0.0687),
    "surprise, 60 components": (-0.57, 0.0624),
}
_FARTHEST = 4.0
_PIECES = 40
_NOISE = 3.0
_TINY = 1e-9


def plausibility(
    probe: Probe, values: np.ndarray, vote: int, *, common: int | None = None
) -> np.ndarray:
    """How good each hypothesis is thought to be, relative to the others: (hypotheses,), in dB.

    values: (hypotheses, points) in [-1, 1]. vote: which of them is the vote's. common: only the
    first so many are what the others are compared with; by default all.
    """
    features = _features(probe, values, vote, common)
    total = np.zeros(len(values))
    for name, (weight, spread) in WEIGHTS.items():
        deviation = (features[name] - features[name][:common].mean()) / spread
        total += weight * np.clip(deviation, -_FARTHEST, _FARTHEST)
    return total


def _features(
    probe: Probe, values: np.ndarray, vote: int, common: int | None
) -> dict[str, np.ndarray]:
    """Each of `WEIGHTS`: (hypotheses,). None changes when the two parts change places."""
    shares, energies = probe.shares, probe.energies
    parts = (1 + values) / 2, (1 - values) / 2
    alike = agreements(values, shares)
    # The spreads are those of a mean over one hypothesis more, itself.
    found = {
        "agreement with all": alike[:, :common].mean(1),
        "agreement with the vote": alike[:, vote],
    }
    place = probe.bins / probe.shape[0]
    for name, weights in (("energy", energies), ("magnitude", shares)):
        (first, width), (second, other) = (_spread_of(part * weights, place) for part in parts)
        found[f"distance in frequency, {name}"] = np.abs(first - second)
        found[f"width in frequency, {name}"] = width + other
        if name == "energy":
            found["unequal width"] = np.abs(width - other)
    one, two = (_modulation(part * shares, probe) for part in parts)
    found["modulation"] = one + two
    one, two = (_modulation(part * energies, probe) for part in parts)
    found["unequal modulation"] = np.abs(one - two)
    weighted = parts[0] * shares, parts[1] * shares
    for name in ("pitch", "60 components", "texture", "neighbourhood", "pitch and frame"):
        _likeness(probe.grams[name], weighted, shares, name, found)
    for name in ("comodulation", "60 components"):
        found[f"surprise, {name}"] = _surprise(probe, name, values)
    return found


def agreements(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Absolute correlation of all pairs of hypotheses: (hypotheses, hypotheses)."""
    centred = values - (values @ shares)[:, None]
    norms = np.sqrt(np.square(centred) @ shares) + _TINY
    correlations: np.ndarray = np.abs((centred * shares) @ centred.T / np.outer(norms, norms))
    return correlations


def _spread_of(weights: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the place of weights (hypotheses, points)."""
    total = weights.sum(1) + _TINY
    mean = weights @ place / total
    return mean, np.sqrt(np.maximum(weights @ np.square(place) / total - np.square(mean), 1e-6))


def _modulation(weights: np.ndarray, probe: Probe) -> np.ndarray:
    """Standard deviation of the log envelope of weights (hypotheses, points) in 40 pieces."""
    piece = probe.frames * _PIECES // probe.shape[1]
    envelope = weights @ np.eye(_PIECES)[piece]
    floor = 1e-4 * envelope.max(1, keepdims=True) + 1e-12
    deviation: np.ndarray = np.log(envelope + floor).std(1)
    return deviation


def _likeness(
    gram: np.ndarray,
    parts: tuple[np.ndarray, np.ndarray],
    shares: np.ndarray,
    name: str,
    found: dict[str, np.ndarray],
) -> None:
    """Mean similarity within the parts and between them, relative to that of all bins."""
    first, second = parts
    a, b = first.sum(1) + _TINY, second.sum(1) + _TINY
    spread = first @ gram
    within = (spread * first).sum(1) / a**2
    between = (spread * second).sum(1) / (a * b)
    other = ((second @ gram) * second).sum(1) / b**2
    everywhere = float(shares @ gram @ shares)
    product = (within + _TINY) * (other + _TINY)
    found[f"alike across, {name}"] = between / np.sqrt(np.abs(within * other) + 1e-12)
    found[f"alike within, {name}"] = np.log(np.maximum(product, 1e-18) / (everywhere**2 + 1e-12))
    ratio = np.maximum(within + _TINY, _TINY) / np.maximum(other + _TINY, _TINY)
    found[f"unequal within, {name}"] = np.abs(np.log(ratio))


def _surprise(probe: Probe, name: str, values: np.ndarray) -> np.ndarray:
    """How little a Gaussian process with this kernel expects each hypothesis: (hypotheses,)."""
    gram, counts = probe.grams[name], probe.counts
    scale = np.average(np.diag(gram), weights=counts) + _TINY
    covariance = gram / scale * np.sqrt(np.outer(counts, counts)) / counts.mean()
    labels = np.where(values >= 0, 1.0, -1.0) * np.sqrt(probe.shares)
    # Kernels with negative parts cut need not be positive definite.
    variances, directions = eigh(covariance)
    weights = 1.0 / (np.maximum(variances, 0.0) + _NOISE)
    surprise: np.ndarray = np.square(labels @ directions) @ weights
    return surprise
