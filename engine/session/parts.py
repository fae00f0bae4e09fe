"""A session's parts by name, read from a zip or a folder that a stranger may have made.

Only names of the known form are ever looked at, and nothing is unpacked under a name that the
file chooses. Sizes and compression are judged by the directory before a byte is read.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from engine.sentences import Sentence
from engine.session.model import SessionError
from engine.sound_files import shown

FORMAT = 1
DOCUMENT, COPY = "session.json", "session.copy.json"
_KNOWN = re.compile(
    r"session(\.copy)?\.json|recording\.(flac|wav)|picture\.png"
    r"|arrays/[0-9a-f]{32}\.npy|network/[0-9a-f]{32}\.safetensors"
)
MOST_PARTS = 4096
MOST_DOCUMENT = 64 * 2**20
MOST_ARRAY = 2 * 2**30
# What we write is hardly compressed; another zip program may do it better, a bomb much better.
_MOST_RATIO, _RATIO_FROM = 64, 2**20
_MOST_TOTAL_RATIO, _TOTAL_FROM = 24, 64 * 2**20
_LOCAL = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = 0, 8


class PartError(SessionError):
    """A part that is missing, damaged or not to be trusted."""


class Parts(Protocol):
    """Parts of a session by name."""

    def names(self) -> frozenset[str]: ...
    def read(self, name: str) -> bytes: ...


def limit_of(name: str) -> int:
    """Most bytes that a part of this name may have."""
    return MOST_DOCUMENT if name.endswith((".json", ".png")) else MOST_ARRAY


class FolderParts:
    """The parts in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> frozenset[str]:
        found = (path.relative_to(self._folder).as_posix() for path in self._files())
        return frozenset(name for name in found if _KNOWN.fullmatch(name))

    def _files(self) -> list[Path]:
        paths = [*self._folder.glob("*"), *self._folder.glob("*/*")]
        return [path for path in paths if path.is_file() and not path.is_symlink()]

    def read(self, name: str) -> bytes:
        path = self._folder / name
        try:
            if path.stat().st_size > limit_of(name):
                raise PartError(Sentence("{name} is too large", name=name))
            return path.read_bytes()
        except OSError as error:
            raise PartError(
                Sentence(
                    "{name} cannot be read ({reason})", name=name, reason=error.strerror or error
                )
            ) from error


class ZipParts:
    """The parts in a zip. Raises SessionError where it is no zip or promises absurd things."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        try:
            self._infos = _checked(path, self._zip.infolist())
        except SessionError:
            self._zip.close()
            raise

    def names(self) -> frozenset[str]:
        return frozenset(self._infos)

    def read(self, name: str) -> bytes:
        info = self._infos.get(name)
        if info is None:
            raise PartError(Sentence("{name} is missing", name=name))
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise PartError(Sentence("{name} is damaged", name=name)) from error
        except NotImplementedError as error:
            raise PartError(Sentence("{name} is packed in an unknown way", name=name)) from error
        if len(data) != info.file_size:
            raise PartError(Sentence("{name} is damaged", name=name))
        return data

    def open(self, name: str) -> BinaryIO:
        """A part as a stream. Raises PartError."""
        if name not in self._infos:
            raise PartError(Sentence("{name} is missing", name=name))
        return self._zip.open(self._infos[name])  # type: ignore[return-value]

    def fingerprint(self, name: str) -> str:
        """A name for what is in a part, by its checksum and size. Raises PartError."""
        info = self._infos.get(name)
        if info is None:
            raise PartError(Sentence("{name} is missing", name=name))
        return f"{info.CRC:08x}-{info.file_size}"

    def close(self) -> None:
        self._zip.close()


def _checked(path: Path, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MOST_PARTS:
        raise SessionError(
            Sentence(
                "{path} is no session: it holds {value} parts.", path=shown(path), value=len(infos)
            )
        )
    known = {info.filename: info for info in infos if _KNOWN.fullmatch(info.filename)}
    size = path.stat().st_size
    total = sum(info.file_size for info in known.values())
    for info in known.values():
        suspicious = (
            info.file_size > limit_of(info.filename)
            or (info.file_size > _RATIO_FROM + _MOST_RATIO * max(info.compress_size, 1))
            or info.compress_type not in (_STORED, _DEFLATED)
            or info.compress_size > size
        )
        if suspicious:
            raise SessionError(
                Sentence(
                    "{path} is not opened: {filename} in it says it has {file_size} bytes, which "
                    "no session needs.",
                    path=shown(path),
                    filename=info.filename,
                    file_size=info.file_size,
                )
            )
    if total > _TOTAL_FROM + _MOST_TOTAL_RATIO * size:
        raise SessionError(
            Sentence(
                "{path} is not opened: it would unpack to {total} bytes, as no session does.",
                path=shown(path),
                total=total,
            )
        )
    return known


class SalvagedParts:
    """The parts of a zip that has lost its directory at the end: what its beginning still tells."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, tuple[int, int, int]] = {}
        size = path.stat().st_size
        position: int | None = 0
        with path.open("rb") as file:
            for _ in range(MOST_PARTS):
                if position is None:
                    break
                position = self._take(file, position, size)

    def _take(self, file: BinaryIO, position: int, size: int) -> int | None:
        """Note the part whose header is at this place; the place of the next one, or None."""
        file.seek(position)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            return None
        fields = _LOCAL.unpack(header)
        signature, _, _, method, _, _, crc, packed, _, name_size, extra_size = fields
        if signature != b"PK\x03\x04":
            return None
        name = file.read(name_size).decode("utf-8", "replace")
        start = position + _LOCAL.size + name_size + extra_size
        # We store parts as they are; what another program has packed is not worth a guess.
        whole = method == _STORED and start + packed <= size
        if whole and _KNOWN.fullmatch(name) and packed <= limit_of(name):
            self._found[name] = (start, packed, crc)
        return start + packed

    def names(self) -> frozenset[str]:
        return frozenset(self._found)

    def read(self, name: str) -> bytes:
        if name not in self._found:
            raise PartError(Sentence("{name} is missing", name=name))
        start, size, crc = self._found[name]
        with self._path.open("rb") as file:
            file.seek(start)
            data = file.read(size)
        if zlib.crc32(data) != crc:
            raise PartError(Sentence("{name} is damaged", name=name))
        return data
