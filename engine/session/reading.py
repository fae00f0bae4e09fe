"""Reads sessions that anybody may have made: as far as they go, and says what is missing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from engine.guidance import Guidance, GuidanceError
from engine.masks import Masks
from engine.sentences import Sentence
from engine.separators.base import MAX_SOURCES, MIN_SOURCES, SavedState
from engine.session.legs import MOST_LEGS, legs_of
from engine.session.model import (
    Embedded,
    Extra,
    Leg,
    MarkState,
    Network,
    Result,
    SeparationChoice,
    Session,
    SessionError,
    SourceState,
    Version,
)
from engine.session.parts import (
    COPY,
    DOCUMENT,
    FORMAT,
    FolderParts,
    PartError,
    Parts,
    SalvagedParts,
    ZipParts,
)
from engine.session.values import (
    Damaged,
    bounded_list,
    check_masks,
    choice_of,
    count_of,
    guidance_of,
    is_whole,
    mapping,
    npy_array,
    number_of,
    only_for,
    reference_of,
    safetensors_arrays,
    sources_of,
    states_of,
    text_of,
    truth_of,
)
from engine.sound_files import shown

_Part = TypeVar("_Part")
_NO_SOURCES: tuple[SourceState, ...] = ()
_NO_STATES: tuple[MarkState, ...] = ()
_EMBEDDED = {"recording.flac", "recording.wav"}
MOST_VERSIONS, MOST_EXTRAS = 1000, 100
# How to make a document of a format, once written, one of the next; each stays here for ever.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


@dataclass(frozen=True, eq=False)
class OpenedSession:
    """A session, and what is missing of it: short descriptions, such as "the version 'first'"."""

    session: Session
    missing: tuple[str, ...] = ()
    format: int = FORMAT


def open_session(path: Path) -> OpenedSession:
    """Read a session's file. Raises SessionError with a sentence where nothing can be had of it."""
    parts, complaints = _parts_of(path)
    try:
        opened = _read(path, parts)
    finally:
        if isinstance(parts, ZipParts):
            parts.close()
    return OpenedSession(opened.session, (*complaints, *opened.missing), opened.format)


def open_session_folder(folder: Path) -> OpenedSession:
    """Read what crash recovery keeps. Raises SessionError with a sentence."""
    return _read(folder, FolderParts(folder))


def format_of(path: Path) -> int | None:
    """The format of the session in a file; None where there is none."""
    try:
        parts, _ = _parts_of(path)
    except (SessionError, OSError):
        return None
    try:
        version = _document(path, parts).get("version")
    except SessionError:
        return None
    finally:
        if isinstance(parts, ZipParts):
            parts.close()
    return version if is_whole(version) else None


def _parts_of(path: Path) -> tuple[ZipParts | SalvagedParts, tuple[str, ...]]:
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise SessionError(Sentence("{path} is no file.", path=shown(path)))
        try:
            return ZipParts(path), ()
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            salvaged = SalvagedParts(path)
            if not salvaged.names():
                raise SessionError(
                    Sentence(
                        "{path} is no session of Unbraid, or damaged from its beginning on.",
                        path=shown(path),
                    )
                ) from error
            return salvaged, ("the end of the file",)
    except OSError as error:
        raise SessionError(
            Sentence(
                "{path} cannot be read ({reason}).",
                path=shown(path),
                reason=error.strerror or error,
            )
        ) from error


