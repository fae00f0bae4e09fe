"""Sound files as they lie on disk: opened with care, every refusal put into a sentence."""

from __future__ import annotations

import io
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import soundfile

from engine.sentences import Sentence

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SAY_CONVERT = "convert it to WAV or FLAC first"
_OTHER_KINDS = (
    (4, b"ftyp", Sentence("an MPEG-4 file (AAC or ALAC)")),
    (0, b"\x30\x26\xb2\x75", Sentence("a Windows Media file")),
    (0, b"\x1a\x45\xdf\xa3", Sentence("a Matroska or WebM file")),
    (0, b"\xff\xf1", Sentence("an AAC file")),
    (0, b"\xff\xf9", Sentence("an AAC file")),
    (0, b"ADIF", Sentence("an AAC file")),
    (0, b"\x0b\x77", Sentence("an AC-3 file")),
    (0, b"MAC ", Sentence("a Monkey's Audio file")),
    (0, b"wvpk", Sentence("a WavPack file")),
    (0, b"FRM8", Sentence("a DSD file")),
    (0, b"DSD ", Sentence("a DSD file")),
    (0, b"PK\x03\x04", Sentence("a zip archive")),
    (0, b"%PDF", Sentence("a PDF document")),
)
_SOUND_MARKS = (b"RIFF", b"RIFX", b"RF64", b"riff", b"fLaC", b"OggS", b"FORM", b"caff", b".snd")
_PROMISED_BYTES = re.compile(
    r"^\s*(?:data|SSND|riff|Data Size)\s*: (\d+) \(should be (\d+)\)", re.M
)
_PROMISED_FRAMES = re.compile(r"frame count (\d+) does not match value from 'ds64' chunk of (\d+)")


class RecordingError(Exception):
    """A file that cannot be read or written; the message is a sentence for the user."""


class StreamedFile(soundfile.SoundFile):
    """A sound file that is not sought after every block.

    soundfile seeks to where it already is after each read. For MP3 that loses the bit reservoir
    and with it the next samples; for FLAC it decodes a frame twice.
    """

    def seekable(self) -> bool:
        """False keeps soundfile from seeking by itself; `seek` works nevertheless."""
        return False


class _Patched(io.RawIOBase):
    """A file read as if some of its bytes were others."""

    def __init__(self, path: Path, offset: int, patch: bytes) -> None:
        self._file = io.FileIO(path)
        self._offset = offset
        self._patch = patch

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        start = self._file.tell()
        count = self._file.readinto(buffer)
        view = memoryview(buffer)
        for index, byte in enumerate(self._patch, self._offset - start):
            if 0 <= index < count:
                view[index : index + 1] = bytes([byte])
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def shown(path: str | Path) -> str:
    """The path as it can be printed anywhere, also when its bytes are no valid text."""
    return str(path).encode(errors="replace").decode()


def native(path: Path) -> str | bytes:
    """The path as soundfile opens it also where its bytes are no valid text."""
    return str(path) if os.name == "nt" else os.fsencode(path)


def open_sound_file(path: Path) -> StreamedFile:
    """The opened file, with at least one sample. Raises RecordingError with a sentence."""
    head = _head(path)
    try:
        # soundfile asks for the rate of a file that is called .raw, and libsndfile makes noise
        # of any bytes in one that is called .au: without a header nothing is guessed.
        file = None if path.suffix.lower() == ".raw" else StreamedFile(native(path))
    except (soundfile.LibsndfileError, OSError) as error:
        file = _cut_caf(path) if head.startswith(b"caff") else None
        if file is None:
            raise RecordingError(
                Sentence("{path} {wrong}.", path=shown(path), wrong=_what_is_wrong(head, error))
            ) from error
    if file is None or file.format == "RAW":
        if file is not None:
            file.close()
        raise RecordingError(Sentence("{path} {wrong}.", path=shown(path), wrong=_headerless(head)))
    if file.frames <= 0 or file.samplerate <= 0:
        file.close()
        raise RecordingError(
            Sentence(
                "{path} holds no sound: its length is zero; choose another file.", path=shown(path)
            )
        )
    return file


