"""How far two textures are from each other, in the manner of McDermott & Simoncelli 2011.

"Sound texture perception via statistics of the auditory periphery", Neuron 71: moments of the
compressed envelopes of cochlear bands, their correlations, their modulation power, and correlations
of their modulations. Other bands than the generator's, so that it is not measured on its own grid.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from engine.texture.filterbank import Filterbank, padded_length

COMPRESSION = 0.3
SPACING = 1.13
MODULATION_HZ = 0.5 * 2.0 ** (np.arange(17) / 2.0)
CORRELATED_HZ = (1.5, 3.0, 6.0, 12.0, 25.0, 50.0, 100.0)
# Compared for silence's sake: a band this far under the loudest says nothing.
_FLOOR_DB = -70.0
CLASSES = (
    "level",
    "variance",
    "skewness",
    "kurtosis",
    "correlation",
    "modulation",
    "co-modulation",
    "stereo",
)

Statistics = Mapping[str, np.ndarray]


def statistics(sound: np.ndarray, sample_rate: int) -> Statistics:
    """The statistics of float32 (channels, samples), an array for each class.

    level in dB; variance as log of variance / mean²; kurtosis as log; modulation in dB of each
    band's share per half octave; "stereo" (correlation of the channels in each band and their
    difference of level in 10 dB) only for two channels and more.
    """
    length = padded_length(sound.shape[1], sample_rate)
    bank = Filterbank(sample_rate, length, SPACING)
    padded = np.pad(sound, ((0, 0), (0, length - sound.shape[1])))
    subbands = bank.analyse(torch.from_numpy(padded.astype(np.float32)))
    compressed = bank.envelopes(subbands, COMPRESSION).double().numpy()
    frames = sound.shape[1] // bank.hop
    edge = min(frames // 8, round(0.05 * sample_rate / bank.hop))
    envelopes = compressed[:, :, edge : frames - edge]
    per_channel = [_of_channel(rows, sample_rate / bank.hop) for rows in envelopes]
    found = {name: np.stack([one[name] for one in per_channel]) for name in per_channel[0]}
    if len(sound) > 1:
        found["stereo"] = _stereo(bank, subbands, frames)
    return found


def _of_channel(rows: np.ndarray, rate: float) -> dict[str, np.ndarray]:
    mean = rows.mean(1)
    level = 20.0 / COMPRESSION * np.log10(mean)
    floor = level.max() + _FLOOR_DB
    audible = level > floor
    centred = rows - mean[:, None]
    variance = centred.var(1) + 1e-12
    unit = centred / np.sqrt(variance)[:, None]
    found = {
        "level": np.maximum(level, floor),
        "variance": np.log(variance / mean**2),
        "skewness": (unit**3).mean(1),
        "kurtosis": np.log((unit**4).mean(1)),
        "correlation": unit @ unit.T / unit.shape[1],
    }
    spectrum = np.fft.rfft(unit * np.hanning(unit.shape[1]))
    hertz = np.fft.rfftfreq(unit.shape[1], 1 / rate)
    found["modulation"] = _modulation(np.abs(spectrum) ** 2, hertz)
    found["co-modulation"] = np.stack([_co_modulation(spectrum, hertz, at) for at in CORRELATED_HZ])
    for name, values in found.items():
        if name != "level":
            found[name] = _silenced(values, audible)
    return found


def _modulation(power: np.ndarray, hertz: np.ndarray) -> np.ndarray:
    """Share of the power around each MODULATION_HZ in dB: (bands, rates) for those that fit."""
    shares = []
    resolution = hertz[1] - hertz[0]
    for centre in MODULATION_HZ:
        # Half an octave, and two bins at the least: three seconds resolve no finer.
        width = max(centre * (2**0.25 - 2**-0.25), 2 * resolution)
        near = np.clip(1.0 - np.abs(hertz - centre) / width, 0.0, None)
        near[0] = 0.0
        if centre < 2 * resolution or centre > 0.9 * hertz[-1]:
            continue
        shares.append(power @ near / near.sum())
    share = np.stack(shares, 1) / power[:, 1:].mean(1, keepdims=True)
    return 10.0 * np.log10(share + 1e-4)


def _co_modulation(spectrum: np.ndarray, hertz: np.ndarray, centre: float) -> np.ndarray:
    """Correlation of the bands' modulations within an octave around `centre`: (bands, bands)."""
    chosen = spectrum[:, (hertz > centre / 2**0.5) & (hertz <= centre * 2**0.5)]
    if chosen.shape[1] < 3:
        return np.zeros((len(spectrum), len(spectrum)))
    product = (chosen @ chosen.conj().T).real
    scale = np.sqrt(np.diag(product)) + 1e-9
    return product / scale[:, None] / scale


