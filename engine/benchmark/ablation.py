"""The deep prior with one of its elements at a time left out (Tian, Xu & Li 2019, section 4.3).

The elements are the switches among the method's settings that its preset has on. Every variant
runs on the same mixtures with the same seeds; differences are paired. The mixtures are those on
which no setting was chosen. Beside the blind start the networks are not heard, so their elements
are left out where they begin from noise; what the start is worth is what it adds to these.
The whole takes as long as (elements + 1) × mixtures × seeds runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.benchmark.charts import check_picture, montage
from engine.benchmark.comparison import gain, si_sdr_by_item, summary_of
from engine.benchmark.contenders import (
    CONSENSUS,
    Contender,
    contenders_of,
    settings_of,
    switches_of,
)
from engine.benchmark.dataset import CHOSEN_ON, chosen_items, open_dataset, read_sounds
from engine.benchmark.measuring import Task, measure_items, separate
from engine.benchmark.oracles import ORACLE_STFT
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Cell, Clock, Report, bracket
from engine.metrics import best_permutation, si_sdr_matrix
from engine.recording import Recording
from engine.spectrogram import forward

FEWEST_MIXTURES = 24
START = "consensus_start"
_OF_THE_START = "thorough_start"
_BINS, _FRAMES = 128, 240


def variants_of(full: Contender, options: BenchmarkOptions) -> list[Contender]:
    """A method as it is, and without each of its elements.

    Where it has a blind start, which hides them: from noise, without each, and the start alone.
    """
    switches = switches_of(settings_of(full, 2, options))
    if not switches:
        raise BenchmarkError(f"{full.label} has no element that could be left out")
    base = replace(full, changes=((START, False),)) if START in switches else full
    without = [
        replace(base, changes=(*base.changes, (name, False)))
        for name in switches
        if name not in (START, _OF_THE_START)
    ]
    return [base, *without, *([Contender(CONSENSUS)] if base != full else [])]


def element_of(variant: Contender) -> str:
    """What a variant other than the first leaves out, or has alone."""
    return variant.changes[-1][0] if variant.changes else START


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Run every variant on every mixture and seed; print the table; return rows and means.

    With a picture, the first mixture's spectrograms are drawn: input, every variant, truth.
    """
    assert options.path is not None
    check_picture(options.picture)
    dataset = open_dataset(options.path)
    untouched = [item for item in dataset.items if item not in CHOSEN_ON]
    wanted = untouched if len(untouched) >= FEWEST_MIXTURES else None
    items = chosen_items(dataset, options.items or wanted)
    variants = variants_of(contenders_of(options, ("dap",))[0], options)
    clock = Clock()
    tasks = [
        Task(folder, variant, seed)
        for seed in options.seeds
        for folder in items.values()
        for variant in variants
    ]
    rows, others = measure_items(tasks, options, report, "ablation")
    own = {v.label: [row for row in rows if row["method"] == v.label] for v in variants}
    full = si_sdr_by_item(own[variants[0].label])
    summary = {label: summary_of(part, dataset.clips) for label, part in own.items()}
    for variant in variants[1:]:
        without = si_sdr_by_item(own[variant.label])
        summary[variant.label]["element"] = element_of(variant)
        pair = (full, without) if variant.changes else (without, full)
        summary[variant.label]["worth"] = gain(*pair, dataset.clips)
    count = f"{len(items)} mixtures, seeds {', '.join(map(str, options.seeds))}"
    report.result(f"SI-SDR in dB, {count}; what each element is worth, paired; [95 %, by clips]")
    header = ("", "SI-SDR", "worth", "", "better with it", "both improved", "CPU s")
    report.table(header, _lines(summary))
    for line in _verdicts(summary):
        report.result(line)
    if options.picture is not None:
        _draw(options.picture, next(iter(items.values())), variants, options, report)
    return {
        "method": variants[0].label,
        "items": list(items),
        "seeds": list(options.seeds),
        "jobs": options.jobs,
        "seconds": clock.seconds,
        "summary": summary,
        "rows": rows,
        "other_rows": others,
    }


def _lines(summary: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for label, means in summary.items():
        worth = means.get("worth")
        cells: list[Cell] = [None, "", None]
        if worth is not None:
            cells = [worth["mean"], bracket(worth["interval"], 2), f"{worth['better']:.0%}"]
        both = f"{means['both_sources_improved']:.0%}"
        yield [label, means["si_sdr"], *cells, both, means["cpu_seconds"]]


def _verdicts(summary: Mapping[str, Any]) -> Iterator[str]:
    """Which elements help, which harm, and of which neither can be said."""
    found: dict[str, list[str]] = {"helps": [], "harms": [], "cannot be told from no effect": []}
    for means in summary.values():
        worth = means.get("worth")
        if worth is None or worth["interval"] is None:
            continue
        low, high = worth["interval"]
        verdict = "helps" if low > 0 else "harms" if high < 0 else "cannot be told from no effect"
        found[verdict].append(means["element"])
    for verdict, elements in found.items():
        if elements:
            yield f"{verdict}: {', '.join(elements)}"


def _draw(
    path: Path,
    folder: Path,
    variants: Sequence[Contender],
    options: BenchmarkOptions,
    report: Report,
) -> None:
    """Spectrograms of the input, both stems of every variant, and both references."""
    mixture, references = read_sounds(folder)

    def pictures(sounds: np.ndarray) -> list[np.ndarray]:
        return [_spectrogram(sound, mixture) for sound in sounds]

    rows = [("input", pictures(mixture.read(0, mixture.samples).reshape(1, -1)))]
    for variant in (*variants[1:], variants[0]):
        report.progress(f"drawing {variant.label}")
        outcome = separate(variant, mixture, references, options, options.seeds[0])
        matrix = si_sdr_matrix(references, outcome.stems)
        order = list(best_permutation(matrix))
        name = "full" if variant is variants[0] else _name(variant)
        score = float(np.mean(matrix[range(len(order)), order]))
        label = f"{name.replace('_', ' ')}, {score:.1f} dB"
        rows.append((label, pictures(outcome.stems[order])))
    rows.append(("truth", pictures(references)))
    montage(path, f"{variants[0].label}, mixture {folder.name}, seed {options.seeds[0]}", rows)


def _name(variant: Contender) -> str:
    return f"{'without' if variant.changes else 'with'} {element_of(variant)}"


def _spectrogram(sound: np.ndarray, mixture: Recording) -> np.ndarray:
    """Magnitude of a sound (channels * samples,), in as many pixels as are shown."""
    recording = Recording.from_samples(sound.reshape(mixture.channels, -1), mixture.sample_rate)
    frames = ORACLE_STFT.frames(recording.samples)
    magnitude = forward(recording, ORACLE_STFT, 0, frames).abs().mean(0).numpy()
    return _largest(_largest(magnitude, _BINS).T, _FRAMES).T


def _largest(rows: np.ndarray, count: int) -> np.ndarray:
    """At most so many rows, each the greatest of those that it stands for."""
    edges = np.unique(np.linspace(0, len(rows), count + 1).astype(int))[:-1]
    return np.maximum.reduceat(rows, edges, axis=0)
