"""Scores of estimates against references, and how often either is silent.

SI-SDR (Le Roux et al. 2019), SDR/SIR/SAR of BSS-eval 3 (Vincent et al. 2006) with short filters,
log-spectral distance, and PES/EPS (Schulze-Forster et al. 2019). All take (samples,) or
(sources, samples) arrays; several channels are to be joined end to end by the caller.

Where a score is undefined it is NaN (silent reference) or -inf (silent estimate of a sounding
reference), never a flattering number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft, linalg, optimize, signal

BSS_FILTER_LENGTH = 512
ENERGY_FLOOR = 1e-12
LSD_FLOOR_DB = -80.0
FloatArray = np.ndarray


def si_sdr(reference: FloatArray, estimate: FloatArray) -> float:
    """Scale-invariant signal-to-distortion ratio of (samples,) in dB, without removing means."""
    reference = np.asarray(reference, np.float64)
    estimate = np.asarray(estimate, np.float64)
    power = float(reference @ reference)
    if power == 0.0:
        return float("nan")
    target = (estimate @ reference / power) * reference
    return _ratio_db(target, estimate - target)


def si_sdr_matrix(references: FloatArray, estimates: FloatArray) -> FloatArray:
    """SI-SDR in dB of every pair: (references, estimates)."""
    return np.array([[si_sdr(ref, est) for est in estimates] for ref in references])


def best_permutation(scores: FloatArray) -> tuple[int, ...]:
    """For each reference the estimate, such that the mean of scores (refs, estimates) is greatest.

    Undefined scores count as very bad ones.
    """
    usable = np.nan_to_num(scores, nan=-1e6, neginf=-1e6, posinf=1e6)
    return tuple(int(column) for column in optimize.linear_sum_assignment(-usable)[1])


def _ratio_db(wanted: FloatArray, unwanted: FloatArray) -> float:
    numerator, denominator = float(wanted @ wanted), float(unwanted @ unwanted)
    if numerator == 0.0:
        return float("-inf")
    if denominator == 0.0:
        return float("inf")
    return float(10.0 * np.log10(numerator / denominator))


@dataclass(frozen=True)
class BssScores:
    """SDR, SIR and SAR in dB, float64 (references,), of the estimates in `permutation`'s order."""

    sdr: FloatArray
    sir: FloatArray
    sar: FloatArray
    permutation: tuple[int, ...]


def bss_eval(
    references: FloatArray, estimates: FloatArray, filter_length: int = BSS_FILTER_LENGTH
) -> BssScores:
    """BSS-eval 3 for sources (sources, samples): references may pass filters of that many taps.

    As in the original, the best permutation is the one with the greatest mean SIR.
    """
    references = np.atleast_2d(np.asarray(references, np.float64))
    estimates = np.atleast_2d(np.asarray(estimates, np.float64))
    if references.shape != estimates.shape:
        raise ValueError(f"references {references.shape} and estimates {estimates.shape} differ")
    projector = _Projector(references, filter_length)
    scores = np.array([projector.scores(estimate) for estimate in estimates])
    order = best_permutation(scores[:, :, 1].T)
    chosen = scores[list(order), range(len(order))]
    return BssScores(chosen[:, 0], chosen[:, 1], chosen[:, 2], order)


class _Projector:
    """Least-squares projections of estimates on delayed references.

    The correlations come from the Fourier transform; the Gram matrix is built of Toeplitz blocks
    and factored once for all estimates.
    """

    def __init__(self, references: FloatArray, filter_length: int) -> None:
        self.taps = filter_length
        self.samples = references.shape[1]
        self.n_fft = fft.next_fast_len(self.samples + filter_length - 1, real=True)
        self.spectra = fft.rfft(references, self.n_fft)
        self.sources = len(references)
        self.live = [row for row in range(self.sources) if references[row].any()]
        blocks = [[self._block(row, column) for column in self.live] for row in self.live]
        self.single = [_Factor(blocks[k][k]) for k in range(len(self.live))]
        self.joint = _Factor(np.block(blocks)) if len(self.live) else None

    def _block(self, row: int, column: int) -> FloatArray:
        product = fft.irfft(self.spectra[row].conj() * self.spectra[column], self.n_fft)
        lags = np.arange(self.taps)
        return linalg.toeplitz(product[-lags], product[lags]).T

    def scores(self, estimate: FloatArray) -> FloatArray:
        """SDR, SIR, SAR in dB of one estimate for every reference: (references, 3)."""
        scores = np.full((self.sources, 3), np.nan)
        if not estimate.any():
            scores[self.live] = -np.inf
            return scores
        if self.joint is None:
            return scores
        spectrum = fft.rfft(estimate, self.n_fft)
        correlation = fft.irfft(self.spectra[self.live].conj() * spectrum, self.n_fft)
        correlation = correlation[:, : self.taps]
        padded = np.pad(estimate, (0, self.taps - 1))
        everything = self._filtered(self.live, self.joint.solve(correlation.ravel()))
        artefacts = padded - everything
        for position, reference in enumerate(self.live):
            coefficients = self.single[position].solve(correlation[position])
            target = self._filtered([reference], coefficients)
            scores[reference] = (
                _ratio_db(target, padded - target),
                _ratio_db(target, everything - target),
                _ratio_db(everything, artefacts),
            )
        return scores

    def _filtered(self, references: list[int], coefficients: FloatArray) -> FloatArray:
        responses = fft.rfft(coefficients.reshape(len(references), self.taps), self.n_fft)
        summed = (responses * self.spectra[references]).sum(axis=0)
        return fft.irfft(summed, self.n_fft)[: self.samples + self.taps - 1]


