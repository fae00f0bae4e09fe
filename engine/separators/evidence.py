"""What speaks for a hypothesis or against it, without any reference: numbers from its parts.

How far other hypotheses agree; where the parts lie in frequency, how compact and how steady they
are there; how their envelopes go together; how alike bins are within a part and across the two;
how well each bin's side is foretold by the sides of the bins that sound like it. None changes
when the two parts change places.
"""

from __future__ import annotations

import numpy as np

from engine.separators.hypotheses import Probe
from engine.separators.simplicity import Found, Parts, cosine, simplicity

_PIECES = 40
# Pieces in which envelopes are compared, and kernels whose regressions foretell.
_COMPARED = {"magnitude": (60,), "energy": (20, 60)}
_FORETELLING = ("pitch", "neighbourhood", "8 components", "30 components", "texture", "all")
_SURPRISED = ("comodulation", "60 components", "all")
_REGIONS, _QUARTERS = 16, 4
_GROUPS = (12, 30)
_NOISE = 3.0
_TINY = 1e-9
# How far what is foretold is stretched before it ends at -1 and 1.
_STRETCH = 1.3


def evidence(probe: Probe, values: np.ndarray, others: np.ndarray) -> Found:
    """Each number by its name: (hypotheses,).

    values: (hypotheses, points) in [-1, 1]. others: those with which they may agree, (others,
    points).
    """
    shares, energies = probe.shares, probe.energies
    parts = (1 + values) / 2, (1 - values) / 2
    # The spreads are those of a mean over one hypothesis more, itself.
    found = {"agreement with all": agreements(values, others, shares).mean(1)}
    for name, weights in (("magnitude", shares), ("energy", energies)):
        _places(parts, weights, probe, name, found)
        _regions(parts, weights, probe, name, found)
        _sizes(values, parts, weights, probe, name, found)
        simplicity(parts, weights, probe, name, found)
        for pieces in _COMPARED[name]:
            _envelopes(parts, weights, probe, pieces, name, found)
    one, two = (_modulation(part * shares, probe) for part in parts)
    found["modulation"] = one + two
    one, two = (_modulation(part * energies, probe) for part in parts)
    found["unequal modulation"] = np.abs(one - two)
    _spans(values, shares, probe, found)
    for name, gram in probe.grams.items():
        _likeness(gram, parts[0] * shares, shares, name, found)
    for name in _SURPRISED:
        found[f"surprise, {name}"] = _surprise(probe, name, values)
    for name in _FORETELLING:
        _foretold(probe, values, name, found)
    return found


