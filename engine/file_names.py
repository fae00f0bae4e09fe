"""Names of files from names that people gave: safe everywhere, distinct, of bearable length."""

from __future__ import annotations

import re
import string
import unicodedata

from engine.sentences import Sentence
from engine.sound_files import RecordingError

# Bytes of UTF-8; file systems end at 255, and a number and the ending come after it.
LONGEST_NAME = 240
FIELDS = ("recording", "source", "number")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069/\\\\:*?\"<>|]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def _shortened(name: str, size: int) -> str:
    """The name cut to at most `size` bytes of UTF-8, never within a character."""
    return name.encode()[: max(size, 0)].decode(errors="ignore").rstrip(" .")


def _cleaned(name: str) -> str:
    """Composed, and "_" for what one system or another does not take in a name."""
    composed = unicodedata.normalize("NFC", name).encode(errors="replace").decode()
    return _UNSAFE.sub("_", composed).strip()


def safe_name(name: str) -> str:
    """A name that every usual file system takes as one visible file; never empty.

    Separators, control characters and what Windows forbids become "_"; at most 240 bytes.
    """
    name = _shortened(_cleaned(name), LONGEST_NAME)
    if not name.strip("."):
        return "_"
    if name.startswith("."):
        name = "_" + name.lstrip(".")
    return "_" + name if _RESERVED.fullmatch(name) else name


def proposed_name(recording: str, rest: str) -> str:
    """A file's name after a recording's, which gives way where both are too long together.

    rest: what follows, the ending included.
    """
    room = LONGEST_NAME - len(rest.encode())
    return f"{safe_name(_shortened(_cleaned(recording), room))}{rest}"


def check_pattern(pattern: str) -> None:
    """Raise RecordingError if the pattern is no valid format of {recording}, {source}, {number}."""
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
        if fields <= set(FIELDS):
            pattern.format(recording="", source="", number=1)
    except ValueError as error:
        raise RecordingError(
            Sentence(
                "The name pattern {pattern!r} is not valid ({error}).", pattern=pattern, error=error
            )
        ) from error
    if unknown := fields - set(FIELDS):
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise RecordingError(
            Sentence(
                "The name pattern {pattern!r} names {value}; it may use {known}.",
                pattern=pattern,
                value=", ".join(sorted(unknown)),
                known=known,
            )
        )


def stem_name(pattern: str, recording: str, source: str, number: int) -> str:
    """One file name without its ending; a long recording name gives way before the source's."""
    source = _shortened(_cleaned(source), LONGEST_NAME // 2) or f"source{number}"
    filled = pattern.format(recording="", source=source, number=number)
    recording = _shortened(_cleaned(recording), LONGEST_NAME - len(filled.encode()))
    return safe_name(pattern.format(recording=recording, source=source, number=number))


def untaken(name: str, taken: set[str]) -> str:
    """The name, with a number if one that reads the same is taken already; takes it."""
    free, count = name, 2
    while free.casefold() in taken:
        free, count = f"{name}_{count}", count + 1
    taken.add(free.casefold())
    return free
