"""A set of files that share a sound, as it is saved: which they are, what was corrected and drawn.

Text in JSON: {"version": 1, "kind": …, "seed": …, "parted": …, "files": [{"path", "relative",
"size", "sha256", "trim", "lag" or null, "boxes"}, …]}. The parts themselves are made again: the
same files, corrections and seed give the same ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QIODevice, QSaveFile

from editor.coseparation_document import Corrections
from editor.translation import told, tr
from engine.coseparation import KINDS, MAX_FILES, SOURCES, CoseparationError, Kind
from engine.guidance import Guidance, GuidanceError, guidance_text, parse_guidance
from engine.session.recordings import relative_to, sha256_of

VERSION = 1
ENDING = ".coseparation"
_MOST_BYTES = 2**24
_MOST_SECONDS, _MOST_TRIM = 36_000.0, 24.0


@dataclass(frozen=True)
class FileEntry:
    """One file of a set: where it was, beside which set, and what it held."""

    path: Path
    relative: str
    size: int
    sha256: str


@dataclass(frozen=True)
class SavedSet:
    """What was open. parted: whether there were parts, which are to be made again."""

    files: tuple[FileEntry, ...]
    corrections: Corrections
    kind: Kind | None
    seed: int
    parted: bool


def set_of(
    files: tuple[Path, ...], corrections: Corrections, kind: Kind | None, seed: int, parted: bool,
    beside: Path | None,
) -> SavedSet:  # fmt: skip
    """What is open, for a file that stands there; hashes the files. Raises CoseparationError."""
    try:
        entries = [
            FileEntry(
                file,
                "" if beside is None else relative_to(file, beside),
                file.stat().st_size,
                sha256_of(file),
            )
            for file in files
        ]
    except OSError as error:
        raise CoseparationError(
            tr("{filename}: cannot be read ({strerror})").format(
                filename=error.filename, strerror=error.strerror
            )
        ) from error
    return SavedSet(tuple(entries), corrections, kind, seed, parted)


def write_set(
    path: Path, files: tuple[Path, ...], corrections: Corrections, kind: Kind | None, seed: int,
    parted: bool,
) -> None:  # fmt: skip
    """Write a set, whole or not at all. Raises CoseparationError with a sentence."""
    saved = set_of(files, corrections, kind, seed, parted, path)
    target = QSaveFile(str(path))
    data = (json.dumps(set_document(saved), indent=1) + "\n").encode()
    opened = target.open(QIODevice.OpenModeFlag.WriteOnly)
    if not opened or target.write(data) != len(data) or not target.commit():
        raise CoseparationError(
            tr("{path}: cannot be written ({errorstring})").format(
                path=path.name, errorstring=target.errorString()
            )
        )


def read_set(path: Path) -> SavedSet:
    """Read a set. Raises CoseparationError with a sentence."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CoseparationError(
                tr("{path}: is too large for a set of files").format(path=path.name)
            )
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CoseparationError(
            tr("{path}: cannot be read ({value})").format(
                path=path.name, value=error.strerror or error
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise _no_set(path.name, error) from error
    return set_in(document, path.name)


def set_in(document: Any, name: str) -> SavedSet:
    """A set from its document; name: of what held it. Raises CoseparationError."""
    try:
        return _parsed(document)
    except (ValueError, TypeError, KeyError, RecursionError, GuidanceError) as error:
        raise _no_set(name, error) from error


def _no_set(name: str, error: Exception) -> CoseparationError:
    return CoseparationError(
        tr("{path}: is no set of files that share a sound, or is damaged ({reason})").format(
            path=name, reason=_reason(error)
        )
    )


def found_file(entry: FileEntry, beside: Path) -> tuple[Path, bool]:
    """Where a file of a set is, and whether it is still the same one. Raises CoseparationError."""
    near = [beside.parent / entry.relative] if entry.relative else []
    places = [place for place in (entry.path, *near) if place.is_file()]
    for place in places:
        if place.stat().st_size == entry.size and sha256_of(place) == entry.sha256:
            return place, True
    if places:
        return places[0], False
    raise CoseparationError(
        tr("{path}: is not there any more; put it back, or beside {name}").format(
            path=entry.path, name=beside.name
        )
    )


def _reason(error: Exception) -> str:
    return (
        tr("{error} is missing").format(error=error) if isinstance(error, KeyError) else told(error)
    )


def set_document(saved: SavedSet) -> dict[str, Any]:
    """A set as JSON holds it."""
    corrections = saved.corrections
    entries = []
    for index, file in enumerate(saved.files):
        guidance = Guidance(corrections.boxes[index])
        entries.append(
            {
                "path": str(file.path),
                "relative": file.relative,
                "size": file.size,
                "sha256": file.sha256,
                "trim": corrections.trims[index],
                "lag": None if corrections.lags is None else corrections.lags[index],
                "boxes": json.loads(guidance_text(SOURCES, guidance))["boxes"],
            }
        )
    return {
        "version": VERSION,
        "kind": saved.kind,
        "seed": saved.seed,
        "parted": saved.parted,
        "files": entries,
    }


def _parsed(document: Any) -> SavedSet:
    if not isinstance(document, Mapping) or document["version"] != VERSION:
        raise ValueError(f"a set of version {VERSION} was expected")
    entries, kind = document["files"], document["kind"]
    if not isinstance(entries, list) or not 1 <= len(entries) <= MAX_FILES:
        raise ValueError(f"it must name 1 to {MAX_FILES} files")
    if kind is not None and kind not in KINDS:
        raise ValueError(f"the kind {kind!r} is unknown")
    lags = tuple(entry["lag"] for entry in entries)
    return SavedSet(
        tuple(
            FileEntry(
                Path(str(entry["path"])), str(entry["relative"]), int(entry["size"]),
                str(entry["sha256"]),
            )
            for entry in entries
        ),
        Corrections(
            None if None in lags else tuple(_number(lag, _MOST_SECONDS) for lag in lags),
            tuple(_number(entry["trim"], _MOST_TRIM) for entry in entries),
            tuple(_boxes(entry["boxes"]) for entry in entries),
        ),
        kind,
        int(_number(document["seed"], 2**31 - 1)),
        document["parted"] is True,
    )  # fmt: skip


def _boxes(boxes: Any) -> tuple[Any, ...]:
    document = {"version": 1, "sources": list(SOURCES), "boxes": boxes}
    return parse_guidance(document)[1].boxes


def _number(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")
    if not math.isfinite(value) or abs(value) > most:
        raise ValueError(f"{value!r} is out of range")
    return float(value)
