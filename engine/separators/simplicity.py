"""How simple the two parts of a hypothesis are, each by itself: evidence for the blind start.

A source repeats itself: few spectra come and go with few rhythms, so its spectrogram has a low
rank, and its rhythm and its spectrum are its own. What was divided wrongly is left in both parts.
None of these numbers changes when the two parts change places.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from engine.separators.hypotheses import Probe

# Spectrograms of so many regions and pieces: fine in neither, in frequency, in time.
_GRIDS = ((16, 40), (30, 20), (8, 80))
_PIECES, _REGIONS = 80, 30
_CELLS = (12, 30)
# Frequencies of rhythms: so many periods within the recording.
_PERIODS = slice(1, 36)
_TINY = 1e-9

Found = dict[str, np.ndarray]
Parts = tuple[np.ndarray, np.ndarray]


def simplicity(parts: Parts, weights: np.ndarray, probe: Probe, name: str, found: Found) -> None:
    """Adds each number by its name, (hypotheses,), to what was found.

    parts: shares of the bins that the parts take, (hypotheses, points). weights: what the bins
    count, (points,). name: what these weights are.
    """
    held = parts[0] * weights, parts[1] * weights
    for regions, pieces in _GRIDS:
        told = _grid(held, weights, probe, (regions, pieces))
        if name == "energy":
            told = [np.sqrt(cells) for cells in told]
        _ranks(told, f"{name}, {regions} x {pieces}", found)
    _rhythms(held, probe, name, found)
    _spectra(held, probe, name, found)
    one, two, whole = _grid(held, weights, probe, _CELLS)
    found[f"shared cells, {name}"] = (one * two / (whole + 1e-12)).sum((1, 2))


def _grid(
    held: Parts, weights: np.ndarray, probe: Probe, size: tuple[int, int]
) -> list[np.ndarray]:
    """Sums over the cells of a coarse spectrogram: of both parts, and of all that there is."""
    (regions, pieces), (bands, frames) = size, probe.shape
    cell = probe.bins * regions // bands * pieces + probe.frames * pieces // frames
    points = np.arange(len(cell))
    sums = csr_array((np.ones(len(cell)), (cell, points)), shape=(regions * pieces, len(cell)))
    return [(sums @ some.T).T.reshape(-1, *size) for some in (*held, weights)]


def _ranks(told: list[np.ndarray], name: str, found: Found) -> None:
    """Of the coarse spectrograms (hypotheses, regions, pieces) of the parts and of the whole.

    The effective rank is Roy & Vetterli's (2007), as a logarithm.
    """
    one, two, whole = (_singular_values(cells) for cells in told)
    norms = [values.sum(1) for values in (one, two)]
    everything = float(whole.sum())
    found[f"nuclear norm, {name}"] = (norms[0] + norms[1]) / everything
    found[f"unequal nuclear norm, {name}"] = np.abs(norms[0] - norms[1]) / everything
    ranks, first, four = [], [], []
    for values in (one, two):
        shares = values / (values.sum(1, keepdims=True) + 1e-12)
        ranks.append(-(shares * np.log(shares + 1e-12)).sum(1))
        power = np.square(values) / (np.square(values).sum(1, keepdims=True) + 1e-12)
        first.append(power[:, -1])
        four.append(power[:, -4:].sum(1))
    found[f"effective rank, {name}"] = ranks[0] + ranks[1]
    found[f"unequal effective rank, {name}"] = np.abs(ranks[0] - ranks[1])
    found[f"first component, {name}"] = first[0] + first[1]
    found[f"first four components, {name}"] = four[0] + four[1]
    if name.startswith("energy"):
        found[f"filled cells, {name}"] = told[0].sum((1, 2)) + told[1].sum((1, 2))


def _singular_values(matrices: np.ndarray) -> np.ndarray:
    """Of each matrix (matrices, rows, columns), the smallest first."""
    if matrices.shape[1] > matrices.shape[2]:
        matrices = matrices.swapaxes(1, 2)
    squares = np.linalg.eigvalsh(matrices @ matrices.swapaxes(1, 2))
    values: np.ndarray = np.sqrt(np.maximum(squares, 0.0))
    return values


def _rhythms(held: Parts, probe: Probe, name: str, found: Found) -> None:
    """How alike the parts' rhythms are, how uneven their envelopes, and how fast these change."""
    piece = np.eye(_PIECES)[probe.frames * _PIECES // probe.shape[1]]
    envelopes = [np.sqrt(np.maximum(part @ piece, 0.0)) for part in held]
    rhythms, changes, uneven, pace = [], [], [], []
    for envelope in envelopes:
        mean = envelope.mean(1, keepdims=True)
        rhythms.append(np.abs(np.fft.rfft(envelope - mean, axis=1)[:, _PERIODS]))
        changes.append(np.diff(envelope, axis=1))
        relative = envelope / (mean + _TINY)
        uneven.append(np.log(np.square(relative - 1).mean(1) + 1e-3))
        pace.append(np.abs(changes[-1]).sum(1) / (envelope.sum(1) + _TINY))
    found[f"rhythms, {name}"] = cosine(*rhythms)
    found[f"onsets, {name}"] = cosine(*(np.maximum(change, 0.0) for change in changes))
    found[f"uneven envelopes, {name}"] = uneven[0] + uneven[1]
    found[f"unequally uneven envelopes, {name}"] = np.abs(uneven[0] - uneven[1])
    found[f"pace, {name}"] = pace[0] + pace[1]
    found[f"unequal pace, {name}"] = np.abs(pace[0] - pace[1])


def cosine(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Of each row with the other's: (rows,)."""
    norms = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
    alike: np.ndarray = (one * two).sum(1) / (norms + _TINY)
    return alike


def _spectra(held: Parts, probe: Probe, name: str, found: Found) -> None:
    """How wide the parts' spectra are (their entropy), and how rough."""
    region = np.eye(_REGIONS)[probe.bins * _REGIONS // probe.shape[0]]
    entropies, rough = [], []
    for part in held:
        spectrum = np.sqrt(np.maximum(part @ region, 0.0))
        shares = spectrum / (spectrum.sum(1, keepdims=True) + _TINY)
        entropies.append(-(shares * np.log(shares + _TINY)).sum(1))
        rough.append(np.abs(np.diff(shares, axis=1)).sum(1))
    found[f"spectral entropy, {name}"] = entropies[0] + entropies[1]
    found[f"unequal spectral entropy, {name}"] = np.abs(entropies[0] - entropies[1])
    found[f"rough spectra, {name}"] = rough[0] + rough[1]
    found[f"unequally rough spectra, {name}"] = np.abs(rough[0] - rough[1])
