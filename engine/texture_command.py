"""`unbraid texture`: a stretch of a recording, then more of the same, into a new file."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.recording import Recording, RecordingError, RecordingWriter
from engine.recording_writer import container_of
from engine.separate_plan import output_subtype, probe
from engine.sound_files import shown
from engine.terminal import Terminal, libraries_are_quiet
from engine.texture.extension import Texture, extended
from engine.texture.limits import TextureError, check_duration, check_stretch
from engine.texture.steadiness import Steadiness

DONE, FAILED = 0, 1


@dataclass(frozen=True, kw_only=True)
class TextureOptions:
    """The command's arguments; times in seconds. unsteady: extend what is no texture too."""

    input: Path
    output: Path
    duration: float
    start: float | None = None
    end: float | None = None
    seed: int = 0
    unsteady: bool = False
    overwrite: bool = False
    json: bool = False


def run_texture(options: TextureOptions, terminal: Terminal) -> int:
    """Extend the stretch and return the exit status."""
    try:
        document = _Run(options, terminal).document()
    except (RecordingError, TextureError, OSError, MemoryError) as error:
        sentence = _sentence(options.input, error)
        terminal.error(sentence)
        if options.json:
            terminal.result(json.dumps({"input": str(options.input), "error": sentence}))
        return FAILED
    terminal.result(json.dumps(document) if options.json else document["output"])
    return DONE


def _sentence(path: Path, error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return f"{shown(path)}: the memory does not suffice; try a shorter stretch"
    message = str(error).strip()
    if isinstance(error, OSError):
        message = error.strerror or message
    return message if isinstance(error, RecordingError) else f"{shown(path)}: {message}"


class _Run:
    def __init__(self, options: TextureOptions, terminal: Terminal) -> None:
        self._options = options
        self._terminal = terminal
        self._started = time.perf_counter()

    def document(self) -> dict[str, Any]:
        """Extend, write, and return the JSON object that describes it."""
        options = self._options
        self._check_output()
        with libraries_are_quiet():
            recording = Recording.open(options.input)
        with closing(recording):
            for notice in recording.notices:
                self._terminal.say(notice)
            given, start = self._stretch(recording)
            rate = recording.sample_rate
            check_duration(options.duration, given.shape[1] / rate)
            steady = check_stretch(given, rate)
            self._refuse_unsteady(steady)
            self._terminal.say(f"{options.input.name}: the stretch is {steady.sentence}")
            texture = Texture(given, rate, seed=options.seed)
            self._fit(texture)
            writer = self._write(recording, texture, given)
        return {
            "input": str(options.input),
            "output": str(options.output),
            "seed": options.seed,
            "start": start,
            "given_seconds": given.shape[1] / rate,
            "duration": writer.written / rate,
            "sample_rate": rate,
            "channels": len(given),
            "samples": writer.written,
            "subtype": writer.subtype,
            "steadiness": steady.percent,
            "changes_db": round(steady.changes, 2),
            "steady": steady.steady,
            "clipped": writer.clipped,
            "seconds": round(time.perf_counter() - self._started, 3),
        }

    def _check_output(self) -> None:
        output = self._options.output
        if os.path.realpath(output) == os.path.realpath(self._options.input):
            raise RecordingError(f"{shown(output)} is the input; choose another name.")
        if not self._options.overwrite and os.path.lexists(output):
            raise RecordingError(
                f"{shown(output)} exists already; use --overwrite or choose another name."
            )
        container_of(output)
        probe(output.absolute().parent)

    def _stretch(self, recording: Recording) -> tuple[np.ndarray, float]:
        """The samples given, and the second at which they start."""
        options, rate = self._options, recording.sample_rate
        start = round(min((options.start or 0.0) * rate, 2.0**60))
        end = recording.samples if options.end is None else round(min(options.end * rate, 2.0**60))
        if start >= recording.samples:
            raise TextureError(
                f"it lasts {recording.duration:.3f} s; choose a --start before its end"
            )
        return recording.read(start, min(end, recording.samples)), start / rate

    def _refuse_unsteady(self, steady: Steadiness) -> None:
        if not (steady.steady or self._options.unsteady):
            raise TextureError(
                f"the stretch is {steady.sentence}, or extend it all the same with --unsteady"
            )

    def _fit(self, texture: Texture) -> None:
        self._terminal.begin()
        for step in texture.fit():
            self._show(f"fitting {step.iteration} of {step.total}", step.iteration / step.total)

    def _show(self, what: str, fraction: float) -> None:
        self._terminal.progress(f"{self._options.input.name}: {what}", fraction)

    def _write(self, recording: Recording, texture: Texture, given: np.ndarray) -> RecordingWriter:
        options = self._options
        total = round(options.duration * recording.sample_rate)
        self._terminal.begin()
        with RecordingWriter(
            options.output,
            sample_rate=recording.sample_rate,
            channels=recording.channels,
            subtype=output_subtype(recording),
            overwrite=options.overwrite,
            dither_seed=options.seed,
            samples=total,
        ) as writer:

            def tell(share: float) -> None:
                self._show(f"making sound, {share:.0%}", share)

            for block in extended(texture, given, total, tell=tell):
                writer.write(block)
        for notice in writer.notices:
            self._terminal.say(notice)
        return writer