def agreements(values: np.ndarray, others: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Absolute correlation of hypotheses with others: (hypotheses, others)."""
    one, two = (_centred(some, shares) for some in (values, others))
    correlations: np.ndarray = np.abs((one * shares) @ two.T)
    return correlations


def _centred(values: np.ndarray, shares: np.ndarray) -> np.ndarray:
    centred = values - (values @ shares)[:, None]
    unit: np.ndarray = centred / (np.sqrt(np.square(centred) @ shares) + _TINY)[:, None]
    return unit


def _places(parts: Parts, weights: np.ndarray, probe: Probe, name: str, found: Found) -> None:
    """Where the parts lie in frequency and how wide they are there."""
    place = probe.bins / probe.shape[0]
    (first, width), (second, other) = (_spread_of(part * weights, place) for part in parts)
    if name == "magnitude":
        found["distance in frequency"] = np.abs(first - second)
    found[f"width in frequency, {name}"] = width + other
    if name == "energy":
        found["unequal width"] = np.abs(width - other)


def _spread_of(weights: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the place of weights (hypotheses, points)."""
    total = weights.sum(1) + _TINY
    mean = weights @ place / total
    return mean, np.sqrt(np.maximum(weights @ np.square(place) / total - np.square(mean), 1e-6))


def _regions(parts: Parts, weights: np.ndarray, probe: Probe, name: str, found: Found) -> None:
    """How far the parts' spectra overlap, and how alike each one's are in four quarters."""
    region = np.eye(_REGIONS)[probe.bins * _REGIONS // probe.shape[0]]
    quarter = probe.frames * _QUARTERS // probe.shape[1]
    one, two = (np.sqrt((part * weights) @ region) for part in parts)
    found[f"overlap in frequency, {name}"] = cosine(one, two)
    steady = []
    for part in parts:
        spectra = [
            np.sqrt((part * weights * (quarter == number)) @ region) for number in range(_QUARTERS)
        ]
        norms = [np.sqrt(np.square(spectrum).sum(1) + 1e-15) for spectrum in spectra]
        alike, total = np.zeros(len(part)), np.full(len(part), _TINY)
        for later in range(_QUARTERS):
            for earlier in range(later):
                least = np.minimum(norms[later], norms[earlier])
                product = (spectra[later] * spectra[earlier]).sum(1)
                alike += product / (norms[later] * norms[earlier] + 1e-6) * least
                total += least
        steady.append(alike / total)
    if name == "magnitude":
        found["steadiness"] = steady[0] + steady[1]
    found[f"unequal steadiness, {name}"] = np.abs(steady[0] - steady[1])


def _sizes(
    values: np.ndarray, parts: Parts, weights: np.ndarray, probe: Probe, name: str, found: Found
) -> None:
    """How unequal the parts are in size and in level, and how sure the hypothesis is."""
    found[f"unequal size, {name}"] = np.abs(values @ weights)
    if name == "energy":
        found["sureness"] = np.abs(values) @ weights
    found[f"squared sureness, {name}"] = np.square(values) @ weights
    level = np.log(probe.level + _TINY)
    one, two = ((part * weights) @ level / ((part * weights).sum(1) + _TINY) for part in parts)
    found[f"unequal level, {name}"] = np.abs(one - two)


def _envelopes(
    parts: Parts, weights: np.ndarray, probe: Probe, pieces: int, name: str, found: Found
) -> None:
    """How the parts' envelopes go together, as they are and as logarithms."""
    piece = np.eye(pieces)[probe.frames * pieces // probe.shape[1]]
    one, two = ((part * weights) @ piece for part in parts)
    found[f"envelopes, {name}, {pieces}"] = _correlation(one, two)
    if name == "energy":
        one, two = (np.log(part + 1e-3 * part.max(1, keepdims=True) + 1e-12) for part in (one, two))
        found[f"log envelopes, {pieces}"] = _correlation(one, two)


def _correlation(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return cosine(one - one.mean(1, keepdims=True), two - two.mean(1, keepdims=True))


def _modulation(weights: np.ndarray, probe: Probe) -> np.ndarray:
    """Standard deviation of the log envelope of weights (hypotheses, points) in 40 pieces."""
    piece = probe.frames * _PIECES // probe.shape[1]
    envelope = weights @ np.eye(_PIECES)[piece]
    floor = 1e-4 * envelope.max(1, keepdims=True) + 1e-12
    deviation: np.ndarray = np.log(envelope + floor).std(1)
    return deviation


def _spans(values: np.ndarray, shares: np.ndarray, probe: Probe, found: Found) -> None:
    """The hypothesis' variance, and the share of it that region or time alone tell."""
    mean = values @ shares
    variance = np.square(values) @ shares - np.square(mean)
    found["variance"] = variance
    for axis, index, size in (
        ("region", probe.bins, probe.shape[0]),
        ("time", probe.frames, probe.shape[1]),
    ):
        for groups in _GROUPS:
            group = np.eye(groups)[index * groups // size]
            held = shares @ group + _TINY
            told = np.square((values * shares) @ group / held) @ held - np.square(mean)
            found[f"told by {axis}, {groups}"] = told / (variance + 1e-3)


def _likeness(
    gram: np.ndarray, first: np.ndarray, shares: np.ndarray, name: str, found: Found
) -> None:
    """Mean similarity within the parts and between them, relative to that of all bins."""
    second, whole = shares - first, shares @ gram
    a, b = first.sum(1) + _TINY, second.sum(1) + _TINY
    spread = first @ gram
    within = (spread * first).sum(1) / a**2
    between = (spread * second).sum(1) / (a * b)
    other = ((whole - spread) * second).sum(1) / b**2
    everywhere = float(whole @ shares)
    product = (within + _TINY) * (other + _TINY)
    found[f"alike across, {name}"] = between / np.sqrt(np.abs(within * other) + 1e-12)
    found[f"alike within, {name}"] = np.log(np.maximum(product, 1e-18) / (everywhere**2 + 1e-12))
    ratio = np.maximum(within + _TINY, _TINY) / np.maximum(other + _TINY, _TINY)
    found[f"unequal within, {name}"] = np.abs(np.log(ratio))


def _surprise(probe: Probe, name: str, values: np.ndarray) -> np.ndarray:
    """How little a Gaussian process with this kernel expects each hypothesis: (hypotheses,)."""
    labels = np.where(values >= 0, 1.0, -1.0)
    surprise: np.ndarray = ((labels @ probe.precision(name, _NOISE)) * labels).mean(1)
    return surprise


def _foretold(probe: Probe, values: np.ndarray, name: str, found: Found) -> None:
    """How well the regression on all other bins foretells each bin (leave-one-out)."""
    shares, precision = probe.shares, probe.precision(name)
    foretold = values - (values @ precision) / np.diag(precision)
    variance = np.square(values - (values @ shares)[:, None]) @ shares + 1e-3
    error = np.square(values - foretold) @ shares / variance
    found[f"foretold, {name}"] = np.clip(1.0 - error, -1.0, 1.0)
    if name == "all":
        wrong = np.where(values >= 0, 1.0, -1.0) - np.clip(_STRETCH * foretold, -1.0, 1.0)
        found["foretold wrongly, magnitude"] = np.square(wrong) @ shares
        found["foretold wrongly, energy"] = np.square(wrong) @ probe.energies
