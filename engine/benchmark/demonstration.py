"""The published demonstration redone: deactivate boxes where the violin leaks into the dog.

PATH is violin_dog_2stems.wav (violin and dog in two channels, from adobe/Deep-Audio-Prior). First
it is separated blind; then four boxes that take sound away from the dog are drawn on the result.
The boxes lie where a user who knows the references and draws large ones (up to three octaves and
three seconds, 90 % violin) found most of the violin in the dog's mask.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.guidance import Box, Guidance
from engine.masks import Masks
from engine.metrics import si_sdr
from engine.recording import Recording, RecordingError
from engine.separators import load_separator
from engine.separators.base import Step
from engine.stems import StemRenderer

NAMES = ("violin", "dog")
DOG = NAMES.index("dog")
LEAKS = (
    (2.4, 3.5, 635.0, 5080.0),
    (1.1, 2.1, 504.0, 635.0),
    (8.0, 10.2, 400.0, 504.0),
    (6.2, 6.5, 504.0, 4032.0),
)


class Demonstration(NamedTuple):
    """The mixture, masks before and after the boxes, and SI-SDR in dB (sources,) of each."""

    mixture: Recording
    guidance: Guidance
    before: Masks
    after: Masks
    scores_before: list[float]
    scores_after: list[float]


def demonstrate(path: Path, preset: str = "standard", seed: int = 0) -> Demonstration:
    """Separate blind, draw the boxes, go on separating. Raises BenchmarkError for another file."""
    try:
        recording = Recording.open(path)
        references = recording.read(0, recording.samples)
    except RecordingError as error:
        raise BenchmarkError(str(error)) from error
    if len(references) != len(NAMES):
        raise BenchmarkError(f"{path}: must hold violin and dog in two channels")
    mixture = Recording.from_samples(references.sum(axis=0, keepdims=True), recording.sample_rate)
    separator = load_separator("dap")
    settings = separator.preset(preset, sources=len(NAMES), device="cpu")

    def separated(guidance: Guidance, start: Any) -> Step:
        steps = separator.steps(mixture, guidance, settings, seed=seed, start=start)
        *_, last = steps
        return last

    blind = separated(Guidance(), None)
    before = blind.masks()
    scores = _scores(mixture, before, references)
    # A blind method knows no names.
    dog = int(np.argmax(scores[DOG]))
    guidance = Guidance(tuple(Box(dog, "deactivate", *edges) for edges in LEAKS))
    after = separated(guidance, blind.state).masks()
    order = [1 - dog, dog]
    scores_after = _scores(mixture, after, references)
    return Demonstration(
        mixture,
        guidance,
        before,
        after,
        scores[range(len(NAMES)), order].tolist(),
        scores_after[range(len(NAMES)), order].tolist(),
    )


def _scores(mixture: Recording, masks: Masks, references: np.ndarray) -> np.ndarray:
    """SI-SDR in dB of every stem against every reference: (references, stems)."""
    stems = StemRenderer(mixture, masks).render(0, mixture.samples).reshape(len(NAMES), -1)
    return np.array([[si_sdr(one, stem) for stem in stems] for one in references])


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Print SI-SDR of both before and after the boxes."""
    assert options.path is not None
    rows: list[dict[str, Any]] = []
    for seed in options.seeds:
        shown = demonstrate(options.path, options.preset, seed)
        rows.append({"seed": seed, "before": shown.scores_before, "after": shown.scores_after})
    report.table(
        ("SI-SDR in dB", *(f"{name} {when}" for name in NAMES for when in ("before", "after"))),
        [
            [
                f"seed {row['seed']}",
                *(row[when][n] for n in range(len(NAMES)) for when in ("before", "after")),
            ]
            for row in rows
        ],
    )
    return {"boxes": LEAKS, "rows": rows}