class _Factor:
    """A symmetric, positive semi-definite matrix, factored once and solved often."""

    def __init__(self, matrix: FloatArray) -> None:
        self._matrix = matrix
        try:
            self._cholesky = linalg.cho_factor(matrix)
        except linalg.LinAlgError:
            self._cholesky = None

    def solve(self, right: FloatArray) -> FloatArray:
        if self._cholesky is None:
            return linalg.lstsq(self._matrix, right)[0]
        return linalg.cho_solve(self._cholesky, right)


def log_spectral_distance(
    reference: FloatArray, estimate: FloatArray, n_fft: int = 2048, hop_length: int = 512
) -> float:
    """Mean over frames of the root mean squared difference of levels over bins, in dB.

    Both levels are floored 80 dB below the reference's greatest; NaN where that is silent.
    """
    if not np.any(reference):
        return float("nan")
    magnitudes = [_magnitude(samples, n_fft, hop_length) for samples in (reference, estimate)]
    floor = magnitudes[0].max() * 10.0 ** (LSD_FLOOR_DB / 20.0)
    levels = [20.0 * np.log10(np.maximum(magnitude, floor)) for magnitude in magnitudes]
    return float(np.sqrt(np.square(levels[0] - levels[1]).mean(axis=0)).mean())


def _magnitude(samples: FloatArray, n_fft: int, hop_length: int) -> FloatArray:
    short = max(0, n_fft - len(samples))
    framed = np.lib.stride_tricks.sliding_window_view(
        np.pad(np.asarray(samples, np.float64), (0, short)), n_fft
    )[::hop_length]
    return np.abs(fft.rfft(framed * signal.get_window("hann", n_fft))).T


@dataclass(frozen=True)
class SilenceEnergy:
    """Mean energy in dB over `frames` frames that qualify; None where no frame does."""

    mean_db: float | None
    frames: int


def predicted_energy_at_silence(
    reference: FloatArray,
    estimate: FloatArray,
    sample_rate: int,
    silence_db: float | None = None,
) -> SilenceEnergy:
    """PES: energy of the estimate in frames of one second in which the reference is silent.

    Energy is a sum over the frame, so it depends on level and sample rate; lower is better.
    silence_db: frames whose RMS lies below count as silent too (None: exact zeros only).
    """
    return _energy_at(reference, estimate, sample_rate, silence_db)


def energy_at_predicted_silence(
    reference: FloatArray,
    estimate: FloatArray,
    sample_rate: int,
    silence_db: float | None = None,
) -> SilenceEnergy:
    """EPS: energy of the reference in frames of one second in which the estimate is silent."""
    return _energy_at(estimate, reference, sample_rate, silence_db)


def _energy_at(
    silent: FloatArray, measured: FloatArray, sample_rate: int, silence_db: float | None
) -> SilenceEnergy:
    quiet = silent_frames(silent, sample_rate, silence_db)
    energy = np.square(_seconds(measured, sample_rate)).sum(axis=1)[quiet]
    if not len(energy):
        return SilenceEnergy(None, 0)
    return SilenceEnergy(float(np.mean(10.0 * np.log10(energy + ENERGY_FLOOR))), len(energy))


def silent_frames(
    samples: FloatArray, sample_rate: int, silence_db: float | None = None
) -> FloatArray:
    """Which whole seconds of (samples,) are silent: bool (seconds,).

    silence_db: the RMS in dB re full scale below which a frame is silent; None: exact zeros.
    """
    frames = _seconds(samples, sample_rate)
    if silence_db is None:
        return np.asarray(~frames.any(axis=1))
    return np.asarray(np.sqrt(np.square(frames).mean(axis=1)) < 10.0 ** (silence_db / 20.0))


def _seconds(samples: FloatArray, sample_rate: int) -> FloatArray:
    whole = len(samples) // sample_rate
    return np.asarray(samples[: whole * sample_rate], np.float64).reshape(whole, sample_rate)
