"""`unbraid coseparate`: files that share a sound, each parted into a clean and a shared part."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from engine.coseparate_plan import (
    CoseparateOptions,
    Outputs,
    check_targets,
    output_paths,
    refuse_repeated,
)
from engine.coseparation import (
    Alignment,
    CoseparationError,
    CoseparationSettings,
    CoseparationStep,
    Drawn,
    Material,
    Watch,
    align,
    coseparate,
    read_drawn,
    read_material,
)
from engine.coseparation.material import check_count
from engine.coseparation.names import briefly
from engine.coseparation.parts import Parts, fullest_file
from engine.guidance import GuidanceError
from engine.recording import Recording, RecordingError, RecordingWriter
from engine.separate_plan import probe
from engine.sound_files import shown
from engine.terminal import Terminal, duration_text, libraries_are_quiet

DONE, FAILED, WRONG_USAGE = 0, 1, 2
_BLOCK = 2**18
_FAILURES = (RecordingError, CoseparationError, GuidanceError, OSError)


def run_coseparate(options: CoseparateOptions, terminal: Terminal) -> int:
    """Part the files and return the exit status."""
    with ExitStack() as stack:
        try:
            return _Run(options, terminal, stack).run()
        except MemoryError:
            sentence = "the memory does not suffice for these files; part fewer or shorter ones"
        except _FAILURES as error:
            sentence = briefly(_sentence(error), _paths(options))
        terminal.error(sentence)
        if options.json:
            terminal.result(json.dumps({"inputs": [], "shared": None, "error": sentence}))
        return FAILED


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError):
        target = f"{error.filename}: " if error.filename else ""
        return f"{target}{error.strerror or error}"
    return str(error)


def _paths(options: CoseparateOptions) -> tuple[Path, ...]:
    """The files that sentences may speak of."""
    outputs = output_paths([path.stem for path in options.inputs], options.directory)
    written = (path for pair in outputs.parts for path in pair)
    return (*options.inputs, *written, outputs.shared)


class _Run:
    """One co-separation, from the files to the written parts."""

    def __init__(self, options: CoseparateOptions, terminal: Terminal, stack: ExitStack) -> None:
        self._options, self._terminal, self._stack = options, terminal, stack
        self._started = time.perf_counter()
        self._notices: list[str] = []

    def run(self) -> int:
        options = self._options
        check_count(len(options.inputs))
        refuse_repeated(options.inputs)
        if options.lags is not None and len(options.lags) != len(options.inputs):
            self._terminal.error(
                f"{len(options.lags)} --lags for {len(options.inputs)} files: give one for each"
            )
            return WRONG_USAGE
        materials, kept = self._materials()
        drawn = self._drawn(kept)
        outputs = output_paths([m.recording.name for m in materials], options.directory)
        check_targets(outputs, options)
        probe(options.directory)
        alignment = self._aligned(materials, kept)
        step = self._parted(materials, alignment, drawn)
        assert step.result is not None
        result = step.result()
        if result.doubt:
            self._note(result.doubt)
        sounds = result.in_files
        self._write(materials, alignment, sounds, outputs)
        self._report(materials, alignment, sounds, outputs, step)
        return DONE if len(kept) == len(options.inputs) else FAILED

    def _materials(self) -> tuple[list[Material], list[int]]:
        """The files that can be read and their numbers; at least two, or an error."""
        options = self._options
        materials, kept = [], []
        for number, path in enumerate(options.inputs):
            try:
                with libraries_are_quiet():
                    recording = Recording.open(path)
                self._stack.callback(recording.close)
                materials.append(read_material(recording))
            except (RecordingError, CoseparationError, OSError) as error:
                sentence = _sentence(error)
                named = shown(path) in sentence
                sentence = sentence if named else f"{shown(path)}: {sentence}"
                sentence = briefly(sentence, options.inputs)
                self._terminal.error(sentence)
                self._notices.append(sentence)
                continue
            for notice in recording.notices:
                self._note(briefly(notice, options.inputs))
            kept.append(number)
        if len(materials) < 2:
            raise CoseparationError("fewer than two of the files can be used, so nothing is parted")
        return materials, kept

    def _note(self, notice: str) -> None:
        self._notices.append(notice)
        self._terminal.say(notice)

    def _drawn(self, kept: Sequence[int]) -> Drawn:
        if self._options.boxes is None:
            return Drawn()
        names = [path.name for path in self._options.inputs]
        drawn = read_drawn(self._options.boxes, names)
        return Drawn(tuple(drawn.of_files[number] for number in kept))

    def _aligned(self, materials: Sequence[Material], kept: Sequence[int]) -> Alignment:
        self._terminal.begin()

        def told(part: float) -> None:
            line = f"looking for the shared sound, {100 * part:.0f} %"
            self._terminal.progress(line, part)

        lags = self._options.lags
        given = None if lags is None else [lags[number] for number in kept]
        alignment = align(materials, self._options.kind, given, Watch(told=told))
        for notice in alignment.notices:
            self._note(notice)
        what = "the same waveform" if alignment.kind == "same" else "performances of one sound"
        self._terminal.say(
            f"{what} in {len(materials)} files, lags "
            + ", ".join(f"{place.lag:.3f} s" for place in alignment.placements)
        )
        return alignment

    def _parted(
        self, materials: Sequence[Material], alignment: Alignment, drawn: Drawn
    ) -> CoseparationStep:
        self._terminal.begin()
        settings = CoseparationSettings(kind=alignment.kind)
        last: CoseparationStep | None = None
        for step in coseparate(materials, alignment, drawn, settings, seed=self._options.seed):
            self._terminal.progress(
                f"iteration {step.iteration} of {step.total} ({step.part}), loss {step.loss:.4g}",
                step.iteration / step.total,
            )
            last = step
        if last is None:
            raise CoseparationError("the files gave no result")
        return last

    def _write(
        self,
        materials: Sequence[Material],
        alignment: Alignment,
        sounds: Sequence[np.ndarray],
        outputs: Outputs,
    ) -> None:
        parts = [Parts(m.recording, sound) for m, sound in zip(materials, sounds, strict=True)]
        write_parts(parts, alignment, outputs, overwrite=self._options.overwrite)

    def _report(
        self,
        materials: Sequence[Material],
        alignment: Alignment,
        sounds: Sequence[np.ndarray],
        outputs: Outputs,
        step: CoseparationStep,
    ) -> None:
        seconds = time.perf_counter() - self._started
        self._terminal.say(
            f"{2 * len(materials) + 1} files in {self._options.directory}, "
            f"{step.iteration} iterations in {duration_text(seconds)}"
        )
        document = {
            "inputs": list(_described(materials, alignment, sounds, outputs)),
            "shared": str(outputs.shared),
            "kind": alignment.kind,
            "seed": self._options.seed,
            "iterations": step.iteration,
            "loss": step.loss,
            "seconds": round(seconds, 3),
            "notices": self._notices,
        }
        if self._options.json:
            self._terminal.result(json.dumps(document))
            return
        for path in (*(path for pair in outputs.parts for path in pair), outputs.shared):
            self._terminal.result(str(path))


def _described(
    materials: Sequence[Material],
    alignment: Alignment,
    sounds: Sequence[np.ndarray],
    outputs: Outputs,
) -> Iterator[dict[str, Any]]:
    levels = [float(np.sqrt(np.mean(np.square(sound)))) for sound in sounds]
    for number, (material, place) in enumerate(zip(materials, alignment.placements, strict=True)):
        clean, shared = outputs.parts[number]
        ratio = levels[number] / (levels[0] or 1.0)
        yield {
            "input": str(material.recording.path),
            "clean": str(clean),
            "shared": str(shared),
            "lag": place.lag,
            "stretch": place.stretch,
            "cents": float(1200 * np.log2(place.pitch)),
            "gain_db": float(20 * np.log10(ratio)) if ratio > 0 else None,
            "peak": alignment.peaks[number],
            "sample_rate": material.rate,
            "channels": material.recording.channels,
            "samples": material.recording.samples,
        }


def write_parts(
    parts: Sequence[Parts], alignment: Alignment, outputs: Outputs, *, overwrite: bool
) -> None:
    """Write the clean and shared parts of all files and the shared sound alone, all or none.

    As 32-bit float: nothing is clipped or dithered, and the two parts sum to the file. The shared
    sound alone is that of the file that holds most of it. Raises RecordingError with a sentence.
    """
    durations = tuple(part.recording.duration for part in parts)
    fullest, start, end = fullest_file(alignment, durations)
    with ExitStack() as stack:
        writers: list[RecordingWriter] = []

        def written(path: Path, part: Parts, first: int, last: int, which: str) -> None:
            recording = part.recording
            writer = RecordingWriter(
                path,
                sample_rate=recording.sample_rate,
                channels=recording.channels,
                subtype="FLOAT",
                metadata=recording.metadata,
                overwrite=overwrite,
                samples=last - first,
            )
            writers.append(writer)
            stack.callback(writer.discard)
            for begin in range(first, last, _BLOCK):
                writer.write(getattr(part, which)(begin, min(begin + _BLOCK, last)))
            writer.finish()

        for part, (clean, shared) in zip(parts, outputs.parts, strict=True):
            written(clean, part, 0, part.recording.samples, "clean")
            written(shared, part, 0, part.recording.samples, "shared")
        rate = parts[fullest].recording.sample_rate
        last = min(round(end * rate), parts[fullest].recording.samples)
        written(outputs.shared, parts[fullest], round(start * rate), last, "shared")
        committed: list[Path] = []
        try:
            for writer in writers:
                existed = writer.path.exists()
                writer.commit()
                if not existed:
                    committed.append(writer.path)
        except RecordingError:
            for path in committed:
                path.unlink(missing_ok=True)
            raise
