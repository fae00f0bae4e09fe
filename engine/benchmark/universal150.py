"""Universal-150 (Tian, Xu & Li 2019): two-source mixtures with known sources.

Scores are of the best permutation, the mean over both sources. Intervals resample the clips that
the mixtures are made of, because a few clips make many mixtures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.benchmark.processes import one_by_one
from engine.benchmark.report import (
    BenchmarkError,
    BenchmarkOptions,
    Cell,
    Clock,
    Report,
    resampled_interval,
)
from engine.guidance import Guidance
from engine.metrics import best_permutation, bss_eval, si_sdr_matrix
from engine.recording import Recording, RecordingError
from engine.separators import load_separator
from engine.separators.base import SeparationError, Step

METRICS = ("si_sdr", "sdr", "sir", "sar")
COMPARED = ("DAP, as published", "DAP as a ratio mask")
Row = dict[str, Any]


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
        scores = {metric: float(row[f"{metric}_db"]) for metric in METRICS}
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


def separate_item(folder: Path, options: BenchmarkOptions, seed: int) -> Row:
    """Separate one mixture and score the stems."""
    from engine.stems import StemRenderer

    mixture, references = read_sounds(folder)
    separator = load_separator(options.method)
    settings = separator.preset(options.preset, sources=len(references), device=options.device)
    if options.iterations is not None:
        settings = replace(settings, iterations=options.iterations)
    clock = Clock()
    last: Step | None = None
    try:
        with closing(separator.steps(mixture, Guidance(), settings, seed=seed)) as steps:
            for step in steps:
                last = step
            if last is None:
                raise SeparationError("the method gave no result")
            masks = last.masks()
    except SeparationError as error:
        raise BenchmarkError(f"{folder}: {error}") from error
    stems = StemRenderer(mixture, masks).render(0, mixture.samples)
    seconds = clock.seconds
    scores = score(references, stems.reshape(len(references), -1), mixture)
    done = {"seconds": seconds, "iterations": last.iteration, "device": last.device}
    return {"item": int(folder.name), "seed": seed, **done, **scores}


def score(references: np.ndarray, estimates: np.ndarray, mixture: Recording) -> Row:
    """Every metric in dB, per source in the references' order, and how many stems are silent."""
    matrix = si_sdr_matrix(references, estimates)
    order = best_permutation(matrix)
    whole = mixture.read(0, mixture.samples).ravel()
    bss = bss_eval(references, estimates)
    return {
        "si_sdr": matrix[range(len(order)), order],
        "mixture_si_sdr": si_sdr_matrix(references, whole[None])[:, 0],
        "sdr": bss.sdr,
        "sir": bss.sir,
        "sar": bss.sar,
        "silent_estimates": int(np.count_nonzero(~estimates.any(axis=1))),
        "silent_references": int(np.count_nonzero(~references.any(axis=1))),
    }


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Separate every item with every seed; print a table; return all rows and means."""
    assert options.path is not None
    dataset = open_dataset(options.path)
    items = chosen_items(dataset, options.items)
    work = [(folder, seed) for seed in options.seeds for folder in items.values()]
    clock = Clock()
    rows: list[Row] = []
    arguments = [(folder, options, seed) for folder, seed in work]
    for row in one_by_one(separate_item, arguments, options.jobs):
        row["published"] = {
            method: scores[row["item"]]
            for method, scores in dataset.published.items()
            if row["item"] in scores
        }
        rows.append(row)
        left = clock.seconds / len(rows) * (len(work) - len(rows))
        report.progress(
            f"item {row['item']}, seed {row['seed']}: SI-SDR {_mean(row, 'si_sdr'):.2f} dB in "
            f"{row['seconds']:.1f} s ({len(rows)} of {len(work)}, {left:.0f} s left)"
        )
    rows.sort(key=lambda row: (row["item"], row["seed"]))
    summary = summarise(rows, dataset.clips)
    _print(rows, summary, report, options)
    return {
        "method": options.method,
        "preset": options.preset,
        "iterations": options.iterations,
        "seeds": list(options.seeds),
        "jobs": options.jobs,
        "seconds": clock.seconds,
        "summary": summary,
        "rows": rows,
    }


def _mean(row: Row, metric: str) -> float:
    return float(np.mean(row[metric]))


def summarise(rows: Sequence[Row], clips: Mapping[int, tuple[int, ...]]) -> dict[str, Any]:
    """Means over rows, with the interval of SI-SDR, and those of the published systems."""
    means = {metric: float(np.mean([_mean(row, metric) for row in rows])) for metric in METRICS}
    ours = [_mean(row, "si_sdr") for row in rows]
    improved = [bool(np.all(row["si_sdr"] > row["mixture_si_sdr"])) for row in rows]
    groups = [clips.get(row["item"]) for row in rows]
    return {
        "count": len(rows),
        **means,
        "mixture_si_sdr": float(np.mean([_mean(row, "mixture_si_sdr") for row in rows])),
        "si_sdr_interval": _interval(ours, groups),
        "both_sources_improved": float(np.mean(improved)),
        "seconds": float(np.mean([row["seconds"] for row in rows])),
        "seconds_max": float(np.max([row["seconds"] for row in rows])),
        "silent_estimates": sum(row["silent_estimates"] for row in rows),
        "silent_references": sum(row["silent_references"] for row in rows),
        "published": {
            method: _published_summary(method, rows, groups)
            for method in dict.fromkeys(name for row in rows for name in row["published"])
        },
    }


def _interval(
    values: Sequence[float], groups: Sequence[tuple[int, ...] | None]
) -> tuple[float, float] | None:
    known = [group for group in groups if group is not None]
    return resampled_interval(values, known) if len(known) == len(values) else None


def _published_summary(
    method: str, rows: Sequence[Row], groups: Sequence[tuple[int, ...] | None]
) -> dict[str, Any]:
    """Means on the same items, and by how much ours is better in SI-SDR."""
    both = [
        (row, group) for row, group in zip(rows, groups, strict=True) if method in row["published"]
    ]
    scores = [row["published"][method] for row, _ in both]
    ahead = [_mean(row, "si_sdr") - row["published"][method]["si_sdr"] for row, _ in both]
    return {
        "count": len(both),
        **{metric: float(np.mean([score[metric] for score in scores])) for metric in METRICS},
        "ours_ahead_si_sdr": float(np.mean(ahead)),
        "ours_ahead_interval": _interval(ahead, [group for _, group in both]),
    }


def _print(
    rows: Sequence[Row], summary: Mapping[str, Any], report: Report, options: BenchmarkOptions
) -> None:
    compared = [method for method in COMPARED if method in summary["published"]]
    header = ("item", "seed", "SI-SDR", "of 1", "of 2", "mixture", "SDR", "SIR", "SAR", "s")
    report.table((*header, *compared), [_line(row, compared) for row in rows])
    report.result("")
    report.result(f"Mean in dB, best permutation, {summary['count']} runs")
    report.table(("", "SI-SDR", "SDR", "SIR", "SAR", "count"), _mean_lines(summary, options))
    report.result("")
    for line in _closing_lines(summary):
        report.result(line)


def _line(row: Row, compared: Sequence[str]) -> list[Cell]:
    published = [row["published"].get(method, {}).get("si_sdr") for method in compared]
    scores = [_mean(row, metric) for metric in ("mixture_si_sdr", "sdr", "sir", "sar")]
    sources = [float(value) for value in row["si_sdr"][:2]]
    head: list[Cell] = [str(row["item"]), row["seed"], _mean(row, "si_sdr")]
    return [*head, *sources, *scores, row["seconds"], *published]


def _mean_lines(summary: Mapping[str, Any], options: BenchmarkOptions) -> Iterator[list[Cell]]:
    ours = f"Unbraid, {options.method} {options.preset}"
    for name, means in ((ours, summary), *summary["published"].items()):
        yield [name, *(means[metric] for metric in METRICS), means["count"]]


def _closing_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    interval = summary["si_sdr_interval"]
    if interval is None:
        yield "No interval: clips.csv does not say which clips the mixtures are made of."
    else:
        yield f"SI-SDR {summary['si_sdr']:.2f} dB {_bracket(interval)} (95 %, by clips)"
    for method in COMPARED:
        if method in summary["published"]:
            ahead = summary["published"][method]
            yield (
                f"Ahead of {method}: {ahead['ours_ahead_si_sdr']:.2f} dB "
                f"{_bracket(ahead['ours_ahead_interval'])}"
            )
    yield f"Both sources improved in {summary['both_sources_improved']:.0%} of the runs"
    yield (
        f"{summary['seconds']:.1f} s per mixture, {summary['seconds_max']:.1f} s at most; "
        f"silent estimates: {summary['silent_estimates']}, "
        f"silent references: {summary['silent_references']}"
    )


def _bracket(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"[{interval[0]:.2f}, {interval[1]:.2f}]"
