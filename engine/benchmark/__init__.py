"""Measurements against ground truth; each prints a table and can write JSON."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from engine.benchmark.report import BenchmarkOptions, Report

# Which need a folder of data as PATH, and a line of help.
BENCHMARKS = {
    "universal150": (True, "two-source mixtures of Universal-150 against published scores"),
    "guided": (True, "quality after 2, 4, 8 and 16 boxes of a simulated user"),
    "asking": (True, "a user who only says whose the proposed boxes are, beside one who searches"),
    "choir": (True, "the same on two, three and four voices that sing together"),
    "demonstration": (True, "deactivate boxes on violin_dog_2stems.wav, before and after"),
    "speed": (False, "operations and seconds against the published configuration"),
}
NEEDS_WINDOW = ("interaction", "marks", "crash")
Benchmark = Callable[[BenchmarkOptions, Report], dict[str, Any]]


def load_benchmark(name: str) -> Benchmark:
    """The `run` of that benchmark, imported on demand. Raises KeyError for an unknown one."""
    if name not in BENCHMARKS:
        raise KeyError(name)
    run: Benchmark = import_module(f"engine.benchmark.{name}").run
    return run
