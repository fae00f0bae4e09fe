"""`unbraid benchmark sessions`: how long a large session takes to save and to open, and its size.

Ten minutes of stereo at 44.1 kHz with three versions, masks and networks of the sizes that the
deep audio prior has; their values are random, which packs worst. Measured is what a person waits
for: hashing the recording, the arrays, the disk; opening also finds the recording by its hash.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from editor.benchmark_desk import Case
from editor.session_opener import load_session
from editor.session_state import References
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.guidance import Box, Guidance
from engine.masks import Masks, normalised
from engine.recording import Recording
from engine.separators.base import SavedState
from engine.session import (
    FolderWriter,
    MarkState,
    Network,
    Result,
    SeparationChoice,
    Session,
    SourceState,
    Version,
    save_session,
)
from engine.spectrogram import AnalysisGrid

CASE = Case(600.0, 44_100, 2)
VERSIONS, BOXES, NETWORK_BANDS = 3, 100, 64


def run(options: BenchmarkOptions, report: Report, case: Case = CASE) -> dict[str, Any]:
    """--seeds: of the random values. Raises BenchmarkError for --items, which there are none of."""
    if options.items is not None:
        raise BenchmarkError("the benchmark sessions has no --items")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording.open(_write_noise(case, Path(folder)))
        for seed in options.seeds:
            rows.append(_measured(recording, Path(folder), seed))
        recording.close()
    report.result(f"{case.name}, {VERSIONS} versions, {BOXES} boxes")
    report.table(
        ("seed", "save s", "over it s", "open s", "file MB", "autosave, first s", "one more box s"),
        [tuple(row.values()) for row in rows],
    )
    return {"case": case.name, "sessions": rows}


def _write_noise(case: Case, folder: Path) -> Path:
    """A recording of that length; what is in it does not matter here."""
    path = folder / "noise.wav"
    random = np.random.default_rng(0)
    with soundfile.SoundFile(str(path), "w", case.sample_rate, case.channels, "PCM_16") as file:
        for _ in range(round(case.seconds)):
            shape = (case.sample_rate, case.channels)
            file.write(random.integers(-9000, 9000, shape, dtype=np.int16))
    return path


def _measured(recording: Recording, folder: Path, seed: int) -> dict[str, Any]:
    session = _session(recording, seed)
    path = folder / f"{seed}.unbraid"

    def save() -> None:
        reference = References().to(recording, None, path)
        save_session(path, replace(session, reference=reference))

    saved = _seconds(save)
    saved_again = _seconds(save)
    opened = _seconds(lambda: load_session(path, lambda: False).recording.close())  # type: ignore[union-attr]
    size = path.stat().st_size
    path.unlink()
    writer = FolderWriter(folder / f"autosave {seed}")
    first = _seconds(lambda: writer.write(session))
    box = Box(0, "activate", 1.0, 2.0, 100.0, 900.0)
    more = replace(
        session,
        guidance=Guidance((*session.guidance.marks, box)),
        mark_states=(*session.mark_states, MarkState()),
    )
    again = _seconds(lambda: writer.write(more))
    return {
        "seed": seed,
        "save_seconds": saved,
        "save_again_seconds": saved_again,
        "open_seconds": opened,
        "megabytes": size / 1e6,
        "autosave_seconds": first,
        "autosave_box_seconds": again,
    }


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _session(recording: Recording, seed: int) -> Session:
    random = np.random.default_rng(seed)
    grid = AnalysisGrid.for_rate(recording.sample_rate, 12.0)
    times = grid.times(recording.samples)

    def masks() -> Masks:
        values = normalised(random.random((2, grid.bands, len(times)), np.float32))
        return Masks(values, times, np.asarray(grid.frequencies, np.float64), values.mean(1))

    guidance = Guidance(
        tuple(Box(0, "activate", float(n), n + 0.5, 100.0, 900.0) for n in range(BOXES))
    )
    states = tuple(MarkState() for _ in guidance.marks)
    sources = (SourceState("dog", "#56B4E9"), SourceState("violin", "#E69F00"))
    choice = SeparationChoice()
    results = [Result(masks(), guidance) for _ in range(VERSIONS + 1)]
    versions = tuple(
        Version(str(n), f"version {n}", 1.8e9 + n, False, sources, guidance, states, choice, result)
        for n, result in enumerate(results[1:])
    )
    average = random.random((2, NETWORK_BANDS, len(times)), np.float32)
    start = results[0].masks
    assert start is not None
    state = SavedState({"iteration": 150}, {"average": average, "start": start.values})
    return Session(
        sources=sources,
        guidance=guidance,
        mark_states=states,
        choice=choice,
        result=results[0],
        versions=versions,
        network=Network(choice, state),
    )
