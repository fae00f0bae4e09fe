"""What is drawn on the files, one list of marks a file: source 0 is clean, source 1 is shared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.coseparation.model import Claims
from engine.coseparation.view import View
from engine.guidance import Guidance, GuidanceError, parse_guidance, rasterise

SOURCES = ("clean", "shared")
_LISTS = ("boxes", "strokes", "lassos", "spans", "bands", "harmonics")


@dataclass(frozen=True)
class Drawn:
    """Guidance on each file's own clock."""

    of_files: tuple[Guidance, ...] = ()

    def __bool__(self) -> bool:
        return any(self.of_files)


def read_drawn(path: Path, files: Sequence[str]) -> Drawn:
    """Guidance of a box file in which each box names its "mixture".

    files: names of the files in order; a mixture is such a name, with or without its ending, or
    a number from 0. Raises GuidanceError with a sentence.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GuidanceError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise GuidanceError(f"{path}: is not a box file in JSON ({error})") from error
    try:
        return parse_drawn(document, files)
    except GuidanceError as error:
        raise GuidanceError(f"{path}: {error}") from error


def parse_drawn(document: Any, files: Sequence[str]) -> Drawn:
    """Guidance of a parsed box file, every part checked."""
    if not isinstance(document, Mapping):
        raise GuidanceError("a box file holds one JSON object")
    documents: list[dict[str, Any]] = [
        {"version": document.get("version"), "sources": list(SOURCES)} for _ in files
    ]
    names = document.get("sources", list(SOURCES))
    if isinstance(names, list) and len(names) > len(SOURCES):
        raise GuidanceError("only two sources can be drawn for: 0 is clean, 1 is shared")
    for key in set(document) - {"version", "sources", *_LISTS}:
        raise GuidanceError(f'the box file has an unknown key "{key}"')
    for key in _LISTS:
        entries = document.get(key, [])
        if not isinstance(entries, list):
            raise GuidanceError(f'"{key}" must be a list')
        for number, entry in enumerate(entries, start=1):
            what = f"{key}, number {number}"
            if not isinstance(entry, Mapping):
                raise GuidanceError(f"{what} must be an object")
            own = dict(entry)
            if "mixture" not in own:
                raise GuidanceError(f'{what} lacks "mixture": the file on which it is drawn')
            index = _file_index(own.pop("mixture"), files, what)
            documents[index].setdefault(key, []).append(own)
    return Drawn(tuple(parse_guidance(document)[1] for document in documents))


def _file_index(mixture: Any, files: Sequence[str], what: str) -> int:
    if isinstance(mixture, int) and not isinstance(mixture, bool) and 0 <= mixture < len(files):
        return mixture
    if isinstance(mixture, str):
        name = Path(mixture).name
        matching = [i for i, file in enumerate(files) if name in (file, Path(file).stem)]
        if len(matching) == 1:
            return matching[0]
    raise GuidanceError(
        f"{what}: mixture {mixture!r} is none of the files; "
        f"name one of {', '.join(files)} or give its number from 0"
    )


def claims_on(drawn: Drawn, views: Sequence[View], first: int, last: int) -> Claims | None:
    """What was drawn, on the frames [first, last) of the common grid; None where nothing was."""
    if not drawn:
        return None
    shape = (len(views), views[0].settings.bins, last - first)
    shared, clean = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    pinned = np.zeros(shape, bool)
    for index, (view, guidance) in enumerate(zip(views, drawn.of_files, strict=True)):
        if not guidance:
            continue
        times = view.times(first, last)
        inside = guidance.within(float(times[0]), float(times[-1] - times[0]), np.inf)
        evidence = rasterise(inside, 2, times - times[0], view.frequencies)
        is_clean, is_shared = evidence.known & (evidence.target > 0.5)
        not_clean, not_shared = evidence.known & (evidence.target < 0.5)
        shared[index] = (is_shared | not_clean) * evidence.strength
        clean[index] = (is_clean | not_shared) * evidence.strength
        pinned[index] = evidence.exact.any(axis=0)
    return Claims(torch.from_numpy(shared), torch.from_numpy(clean), torch.from_numpy(pinned))
