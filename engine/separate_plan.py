"""What `unbraid separate` will do: its options, and one checked task per input.

Free of torch: everything here is known before any expensive work.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from engine.guidance import GuidanceError
from engine.recording import Recording, RecordingError
from engine.recording_writer import writing_error
from engine.render import ExportOptions, export_paths
from engine.separators.base import MAX_SOURCES
from engine.terminal import libraries_are_quiet

KEPT_SUBTYPES = ("PCM_16", "PCM_24", "FLOAT")
DEFAULT_SUBTYPE = "PCM_24"
# Far below the number of files that systems let a process open.
KEPT_OPEN = 64


@dataclass(frozen=True, kw_only=True)
class SeparateOptions:
    """The command's arguments; start and end in seconds, subtype None for the input's own."""

    inputs: tuple[Path, ...]
    directory: Path
    sources: int = 2
    method: str = "dap"
    preset: str = "standard"
    iterations: int | None = None
    boxes: Path | None = None
    start: float | None = None
    end: float | None = None
    seed: int = 0
    device: str = "auto"
    subtype: str | None = None
    level: str = "scale"
    masks: bool = False
    residual: bool = False
    overwrite: bool = False
    json: bool = False


@dataclass(frozen=True)
class Task:
    """One input that passed all checks; its span is [start, stop) in samples."""

    path: Path
    start: int
    stop: int
    export: ExportOptions
    outputs: tuple[Path, ...]
    masks: Path | None
    notices: tuple[str, ...]
    kept: Recording | None

    def recording(self) -> Recording:
        """The input, kept open since it was checked, or opened again; the caller closes it."""
        if self.kept is not None:
            return self.kept
        with libraries_are_quiet():
            return Recording.open(self.path)

    def close(self) -> None:
        """Let go of the input; harmless when repeated."""
        if self.kept is not None:
            self.kept.close()


def source_names(named: Sequence[str], count: int) -> tuple[str, ...]:
    """`count` names: those of the box file, then source2, source3, …"""
    if count > MAX_SOURCES:
        raise GuidanceError(
            f"it names {count} sources, but no more than {MAX_SOURCES} can be separated"
        )
    given = [*named, *[""] * (count - len(named))]
    return tuple(name.strip() or f"source{number}" for number, name in enumerate(given, start=1))


def output_subtype(recording: Recording) -> str:
    """The input's sample type where it is one that is written, DOUBLE as FLOAT, else PCM_24."""
    if recording.subtype == "DOUBLE":
        return "FLOAT"
    return recording.subtype if recording.subtype in KEPT_SUBTYPES else DEFAULT_SUBTYPE


def checked_task(
    path: Path, names: Sequence[str], options: SeparateOptions, *, keep_open: bool
) -> Task:
    """The task for one input. Raises RecordingError where it cannot be done as asked.

    keep_open: Ogg and MP3 are decoded whole when they are opened, which is better done once.
    """
    with ExitStack() as undo:
        with libraries_are_quiet():
            recording = Recording.open(path)
        undo.callback(recording.close)
        start, stop, notices = _span(recording, options)
        export = _export_options(recording, options)
        outputs = export_paths(recording, names, export)
        masks = None
        if options.masks:
            bare = replace(export, residual=False)
            masks = export_paths(recording, ["masks"], bare)[0].with_suffix(".npz")
        _check_targets(path, outputs if masks is None else (*outputs, masks), options)
        if keep_open:
            undo.pop_all()
    notices = (*recording.notices, *notices)
    kept = recording if keep_open else None
    return Task(path, start, stop, export, outputs, masks, notices, kept)


def _export_options(recording: Recording, options: SeparateOptions) -> ExportOptions:
    return ExportOptions(
        directory=options.directory,
        subtype=options.subtype or output_subtype(recording),
        overwrite=options.overwrite,
        level=options.level,
        residual=options.residual,
        dither_seed=options.seed,
    )


def _sample(seconds: float, rate: int) -> int:
    """The sample nearest to that second; seconds may be any number, however large."""
    return round(min(seconds * rate, 2.0**63))


def _span(recording: Recording, options: SeparateOptions) -> tuple[int, int, tuple[str, ...]]:
    """Start and stop in samples, and what a user must know about them."""
    rate, length = recording.sample_rate, recording.duration
    start = 0 if options.start is None else _sample(options.start, rate)
    if start >= recording.samples:
        raise RecordingError(
            f"{recording.path}: lasts {length:.3f} s, so nothing is left from "
            f"{options.start:g} s on; choose an earlier --start"
        )
    stop = recording.samples if options.end is None else _sample(options.end, rate)
    if start == stop:
        raise RecordingError(
            f"{recording.path}: the span from --start to --end holds not a single sample"
        )
    if stop <= recording.samples:
        return start, stop, ()
    return (
        start,
        recording.samples,
        (f"lasts {length:.3f} s, so the span ends there and not at {options.end:g} s",),
    )


def _check_targets(path: Path, targets: Sequence[Path], options: SeparateOptions) -> None:
    try:
        is_file = options.directory.exists() and not options.directory.is_dir()
    except OSError as error:  # its name is too long
        raise writing_error(options.directory, error) from error
    if is_file:
        raise RecordingError(f"{options.directory}: is a file, not a folder to write into")
    # Path.resolve would raise RuntimeError on links that lead in a circle.
    inputs = {os.path.realpath(other) for other in options.inputs}
    for target in targets:
        if target.is_dir():
            raise RecordingError(f"{path}: {target} is a folder; choose another folder for stems")
        if os.path.realpath(target) in inputs:
            raise RecordingError(
                f"{path}: its stem would replace the input {target}; choose another folder"
            )
        if not options.overwrite and os.path.lexists(target):
            raise RecordingError(
                f"{path}: {target} exists already; use --overwrite or choose another folder"
            )


def clash(tasks: Sequence[Task]) -> str:
    """A sentence if two inputs would write the same file, else ""."""
    owners: dict[str, Path] = {}
    for task in tasks:
        for output in task.outputs:
            other = owners.setdefault(str(output).casefold(), task.path)
            if other is not task.path:
                return (
                    f"{other} and {task.path} would both write {output}; "
                    "separate them into different folders"
                )
    return ""


def probe(directory: Path) -> None:
    """Find out before the work whether the folder, or the one it will be made in, takes files."""
    folder = directory.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise writing_error(directory, error) from error