def _document(path: Path, parts: Parts) -> dict[str, Any]:
    """The document, or its copy where it is damaged."""
    for name in (DOCUMENT, COPY):
        try:
            document = json.loads(parts.read(name), parse_constant=_no_constant)
        except (PartError, ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return document
    raise SessionError(
        Sentence("{path} is no session of Unbraid, or too damaged to be opened.", path=shown(path))
    )


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _read(path: Path, parts: Parts) -> OpenedSession:
    document = _document(path, parts)
    version: Any = document.get("version")
    if not is_whole(version) or version < 1:
        raise SessionError(
            Sentence("{path} does not say which format of session it is.", path=shown(path))
        )
    if version > FORMAT:
        program = document.get("program")
        raise SessionError(
            Sentence(
                "{path} needs a newer Unbraid: it was saved by version {value} in format "
                "{version}, and this one reads up to format {format}.",
                path=shown(path),
                value=program if isinstance(program, str) else "?",
                version=version,
                format=FORMAT,
            )
        )
    for older in range(version, FORMAT):
        document = UPGRADES[older](document)
    reader = _Reader(parts)
    session = reader.session(document, path)
    return OpenedSession(session, tuple(reader.missing), version)


class _Reader:
    """Reads a document of today's format; `missing` collects what could not be read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._arrays: dict[str, np.ndarray] = {}
        self._legs: tuple[Leg, ...] = ()
        self.missing: list[str] = []

    def session(self, document: Mapping[str, Any], path: Path) -> Session:
        self._legs = self._try(
            "how the separation came about",
            self._legs,
            lambda: legs_of(document["legs"], self._masks),
        )
        sources = self._try("the sources", _NO_SOURCES, lambda: sources_of(document["sources"]))
        choice = self._try(
            "the settings", SeparationChoice(), lambda: choice_of(document["choice"])
        )
        guidance = self._try(
            "what was drawn", Guidance(), lambda: guidance_of(document["guidance"])
        )
        states = self._try(
            "which marks are hidden or locked",
            _NO_STATES,
            lambda: states_of(document["mark_states"]),
        )
        result = self._try("the separation", Result(), lambda: self._result(document["result"]))
        if sources and result.masks is not None and result.masks.sources != len(sources):
            self.missing.append("the separation")
            result = Result()
        if not sources:
            count = result.masks.sources if result.masks is not None else choice.sources
            sources = tuple(SourceState(f"Source {n + 1}", "#808080") for n in range(count))
        guidance = only_for(guidance, len(sources))
        if len(states) != len(guidance.marks):
            states = tuple(MarkState() for _ in guidance.marks)
        return Session(
            reference=self._try(
                "which recording it is about", None, lambda: reference_of(document["recording"])
            ),
            sources=sources,
            guidance=guidance,
            mark_states=states,
            choice=replace(choice, sources=len(sources)),
            result=result,
            versions=self._versions(document.get("versions", [])),
            network=self._try(
                "the networks' state", None, lambda: self._network(document["network"])
            ),
            view=self._try("the view", {}, lambda: mapping(document["view"])),
            extras=self._extras(document.get("extras", {})),
            embedded=self._try(
                "the embedded recording", None, lambda: self._embedded(document["embedded"], path)
            ),
            saved_at=self._try("the time", 0.0, lambda: number_of(document["saved_at"])),
        )

    def _try(self, what: str, instead: _Part, read: Callable[[], _Part]) -> _Part:
        try:
            return read()
        except (Damaged, PartError, GuidanceError, KeyError):
            self.missing.append(what)
            return instead

    def _versions(self, entries: Any) -> tuple[Version, ...]:
        if not isinstance(entries, list) or len(entries) > MOST_VERSIONS:
            self.missing.append("the versions")
            return ()
        found = []
        for number, entry in enumerate(entries, start=1):
            name = entry.get("name") if isinstance(entry, dict) else None
            what = f"the version “{name}”" if isinstance(name, str) else f"version {number}"
            version = self._try(what[:200], None, lambda entry=entry: self._version(entry))  # type: ignore[misc]
            if version is not None:
                found.append(version)
        return tuple(found)

    def _version(self, entry: Any) -> Version:
        entry = mapping(entry)
        guidance = guidance_of(entry["guidance"])
        version = Version(
            id=text_of(entry["id"]),
            name=text_of(entry["name"]),
            time=number_of(entry["time"]),
            automatic=truth_of(entry["automatic"]),
            sources=sources_of(entry["sources"]),
            guidance=guidance,
            mark_states=states_of(entry["mark_states"]),
            choice=choice_of(entry["choice"]),
            result=self._result(entry["result"]),
        )
        masks = version.result.masks
        count = len(version.sources)
        if (
            (masks is not None and masks.sources != count)
            or version.choice.sources != count
            or guidance.sources > count
            or len(version.mark_states) != len(guidance.marks)
        ):
            raise Damaged("parts of a version do not fit each other")
        return version

    def _result(self, entry: Any) -> Result:
        entry = mapping(entry)
        return Result(
            self._masks(entry["masks"]),
            guidance_of(entry["guidance"]),
            self._recipe(entry["recipe"]),
        )

    def _recipe(self, entry: Any) -> tuple[Leg, ...]:
        """The legs of these numbers; none where one of them is damaged."""
        numbers = [count_of(number) for number in bounded_list(entry, MOST_LEGS)]
        if any(number >= len(self._legs) for number in numbers):
            return ()
        return tuple(self._legs[number] for number in numbers)

    def _masks(self, entry: Any) -> Masks | None:
        if entry is None:
            return None
        entry = mapping(entry)
        activations = entry["activations"]
        values = self._array(entry["values"], np.float32)
        if values.ndim != 3 or not MIN_SOURCES <= values.shape[0] <= MAX_SOURCES:
            raise Damaged("masks of no shape that there is")
        try:
            masks = Masks(
                values,
                self._array(entry["times"], np.float64),
                self._array(entry["frequencies"], np.float64),
                None if activations is None else self._array(activations, np.float32),
            )
        except ValueError as error:
            raise Damaged(str(error)) from error
        check_masks(masks)
        return masks

    def _array(self, name: Any, dtype: Any = None) -> np.ndarray:
        name = text_of(name)
        if not name.startswith("arrays/") or name not in self._parts.names():
            raise PartError(Sentence("{name} is missing", name=name))
        if name not in self._arrays:
            self._arrays[name] = npy_array(self._parts.read(name))
        array = self._arrays[name]
        if dtype is not None and array.dtype != dtype:
            raise Damaged(f"{name} holds other numbers than it should")
        return array

    def _network(self, entry: Any) -> Network | None:
        if entry is None:
            return None
        entry = mapping(entry)
        name = text_of(entry["arrays"])
        if not name.startswith("network/") or name not in self._parts.names():
            raise PartError(Sentence("{name} is missing", name=name))
        arrays = safetensors_arrays(self._parts.read(name))
        return Network(choice_of(entry["choice"]), SavedState(mapping(entry["numbers"]), arrays))

    def _extras(self, entries: Any) -> dict[str, Extra]:
        if not isinstance(entries, dict) or len(entries) > MOST_EXTRAS:
            self.missing.append("what panels kept")
            return {}
        found = {}
        for name, entry in entries.items():
            extra = self._try(f"what “{name[:100]}” kept", None, lambda e=entry: self._extra(e))  # type: ignore[misc]
            if extra is not None:
                found[name] = extra
        return found

    def _extra(self, entry: Any) -> Extra:
        entry = mapping(entry)
        arrays = mapping(entry["arrays"])
        return Extra(entry["document"], {name: self._array(arrays[name]) for name in arrays})

    def _embedded(self, name: Any, path: Path) -> Embedded | None:
        if name is None:
            return None
        if text_of(name) not in _EMBEDDED or name not in self._parts.names():
            raise PartError(Sentence("the embedded recording is missing"))
        return Embedded(name, path)
