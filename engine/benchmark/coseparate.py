"""Co-separation of made mixtures with known parts, and of the paper's own three.

Rows: the same waveform with lags, and varied performances (stretched by up to 3 %, re-pitched by
up to 20 cents, filtered), in 2, 3 and 5 files, at -12, -6 and 0 dB against each private sound.
Places are found, not given. Files for which none are found stay as they are and count so. The
baselines get the places that were found: the complex median and the reweighted average of the
aligned files, and each file parted alone by NMF, of whose two stems the better one counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import signal

from engine.benchmark.processes import one_by_one
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Clock, Report
from engine.benchmark.shared_sounds import CASES, RATE, Scene, Shelf, make_scene
from engine.coseparation import (
    Alignment,
    CoseparationError,
    Material,
    align,
    coseparate,
    read_material,
)
from engine.coseparation.agreement import smoothed
from engine.coseparation.view import View
from engine.guidance import Guidance
from engine.metrics import si_sdr
from engine.recording import Recording, RecordingError
from engine.separators import load_separator
from engine.spectrogram import StftSettings
from engine.stems import StemRenderer

FILES = (2, 3, 5)
LEVELS_DB = (-12.0, -6.0, 0.0)
ITEMS = (0, 1, 2, 3)
METHODS = ("ours", "alone", "median", "reweighted")
PAPER = ("watermark_mixture1.mp3", "watermark_mixture2.mp3", "watermark_mixture3.mp3")
_TRANSFORM = StftSettings(2048, 512)
_REWEIGHTINGS = 20
Row = dict[str, Any]


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Part every made mixture; print a table of all rows, then the paper's three files."""
    assert options.path is not None
    split = "reported"
    Shelf(options.path, split)
    work = [
        (options.path, split, case, files, level, item, seed)
        for case in CASES
        for files in FILES
        for level in LEVELS_DB
        for item in options.items or ITEMS
        for seed in options.seeds
    ]
    clock = Clock()
    rows: list[Row] = []
    for done, row in enumerate(one_by_one(play, work, options.jobs), start=1):
        rows.append(row)
        left = clock.seconds / done * (len(work) - done)
        report.progress(f"{done} of {len(work)}, {left:.0f} s left")
    rows.sort(key=lambda row: (CASES.index(row["case"]), row["files"], row["level"], row["item"]))
    summary = summarise(rows)
    report.result("SI-SDR improvement of the clean parts in dB, and SI-SDR of our shared parts")
    header = ("case", "files", "level", "found", *METHODS, "shared")
    report.table(
        header,
        [
            [
                line["case"],
                line["files"],
                f"{line['level']:.0f}",
                f"{line['found']:.1f}/{line['scenes']}",
                *(line["improvement"][method] for method in METHODS),
                line["shared"],
            ]
            for line in summary
        ],
    )
    paper = paper_mixtures(options.path / "examples")
    report.result("")
    report.result("The paper's three mixtures: correlation of each pair after alignment")
    report.table(
        ("pair", "shared", "shared, masked", "clean"),
        [[line["pair"], line["shared"], line["masked"], line["clean"]] for line in paper],
    )
    return {"split": split, "summary": summary, "rows": rows, "paper": paper}


