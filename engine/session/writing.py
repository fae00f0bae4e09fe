"""Writes sessions: as one file, whole or not at all, or as a folder, only what changed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
import struct
import time
import weakref
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from engine.masks import Masks
from engine.recording_writer import writing_error
from engine.separators.base import SavedState
from engine.session.legs import LegTable, guidance_document
from engine.session.model import Extra, Network, Result, Session, SessionError, Version
from engine.session.parts import COPY, DOCUMENT, FORMAT, MOST_ARRAY, MOST_DOCUMENT, MOST_PARTS
from engine.session.reading import MOST_VERSIONS, format_of

_PIECE = 2**20
_LEFTOVER = re.compile(r"\.unbraid-[0-9a-f]{16}\.(part|flac|wav)")
# What safetensors calls numpy's types, which it stores with the lowest byte first, as machines do.
_SAFETENSORS = {"b1": "BOOL"} | {
    f"{kind.lower()}{size}": f"{kind}{8 * size}"
    for kind, sizes in (("F", (2, 4, 8)), ("I", (1, 2, 4, 8)), ("U", (1, 2, 4, 8)))
    for size in sizes
}


class Namer:
    """Names of arrays by what is inside; each is hashed once for as long as somebody holds it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[Any], str]] = {}

    def array(self, array: np.ndarray) -> str:
        """arrays/….npy for an array that nobody changes."""
        return self._named(array, lambda: f"arrays/{_digest(_npy_parts(array))}.npy")

    def network(self, state: SavedState) -> str:
        """network/….safetensors."""

        def name() -> str:
            return f"network/{_digest(_safetensors_parts(state.arrays))}.safetensors"

        return self._named(state, name)

    def _named(self, thing: Any, name: Callable[[], str]) -> str:
        known = self._known.get(id(thing))
        if known is not None and known[0]() is thing:
            return known[1]
        self._known = {key: entry for key, entry in self._known.items() if entry[0]() is not None}
        found = name()
        self._known[id(thing)] = (weakref.ref(thing), found)
        return found


class Counter(Namer):
    """Names that only count: for a file that is written once and in one go."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def array(self, array: np.ndarray) -> str:
        return self._named(array, lambda: f"arrays/{self._next()}.npy")

    def network(self, state: SavedState) -> str:
        return self._named(state, lambda: f"network/{self._next()}.safetensors")

    def _next(self) -> str:
        self._count += 1
        return f"{self._count:032x}"


class _Composer:
    """A session's document, and the parts that it refers to."""

    def __init__(self, namer: Namer) -> None:
        self._namer = namer
        self.arrays: dict[str, np.ndarray] = {}
        self.networks: dict[str, SavedState] = {}
        self._legs = LegTable(self._masks)

    def document(self, session: Session, embedded: str | None) -> dict[str, Any]:
        reference = session.reference
        document = {
            "version": FORMAT,
            "program": program_version(),
            "saved_at": time.time(),
            "recording": None
            if reference is None
            else {**asdict(reference), "path": str(reference.path)},
            "embedded": embedded,
            "sources": [asdict(source) for source in session.sources],
            "guidance": guidance_document(session.guidance),
            "mark_states": [asdict(state) for state in session.mark_states],
            "choice": asdict(session.choice),
            "result": self._result(session.result),
            "versions": [self._version(version) for version in session.versions],
            "network": None if session.network is None else self._network(session.network),
            "view": dict(session.view),
            "extras": {name: self._extra(extra) for name, extra in session.extras.items()},
        }
        return {**document, "legs": self._legs.entries}

    def check(self, text: bytes, versions: int) -> None:
        """Raises OSError where nobody could read it again, by the bounds that reading has."""
        parts = len(self.arrays) + len(self.networks)
        largest = max((array.nbytes for array in self.arrays.values()), default=0)
        if len(text) > MOST_DOCUMENT or parts > MOST_PARTS - 8 or versions > MOST_VERSIONS:
            raise OSError("a session cannot hold so much; delete some versions")
        if largest > MOST_ARRAY - 2**16:
            raise OSError("a session cannot hold masks of this length; export the stems instead")

    def _array(self, array: np.ndarray) -> str:
        name = self._namer.array(array)
        self.arrays[name] = array
        return name

    def _masks(self, masks: Masks | None) -> dict[str, Any] | None:
        if masks is None:
            return None
        activations = masks.activations
        return {
            "values": self._array(masks.values),
            "times": self._array(masks.times),
            "frequencies": self._array(masks.frequencies),
            "activations": None if activations is None else self._array(activations),
        }

    def _result(self, result: Result) -> dict[str, Any]:
        return {
            "masks": self._masks(result.masks),
            "guidance": guidance_document(result.guidance),
            "recipe": [self._legs.index(leg) for leg in result.recipe],
        }

    def _version(self, version: Version) -> dict[str, Any]:
        return {
            "id": version.id,
            "name": version.name,
            "time": version.time,
            "automatic": version.automatic,
            "sources": [asdict(source) for source in version.sources],
            "guidance": guidance_document(version.guidance),
            "mark_states": [asdict(state) for state in version.mark_states],
            "choice": asdict(version.choice),
            "result": self._result(version.result),
        }

    def _network(self, network: Network) -> dict[str, Any]:
        name = self._namer.network(network.state)
        self.networks[name] = network.state
        return {
            "choice": asdict(network.choice),
            "numbers": dict(network.state.numbers),
            "arrays": name,
        }

    def _extra(self, extra: Extra) -> dict[str, Any]:
        arrays = {name: self._array(array) for name, array in extra.arrays.items()}
        return {"document": extra.document, "arrays": arrays}


