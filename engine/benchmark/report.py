"""What all benchmarks share: their options, their tables and their JSON.

A benchmark is a module with `run(options, report) -> dict`: it prints through the report and
returns what goes into the JSON file.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Cell = str | int | float | None
Row = dict[str, Any]
Interval = tuple[float, float]
Line = Callable[[str], None]


class BenchmarkError(RuntimeError):
    """A benchmark that cannot run; the message is a sentence for the user."""


@dataclass(frozen=True, kw_only=True)
class BenchmarkOptions:
    """What the command line says to every benchmark.

    path: the folder of its data, where it needs one. items: numbers of the items to take, or
    None for all. seeds: each item is run once per seed. device: as `choose_device` resolved it.
    iterations: instead of the preset's. jobs: processes, with one thread each where above 1.
    methods: several to compare, as `contenders` names them; method is the first one's name.
    json: the file that the document will be written to, from which a benchmark that keeps its
    rows goes on unless fresh. picture: a file to draw the results in.
    """

    path: Path | None = None
    items: tuple[int, ...] | None = None
    seeds: tuple[int, ...] = (0,)
    device: str = "cpu"
    method: str = "dap"
    preset: str = "standard"
    iterations: int | None = None
    jobs: int = 1
    methods: tuple[str, ...] = ()
    json: Path | None = None
    fresh: bool = False
    picture: Path | None = None


@dataclass(frozen=True)
class Report:
    """Where a benchmark writes: lines of results, and lines of progress."""

    result: Line
    progress: Line

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Print a table, numbers to two decimals and to the right."""
        for line in table_lines(header, rows):
            self.result(line)


def table_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[str]:
    """Lines of a table; the first column to the left, the others to the right."""
    cells = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _text(cell: Cell) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def jsonable(value: Any) -> Any:
    """The value with numpy types unpacked and undefined numbers (NaN, infinity) as None."""
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, np.generic):
        return jsonable(value.item())
    if isinstance(value, Mapping):
        return {str(key): jsonable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def json_text(document: Any) -> str:
    """Indented JSON of a benchmark's document."""
    return json.dumps(jsonable(document), indent=1, ensure_ascii=False) + "\n"


def write_json(path: Path, document: Any) -> None:
    """Write the document; the file is the old one or the new one, never a part. Raises OSError."""
    write_text(path, json_text(document))


def write_text(path: Path, text: str) -> None:
    """Write a text file in one go, as `write_json` does. Raises OSError."""
    temporary = path.with_name(f".unbraid-{secrets.token_hex(8)}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def bracket(interval: Interval | None, decimals: int = 1) -> str:
    """An interval as tables show it."""
    if interval is None:
        return "–"
    return f"[{interval[0]:.{decimals}f}, {interval[1]:.{decimals}f}]"


def interval_by_clips(
    values: Sequence[float], groups: Sequence[Sequence[int] | None]
) -> Interval | None:
    """`resampled_interval`, or None where some value's clips are not known or it is undefined."""
    known = [group for group in groups if group is not None]
    if len(known) < len(values) or not np.isfinite(values).all():
        return None
    return resampled_interval(values, known)


def intervals_by_clips(
    scores: np.ndarray, groups: Sequence[Sequence[int] | None]
) -> list[Interval | None]:
    """The interval of each column of scores (items, columns)."""
    return [interval_by_clips(column.tolist(), groups) for column in scores.T]


def resampled_interval(
    values: Sequence[float],
    groups: Sequence[Sequence[int]],
    *,
    share: float = 0.95,
    rounds: int = 4000,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Interval of the mean of `values` when the clips behind them are drawn again.

    groups: the clips of each value. Clips are resampled with replacement; a value counts as often
    as the product of its clips' multiplicities (bootstrap of dyads), because values that share a
    clip are not independent. None for fewer than two clips.
    """
    clips, positions = np.unique(np.asarray(groups).ravel(), return_inverse=True)
    if len(clips) < 2:
        return None
    positions = positions.reshape(len(values), -1)
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(clips), np.full(len(clips), 1 / len(clips)), rounds)
    weights = drawn[:, positions].prod(axis=2).astype(np.float64)
    weights = weights[weights.sum(axis=1) > 0]
    means = weights @ np.asarray(values, np.float64) / weights.sum(axis=1)
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._cpu_start = time.process_time()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._start

    @property
    def cpu_seconds(self) -> float:
        """Seconds of computing so far, of all threads of this process."""
        return time.process_time() - self._cpu_start
