"""Rows of several contenders on the same mixtures: means, intervals, paired gains.

The values of several seeds are averaged for each mixture; intervals resample the clips that the
mixtures are made of, because a few clips make many mixtures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.benchmark.report import Row, interval_by_clips

METRICS = ("si_sdr", "sdr", "sir", "sar", "lsd")
Clips = Mapping[int, tuple[int, ...]]
ValueOf = Callable[[Row], float]
Values = Mapping[int, float]


def mean_of(row: Row, metric: str) -> float:
    """Mean of a metric over the sources; NaN where it is undefined for one of them."""
    return float(np.mean([np.nan if value is None else value for value in row[metric]]))


def by_item(rows: Iterable[Row], value_of: ValueOf) -> dict[int, float]:
    """Item → the mean of its rows' values."""
    found: dict[int, list[float]] = {}
    for row in rows:
        found.setdefault(row["item"], []).append(value_of(row))
    return {item: float(np.mean(values)) for item, values in found.items()}


def _metric(metric: str) -> ValueOf:
    return lambda row: mean_of(row, metric)


def si_sdr_by_item(rows: Iterable[Row]) -> dict[int, float]:
    """Item → SI-SDR in dB, the mean over sources and seeds."""
    return by_item(rows, _metric("si_sdr"))


def average(values: Values, clips: Clips) -> dict[str, Any]:
    """count, mean and 95 % interval of values of items."""
    numbers = list(values.values())
    interval = interval_by_clips(numbers, [clips.get(item) for item in values])
    return {"count": len(numbers), "mean": float(np.mean(numbers)), "interval": interval}


def gain(values: Values, others: Values, clips: Clips) -> dict[str, Any] | None:
    """`average` of the paired differences, and on what share of the items they are positive."""
    ahead = {item: values[item] - others[item] for item in values if item in others}
    if not ahead:
        return None
    better = float(np.mean([difference > 0 for difference in ahead.values()]))
    return {**average(ahead, clips), "better": better}


def improved(row: Row) -> bool:
    """Whether every source is nearer to its reference than the mixture is."""
    pairs = zip(row["si_sdr"], row["mixture_si_sdr"], strict=True)
    return all(own is not None and own > (before or 0.0) for own, before in pairs)


def _of_source(which: Callable[[Sequence[float]], Any], gained: bool) -> ValueOf:
    """SI-SDR of the row's loudest or softest source, or how much it is above the mixture's."""

    def value_of(row: Row) -> float:
        source = int(which(row["energy"]))
        own, before = row["si_sdr"][source], row["mixture_si_sdr"][source]
        if own is None or before is None:
            return float("nan")
        return float(own - before if gained else own)

    return value_of


def summary_of(rows: Sequence[Row], clips: Clips, parts: Mapping[str, Values] | None = None) -> Row:
    """Means and intervals of one contender's rows.

    parts: groups of items by name, for each of which SI-SDR is given too.
    """
    scores = {metric: by_item(rows, _metric(metric)) for metric in METRICS}
    averages = {metric: average(values, clips) for metric, values in scores.items()}
    both = average(by_item(rows, lambda row: float(improved(row))), clips)
    operations = [row["flop"] for row in rows if row.get("flop") is not None]
    return {
        "count": len(rows),
        **{metric: found["mean"] for metric, found in averages.items()},
        **{f"{metric}_interval": found["interval"] for metric, found in averages.items()},
        "mixture_si_sdr": float(np.mean([mean_of(row, "mixture_si_sdr") for row in rows])),
        "both_sources_improved": both["mean"],
        "both_sources_improved_interval": both["interval"],
        **{
            name: {
                "si_sdr": average(by_item(rows, _of_source(which, False)), clips),
                "gain": average(by_item(rows, _of_source(which, True)), clips),
            }
            for name, which in (("stronger", np.argmax), ("weaker", np.argmin))
        },
        "parts": {
            name: average({item: scores["si_sdr"][item] for item in items}, clips)
            for name, items in (parts or {}).items()
        },
        "seconds": float(np.mean([row["seconds"] for row in rows])),
        "seconds_max": float(np.max([row["seconds"] for row in rows])),
        "cpu_seconds": float(np.mean([row["cpu_seconds"] for row in rows])),
        "flop": float(np.mean(operations)) if operations else None,
        "silent_estimates": sum(row["silent_estimates"] for row in rows),
        "silent_references": sum(row["silent_references"] for row in rows),
    }
