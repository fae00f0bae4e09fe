"""`unbraid separate`: every input checked, then one separated and written after the other."""

from __future__ import annotations

import json
import math
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.devices import DeviceChoice, DeviceError, choose_device
from engine.guidance import Guidance, GuidanceError, read_guidance
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.recording_writer import writing_error
from engine.render import ExportReport, export_stems
from engine.separate_plan import (
    KEPT_OPEN,
    SeparateOptions,
    Task,
    checked_task,
    clash,
    probe,
    source_names,
)
from engine.separators import load_separator
from engine.separators.base import SeparationError, Separator, SeparatorSettings, Step
from engine.sound_files import shown
from engine.terminal import Terminal, duration_text

DONE, FAILED, WRONG_USAGE = 0, 1, 2
# torch has no class of its own for this on the CPU.
_OUT_OF_MEMORY = re.compile(r"out of memory|not enough memory|can't allocate memory", re.I)
_FAILURES = (RecordingError, SeparationError, GuidanceError, OSError, MemoryError)


@dataclass(frozen=True)
class _Tools:
    """What all inputs share."""

    separator: Separator
    settings: SeparatorSettings
    choice: DeviceChoice
    names: tuple[str, ...]
    guidance: Guidance


def run_separate(options: SeparateOptions, terminal: Terminal) -> int:
    """Separate every input and return the exit status."""
    try:
        names, guidance = read_guidance(options.boxes) if options.boxes else ((), Guidance())
        names = source_names(names, max(options.sources, len(names), guidance.sources))
    except GuidanceError as error:
        terminal.error(_sentence(options.boxes or options.directory, error))
        return FAILED
    tasks, failures = _checked_tasks(options, names, terminal)
    try:
        status = _run_tasks(tasks, options, names, guidance, terminal)
    finally:
        for task in tasks:
            task.close()
    return status or (FAILED if failures else DONE)


def _run_tasks(
    tasks: Sequence[Task],
    options: SeparateOptions,
    names: tuple[str, ...],
    guidance: Guidance,
    terminal: Terminal,
) -> int:
    problem = clash(tasks)
    if problem:
        terminal.error(problem)
        return WRONG_USAGE
    if not tasks:
        return FAILED
    try:
        probe(options.directory)
        tools = _tools(options, names, guidance)
    except RecordingError as error:
        terminal.error(str(error))
        return FAILED
    except DeviceError as error:
        terminal.error(f"--device {options.device}: {error}")
        return FAILED
    except SeparationError as error:
        terminal.error(str(error))
        return WRONG_USAGE
    done = [_attempt(task, tools, options, terminal) for task in tasks]
    return DONE if all(done) else FAILED


def _checked_tasks(
    options: SeparateOptions, names: Sequence[str], terminal: Terminal
) -> tuple[list[Task], int]:
    tasks: list[Task] = []
    failures = 0
    for path in options.inputs:
        try:
            keep_open = len(tasks) < KEPT_OPEN
            tasks.append(checked_task(path, names, options, keep_open=keep_open))
        except _FAILURES as error:
            failures += 1
            _report_failure(path, error, options, terminal)
    return tasks, failures


def _tools(options: SeparateOptions, names: tuple[str, ...], guidance: Guidance) -> _Tools:
    choice = choose_device(options.device)
    separator = load_separator(options.method)
    settings = separator.preset(options.preset, sources=len(names), device=choice.device)
    if options.iterations is not None:
        settings = replace(settings, iterations=options.iterations)
    return _Tools(separator, settings, choice, names, guidance)


def _attempt(task: Task, tools: _Tools, options: SeparateOptions, terminal: Terminal) -> bool:
    """Whether the input could be separated; says on stderr why not."""
    try:
        document = _Run(task, tools, options, terminal).document()
    except _FAILURES as error:
        _report_failure(task.path, error, options, terminal)
        return False
    except RuntimeError as error:
        if not _OUT_OF_MEMORY.search(str(error)):
            raise
        _report_failure(task.path, MemoryError(), options, terminal)
        return False
    if options.json:
        terminal.result(json.dumps(document))
    else:
        for written in (*document["outputs"], document["residual"], document["masks"]):
            if written is not None:
                terminal.result(written)
    return True


def _report_failure(
    path: Path, error: BaseException, options: SeparateOptions, terminal: Terminal
) -> None:
    sentence = _sentence(path, error)
    terminal.error(sentence)
    if options.json:
        document: dict[str, Any] = {
            "input": str(path),
            "outputs": [],
            "masks": None,
            "error": sentence,
        }
        terminal.result(json.dumps(document))


