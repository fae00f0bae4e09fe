"""The values of a session's document, each checked: what cannot be is refused."""

from __future__ import annotations

import io
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from engine.devices import is_device_request
from engine.guidance import Guidance, parse_guidance
from engine.masks import Masks
from engine.separators import separator_names
from engine.separators.base import MAX_SOURCES, MIN_SOURCES, PRESETS
from engine.session.model import MarkState, RecordingReference, SeparationChoice, SourceState

_KINDS = "fiub"
MOST_MARKS = 1_000_000
LONGEST_TEXT = 4096


class Damaged(ValueError):
    """A part of the document that says nothing that can be understood."""


def check_masks(masks: Masks) -> None:
    values = masks.values
    if not values.size or not masks.times.size or not masks.frequencies.size:
        raise Damaged("masks of nothing")
    for axis in (masks.times, masks.frequencies):
        if not np.isfinite(axis).all() or (np.diff(axis) <= 0).any():
            raise Damaged("masks on a grid that does not increase")
    # A row at a time: the file may be large.
    for band in range(values.shape[1]):
        row = values[:, band]
        total = row.sum(axis=0)
        if not (np.isfinite(row).all() and (row >= 0).all() and (np.abs(total - 1) < 1e-3).all()):
            raise Damaged("masks that do not sum to one")
    activations = masks.activations
    if activations is not None and not np.isfinite(activations).all():
        raise Damaged("activations that are no numbers")


def npy_array(data: bytes) -> np.ndarray:
    """The array of a .npy file, read-only and without a copy; never a pickle."""
    file = io.BytesIO(data)
    try:
        if np.lib.format.read_magic(file) != (1, 0):
            raise Damaged("an array of an unknown kind")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise Damaged("an array that is damaged") from error
    start = file.tell()
    if dtype.kind not in _KINDS or fortran or dtype.hasobject or len(shape) > 8:
        raise Damaged("an array of an unknown kind")
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != len(data) - start:
        raise Damaged("an array that is not as long as it says")
    return np.frombuffer(data, dtype, offset=start).reshape(shape)


def safetensors_arrays(data: bytes) -> dict[str, np.ndarray]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, np.ndarray] = load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise Damaged("networks that are damaged") from error
    return arrays


def sources_of(entries: Any) -> tuple[SourceState, ...]:
    sources = tuple(source_of(entry) for entry in bounded_list(entries, MAX_SOURCES))
    if len(sources) < MIN_SOURCES:
        raise Damaged("too few sources")
    return sources


def source_of(entry: Any) -> SourceState:
    entry = mapping(entry)
    gain, colour = number_of(entry["gain_db"]), text_of(entry["colour"])
    if not -200 <= gain <= 200 or len(colour) != 7 or colour[0] != "#":
        raise Damaged("a source that cannot be")
    _hexadecimal(colour[1:])
    solo, mute = truth_of(entry["solo"]), truth_of(entry["mute"])
    pan = number_of(entry.get("pan", 0.0))  # older sessions have none
    if not -1 <= pan <= 1:
        raise Damaged("a source that cannot be")
    return SourceState(text_of(entry["name"]), colour, gain, solo, mute, pan)


def _hexadecimal(text: str) -> None:
    if any(letter not in "0123456789abcdefABCDEF" for letter in text):
        raise Damaged("a colour that is none")


def choice_of(entry: Any) -> SeparationChoice:
    entry = mapping(entry)
    choice = SeparationChoice(
        method=text_of(entry["method"]),
        preset=text_of(entry["preset"]),
        sources=count_of(entry["sources"]),
        seed=count_of(entry["seed"]),
        device=text_of(entry["device"]),
    )
    known = choice.method in separator_names() and choice.preset in PRESETS
    sensible = MIN_SOURCES <= choice.sources <= MAX_SOURCES and choice.seed < 2**48
    if not (known and sensible and is_device_request(choice.device)):
        raise Damaged("settings that cannot be")
    return choice


def guidance_of(entry: Any) -> Guidance:
    return parse_guidance(mapping(entry))[1]


def only_for(guidance: Guidance, sources: int) -> Guidance:
    kept = tuple(mark for mark in guidance.marks if mark.source < sources)
    return guidance if len(kept) == len(guidance.marks) else Guidance(kept)


def states_of(entries: Any) -> tuple[MarkState, ...]:
    known = {field.name for field in fields(MarkState)}
    states = []
    for entry in bounded_list(entries, MOST_MARKS):
        entry = mapping(entry)
        states.append(MarkState(**{name: truth_of(entry[name]) for name in known}))
    return tuple(states)


def reference_of(entry: Any) -> RecordingReference | None:
    if entry is None:
        return None
    entry = mapping(entry)
    reference = RecordingReference(
        path=Path(_path_text(entry["path"])),
        relative=_path_text(entry["relative"]),
        size=count_of(entry["size"]),
        sha256=text_of(entry["sha256"]),
        sample_rate=count_of(entry["sample_rate"]),
        channels=count_of(entry["channels"]),
        samples=count_of(entry["samples"]),
    )
    sensible = (
        1 <= reference.sample_rate <= 10_000_000
        and 1 <= reference.channels <= 4096
        and 1 <= reference.samples <= 2**40
        and len(reference.sha256) in (0, 64)
    )
    if not sensible:
        raise Damaged("a recording that cannot be")
    _hexadecimal(reference.sha256)
    return reference


def _path_text(value: Any) -> str:
    text = text_of(value)
    if "\0" in text:
        raise Damaged("a path with a zero in it")
    return text


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Damaged("an object was expected")
    return value


def bounded_list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise Damaged(f"a list of at most {most} was expected")
    return value


def text_of(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Damaged("a text was expected")
    return value


def truth_of(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Damaged("true or false was expected")
    return value


def number_of(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300:
        raise Damaged("a number was expected")
    return float(value)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def count_of(value: Any) -> int:
    if not is_whole(value) or not 0 <= value < 2**63:
        raise Damaged("a count was expected")
    found: int = value
    return found