def program_version() -> str:
    """This program's version."""
    with suppress(metadata.PackageNotFoundError):
        return metadata.version("unbraid")
    return "unknown"


def save_session(
    path: Path, session: Session, *, embed: Callable[[Path], Path] | None = None
) -> None:
    """Write a session's file: beside the target, to the disk, then renamed.

    embed: writes the recording's samples under a name without an ending that it is given, and
    returns the path it chose (.flac or .wav). A file of an older format is kept as a backup.
    Where the path is a link, the file that it leads to is written. Raises SessionError with a
    sentence; what was there before is then still there.
    """
    named, path = path, path.resolve() if path.is_symlink() else path
    temporary = path.with_name(f".unbraid-{secrets.token_hex(8)}.part")
    try:
        try:
            with temporary.open("xb") as file:
                _write_zip(file, session, temporary, embed)
                file.flush()
                os.fsync(file.fileno())
            _keep_backup(path)
            os.replace(temporary, path)
            _sync_folder(path.parent)
            _clear_leftovers(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise SessionError(str(writing_error(named, error))) from error


def _write_zip(
    file: Any, session: Session, temporary: Path, embed: Callable[[Path], Path] | None
) -> None:
    composer = _Composer(Counter())
    sound = None if embed is None else embed(temporary.with_suffix(".sound"))
    try:
        embedded = None if sound is None else f"recording{sound.suffix}"
        text = _json_bytes(composer.document(session, embedded))
        composer.check(text, len(session.versions))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _add(archive, DOCUMENT, [text])
            for name, array in composer.arrays.items():
                _add(archive, name, _npy_parts(array))
            for name, state in composer.networks.items():
                _add(archive, name, _safetensors_parts(state.arrays))
            if sound is not None and embedded is not None:
                archive.write(sound, embedded)
            _add(archive, COPY, [text])
    finally:
        if sound is not None:
            sound.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, chunks: list[Any]) -> None:
    # A fixed date: the same session gives the same bytes.
    info = zipfile.ZipInfo(name)
    info.file_size = sum(memoryview(chunk).nbytes for chunk in chunks)
    with archive.open(info, "w") as member:
        for piece in _pieces(chunks):
            member.write(piece)


def _pieces(chunks: list[Any]) -> Iterator[memoryview]:
    """Chunks in pieces of a size that systems write steadily: of a hundred megabytes in one call
    some take five times as long as of the same in small pieces."""
    for chunk in chunks:
        view = memoryview(chunk).cast("B")
        for start in range(0, len(view), _PIECE):
            yield view[start : start + _PIECE]