def _silenced(values: np.ndarray, audible: np.ndarray) -> np.ndarray:
    """Bands that are not heard count as equal."""
    out = np.array(values)
    if out.ndim >= 2 and out.shape[-2:] == (len(audible), len(audible)):
        out[..., ~audible, :] = 0.0
        out[..., :, ~audible] = 0.0
    else:
        out[~audible] = 0.0
    return out


def _stereo(bank: Filterbank, subbands: list[torch.Tensor], frames: int) -> np.ndarray:
    """(2, bands): correlation of the first two channels, and their difference of level."""
    correlation = np.zeros(bank.bands)
    difference = np.zeros(bank.bands)
    for group, values in zip(bank.groups, subbands, strict=True):
        part = values[:2, :, : max(1, round(group.size * frames / bank.frames))]
        first, second = part[0], part[1]
        power = part.abs().square().mean(2) + 1e-12
        cross = (first * second.conj()).mean(1).real
        bands = group.bands.numpy()  # a tensor of one number would index one place
        correlation[bands] = (cross / (power[0] * power[1]).sqrt()).numpy()
        difference[bands] = torch.log10(power[0] / power[1]).numpy()
    return np.stack([correlation, difference])


def distances(first: Statistics, second: Statistics) -> dict[str, float]:
    """Root mean square difference of each class."""
    return {
        name: float(np.sqrt(np.mean((first[name] - second[name]) ** 2)))
        for name in CLASSES
        if name in first
    }


def mean_distances(first: list[Statistics], second: list[Statistics]) -> dict[str, float]:
    """Root of the mean squared distance over all pairs of stretches of the two."""
    pairs = [distances(a, b) for a in first for b in second]
    return {name: float(np.sqrt(np.mean([pair[name] ** 2 for pair in pairs]))) for name in pairs[0]}


def distances_within(stretches: list[Statistics]) -> dict[str, float]:
    """Root of the mean squared distance over all pairs of different stretches of one sound."""
    pairs = [distances(a, b) for i, a in enumerate(stretches) for b in stretches[i + 1 :]]
    return {name: float(np.sqrt(np.mean([pair[name] ** 2 for pair in pairs]))) for name in pairs[0]}


def relative(found: Mapping[str, float], real: Mapping[str, float]) -> float:
    """One number: the mean over the classes of the distance in units of that of real stretches."""
    return float(np.mean([found[name] / max(real[name], 1e-6) for name in found]))


def repetition(sound: np.ndarray, sample_rate: int, *, beyond: float = 1.0) -> float:
    """Highest autocorrelation of the bands' envelopes at lags beyond a second, from 0 to 1.

    The mean over bands of the autocorrelations, each an unbiased estimate; at most up to half of
    the sound, so that every value rests on enough of it.
    """
    length = padded_length(sound.shape[1], sample_rate)
    bank = Filterbank(sample_rate, length, SPACING)
    padded = np.pad(sound, ((0, 0), (0, length - sound.shape[1])))
    subbands = bank.analyse(torch.from_numpy(padded.astype(np.float32)))
    frames = sound.shape[1] // bank.hop
    rows = bank.envelopes(subbands, COMPRESSION).numpy()[:, :, :frames].reshape(-1, frames)
    rows = rows - rows.mean(1, keepdims=True)
    rows = rows / (rows.std(1, keepdims=True) + 1e-9)
    power = np.abs(np.fft.rfft(rows, 2 * frames)) ** 2
    lags = np.arange(frames)
    correlation = np.fft.irfft(power).mean(0)[:frames] / (frames - lags)
    first = round(beyond * sample_rate / bank.hop)
    last = max(first + 1, frames // 2)
    return float(correlation[first:last].max())


def sharpest(sound: np.ndarray) -> float:
    """Highest second difference of the samples: a click stands out in it."""
    return float(np.abs(np.diff(sound, 2, axis=1)).max())
