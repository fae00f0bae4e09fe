"""Quality after a simulated user's boxes on voices that sing together: two, three and four.

PATH holds one sound file a voice, in time with each other. Items are stretches of 6 s; every
combination of voices is played on every stretch, with the protocol of the guided benchmark.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from engine.benchmark.guided import COUNTS, Scene, session
from engine.benchmark.processes import rows_of_all
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report, Row
from engine.benchmark.simulated_user import CAREFUL
from engine.recording import Recording, RecordingError

SECONDS = 6.0
VOICES = (2, 3, 4)
METHODS = ("painting", "plca", "instant", "refined")
# A voice that rests through a stretch is no source of it.
_QUIETEST = 1e-3
_SUFFIXES = (".flac", ".wav")


def voice_files(folder: Path) -> list[Path]:
    """The voices' sound files, by name. Raises BenchmarkError for fewer than two."""
    files = sorted(path for path in folder.glob("*") if path.suffix in _SUFFIXES)
    if len(files) < VOICES[0]:
        raise BenchmarkError(f"{folder}: holds no voices (one .flac or .wav each, two at least)")
    return files


def read_stretch(files: Sequence[Path], stretch: int) -> tuple[int, np.ndarray]:
    """Sample rate, and these voices in one stretch as float32 (voices, samples)."""
    voices, rates = [], set()
    for path in files:
        try:
            recording = Recording.open(path)
            samples = round(SECONDS * recording.sample_rate)
            start = stretch * samples
            voices.append(recording.read(start, start + samples).mean(axis=0))
            rates.add(recording.sample_rate)
        except RecordingError as error:
            raise BenchmarkError(str(error)) from error
    if len(rates) > 1:
        raise BenchmarkError(f"{files[0].parent}: the voices differ in their sample rates")
    return rates.pop(), np.stack(voices).astype(np.float32)


def play_stretch(files: tuple[Path, ...], stretch: int, seed: int) -> list[Row]:
    """All methods on one combination of voices; nothing where one of them rests."""
    sample_rate, voices = read_stretch(files, stretch)
    if np.sqrt(np.square(voices).mean(axis=1)).min() < _QUIETEST:
        return []
    mixture = Recording.from_samples(voices.sum(axis=0, keepdims=True), sample_rate)
    scene = Scene(mixture, voices)
    row = {"voices": [path.stem for path in files], "stretch": stretch, "seed": seed}
    return [
        {**row, "method": method, **session(scene, method, CAREFUL, seed, ())} for method in METHODS
    ]


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Play every combination on every stretch; print a table a number of voices."""
    assert options.path is not None
    files = voice_files(options.path)
    shortest = min(_duration(path) for path in files)
    stretches = options.items or tuple(range(int(shortest // SECONDS)))
    work = [
        (chosen, stretch, seed)
        for count in VOICES
        for chosen in combinations(files, count)
        for stretch in stretches
        for seed in options.seeds
    ]
    if not work or max(stretches) >= shortest // SECONDS:
        raise BenchmarkError(f"{options.path}: has only {shortest // SECONDS:.0f} stretches of 6 s")
    rows = rows_of_all(
        play_stretch,
        work,
        options.jobs,
        report,
        lambda played: " and ".join(played[0]["voices"]) if played else "a voice rests",
    )
    rows.sort(key=lambda row: (len(row["voices"]), row["voices"], row["stretch"], row["seed"]))
    summary = summarise(rows)
    for count in VOICES:
        own = [line for line in summary if line["voices"] == count]
        if own:
            report.result("")
            report.result(f"{count} voices, {own[0]['runs']} runs; SI-SDR in dB after boxes")
            header = ("method", *(str(boxes) for boxes in COUNTS))
            report.table(header, [[line["method"], *line["mean"]] for line in own])
    return {"counts": list(COUNTS), "seeds": list(options.seeds), "summary": summary, "rows": rows}


def summarise(rows: Sequence[Row]) -> list[Row]:
    """Per number of voices and method: runs and the mean SI-SDR in dB per count of boxes."""
    lines = []
    for count in VOICES:
        for method in METHODS:
            own = [
                row["scores"]
                for row in rows
                if len(row["voices"]) == count and row["method"] == method
            ]
            if own:
                mean = np.mean(own, axis=0).tolist()
                lines.append({"voices": count, "method": method, "runs": len(own), "mean": mean})
    return lines


def _duration(path: Path) -> float:
    try:
        return Recording.open(path).duration
    except RecordingError as error:
        raise BenchmarkError(str(error)) from error
