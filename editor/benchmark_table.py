"""What the interaction benchmark measures, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.benchmark.report import Cell

HEADER = (
    "recording",
    "a separation",
    "boxes",
    "frame p50",
    "p99",
    "max",
    "stall max",
    "move p50",
    "p90",
    "max",
    "release p50",
    "p90",
    "max",
    "sound p50",
    "p90",
    "max",
    "refined p50",
    "max",
)


@dataclass
class Measured:
    """Seconds, one entry for each event; None where the awaited did not come.

    frames: between two paints while the mouse moved. stalls: the loop late by so much. moves,
    releases: from the mouse to masks that hold the box on the screen. sounds: from the release
    to its sound in the player's buffer. refined: to the run having gone through the answer's
    refinement.
    """

    case: str
    state: str
    seed: int
    boxes: int = 0
    frames: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    moves: list[float | None] = field(default_factory=list)
    releases: list[float | None] = field(default_factory=list)
    sounds: list[float | None] = field(default_factory=list)
    refined: list[float | None] = field(default_factory=list)


def pooled(measured: Sequence[Measured]) -> list[Measured]:
    """One entry for each recording and state, all seeds together."""
    pools: dict[tuple[str, str], Measured] = {}
    for one in measured:
        pool = pools.setdefault((one.case, one.state), Measured(one.case, one.state, -1))
        pool.boxes += one.boxes
        for name in ("frames", "stalls", "moves", "releases", "sounds", "refined"):
            getattr(pool, name).extend(getattr(one, name))
    return list(pools.values())


def line(of: Measured) -> list[Cell]:
    """A row of the table."""
    cells: list[Cell] = [of.case, of.state, of.boxes]
    cells += [_ms(of.frames, 50), _ms(of.frames, 99), _ms(of.frames, 100), _ms(of.stalls, 100)]
    for values in (of.moves, of.releases, of.sounds):
        cells += [_ms(values, 50), _ms(values, 90), _ms(values, 100)]
    return [*cells, _quantile(of.refined, 50), _quantile(of.refined, 100)]


def _quantile(values: Sequence[float | None], percent: float) -> float | None:
    """Percentile of seconds; what never came counts as infinitely late, and shows as nothing."""
    if not values:
        return None
    known = [np.inf if value is None else value for value in values]
    found = float(np.percentile(known, percent, method="higher"))
    return found if np.isfinite(found) else None


def _ms(values: Sequence[float | None], percent: float) -> str | None:
    found = _quantile(values, percent)
    return None if found is None else f"{1000 * found:.0f}"
