"""Metrics against mir_eval, against published scores, and where they are undefined."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.metrics import (
    best_permutation,
    bss_eval,
    energy_at_predicted_silence,
    log_spectral_distance,
    predicted_energy_at_silence,
    si_sdr,
    si_sdr_matrix,
    silent_frames,
)

RATE = 8000


def noise(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def test_si_sdr_of_orthogonal_noise_is_the_power_ratio() -> None:
    reference = np.tile([1.0, 1.0, -1.0, -1.0], 100)
    error = np.tile([1.0, -1.0, 1.0, -1.0], 100)
    assert si_sdr(reference, reference + 0.1 * error) == pytest.approx(20.0)
    assert si_sdr(reference, -7.0 * (reference + 0.1 * error)) == pytest.approx(20.0)


def test_si_sdr_where_something_is_silent() -> None:
    sound, silence = noise(100), np.zeros(100)
    assert np.isnan(si_sdr(silence, sound))
    assert np.isnan(si_sdr(silence, silence))
    assert si_sdr(sound, silence) == -np.inf
    assert si_sdr(np.ones(64), np.ones(64)) == np.inf


def test_best_permutation_maximises_the_mean() -> None:
    assert best_permutation(np.array([[10.0, 9.0], [8.0, 0.0]])) == (1, 0)
    assert best_permutation(np.array([[np.nan, 1.0], [-np.inf, np.nan]])) in {(0, 1), (1, 0)}
    references = noise(3, 400)
    assert best_permutation(si_sdr_matrix(references, references[[2, 0, 1]])) == (1, 2, 0)


@pytest.mark.parametrize("samples", [3001, 20000])
@pytest.mark.parametrize("sources", [1, 2, 3])
def test_bss_eval_agrees_with_mir_eval(sources: int, samples: int) -> None:
    references = noise(sources, samples, seed=sources)
    mixing = noise(sources, sources, seed=5)
    estimates = mixing @ references + 0.3 * noise(sources, samples, seed=7)
    ours = bss_eval(references, estimates)
    sdr, sir, sar, order = reference_scores(references, estimates)
    assert ours.permutation == tuple(order)
    np.testing.assert_allclose(ours.sdr, sdr, atol=1e-6)
    np.testing.assert_allclose(ours.sar, sar, atol=1e-6)
    if sources > 1:
        np.testing.assert_allclose(ours.sir, sir, atol=1e-6)


def reference_scores(references: np.ndarray, estimates: np.ndarray) -> tuple[np.ndarray, ...]:
    import mir_eval.separation

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecated upstream, and log of 0 for one source
        scores: tuple[np.ndarray, ...] = mir_eval.separation.bss_eval_sources(references, estimates)
    return scores


def test_bss_eval_forgives_a_short_filter_but_not_a_long_one() -> None:
    references = noise(2, 8000)
    delayed = np.pad(references, ((0, 0), (100, 0)))[:, :8000]
    assert bss_eval(references, delayed, filter_length=128).sdr.min() > 15
    assert bss_eval(references, delayed, filter_length=64).sdr.max() < 0


def test_bss_eval_where_something_is_silent() -> None:
    sounds, silence = noise(2, 4000), np.zeros(4000)
    half_silent = np.stack([sounds[0], silence])
    scores = bss_eval(half_silent, sounds, 32)
    assert np.isfinite(scores.sdr[0])
    assert np.isnan(scores.sdr[1])
    scores = bss_eval(sounds, half_silent, 32)
    assert scores.permutation == (0, 1)
    assert scores.sdr[1] == scores.sir[1] == scores.sar[1] == -np.inf
    assert np.isnan(bss_eval(np.zeros((2, 4000)), sounds, 32).sdr).all()


def test_bss_eval_survives_identical_references() -> None:
    sound = noise(4000)
    scores = bss_eval(np.stack([sound, sound]), np.stack([sound, sound]), 32)
    assert scores.sdr.min() > 60


def test_bss_eval_refuses_different_shapes() -> None:
    with pytest.raises(ValueError, match="differ"):
        bss_eval(noise(2, 100), noise(2, 99))


def published(shared_data: Path) -> dict[tuple[str, str], dict[str, str]]:
    with open(shared_data / "universal150" / "published_results_dev.csv", encoding="utf-8") as file:
        return {(row["mixture"], row["method"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize("prefix", ["dap", "nmf"])
@pytest.mark.parametrize("item", [1, 36, 77, 110, 149])
def test_scores_of_the_published_outputs(shared_data: Path, item: int, prefix: str) -> None:
    folder = shared_data / "universal150" / "Audios" / str(item)
    names = ("gt1", "gt2", f"{prefix}1", f"{prefix}2")
    sounds = np.stack([soundfile.read(folder / f"{name}.wav")[0] for name in names])
    row = published(shared_data)[str(item), f"{prefix.upper()}, as published"]
    scores = bss_eval(sounds[:2], sounds[2:])
    matrix = si_sdr_matrix(sounds[:2], sounds[2:])
    ours = (
        scores.sdr.mean(),
        scores.sir.mean(),
        scores.sar.mean(),
        matrix[range(2), best_permutation(matrix)].mean(),
    )
    theirs = [float(row[key]) for key in ("sdr_db", "sir_db", "sar_db", "si_sdr_db")]
    np.testing.assert_allclose(ours, theirs, atol=0.1)


def test_log_spectral_distance_of_a_gain_is_the_gain() -> None:
    sound = noise(RATE)
    assert log_spectral_distance(sound, sound) == 0.0
    assert log_spectral_distance(sound, 10 ** (-6 / 20) * sound) == pytest.approx(6.0, abs=0.01)
    assert 40.0 < log_spectral_distance(sound, 0 * sound) <= 80.0
    assert np.isnan(log_spectral_distance(0 * sound, sound))
    assert np.isfinite(log_spectral_distance(sound[:100], sound[:100]))


def test_energy_at_silence_counts_frames_of_one_second() -> None:
    reference = np.repeat([1.0, 0.0, 0.0, 0.0], [RATE, RATE, RATE, RATE // 2])
    estimate = np.repeat([0.0, 0.1, 0.0, 1.0], [RATE, RATE, RATE, RATE // 2])
    pes = predicted_energy_at_silence(reference, estimate, RATE)
    assert pes.frames == 2
    assert pes.mean_db == pytest.approx((10 * np.log10(0.01 * RATE) - 120) / 2)
    eps = energy_at_predicted_silence(reference, estimate, RATE)
    assert eps.frames == 2
    assert eps.mean_db == pytest.approx((10 * np.log10(RATE) - 120) / 2)


def test_energy_at_silence_without_silence_is_none() -> None:
    sound = noise(2 * RATE)
    assert predicted_energy_at_silence(sound, sound, RATE).mean_db is None
    assert predicted_energy_at_silence(sound[:10], sound[:10], RATE).frames == 0


def test_silence_threshold_finds_quiet_frames() -> None:
    sound = np.repeat([0.5, 1e-4, 0.0], RATE)
    assert silent_frames(sound, RATE).tolist() == [False, False, True]
    assert silent_frames(sound, RATE, -60.0).tolist() == [False, True, True]
