"""How exported stems came about, as one JSON file, and how to make them again.

    {"unbraid": "export", "version": 1, "program": …, "libraries": …, "recording": {…},
     "sources": […], "export": {…}, "guidance": a box file in full,
     "joined": [iteration of each mark], "legs": the runs, "masks": null,
     "left_out": [files of the export that this cannot make again]}

The same program on the same machine makes the same stems, bit by bit: every run is done again
with what it heard at the same steps. Where masks came about in a way that no run can repeat (a
drawn box answered at once, sources that were split by hand) they are in the file themselves.
Stems that were added beside a separation's are not made again, nor is a mix that holds one.
Format 2 tells of gains and pans besides; what was written as separated is told in format 1.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import platform
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from engine.exported import ExportOptions, Weights
from engine.guidance import Guidance, GuidanceError, guidance_text
from engine.masks import Masks
from engine.recording import Recording
from engine.recording_writer import writing_error
from engine.sentences import Sentence
from engine.separators import load_separator
from engine.separators.base import SeparationError, Step
from engine.session.legs import LegTable, legs_of
from engine.session.model import Leg, RecordingReference, Result, SessionError
from engine.session.parts import MOST_DOCUMENT
from engine.session.values import (
    Damaged,
    bounded_list,
    check_masks,
    is_whole,
    mapping,
    npy_array,
    reference_of,
    text_of,
)
from engine.session.writing import npy_bytes, program_version
from engine.sound_files import shown

VERSION = 1
MIXED_VERSION = 2
_LIBRARIES = ("torch", "numpy", "scipy")
_KEPT = ("subtype", "container", "pattern", "level", "residual", "dither_seed", "stems", "gain")
_WEIGHTS = ("weights", "mix")
_MOST = 8 * MOST_DOCUMENT


@dataclass(frozen=True, eq=False)
class Making:
    """How stems were made: of which recording, under which names, by which runs, written how."""

    reference: RecordingReference
    names: tuple[str, ...]
    export: Mapping[str, Any]
    result: Result
    left_out: tuple[str, ...] = ()


def write_making(
    path: Path, reference: RecordingReference, names: Sequence[str], result: Result,
    options: ExportOptions, left_out: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the file beside an export, whole or not at all. Raises SessionError.

    options: of what can be made again. left_out: the names of the files that cannot.
    """
    table = LegTable(_masks_entry)
    for leg in result.recipe:
        table.index(leg)
    document = {
        "unbraid": "export",
        "version": VERSION if options.weights is options.mix is None else MIXED_VERSION,
        "program": program_version(),
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "platform": platform.platform(),
        "recording": {**asdict(reference), "path": str(reference.path)},
        "sources": list(names),
        "export": {name: getattr(options, name) for name in (*_KEPT, *_WEIGHTS)},
        "guidance": json.loads(guidance_text(names, result.guidance)),
        "joined": joined(result),
        "legs": table.entries,
        "masks": None if result.recipe else _masks_entry(result.masks),
        "left_out": list(left_out),
    }
    temporary = path.with_name(f".unbraid-{secrets.token_hex(8)}.part")
    try:
        try:
            with temporary.open("x", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=False, allow_nan=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise SessionError(str(writing_error(path, error))) from error


def joined(result: Result) -> list[int | None]:
    """At which iteration each mark of the result was first heard; None where no run heard it."""
    found: list[int | None] = []
    for mark in result.guidance.marks:
        heard = (
            iteration
            for leg in result.recipe
            for _, iteration, guidance in leg.heard
            if mark in guidance.marks
        )
        found.append(next(heard, None))
    return found


def read_making(path: Path) -> Making:
    """Read such a file. Raises SessionError with a sentence."""
    try:
        if path.stat().st_size > _MOST:
            raise SessionError(
                Sentence("{path} is too large to tell how stems were made.", path=shown(path))
            )
        document = mapping(json.loads(path.read_bytes()))
        if document.get("unbraid") != "export":
            raise SessionError(
                Sentence("{path} does not tell how stems were made.", path=shown(path))
            )
        version = document.get("version")
        if not is_whole(version) or version not in (VERSION, MIXED_VERSION):
            raise SessionError(
                Sentence(
                    "{path} was written by Unbraid {value} in format {version}; this program reads "
                    "formats {version2} and {mixed_version}.",
                    path=shown(path),
                    value=document.get("program"),
                    version=version,
                    version2=VERSION,
                    mixed_version=MIXED_VERSION,
                )
            )
        reference = reference_of(document["recording"])
        names = tuple(text_of(name) for name in bounded_list(document["sources"], 6))
        legs = legs_of(document["legs"], _masks_of)
        masks = _masks_of(document["masks"])
        left_out = tuple(text_of(name) for name in bounded_list(document.get("left_out", []), 99))
        if reference is None or (not legs and masks is None):
            raise Damaged("nothing to make stems of")
        return Making(
            reference, names, mapping(document["export"]), Result(masks, Guidance(), legs), left_out
        )
    except OSError as error:
        raise SessionError(
            Sentence(
                "{path} cannot be read ({reason}).",
                path=shown(path),
                reason=error.strerror or error,
            )
        ) from error
    except (ValueError, KeyError, RecursionError, GuidanceError) as error:
        raise SessionError(
            Sentence("{path} is damaged ({error}).", path=shown(path), error=error)
        ) from error


def export_options(making: Making, directory: Path, *, overwrite: bool) -> ExportOptions:
    """How the stems were written, to another folder. Raises SessionError."""
    kept = {name: making.export[name] for name in _KEPT if name in making.export}
    stems = kept.get("stems")
    defaults = ExportOptions(directory)
    for name, value in kept.items():
        expected = getattr(defaults, name)
        if expected is not None and type(value) is not type(expected):
            raise SessionError(
                Sentence("the setting “{name}” of the export is damaged.", name=name)
            )
    if stems is not None:
        kept["stems"] = tuple(int(stem) for stem in bounded_list(stems, 6))
    gain = kept.get("gain")
    if gain is not None and not (type(gain) is float and 0.0 < gain <= 1.0):
        raise SessionError(Sentence("the setting “gain” of the export is damaged."))
    for name in _WEIGHTS:
        kept[name] = _weights(making, name)
    return ExportOptions(directory, overwrite=overwrite, **kept)


def _weights(making: Making, name: str) -> Weights | None:
    """Gains of left and right, one pair for each source."""
    entries = making.export.get(name)
    if entries is None:
        return None
    try:
        pairs = [bounded_list(entry, 2) for entry in bounded_list(entries, len(making.names))]
    except Damaged:
        pairs = []
    if len(pairs) != len(making.names) or not all(
        len(pair) == 2 and all(type(gain) is float and 0.0 <= gain < 1e3 for gain in pair)
        for pair in pairs
    ):
        raise SessionError(Sentence("the setting “{name}” of the export is damaged.", name=name))
    return tuple((left, right) for left, right in pairs)


def made_again(making: Making, mixture: Recording, progress: Callable[[Step, int], None]) -> Masks:
    """The masks, by doing every run again. Raises SeparationError.

    progress: called with each step, and the number of its run from 1.
    """
    if making.result.masks is not None:
        return making.result.masks
    state: Any = None
    last: Step | None = None
    for number, leg in enumerate(making.result.recipe, start=1):
        for last in _steps(leg, mixture, state):
            progress(last, number)
        state = None if last is None else last.state
    if last is None:
        raise SeparationError(Sentence("the file tells of no run"))
    return last.masks()


def _steps(leg: Leg, mixture: Recording, state: Any) -> Iterator[Step]:
    separator = load_separator(leg.choice.method)
    known = {field.name for field in fields(separator.Settings)}
    if set(leg.settings) != known:
        raise SeparationError(
            Sentence(
                "{title} has other settings now than when the stems were made",
                title=separator.title,
            )
        )
    settings = separator.Settings(**leg.settings)
    sent = {steps: guidance for steps, _, guidance in leg.heard}
    start = leg.start if leg.start is not None else (state if leg.goes_on else None)
    steps = separator.steps(mixture, sent[0], settings, seed=leg.choice.seed, start=start)
    try:
        for number in range(leg.steps):
            yield steps.send(sent.get(number) if number else None)
    except StopIteration as error:
        raise SeparationError(
            Sentence("the runs do not go as they went when the stems were made")
        ) from error
    finally:
        steps.close()


def _masks_entry(masks: Masks | None) -> dict[str, Any] | None:
    if masks is None:
        return None
    activations = masks.activations
    return {
        "values": _text(masks.values),
        "times": _text(masks.times),
        "frequencies": _text(masks.frequencies),
        "activations": None if activations is None else _text(activations),
    }


def _text(array: np.ndarray) -> str:
    return base64.b64encode(npy_bytes(array)).decode("ascii")


def _masks_of(entry: Any) -> Masks | None:
    if entry is None:
        return None
    arrays = {name: _array(text) for name, text in mapping(entry).items() if text is not None}
    masks = Masks(
        arrays["values"], arrays["times"], arrays["frequencies"], arrays.get("activations")
    )
    check_masks(masks)
    return masks


def _array(text: Any) -> np.ndarray:
    try:
        return npy_array(base64.b64decode(text, validate=True))
    except (binascii.Error, TypeError) as error:
        raise Damaged("an array that is damaged") from error
