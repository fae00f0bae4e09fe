"""What `unbraid coseparate` will do: its options, its outputs, and what they may not be.

Free of torch: everything here is known before any expensive work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.file_names import stem_name, untaken
from engine.recording import RecordingError
from engine.sentences import Sentence
from engine.sound_files import shown

SHARED_FILE = "shared.wav"
KINDS = ("auto", "same", "varied")


@dataclass(frozen=True, kw_only=True)
class CoseparateOptions:
    """The command's arguments; lags in seconds, one a file; kind None finds out by itself."""

    inputs: tuple[Path, ...]
    directory: Path
    lags: tuple[float, ...] | None = None
    kind: Literal["same", "varied"] | None = None
    boxes: Path | None = None
    seed: int = 0
    overwrite: bool = False
    json: bool = False


@dataclass(frozen=True)
class Outputs:
    """The files to write: of each input its clean and its shared part, and the shared sound."""

    parts: tuple[tuple[Path, Path], ...]
    shared: Path


def output_paths(names: Sequence[str], directory: Path) -> Outputs:
    """Where the parts of files of these names go; names that collide get numbers."""
    taken = {Path(SHARED_FILE).stem}
    parts = []
    for name in names:
        stems = [stem_name("{recording}_{source}", name, s, 1) for s in ("clean", "shared")]
        clean, shared = (directory / (untaken(stem, taken) + ".wav") for stem in stems)
        parts.append((clean, shared))
    return Outputs(tuple(parts), directory / SHARED_FILE)


def refuse_repeated(paths: Sequence[Path]) -> None:
    """Raise RecordingError where a file is given twice."""
    seen: dict[Path, Path] = {}
    for path in paths:
        real = path.resolve()
        if real in seen:
            raise RecordingError(
                Sentence(
                    "{path} is given twice: what a file shares with itself is all of it; "
                    "give different files",
                    path=shown(path),
                )
            )
        seen[real] = path


def check_targets(outputs: Outputs, options: CoseparateOptions) -> None:
    """Raise RecordingError where an output is an input, or exists and may not be replaced."""
    inputs = {path.resolve() for path in options.inputs}
    for path in (*(path for pair in outputs.parts for path in pair), outputs.shared):
        if path.resolve() in inputs:
            raise RecordingError(
                Sentence(
                    "{path} is one of the inputs, which are never written; choose another folder",
                    path=shown(path),
                )
            )
        if path.exists() and not options.overwrite:
            raise RecordingError(
                Sentence(
                    "{path} exists already; choose another folder, or add --overwrite",
                    path=shown(path),
                )
            )
