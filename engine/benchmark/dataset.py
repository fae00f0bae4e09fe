"""The folder of Universal-150 (Tian, Xu & Li 2019), or one laid out like it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.benchmark.report import BenchmarkError
from engine.recording import Recording, RecordingError

PUBLISHED_METRICS = ("si_sdr", "sdr", "sir", "sar")
# The mixtures on which settings of the blind methods were chosen: their scores are flattered.
CHOSEN_ON = frozenset(
    (
        *(7, 8, 10, 12, 17, 31, 32, 36, 37, 40, 43, 56, 61, 80, 81, 84, 92, 98, 101, 103, 104, 110),
        *(111, 149),
    )
)


@dataclass(frozen=True)
class Dataset:
    """Folders of the items, the clips behind each, and published scores: method → item → scores.

    Clips and published scores may be missing.
    """

    items: Mapping[int, Path]
    clips: Mapping[int, tuple[int, ...]]
    published: Mapping[str, Mapping[int, Mapping[str, float]]]


def open_dataset(path: Path) -> Dataset:
    """The data in a folder that holds Audios/, or in Audios itself. Raises BenchmarkError."""
    audios = path / "Audios" if (path / "Audios").is_dir() else path
    if not audios.is_dir():
        raise BenchmarkError(f"{path}: is not a folder")
    numbered = (entry for entry in audios.iterdir() if entry.name.isdecimal())
    items = {int(entry.name): entry for entry in numbered if (entry / "mix.wav").is_file()}
    if not items:
        raise BenchmarkError(f"{path}: holds no mixtures (Audios/<number>/mix.wav, gt1.wav, …)")
    clips = {
        int(row["mixture"]): (int(row["clip_of_gt1"]), int(row["clip_of_gt2"]))
        for row in _csv_rows(audios.parent / "clips.csv")
    }
    published: dict[str, dict[int, dict[str, float]]] = {}
    for row in _csv_rows(audios.parent / "published_results_dev.csv"):
        scores = {metric: float(row[f"{metric}_db"]) for metric in PUBLISHED_METRICS}
        published.setdefault(row["method"], {})[int(row["mixture"])] = scores
    return Dataset(dict(sorted(items.items())), clips, published)


def _csv_rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def chosen_items(dataset: Dataset, wanted: Sequence[int] | None) -> dict[int, Path]:
    """The wanted items, or all. Raises BenchmarkError for one that is not there."""
    if wanted is None:
        return dict(dataset.items)
    missing = [number for number in wanted if number not in dataset.items]
    if missing:
        raise BenchmarkError(f"the data holds no mixture {missing[0]}")
    return {number: dataset.items[number] for number in wanted}


def read_sounds(folder: Path) -> tuple[Recording, np.ndarray]:
    """The mixture, held in memory, and its references: float32 (sources, channels * samples)."""
    references: list[np.ndarray] = []
    while (path := folder / f"gt{len(references) + 1}.wav").is_file():
        references.append(_samples(path)[0].ravel())
    if len(references) < 2:
        raise BenchmarkError(f"{folder}: holds no references gt1.wav and gt2.wav")
    samples, rate = _samples(folder / "mix.wav")
    if any(len(reference) != samples.size for reference in references):
        raise BenchmarkError(f"{folder}: the references are not as long as the mixture")
    mixture = Recording.from_samples(samples, rate, folder / "mix.wav")
    return mixture, np.stack(references)


def _samples(path: Path) -> tuple[np.ndarray, int]:
    try:
        with closing(Recording.open(path)) as recording:
            return recording.read(0, recording.samples), recording.sample_rate
    except RecordingError as error:
        raise BenchmarkError(str(error)) from error
