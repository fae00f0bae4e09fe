"""Box files: guidance and the sources' names as JSON.

{"version": 1, "sources": [...], "boxes": [...]}, and later shapes under keys of their own. An
entry's "order" says when it was drawn; without it entries count as drawn as they are listed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from engine.guidance.evidence import Guidance
from engine.guidance.marks import (
    KINDS,
    MAX_SOURCES,
    Band,
    Box,
    GuidanceError,
    Harmonics,
    Lasso,
    Mark,
    Patch,
    Points,
    Rectangles,
    Span,
    Stroke,
)
from engine.sentences import Sentence

FILE_VERSION = 1
_ANY_SHAPE = ("source", "kind", "exact", "strength", "order")


@dataclass(frozen=True)
class _Form:
    """How a shape is written: the key of its list, what one is called, the fields it may lack."""

    key: str
    name: str
    shape: type[Mark]
    optional: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The fields that only this shape has."""
        return tuple(part.name for part in fields(self.shape) if part.name not in _ANY_SHAPE)


_FORMS = (
    _Form("boxes", "box", Box),
    _Form("strokes", "stroke", Stroke, ("radius_octaves", "radius_hz")),
    _Form("lassos", "lasso", Lasso),
    _Form("spans", "span", Span),
    _Form("bands", "band", Band),
    _Form("harmonics", "harmonics", Harmonics),
    _Form("patches", "patch", Patch),
)
_FILE_KEYS = {"version", "sources", *(form.key for form in _FORMS)}


