"""Speed: methods against the machine's floor, and a preset against the published configuration.

Operations are those that torch's FlopCounterMode counts (convolutions and matrix products, two
per multiply-add, forward and backward), and those that NMF and RPCA count of their own products.
Element-wise work, sorting, Fourier transforms and other numpy are not among them; the seconds hold
everything. The floor is the time in which the machine, as a large matrix product in the same run
finds it, would do these operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from engine.benchmark.contenders import Contender, contenders_of, separator_of
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Cell, Clock, Report
from engine.beside import in_turn
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import load_separator
from engine.separators.base import Separator, Steps
from engine.stems import StemRenderer

CLIP_SECONDS = 12.0
CLIP_RATE = 44100
PUBLISHED_ITERATIONS = 10
REFERENCE = "published"
# What the methods are timed on.
METHODS_SECONDS, METHODS_CHANNELS = 15.0, 2
METHODS = ("dap:draft", "dap:standard", "dap:best", "nmf", "rpca", "kam")
_PRODUCT, _PRODUCTS = 2048, 5


@dataclass(frozen=True)
class Cost:
    """What one configuration costs on the clip.

    iterations: of the whole run; measured: how many of them were run and timed.
    flop, seconds: of the whole run, its preparation included; extrapolated unless all were run.
    first_seconds: to the first masks. cpu_seconds: of all threads, in what was run. stems_seconds:
    from the last masks to the stems, beyond seconds.
    """

    preset: str
    iterations: int
    measured: int
    flop_per_iteration: float
    flop: float
    seconds_per_iteration: float
    seconds: float
    first_seconds: float
    cpu_seconds: float
    stems_seconds: float


def make_clip(
    seconds: float = CLIP_SECONDS, sample_rate: int = CLIP_RATE, channels: int = 1
) -> Recording:
    """A clip made by code: a plucked melody against bursts of filtered noise.

    In several channels the noise wanders from the first to the last.
    """
    random = np.random.default_rng(0)
    count = round(seconds * sample_rate)
    sound = np.zeros(count)
    time = np.arange(count) / sample_rate
    for start in np.arange(0.0, seconds, 0.4):
        pitch = 220.0 * 2.0 ** (random.integers(0, 12) / 12.0)
        ring = np.exp(-6.0 * np.clip(time - start, 0.0, None)) * (time >= start)
        for partial in range(1, 9):
            sound += 0.1 / partial * ring * np.sin(2 * np.pi * pitch * partial * time)
    noise = np.convolve(random.standard_normal(count), np.ones(8) / 8.0, mode="same")
    bursts = 0.15 * noise * (np.sin(2 * np.pi * 0.7 * time) > 0.3)
    places = np.linspace(1.0, 0.5, channels)[:, None]
    return Recording.from_samples(sound + places * bursts, sample_rate)


def product_rate(device: str) -> float:
    """Operations a second of a large float32 matrix product, the fastest of several."""
    import torch

    matrix = torch.ones(_PRODUCT, _PRODUCT, device=device) / _PRODUCT
    fastest = float("inf")
    for _ in range(_PRODUCTS):
        clock = Clock()
        float((matrix @ matrix)[0, 0])  # reading a number waits for the device
        fastest = min(fastest, clock.seconds)
    return 2.0 * _PRODUCT**3 / fastest


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Time every method; then one preset to its end and the published one over some iterations."""
    if options.preset == REFERENCE:
        raise BenchmarkError("the published preset is what others are compared with; name another")
    contenders = contenders_of(options, METHODS)
    bounds = [contender.name for contender in contenders if not contender.preset]
    if bounds:
        raise BenchmarkError(f"{bounds[0]} cannot be timed; name methods")
    methods = _run_methods(contenders, options, report)
    document = {"method": options.method, "methods": methods}
    separator = load_separator(options.method)
    if REFERENCE in separator.presets:
        report.result("")
        document |= _run_published(separator, options, report)
    return document


def _run_methods(
    contenders: Sequence[Contender], options: BenchmarkOptions, report: Report
) -> dict[str, Any]:
    mixture = make_clip(METHODS_SECONDS, channels=METHODS_CHANNELS)
    rate = product_rate(options.device)
    rows: list[dict[str, Any]] = []
    for contender in contenders:
        report.progress(f"{contender.label}: timing the whole run, then counting its operations")
        cost = measure(separator_of(contender), mixture, options, contender.preset, None)
        floor = cost.flop / rate if cost.flop else None
        share = floor / cost.seconds if floor is not None else None
        row = {"name": contender.label, **asdict(cost), "floor_seconds": floor, "share": share}
        rows.append(row)
    report.result(
        f"{METHODS_SECONDS:g} s of stereo at {CLIP_RATE / 1000:g} kHz; "
        f"a matrix product does {rate / 1e9:.0f} GFLOP a second here"
    )
    header = ("", "iterations", "s", "CPU s", "s to first", "stems s", "GFLOP", "floor s", "share")
    report.table(header, [_method_line(row) for row in rows])
    clip = {"seconds": METHODS_SECONDS, "sample_rate": CLIP_RATE, "channels": METHODS_CHANNELS}
    return {"clip": clip, "flop_per_second": rate, "rows": rows}


def _method_line(row: dict[str, Any]) -> list[Cell]:
    times = [row[name] for name in ("seconds", "cpu_seconds", "first_seconds", "stems_seconds")]
    operations = f"{row['flop'] / 1e9:.1f}" if row["flop"] else None
    share = None if row["share"] is None else f"{row['share']:.0%}"
    return [row["name"], row["iterations"], *times, operations, row["floor_seconds"], share]