def play(
    folder: Path, split: str, case: str, files: int, level: float, item: int, seed: int
) -> Row:
    """All methods on one scene."""
    scene = make_scene(Shelf(folder, split), item, files, level, case)
    recordings = [Recording.from_samples(mixture, RATE) for mixture in scene.mixtures]
    materials = [read_material(recording) for recording in recordings]
    clock = Clock()
    alignment, kept = _found(materials)
    row: Row = {
        "case": case,
        "files": files,
        "level": level,
        "item": item,
        "seed": seed,
        "clips": list(scene.clips),
        "found": len(kept) / files,
        "kind": alignment.kind if alignment else None,
    }
    silence = np.zeros_like(scene.shared)
    materials = [materials[number] for number in kept]

    def placed(parts: np.ndarray) -> np.ndarray:
        whole = silence.copy()
        whole[list(kept)] = parts
        return whole

    ours = placed(_ours(materials, alignment, seed)) if alignment else silence
    row["seconds"] = clock.seconds
    estimates = {"ours": ours, "alone": _alone(scene, recordings, seed)}
    for name, method in (("median", _median), ("reweighted", _reweighted)):
        made = placed(_aligned(materials, alignment, method)) if alignment else silence
        estimates[name] = made
    row["improvement"] = {name: improvement(scene, made) for name, made in estimates.items()}
    row["shared"] = (
        float(np.mean([si_sdr(scene.shared[number], ours[number]) for number in kept]))
        if alignment
        else None
    )
    return row


def _found(materials: Sequence[Material]) -> tuple[Alignment | None, tuple[int, ...]]:
    """The places, and which files have one: those that share nothing are left out, as is said."""
    kept = tuple(range(len(materials)))
    while True:
        try:
            return align([materials[number] for number in kept]), kept
        except CoseparationError as error:
            left = tuple(n for i, n in enumerate(kept) if i not in error.lonely)
            if len(left) < 2 or left == kept:
                return None, ()
            kept = left


def improvement(scene: Scene, shared: np.ndarray) -> float:
    """How much closer the files come to their clean parts without `shared`: SI-SDR in dB, mean."""
    scores = [
        si_sdr(private, mixture - part) - si_sdr(private, mixture)
        for private, mixture, part in zip(scene.private, scene.mixtures, shared, strict=True)
    ]
    return float(np.mean(scores))


def summarise(rows: Sequence[Row]) -> list[Row]:
    """One line for each case, number of files and level."""
    lines = []
    for case, files, level in itertools.product(CASES, FILES, LEVELS_DB):
        own = [
            row for row in rows if (row["case"], row["files"], row["level"]) == (case, files, level)
        ]
        if not own:
            continue
        shared = [row["shared"] for row in own if row["shared"] is not None]
        lines.append(
            {
                "case": case,
                "files": files,
                "level": level,
                "scenes": len(own),
                "found": sum(row["found"] for row in own),
                "improvement": {
                    name: float(np.mean([row["improvement"][name] for row in own]))
                    for name in METHODS
                },
                "shared": float(np.mean(shared)) if shared else None,
            }
        )
    return lines


def _ours(materials: Sequence[Material], alignment: Alignment, seed: int) -> np.ndarray:
    *_, last = coseparate(materials, alignment, seed=seed)
    assert last.result is not None
    return np.stack(last.result().in_files)


# --- baselines -----------------------------------------------------------------------------------


def _alone(scene: Scene, recordings: Sequence[Recording], seed: int) -> np.ndarray:
    """Each file parted into two by NMF; the stem that is more like the shared sound."""
    separator = load_separator("nmf")
    settings = separator.preset("standard", sources=2)
    parts = []
    for recording, truth in zip(recordings, scene.shared, strict=True):
        *_, last = separator.steps(recording, Guidance(), settings, seed=seed)
        stems = StemRenderer(recording, last.masks()).render(0, recording.samples)[:, 0]
        parts.append(max(stems, key=lambda stem: si_sdr(truth, stem)))
    return np.stack(parts)


def _aligned(materials: Sequence[Material], alignment: Alignment, method: Any) -> np.ndarray:
    """The shared sound by a method that turns aligned spectra into one: (files, samples)."""
    views = [
        View(material, place, RATE, _TRANSFORM)
        for material, place in zip(materials, alignment.placements, strict=True)
    ]
    start, end = alignment.overlap(tuple(material.duration for material in materials))
    hop = _TRANSFORM.hop_length / RATE
    first, last = int(start / hop), int(end / hop) + 1
    spectra = np.stack([view.forward(first, last).numpy() for view in views])
    estimate = torch.from_numpy(method(spectra).astype(np.complex64))
    return np.stack(
        [
            view.inverse(estimate, first) * material.scale
            for view, material in zip(views, materials, strict=True)
        ]
    )


