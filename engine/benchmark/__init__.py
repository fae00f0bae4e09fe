"""Measurements against ground truth; each prints a table and can write JSON."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from engine.benchmark.report import BenchmarkOptions, Report


class Entry(NamedTuple):
    """A benchmark in the list: whether it needs a folder of data as PATH, a line of help, and the
    seeds it takes when none are named."""

    needs_data: bool
    help: str
    seeds: tuple[int, ...] = (0,)


BENCHMARKS = {
    "universal150": Entry(True, "methods on two-source mixtures, against published scores"),
    "ablation": Entry(True, "the deep prior with one element at a time left out", (0, 1, 2)),
    "synthetic": Entry(False, "sounds made by code, against the oracle", (0, 1, 2, 3, 4)),
    "guided": Entry(True, "quality after 2, 4, 8 and 16 boxes of a simulated user"),
    "asking": Entry(True, "a user who says whose proposed boxes are, beside one who searches"),
    "choir": Entry(True, "the same on two, three and four voices that sing together"),
    "demonstration": Entry(True, "deactivate boxes on violin_dog_2stems.wav, before and after"),
    "texture": Entry(True, "textures extended, against the real continuation and loops"),
    "coseparate": Entry(True, "the sound that several files share, taken out of each of them"),
    "speed": Entry(False, "seconds and operations, against the machine's floor and the published"),
}
NEEDS_WINDOW = ("interaction", "events", "marks", "crash", "faults", "sessions", "dropouts")
Benchmark = Callable[[BenchmarkOptions, Report], dict[str, Any]]


def load_benchmark(name: str) -> Benchmark:
    """The `run` of that benchmark, imported on demand. Raises KeyError for an unknown one."""
    if name not in BENCHMARKS:
        raise KeyError(name)
    run: Benchmark = import_module(f"engine.benchmark.{name}").run
    return run
