"""Textures extended from their beginning, against the real continuation.

Distances of statistics are means over all pairs of stretches as long as the given one, one of the
extension and one of the held-back continuation, in units of the same between real stretches.
Repetition, clicks and loudness beside them. PATH is the folder of the two recordings.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Cell, Clock, Report
from engine.benchmark.texture_items import (
    RECORDINGS,
    SECONDS,
    Item,
    looped,
    made_items,
    recorded_item,
    shuffled,
)
from engine.benchmark.texture_statistics import (
    Statistics,
    distances_within,
    mean_distances,
    relative,
    repetition,
    sharpest,
    statistics,
)
from engine.benchmark.texture_tones import ToneRow, print_tones, tone_rows
from engine.texture.extension import Parts, Texture, extended

LONG_SECONDS = 600.0
LONG_ITEM = "ten minutes"
TONES_ITEM = "room tones"
Maker = Callable[[Item, int, int], np.ndarray]


@dataclass(frozen=True)
class Row:
    """One extension of one item.

    distance: 1 is as far as real stretches are from each other. classes: the same for each class
    of statistics. repetition: above the original's. sharpness: highest second difference, in units
    of the original's. loudness: dB above the given stretch. seconds: per second of new sound;
    cpu_seconds: the same of processor time, which other programs do not lengthen.
    """

    item: str
    seed: int
    method: str
    distance: float
    classes: dict[str, float]
    repetition: float
    sharpness: float
    loudness: float
    seconds: float
    cpu_seconds: float


def _extension(parts: Parts) -> Maker:
    def make(item: Item, samples: int, seed: int) -> np.ndarray:
        given = item.sound[:, : item.given]
        texture = Texture(given, item.sample_rate, seed=seed, parts=parts)
        for _ in texture.fit() if parts.generator else ():
            pass
        return np.concatenate(list(extended(texture, given, samples)), 1)

    return make


MAKERS: dict[str, Maker] = {
    "extension": _extension(Parts()),
    "without generator": _extension(Parts(generator=False)),
    "without patches": _extension(Parts(patches=False)),
    "neither of both": _extension(Parts(generator=False, patches=False)),
    "without statistics": _extension(Parts(statistics=False)),
    "loop": looped,
    "shuffle": shuffled,
}


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Measure all items and makers; ten minutes in a process of their own; tones in rooms."""
    if options.path is None or not options.path.is_dir():
        raise BenchmarkError(f"{options.path}: is no folder; name the one of {RECORDINGS[0]}")
    names = [*RECORDINGS, *made_items(), LONG_ITEM, TONES_ITEM]
    chosen = options.items or range(1, len(names) + 1)
    unknown = [number for number in chosen if not 1 <= number <= len(names)]
    if unknown:
        raise BenchmarkError(f"there is no item {unknown[0]}; there are 1 to {len(names)}")
    rows: list[Row] = []
    long: dict[str, float] = {}
    tones: list[ToneRow] = []
    for number in chosen:
        name = names[number - 1]
        if name == LONG_ITEM:
            report.progress(f"{name} of 44.1 kHz stereo")
            long = _long(options.seeds[0])
            continue
        if name == TONES_ITEM:
            tones = list(tone_rows(options.seeds, report))
            continue
        item = made_items()[name]() if name in made_items() else recorded_item(options.path, name)
        for row in _rows(item, options.seeds, report):
            rows.append(row)
    _print(rows, long, report)
    if tones:
        print_tones(tones, report)
    found = {"rows": [asdict(row) for row in rows], "long": long}
    return found | {"tones": [asdict(row) for row in tones]}