def read_guidance(path: str | Path) -> tuple[tuple[str, ...], Guidance]:
    """Source names and guidance of a box file. Raises GuidanceError with a sentence."""
    path = Path(path)
    try:
        # Some editors on Windows put a byte order mark first.
        return guidance_from_text(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GuidanceError(
            Sentence("{path}: cannot be read ({reason})", path=path, reason=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise GuidanceError(
            Sentence("{path}: is no box file: those are text, in JSON", path=path)
        ) from error
    except GuidanceError as error:
        raise GuidanceError(Sentence("{path}: {error}", path=path, error=error)) from error


def guidance_from_text(text: str) -> tuple[tuple[str, ...], Guidance]:
    """Source names and guidance of a box file's text. Raises GuidanceError with a sentence."""
    try:
        document = json.loads(text, object_pairs_hook=_distinct)
    except (json.JSONDecodeError, RecursionError) as error:
        raise GuidanceError(Sentence("is not a box file in JSON ({error})", error=error)) from error
    except GuidanceError:
        raise
    except ValueError as error:  # Python reads no whole number of more than 4300 digits
        raise GuidanceError(Sentence("a number in it has too many digits")) from error
    return parse_guidance(document)


def write_guidance(path: str | Path, names: Sequence[str], guidance: Guidance) -> None:
    """Write a box file that `read_guidance` gives back as it was; a file there is replaced.

    Written beside it and renamed. Raises GuidanceError with a sentence.
    """
    path = Path(path)
    temporary = path.with_name(f".unbraid-{secrets.token_hex(8)}.part")
    try:
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.write(guidance_text(names, guidance))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise GuidanceError(
            Sentence(
                "{path}: cannot be written ({reason})", path=path, reason=error.strerror or error
            )
        ) from error


def guidance_text(names: Sequence[str], guidance: Guidance) -> str:
    """A box file's text with one mark a line, for people who read it."""
    lists = _lists(guidance)
    parts = [f'"version": {FILE_VERSION}', f'"sources": {json.dumps(list(names))}']
    for key, entries in lists.items():
        lines = ",\n".join("  " + json.dumps(entry) for entry in entries)
        parts.append(f'"{key}": [\n{lines}\n ]' if entries else f'"{key}": []')
    return "{" + ",\n ".join(parts) + "}\n"


def _lists(guidance: Guidance) -> dict[str, list[dict[str, Any]]]:
    """Entries by key; with "order" only where their lists alone would not tell it."""
    places = [_place(mark) for mark in guidance.marks]
    lists: dict[str, list[dict[str, Any]]] = {_FORMS[0].key: []}
    ordered = places == sorted(places)
    for place, form in enumerate(_FORMS):
        for number, mark in enumerate(guidance.marks):
            if places[number] == place:
                order = {} if ordered else {"order": number}
                lists.setdefault(form.key, []).append(_entry(mark, form) | order)
    return lists


def _place(mark: Mark) -> int:
    return [form.shape for form in _FORMS].index(type(mark))


def _entry(mark: Mark, form: _Form) -> dict[str, Any]:
    entry: dict[str, Any] = {"source": mark.source, "kind": mark.kind}
    for name in form.own:
        value = getattr(mark, name)
        if value or name not in form.optional:
            entry[name] = value
    entry["exact"] = mark.exact
    return entry if mark.strength == 1.0 else entry | {"strength": mark.strength}


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object's entries; a key given twice would silently lose the first."""
    entries = dict(pairs)
    if len(entries) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise GuidanceError(Sentence('the key "{twice}" is given twice in one object', twice=twice))
    return entries


def parse_guidance(document: Any) -> tuple[tuple[str, ...], Guidance]:
    """Source names and guidance of a parsed box file, every part checked."""
    if not isinstance(document, Mapping):
        raise GuidanceError(Sentence("a box file holds one JSON object"))
    _refuse_unknown(document, _FILE_KEYS, "the box file")
    version = document.get("version")
    if isinstance(version, bool) or version != FILE_VERSION:
        raise GuidanceError(
            Sentence(
                "version is {version!r}; this program reads version {file_version}",
                version=version,
                file_version=FILE_VERSION,
            )
        )
    names = _names(document.get("sources", []))
    ordered: list[tuple[int, Mark]] = []
    for form in _FORMS:
        entries = document.get(form.key, [])
        if not isinstance(entries, list):
            raise GuidanceError(Sentence('"{key}" must be a list', key=form.key))
        for number, entry in enumerate(entries, start=1):
            what = f"{form.name} {number}"
            mark = _parse(entry, form, what)
            if names and mark.source >= len(names):
                raise GuidanceError(
                    Sentence(
                        "{what} is for source {source}, but only {value} sources are named",
                        what=what,
                        source=mark.source,
                        value=len(names),
                    )
                )
            ordered.append((_order(entry, len(ordered), what), mark))
    ordered.sort(key=lambda item: item[0])
    return names, Guidance(tuple(mark for _, mark in ordered))


def _names(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise GuidanceError(Sentence('"sources" must be a list of names'))
    if len(names) > MAX_SOURCES:
        raise GuidanceError(
            Sentence('"sources" names more than {max_sources} sources', max_sources=MAX_SOURCES)
        )
    return tuple(names)


def _parse(entry: Any, form: _Form, what: str) -> Mark:
    if not isinstance(entry, Mapping):
        raise GuidanceError(Sentence("{what} must be an object", what=what))
    _refuse_unknown(entry, {*_ANY_SHAPE, *form.own}, what)
    kind = entry.get("kind")
    required = {"source", "kind", *form.own} - set(form.optional)
    if kind == "release":
        required.discard("source")
    missing = sorted(required - set(entry))
    if missing:
        raise GuidanceError(Sentence('{what} lacks "{missing}"', what=what, missing=missing[0]))
    if kind not in KINDS:
        raise GuidanceError(
            Sentence(
                "{what}: kind is {kind!r}; it must be one of {value}",
                what=what,
                kind=kind,
                value=", ".join(KINDS),
            )
        )
    values: dict[str, Any] = {"source": _whole(entry.get("source", 0), f"{what}: source")}
    values["exact"] = _truth(entry.get("exact", False), f"{what}: exact")
    values["strength"] = _number(entry.get("strength", 1.0), f"{what}: strength")
    for name in form.own:
        if name in entry:
            values[name] = _READERS.get(name, _number)(entry[name], f"{what}: {name}")
    try:
        return form.shape(kind=kind, **values)
    except GuidanceError as error:
        raise GuidanceError(Sentence("{what}: {error}", what=what, error=error)) from error


def _order(entry: Mapping[str, Any], listed: int, what: str) -> int:
    return _whole(entry.get("order", listed), f"{what}: order")


def _truth(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise GuidanceError(
            Sentence("{what} must be true or false, not {value!r}", what=what, value=value)
        )
    return value


def _whole(value: Any, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise GuidanceError(
            Sentence("{what} must be a whole number, not {value!r}", what=what, value=value)
        )
    return value


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GuidanceError(
            Sentence("{what} must be a number, not {value!r}", what=what, value=value)
        )
    try:
        return float(value)
    except OverflowError as error:
        raise GuidanceError(Sentence("{what} must be a finite number", what=what)) from error


def _numbers(value: Any, what: str) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise GuidanceError(Sentence("{what} must be a list of numbers", what=what))
    return tuple(_number(number, f"{what}, number {n}") for n, number in enumerate(value, start=1))


def _points(value: Any, what: str) -> Points:
    if not isinstance(value, list):
        raise GuidanceError(Sentence("{what} must be a list of [seconds, Hz]", what=what))
    read = [_numbers(point, f"{what}, point {n}") for n, point in enumerate(value, start=1)]
    for number, point in enumerate(read, start=1):
        if len(point) != 2:
            raise GuidanceError(
                Sentence("{what}, point {number} must be [seconds, Hz]", what=what, number=number)
            )
    return tuple((seconds, hz) for seconds, hz in read)


def _rectangles(value: Any, what: str) -> Rectangles:
    if not isinstance(value, list):
        raise GuidanceError(Sentence("{what} must be a list of [start, end, low, high]", what=what))
    read = [_numbers(edges, f"{what}, rectangle {n}") for n, edges in enumerate(value, start=1)]
    for number, edges in enumerate(read, start=1):
        if len(edges) != 4:
            raise GuidanceError(
                Sentence(
                    "{what}, rectangle {number} must be [start, end, low, high]",
                    what=what,
                    number=number,
                )
            )
    return tuple((start, end, low, high) for start, end, low, high in read)


_READERS = {
    "points": _points,
    "rectangles": _rectangles,
    "times": _numbers,
    "frequencies": _numbers,
    "partials": _whole,
}


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(str(key) for key in set(entry) - known)
    if unknown:
        raise GuidanceError(
            Sentence('{what} has an unknown key "{unknown}"', what=what, unknown=unknown[0])
        )
