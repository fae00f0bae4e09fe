"""One contender on one mixture with known sources: its stems, their scores, what they cost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.benchmark.contenders import MIXTURE, Contender, separator_of, settings_of
from engine.benchmark.dataset import read_sounds
from engine.benchmark.oracles import ORACLE_STFT, oracle_masks
from engine.benchmark.processes import rows_of_all
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Clock, Report, Row
from engine.benchmark.stored import StoredRows, made_by
from engine.beside import in_turn
from engine.guidance import Guidance
from engine.masks import Masks
from engine.metrics import best_permutation, bss_eval, log_spectral_distance, si_sdr_matrix
from engine.recording import Recording
from engine.separators.base import SeparationError, Step
from engine.stems import StemRenderer


@dataclass(frozen=True)
class Outcome:
    """stems: float32 (sources, channels * samples); masks: None where the mixture is left alone.

    seconds: from the samples to the stems; cpu_seconds: of all the process's threads, hardly
    more on a busy machine.
    """

    stems: np.ndarray
    masks: Masks | None
    seconds: float
    cpu_seconds: float
    iterations: int
    device: str


def separate(
    contender: Contender,
    mixture: Recording,
    references: np.ndarray,
    options: BenchmarkOptions,
    seed: int,
) -> Outcome:
    """Run a contender to its end. Raises BenchmarkError where it cannot be run."""
    clock = Clock()
    if contender.name == MIXTURE:
        whole = mixture.read(0, mixture.samples).ravel()
        stems = np.repeat(whole[None] / len(references), len(references), 0)
        return Outcome(stems, None, clock.seconds, clock.cpu_seconds, 0, "cpu")
    if contender.is_bound:
        masks = oracle_masks(contender.name, mixture, references)
        renderer = StemRenderer(mixture, masks, settings=ORACLE_STFT)
        step = Step(0, 0, 0.0, lambda: masks)
    else:
        step = last_step(contender, mixture, len(references), options, seed)
        masks = step.masks()
        renderer = StemRenderer(mixture, masks)
    stems = renderer.render(0, mixture.samples).reshape(len(references), -1)
    spent = (clock.seconds, clock.cpu_seconds)
    return Outcome(stems, masks, *spent, step.iteration, step.device)


def last_step(
    contender: Contender, mixture: Recording, sources: int, options: BenchmarkOptions, seed: int
) -> Step:
    """The last step of a method's run. Raises BenchmarkError."""
    settings = settings_of(contender, sources, options)
    last: Step | None = None
    try:
        steps = separator_of(contender).steps(mixture, Guidance(), settings, seed=seed)
        with closing(steps):
            for step in steps:
                last = step
        if last is None:
            raise SeparationError("the method gave no result")
    except SeparationError as error:
        raise BenchmarkError(f"{mixture.path or 'the mixture'}: {error}") from error
    return last


def operations(
    contender: Contender, mixture: Recording, sources: int, options: BenchmarkOptions, seed: int
) -> int | None:
    """Convolutions and matrix products of a whole run, two an element of a multiply-add.

    Those that torch counts and those that a fit says of itself; None where neither counts any.
    """
    from torch.utils.flop_counter import FlopCounterMode

    if contender.is_bound:
        return None
    # Torch counts what the calling thread does.
    with in_turn(), FlopCounterMode(display=False) as counter:
        step = last_step(contender, mixture, sources, options, seed)
    counted = counter.get_total_flops() + int(getattr(step.state, "operations", 0))
    return counted or None


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
        "lsd": [
            log_spectral_distance(references[n], estimates[own]) for n, own in enumerate(order)
        ],
        "energy": np.square(references, dtype=np.float64).sum(axis=1),
        "silent_estimates": int(np.count_nonzero(~estimates.any(axis=1))),
        "silent_references": int(np.count_nonzero(~references.any(axis=1))),
    }


@dataclass(frozen=True)
class Task:
    """One contender on the mixture of one folder. counted: whether to count its operations."""

    folder: Path
    contender: Contender
    seed: int
    counted: bool = False

    @property
    def item(self) -> int:
        """The mixture's number."""
        return int(self.folder.name)


def measure_items(
    tasks: Sequence[Task], options: BenchmarkOptions, report: Report, benchmark: str
) -> tuple[list[Row], list[Row]]:
    """Rows of all tasks in their order, measured now or taken from the JSON file of the options;
    and the rows that are there besides."""
    stored = StoredRows(options, benchmark)
    keys = {
        task: (task.item, task.seed, task.contender.label, _made_by(task, options))
        for task in tasks
    }
    left = [task for task in tasks if stored.wanted(keys[task]) is None]
    if len(left) < len(tasks):
        report.progress(f"{len(tasks) - len(left)} of {len(tasks)} are in {options.json} already")
    work = [(task, options, keys[task][-1]) for task in left]
    rows_of_all(measure_task, work, options.jobs, report, _progress, stored.add)
    rows = [row for task in tasks if (row := stored.wanted(keys[task])) is not None]
    return rows, stored.others(rows)


def _progress(rows: Sequence[Row]) -> str:
    (row,) = rows
    score = float(np.mean(row["si_sdr"]))
    named = f"item {row['item']}, {row['method']}, seed {row['seed']}"
    return f"{named}: SI-SDR {score:.2f} dB in {row['seconds']:.1f} s"


def _made_by(task: Task, options: BenchmarkOptions) -> str:
    sound = hashlib.sha256((task.folder / "mix.wav").read_bytes()).hexdigest()
    return made_by_contender(task.contender, options, sound)


def made_by_contender(contender: Contender, options: BenchmarkOptions, *parts: object) -> str:
    """`made_by` of a contender's rows on two sources."""
    modules, settings = [__name__], None
    if not contender.is_bound:
        modules.append(type(separator_of(contender)).__module__)
        settings = settings_of(contender, 2, options)
    return made_by(options, modules, settings, *parts)


def measure_task(task: Task, options: BenchmarkOptions, digest: str) -> list[Row]:
    """Separate one mixture and score the stems: one row."""
    mixture, references = read_sounds(task.folder)
    outcome = separate(task.contender, mixture, references, options, task.seed)
    flop = None
    if task.counted:
        flop = operations(task.contender, mixture, len(references), options, task.seed)
    row: Row = {
        "item": task.item,
        "seed": task.seed,
        "made_by": digest,
        **described(task.contender, outcome),
        "flop": flop,
        **score(references, outcome.stems, mixture),
    }
    return [row]


def described(contender: Contender, outcome: Outcome) -> dict[str, Any]:
    """What a row says of a run beside its scores."""
    return {
        "method": contender.label,
        "preset": contender.preset,
        "seconds": outcome.seconds,
        "cpu_seconds": outcome.cpu_seconds,
        "iterations": outcome.iterations,
        "device": outcome.device,
    }