def _run_published(
    separator: Separator, options: BenchmarkOptions, report: Report
) -> dict[str, Any]:
    mixture = make_clip()
    report.progress(f"{options.preset}: timing the whole run, then counting its operations")
    ours = measure(separator, mixture, options, options.preset, None)
    measured = max(PUBLISHED_ITERATIONS, options.iterations or 0)
    report.progress(f"{REFERENCE}: timing {measured} iterations, then counting one")
    published = measure(separator, mixture, options, REFERENCE, measured)
    ratios = {
        "flop": published.flop / ours.flop if ours.flop else None,
        "seconds": published.seconds / ours.seconds,
        "flop_per_iteration": _ratio(published.flop_per_iteration, ours.flop_per_iteration),
        "seconds_per_iteration": _ratio(
            published.seconds_per_iteration, ours.seconds_per_iteration
        ),
    }
    _print(ours, published, ratios, report)
    clip = {"seconds": mixture.duration, "sample_rate": mixture.sample_rate, "channels": 1}
    return {"clip": clip, "ours": vars(ours), "published": vars(published), "ratios": ratios}


def _ratio(greater: float, less: float) -> float | None:
    return greater / less if less else None


def measure(
    separator: Separator,
    mixture: Recording,
    options: BenchmarkOptions,
    preset: str,
    measured: int | None,
) -> Cost:
    """Cost of a preset. measured: how many iterations to time, None for the whole run.

    Timing and counting are two runs, because counting slows the work down.
    """
    settings = separator.preset(preset, sources=2, device=options.device)
    if measured is None and options.iterations is not None:
        settings = replace(settings, iterations=options.iterations)
    seed = options.seeds[0]
    clock = Clock()
    with closing(separator.steps(mixture, Guidance(), settings, seed=seed)) as steps:
        timing, masks = _timed(steps, measured)
    spent = clock.cpu_seconds
    clock = Clock()
    StemRenderer(mixture, masks, device=options.device).render(0, mixture.samples)
    stems_seconds = clock.seconds
    with closing(separator.steps(mixture, Guidance(), settings, seed=seed)) as steps:
        counts = _counted(steps, None if measured is None else 1)
    total = timing.iterations if measured is None else settings.iterations
    per_iteration = timing.later / max(1, timing.iterations - 1)
    flop_per_iteration = (counts[-1] - counts[0]) / max(1, len(counts) - 1)
    return Cost(
        preset=preset,
        iterations=total,
        measured=timing.iterations,
        flop_per_iteration=flop_per_iteration,
        flop=counts[0] + flop_per_iteration * (total - 1),
        seconds_per_iteration=per_iteration,
        seconds=timing.whole + (total - timing.iterations) * per_iteration,
        first_seconds=timing.first,
        cpu_seconds=spent,
        stems_seconds=stems_seconds,
    )


@dataclass(frozen=True)
class _Timing:
    """Seconds: to the first masks, of the iterations after the first, of everything that was run.

    iterations: how many were run.
    """

    iterations: int
    first: float
    later: float
    whole: float


def _timed(steps: Steps, later_iterations: int | None) -> tuple[_Timing, Masks]:
    """Time the first iteration with all that comes before it, and then so many more or all; and
    the masks that were reached."""
    clock = Clock()
    step = next(steps)
    reached = clock.seconds
    step.masks()
    first = clock.seconds
    extra = first - reached
    ends = {step.iteration: first} if step.iteration else {}
    for step in steps:
        if step.iteration:
            ends.setdefault(step.iteration, clock.seconds)
        if later_iterations is not None and step.iteration > later_iterations:
            break
    masks = step.masks()
    # A method may need no iteration, as the blind start alone.
    later = ends[max(ends)] - ends[min(ends)] if ends else 0.0
    return _Timing(max(ends, default=0), first, later, clock.seconds - extra), masks


def _counted(steps: Steps, later_iterations: int | None) -> list[int]:
    """Operations done when each iteration ended, those of the preparation with the first; all of
    them where there is no iteration.

    A method may yield before its first iteration, and several times within one.
    """
    from torch.utils.flop_counter import FlopCounterMode

    ends: dict[int, int] = {}
    total = 0
    while later_iterations is None or len(ends) <= later_iterations:
        # Torch counts what the calling thread does.
        with in_turn(), FlopCounterMode(display=False) as counter:
            step = next(steps, None)
        total += counter.get_total_flops()
        if step is None:
            break
        if step.iteration:
            of_itself = int(getattr(step.state, "operations", 0))
            ends.setdefault(step.iteration, total + of_itself)
    return list(ends.values()) or [total]


def _print(ours: Cost, published: Cost, ratios: dict[str, float | None], report: Report) -> None:
    header = ("preset", "iterations", "run", "GFLOP/it.", "GFLOP", "s/it.", "s", "s to first")
    report.table(header, [_line(ours), _line(published)])
    report.result("")
    if ratios["flop"] is None:
        report.result("No operation was counted: the method computes without torch's products.")
    else:
        report.result(f"{ratios['flop']:.0f} times fewer operations than the published whole run")
    report.result(f"{ratios['seconds']:.0f} times less time than the published whole run")
    report.result(
        f"The published total is extrapolated from {published.measured} iterations. Counted are "
        "convolutions and matrix products; the seconds hold everything."
    )


def _line(cost: Cost) -> list[str | int | float | None]:
    return [
        cost.preset,
        cost.iterations,
        cost.measured,
        f"{cost.flop_per_iteration / 1e9:.3f}",
        f"{cost.flop / 1e9:.1f}",
        f"{cost.seconds_per_iteration:.3f}",
        f"{cost.seconds:.1f}",
        cost.first_seconds,
    ]