def _median(spectra: np.ndarray) -> np.ndarray:
    made: np.ndarray = np.median(spectra.real, axis=0) + 1j * np.median(spectra.imag, axis=0)
    return made


def _reweighted(spectra: np.ndarray) -> np.ndarray:
    """Average that weighs each file by the power of what it would leave nearby."""
    estimate = spectra.mean(axis=0)
    for _ in range(_REWEIGHTINGS):
        rest = torch.from_numpy(np.abs(spectra - estimate) ** 2)
        weight = 1.0 / (smoothed(rest, (3, 3)).numpy() + 1e-10 * float(rest.mean()) + 1e-20)
        estimate = (weight * spectra).sum(axis=0) / weight.sum(axis=0)
    return np.asarray(estimate)


# --- the paper's files ---------------------------------------------------------------------------


def paper_mixtures(folder: Path) -> list[Row]:
    """Correlations of every pair of the paper's three mixtures; empty where they are missing."""
    paths = [folder / name for name in PAPER]
    if not all(path.is_file() for path in paths):
        return []
    try:
        recordings = [Recording.open(path) for path in paths]
        materials = [read_material(recording) for recording in recordings]
        alignment = align(materials)
    except (RecordingError, CoseparationError) as error:
        raise BenchmarkError(str(error)) from error
    parts = _ours(materials, alignment, seed=0)
    sounds = [recording.read(0, recording.samples)[0] for recording in recordings]
    masked = [_masked(sound, part) for sound, part in zip(sounds, parts, strict=True)]
    clean = [sound - part for sound, part in zip(sounds, parts, strict=True)]
    for recording in recordings:
        recording.close()
    lags = [place.lag for place in alignment.placements]
    lines = []
    for first, second in itertools.combinations(range(len(paths)), 2):
        lag = (lags[second] - lags[first]) * recordings[0].sample_rate
        pairs: dict[str, Sequence[np.ndarray]] = {
            "shared": list(parts),
            "masked": masked,
            "clean": clean,
        }
        scores = {name: correlation(s[first], s[second], lag) for name, s in pairs.items()}
        lines.append({"pair": f"{first + 1} and {second + 1}", **scores})
    return lines


def _masked(sound: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The file itself under a real mask that is nearest to its shared part.

    The phase-sensitive mask (Erdogan, Hershey, Watanabe & Le Roux 2015), from 0 to 1.
    """
    window = {"nperseg": 2048, "noverlap": 1536}
    whole = signal.stft(sound, **window)[2]
    shared = signal.stft(part, **window)[2]
    mask = np.clip((shared * whole.conj()).real / (np.abs(whole) ** 2 + 1e-12), 0.0, 1.0)
    made: np.ndarray = signal.istft(whole * mask, **window)[1][: len(sound)]
    return made


def correlation(first: np.ndarray, second: np.ndarray, lag: float) -> float:
    """Correlation of two sounds after alignment: by the lag in samples, and in phase by band.

    Band by band (a quarter of an octave): filters on one sound's way turn its phases.
    """
    n_fft = len(first) + len(second)
    spectra = [np.fft.rfft(sound, n_fft) for sound in (first, second)]
    turns = np.exp(2j * np.pi * np.arange(len(spectra[0])) * lag / n_fft)
    cross = spectra[1] * turns * spectra[0].conj()
    edges = np.unique(np.geomspace(8, len(cross) - 1, 48).astype(int))
    agreed = np.abs(np.add.reduceat(cross, edges)).sum()
    powers = [float(np.sum(np.abs(spectrum[edges[0] :]) ** 2)) for spectrum in spectra]
    return float(agreed / np.sqrt(powers[0] * powers[1]))