def _rows(item: Item, seeds: tuple[int, ...], report: Report) -> Iterator[Row]:
    rate, samples = item.sample_rate, item.sound.shape[1]
    real = _stretches(item, item.sound)
    between_real = distances_within(real)
    own_repetition, own_sharpness = repetition(item.sound, rate), sharpest(item.sound)
    level = _level(item.sound[:, : item.given])
    for seed in seeds:
        for method, make in MAKERS.items():
            if method == "loop" and seed != seeds[0]:
                continue
            report.progress(f"{item.name}, seed {seed}: {method}")
            clock, cpu = Clock(), time.process_time()
            made = make(item, samples, seed)
            new_seconds = (samples - item.given) / rate
            seconds, cpu = clock.seconds, time.process_time() - cpu
            found = mean_distances(_stretches(item, made)[1:], real[1:])
            yield Row(
                item=item.name,
                seed=seed,
                method=method,
                distance=relative(found, between_real),
                classes={name: found[name] / max(between_real[name], 1e-6) for name in found},
                repetition=repetition(made, rate) - own_repetition,
                sharpness=sharpest(made) / own_sharpness,
                loudness=_level(made[:, item.given :]) - level,
                seconds=seconds / new_seconds,
                cpu_seconds=cpu / new_seconds,
            )


def _stretches(item: Item, sound: np.ndarray) -> list[Statistics]:
    count = sound.shape[1] // item.given
    return [
        statistics(sound[:, number * item.given : (number + 1) * item.given], item.sample_rate)
        for number in range(count)
    ]


def _level(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.square(sound.astype(np.float64)).mean()))


def _long(seed: int) -> dict[str, float]:
    """Seconds and peak memory of ten minutes, in a fresh process with as many threads."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_ten_minutes, (seed, torch.get_num_threads()))


def _ten_minutes(seed: int, threads: int) -> dict[str, float]:
    torch.set_num_threads(threads)
    item = made_items()["modulated noise"]()
    before = _peak_megabytes()
    clock = Clock()
    given = item.sound[:, : item.given]
    texture = Texture(given, item.sample_rate, seed=seed)
    for _ in texture.fit():
        pass
    fitted = clock.seconds
    blocks = extended(texture, given, round(LONG_SECONDS * item.sample_rate))
    first = _peak_megabytes()
    made = 0
    for number, block in enumerate(blocks):
        made += block.shape[1]
        if number == 2:
            first = _peak_megabytes()
    return {
        "seconds": made / item.sample_rate,
        "fit_seconds": fitted,
        "seconds_per_second": clock.seconds / LONG_SECONDS,
        "cpu_per_second": time.process_time() / LONG_SECONDS,
        "megabytes_before": before,
        "megabytes_after_first_blocks": first,
        "megabytes": _peak_megabytes(),
    }


def _peak_megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _print(rows: list[Row], long: dict[str, float], report: Report) -> None:
    header = (
        "item and method",
        "distance",
        "least favourable class",
        "repetition",
        "clicks",
        "loudness dB",
        "s per s",
        "CPU s per s",
    )
    lines: list[list[Cell]] = []
    for item in dict.fromkeys(row.item for row in rows):
        for method in MAKERS:
            same = [row for row in rows if (row.item, row.method) == (item, method)]
            classes = {
                name: float(np.mean([row.classes[name] for row in same]))
                for name in same[0].classes
            }
            worst = max(classes, key=lambda name: classes[name])
            lines.append(
                [
                    f"{item}: {method}",
                    float(np.mean([row.distance for row in same])),
                    f"{worst} {classes[worst]:.2f}",
                    float(np.mean([row.repetition for row in same])),
                    float(np.mean([row.sharpness for row in same])),
                    float(np.mean([row.loudness for row in same])),
                    float(np.mean([row.seconds for row in same])),
                    float(np.mean([row.cpu_seconds for row in same])),
                ]
            )
    if lines:
        report.table(header, lines)
        report.result("")
        report.result(
            "distance: of statistics from the held-back continuation, 1 = as real stretches among "
            f"each other; the sound lasts {SECONDS:g} s or as long as the recording. repetition: "
            "above the original's. clicks: highest second difference, original = 1. s per s: the "
            "fit included"
        )
    if long:
        report.result(
            f"{LONG_SECONDS / 60:g} min of 44.1 kHz stereo: {long['seconds_per_second']:.2f} s "
            f"({long['cpu_per_second']:.2f} s of CPU) per second, peak memory "
            f"{long['megabytes']:.0f} MB ({long['megabytes_before']:.0f} MB before, "
            f"{long['megabytes_after_first_blocks']:.0f} MB after three blocks)"
        )