def _head(path: Path) -> bytes:
    """The first bytes of a regular, readable file that is not empty."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise RecordingError(
                Sentence("{path} is a folder; choose a sound file in it.", path=shown(path))
            )
        if not stat.S_ISREG(mode):
            raise RecordingError(
                Sentence("{path} is a device, not a file; choose a sound file.", path=shown(path))
            )
        with path.open("rb") as file:
            head = file.read(4096)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RecordingError(
            Sentence("{path} does not exist; check the name.", path=shown(path))
        ) from error
    except PermissionError as error:
        raise RecordingError(
            Sentence(
                "{path} may not be read by you; change its permissions or copy it.",
                path=shown(path),
            )
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordingError(
            Sentence(
                "{path} cannot be read ({reason}); check the name and the disk.",
                path=shown(path),
                reason=reason,
            )
        ) from error
    if not head:
        raise RecordingError(Sentence("{path} is empty; choose another file.", path=shown(path)))
    return head


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", errors="ignore")
    whole = len(head) - len(text.encode()) <= 3  # a character may be cut at the end
    return whole and all(character.isprintable() or character in "\n\r\t\f" for character in text)


def _headerless(head: bytes) -> str:
    if _is_text(head):
        return Sentence("is a text file, not sound; choose a sound file")
    return Sentence(
        "has no header that tells its sample rate and channels; convert it to WAV or FLAC first"
    )


def _what_is_wrong(head: bytes, error: Exception) -> str:
    for position, mark, kind in _OTHER_KINDS:
        if head[position : position + len(mark)] == mark:
            return Sentence(
                "is {kind}, which cannot be read; convert it to WAV or FLAC first", kind=kind
            )
    if head.startswith(_SOUND_MARKS):
        if "unimplemented" in str(error) and not head.startswith((b"fLaC", b"OggS")):
            return Sentence(
                "holds a coding of sound that cannot be read; convert it to WAV or FLAC first"
            )
        return Sentence("has a damaged or incomplete header; get another copy of it")
    if _is_text(head):
        return Sentence("is a text file, not sound; choose a sound file")
    return Sentence(
        "is not a sound file of a known kind, or it is damaged; convert it to WAV or FLAC first"
    )


def _caf_data(path: Path) -> tuple[int, int, int] | None:
    """Position of the data chunk's size in a CAF file, that size, and what is there of it."""
    size = path.stat().st_size
    position = 8
    with path.open("rb") as file:
        while position + 12 <= size:
            file.seek(position)
            kind, length = file.read(4), int.from_bytes(file.read(8), "big", signed=True)
            if kind == b"data":
                return position + 4, length, size - position - 12
            if length < 0:
                return None
            position += 12 + length
    return None


def _cut_caf(path: Path) -> StreamedFile | None:
    """A CAF whose sound is cut off, which libsndfile refuses: opened with its true size."""
    found = _caf_data(path)
    if found is None or not 4 < found[2] < found[1]:
        return None
    try:
        return StreamedFile(_Patched(path, found[0], found[2].to_bytes(8, "big")))
    except soundfile.LibsndfileError:
        return None


def promised_samples(file: StreamedFile, path: Path) -> int | None:
    """How many samples the header promises, where that differs from what libsndfile counted.

    Sizes that stand for "unknown" (a stream was written whose end nobody filled in) promise
    nothing.
    """
    if file.format == "CAF":
        found = _caf_data(path)
        lengths = found and found[1:]
    elif match := _PROMISED_FRAMES.search(file.extra_info):
        lengths = int(match[2]), int(match[1])
    elif matches := _PROMISED_BYTES.findall(file.extra_info):
        lengths = int(matches[-1][0]), int(matches[-1][1])
    else:
        lengths = None
    if not lengths or not 0 < lengths[1] < lengths[0]:
        return None
    if any(abs(lengths[0] - 2**bits) < 4096 for bits in (31, 32, 63, 64)):
        return None
    return round(file.frames * lengths[0] / lengths[1])


def has_length_tag(path: Path) -> bool:
    """Whether an MP3 tells its length (Xing, Info or VBRI); elsewhere libsndfile only guesses."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if head.startswith(b"ID3"):
            start = 10 + sum(
                byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
            )
        file.seek(start)
        first = file.read(2048)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))


def has_end_mark(path: Path) -> bool:
    """Whether the last page of an Ogg file is whole and marked as the stream's end."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 2 * 65307))  # the longest page
        tail = file.read()
    page = tail.rfind(b"OggS")
    if page < 0 or page + 27 > len(tail):
        return False
    segments = tail[page + 26]
    length = 27 + segments + sum(tail[page + 27 : page + 27 + segments])
    return bool(tail[page + 5] & 4) and page + length <= len(tail)