def _sentence(path: Path, error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return f"{shown(path)}: the memory does not suffice; try a span with --start and --end"
    message = str(error).strip()
    if isinstance(error, OSError):
        target = f"{error.filename}: " if error.filename else ""
        message = f"{target}{error.strerror or message}"
    return message if shown(path) in message else f"{shown(path)}: {message}"


class _Run:
    """The separation of one input, from the opened file to the written stems."""

    def __init__(
        self, task: Task, tools: _Tools, options: SeparateOptions, terminal: Terminal
    ) -> None:
        self._task = task
        self._tools = tools
        self._options = options
        self._terminal = terminal
        self._started = time.perf_counter()
        self._first_result = math.nan
        self._first_iteration = 0
        self._notices: list[str] = []

    @property
    def _seconds(self) -> float:
        return time.perf_counter() - self._started

    def document(self) -> dict[str, Any]:
        """Separate, write, and return the JSON object that describes it."""
        task, tools, options = self._task, self._tools, self._options
        for notice in task.notices:
            self._note(notice)
        with closing(task.recording()) as recording:
            mixture = recording.span(task.start, task.stop)
            step, masks = self._separate(mixture)
            report = self._write(mixture, masks)
        stems = len(tools.names)
        self._summarise(step, report)
        return {
            "input": str(task.path),
            "outputs": [str(path) for path in report.paths[:stems]],
            "residual": str(report.paths[stems]) if options.residual else None,
            "masks": None if task.masks is None else str(task.masks),
            "sources": list(tools.names),
            "method": options.method,
            "preset": options.preset,
            "seed": options.seed,
            "device": step.device,
            "device_reason": tools.choice.reason,
            "iterations": step.iteration,
            "loss": step.loss if math.isfinite(step.loss) else None,
            "seconds": round(self._seconds, 3),
            "first_result_seconds": round(self._first_result, 3),
            "sample_rate": mixture.sample_rate,
            "channels": mixture.channels,
            "samples": mixture.samples,
            "start": task.start / mixture.sample_rate,
            "subtype": task.export.subtype,
            "gain": report.gain,
            "clipped": report.clipped,
            "peak": report.peak,
            "notices": self._notices,
        }

    def _note(self, notice: str) -> None:
        if notice and notice not in self._notices:
            self._notices.append(notice)
            named = str(self._task.path) in notice
            self._terminal.say(notice if named else f"{self._task.path}: {notice}")

    def _guidance(self, mixture: Recording) -> Guidance:
        drawn = self._tools.guidance
        offset = self._task.start / mixture.sample_rate
        inside = drawn.within(offset, mixture.duration, mixture.sample_rate / 2)
        outside = len(drawn.marks) - len(inside.marks)
        if outside:
            what = "boxes" if len(drawn.boxes) == len(drawn.marks) else "marks"
            self._note(f"{outside} of {len(drawn.marks)} {what} lie outside and are left out")
        return inside

    def _separate(self, mixture: Recording) -> tuple[Step, Masks]:
        tools = self._tools
        self._terminal.begin()
        if self._terminal.live:
            self._terminal.progress(f"{self._task.path.name}: preparing", 0.0)
        steps = tools.separator.steps(
            mixture, self._guidance(mixture), tools.settings, seed=self._options.seed
        )
        last: Step | None = None
        with closing(steps):
            for step in steps:
                if math.isnan(self._first_result) and not step.blank:
                    step.masks()
                    self._first_result = self._seconds
                    self._first_iteration = step.iteration
                last = step
                self._note(step.notice)
                self._show(step)
            if last is None:
                raise SeparationError("the method gave no result")
            return last, last.masks()

    def _show(self, step: Step) -> None:
        text = f"{self._task.path.name}: iteration {step.done}"
        fraction = None
        if step.planned == 0:
            text = f"{self._task.path.name}: blind start"
        elif step.total is not None:
            fraction = step.iteration / step.total
            text += f" of {step.planned}"
            done = step.iteration - self._first_iteration
            if done > 0:
                since_first = self._seconds - self._first_result
                text += (
                    f", {duration_text(since_first * (step.total - step.iteration) / done)} left"
                )
        if math.isfinite(step.loss):
            text += f", loss {step.loss:.4g}"
        self._terminal.progress(text, fraction)

    def _write(self, mixture: Recording, masks: Masks) -> ExportReport:
        self._terminal.begin()
        with _masks_file(self._task, masks) as commit:
            report = export_stems(
                mixture, masks, self._tools.names, self._task.export, self._show_writing
            )
            commit()
        for notice in report.notices:
            self._note(notice)
        return report

    def _show_writing(self, fraction: float) -> None:
        if self._terminal.live:
            self._terminal.progress(f"{self._task.path.name}: writing {fraction:.0%}", fraction)

    def _summarise(self, step: Step, report: ExportReport) -> None:
        if report.gain != 1.0:
            self._note(
                f"a stem reached {20 * math.log10(report.peak):+.2f} dB, so all stems were "
                f"scaled by {20 * math.log10(report.gain):+.2f} dB (--level scale)"
            )
        if report.clipped:
            self._note(f"{report.clipped} samples beyond full scale were clipped (--level clip)")
        self._terminal.say(
            f"{self._task.path.name}: {len(report.paths)} files in {self._options.directory}, "
            f"{step.done or 'no'} iterations in {duration_text(self._seconds)} on {step.device} "
            f"({self._tools.choice.reason})"
        )


@contextmanager
def _masks_file(task: Task, masks: Masks) -> Iterator[Callable[[], None]]:
    """Write the masks beside their target first; the function given renames them into place."""
    if task.masks is None:
        yield lambda: None
        return
    target = task.masks
    temporary = target.with_name(f".unbraid-{secrets.token_hex(8)}.part")
    try:
        try:
            _save_masks(temporary, masks)
        except OSError as error:
            raise writing_error(target, error) from error
        yield lambda: _rename(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _rename(temporary: Path, target: Path) -> None:
    try:
        os.replace(temporary, target)
    except OSError as error:
        raise writing_error(target, error) from error


def _save_masks(path: Path, masks: Masks) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        np.savez_compressed(
            file, masks=masks.values, times=masks.times, frequencies=masks.frequencies
        )
        file.flush()
        os.fsync(file.fileno())