def _keep_backup(path: Path) -> None:
    """Copy a file of an older format aside before it is replaced by one of today's."""
    found = format_of(path)
    if found is not None and found < FORMAT:
        backup = path.with_name(f"{path.stem}.format{found}{path.suffix}")
        if not backup.exists():
            shutil.copy2(path, backup)


def _clear_leftovers(folder: Path) -> None:
    """Take away what saves left that were killed; nobody has written to it for an hour."""
    with suppress(OSError):
        for path in folder.glob(".unbraid-*"):
            if _LEFTOVER.fullmatch(path.name) and time.time() - path.stat().st_mtime > 3600.0:
                path.unlink()


def _sync_folder(folder: Path) -> None:
    """Bring a rename to the disk, where the system lets a folder be synchronised."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class FolderWriter:
    """Keeps a session as a folder; writes only what changed since the last time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._namer = Namer()

    def write(self, session: Session) -> None:
        """Bring the folder up to date: arrays first, then the document. Raises OSError."""
        composer = _Composer(self._namer)
        text = _json_bytes(composer.document(session, None))
        composer.check(text, len(session.versions))
        wanted = {*composer.arrays, *composer.networks}
        for name in ("arrays", "network"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, array in composer.arrays.items():
            self._write_once(name, lambda array=array: _npy_parts(array))  # type: ignore[misc]
        for name, state in composer.networks.items():
            self._write_once(name, lambda state=state: _safetensors_parts(state.arrays))  # type: ignore[misc]
        self._replace(DOCUMENT, [text])
        self._forget_all_but(wanted)

    def write_file(self, name: str, data: bytes) -> None:
        """Put another file there, such as a picture. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._replace(name, [data])

    def _write_once(self, name: str, chunks: Callable[[], list[Any]]) -> None:
        if not (self.folder / name).exists():
            self._replace(name, chunks())

    def _replace(self, name: str, chunks: list[Any]) -> None:
        target = self.folder / name
        temporary = target.with_name(f".unbraid-{secrets.token_hex(8)}.part")
        try:
            with temporary.open("xb") as file:
                for piece in _pieces(chunks):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)

    def _forget_all_but(self, wanted: set[str]) -> None:
        for path in self._arrays():
            if path.relative_to(self.folder).as_posix() not in wanted:
                path.unlink(missing_ok=True)

    def _arrays(self) -> Iterator[Path]:
        yield from list(self.folder.glob("arrays/*"))
        yield from list(self.folder.glob("network/*"))


def _json_bytes(document: Mapping[str, Any]) -> bytes:
    """In pieces: made in one go a large document would keep all other threads waiting."""
    encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return "".join(encoder.iterencode(document)).encode()


def _npy_parts(array: np.ndarray) -> list[Any]:
    """A .npy file in two pieces, the second without a copy of the numbers."""
    array = np.asarray(array, order="C")
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(array))
    return [header.getvalue(), _body(array)]


def _body(array: np.ndarray) -> memoryview:
    """The bytes of a C-ordered array."""
    if not array.size:
        return memoryview(b"")
    return memoryview(array.reshape(-1).view(np.uint8))  # type: ignore[arg-type]


def npy_bytes(array: np.ndarray) -> bytes:
    """A .npy file."""
    return b"".join(bytes(part) for part in _npy_parts(array))


def _safetensors_parts(arrays: Mapping[str, np.ndarray]) -> list[Any]:
    """A .safetensors file in pieces, without the copy of all numbers that its library makes.

    Eight bytes tell the size of a header in JSON, which says where each array begins and ends.
    """
    ordered = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    names = sorted(ordered, key=lambda name: (-ordered[name].itemsize, name))
    entries, end = {}, 0
    for name in names:
        array, start = ordered[name], end
        end += array.nbytes
        entries[name] = {
            "dtype": _SAFETENSORS[array.dtype.str[1:]],
            "shape": array.shape,
            "data_offsets": (start, end),
        }
    header = json.dumps(entries).encode()
    header += b" " * (-len(header) % 8)
    return [struct.pack("<Q", len(header)), header, *(_body(ordered[name]) for name in names)]


def _digest(chunks: list[Any]) -> str:
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()[:32]
