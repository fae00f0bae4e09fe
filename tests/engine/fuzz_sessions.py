"""Opens hundreds of damaged and hostile sessions and box files; a program of its own.

    python tests/engine/fuzz_sessions.py FOLDER SEED

FOLDER gets the files, one at a time. Prints one JSON object: how many were tried of each kind, how
many opened, the longest time in seconds, the most memory in bytes, and files that were left.
Anything but SessionError or GuidanceError is a traceback and a status of 1.
"""

from __future__ import annotations

import io
import json
import random
import re
import resource
import struct
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.guidance import Box, Guidance, GuidanceError, Lasso, guidance_text, read_guidance
from engine.masks import Masks, normalised
from engine.separators.base import SavedState
from engine.session import (
    Extra,
    Leg,
    MarkState,
    Network,
    RecordingReference,
    Result,
    SeparationChoice,
    Session,
    SessionError,
    SourceState,
    Version,
    open_session,
    save_session,
)

FLIPS, CUTS, BLOCKS, NUMBERS, BOXES = 220, 60, 60, 200, 150
ABSURD = (
    None, True, -1, 0, 2**31, 2**63, 10**400, 1e308, -1e308, 0.1, "", "x" * 10_000, "../../evil",
    "/etc/passwd", "arrays/" + "0" * 32 + ".npy", [], [[]] * 1000, {}, {"version": 1}, "\0",
)  # fmt: skip


def most_memory() -> int:
    """The most bytes resident so far.

    Of this program alone where the system tells: what it calls ru_maxrss begins, after an exec,
    with the memory of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return 1024 * int(found[1])
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def a_session() -> Session:
    guidance = Guidance(
        (
            Box(0, "activate", 0.1, 0.5, 100.0, 900.0),
            Lasso(1, "deactivate", ((0, 9), (1, 9), (1, 99))),
        )
    )
    values = normalised(np.random.default_rng(0).random((2, 12, 20)))
    masks = Masks(values, np.arange(20) / 64, 50.0 * np.arange(1, 13), values.mean(1))
    choice = SeparationChoice()
    leg = Leg(choice, {"iterations": 9}, "cpu", ((0, 0, guidance),), 9, 9, masks)
    result = Result(masks, guidance, (leg,))
    sources = (SourceState("dog", "#56B4E9"), SourceState("violin", "#E69F00"))
    states = (MarkState(), MarkState(True, True))
    return Session(
        RecordingReference(Path("/a/b.wav"), "../b.wav", 9, "ab" * 32, 44_100, 2, 99_999),
        sources,
        guidance,
        states,
        choice,
        result,
        (Version("1", "first", 1e9, False, sources, guidance, states, choice, result),),
        Network(choice, SavedState({"iteration": 9}, {"weight": np.ones((3, 4), np.float32)})),
        {"position": 1.5},
        {"texture": Extra({"a": [1, 2]}, {"noise": np.ones(5)})},
    )


def flipped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def overwritten(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    length = dice.choice((4, 40, 400))
    return data[:start] + dice.randbytes(length) + data[start + length :]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(entry, (*path, key))


def with_absurd_value(data: bytes, dice: random.Random) -> bytes:
    """Another value somewhere in the document, the zip sound."""
    parts = unzipped(data)
    document = json.loads(parts["session.json"])
    path = dice.choice(list(places(document))[1:])
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = dice.choice(ABSURD)
    parts["session.json"] = parts["session.copy.json"] = json.dumps(document).encode()
    return zipped(parts)


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def bomb(parts: dict[str, bytes], name: str, beginning: bytes, size: int) -> bytes:
    """The parts, one of them instead a beginning and so many zeros, packed to next to nothing."""
    file = io.BytesIO(zipped({key: data for key, data in parts.items() if key != name}))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w", force_zip64=True) as member:
            member.write(beginning)
            for _ in range(size // 2**20):
                member.write(bytes(2**20))
    return file.getvalue()


def npy_header(shape: tuple[int, ...], descr: str = "<f4") -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"descr": descr, "fortran_order": False, "shape": shape}
    )
    return file.getvalue()


def hostile(data: bytes) -> Iterator[bytes]:
    """Bombs, lies about sizes, names that lead outside, pickles, deep nesting."""
    parts = unzipped(data)
    array = max(
        (name for name in parts if name.endswith(".npy")), key=lambda name: len(parts[name])
    )
    yield bomb(parts, array, npy_header((2, 1, 2**27)), 2**30)
    yield bomb(parts, array, npy_header((2, 1, 2**24)), 2**27)
    yield bomb(parts, "session.json", b" ", 2**27)
    yield bomb(parts, "session.json", b"[", 2**25)
    yield zipped({"session.json": b"[" * 10_000_000}, zipfile.ZIP_DEFLATED)
    yield zipped({"session.json": b'{"a":' * 1_000_000, "session.copy.json": b"{}"})
    yield zipped({**parts, array: npy_header((2**40, 2**40)) + b"abcd"})
    yield zipped({**parts, array: npy_header((-1, 3)) + b"abcd"})
    yield zipped({**parts, array: npy_header((1,), "|O") + b"\x80\x04cos\nsystem\n."})
    yield zipped({**parts, array: b"\x93NUMPY\x01\x00\xff\xff{" + b"(" * 65_000})
    for name in ("../evil.npy", "/tmp/evil.npy", "arrays/../../evil.npy", "C:\\evil.npy"):
        document = parts["session.json"].replace(array.encode(), name.replace("\\", "/").encode())
        yield zipped({**parts, "session.json": document, name: parts[array]})
    network = next(name for name in parts if name.startswith("network/"))
    for header in (
        b'{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4]}}',
        b"{" * 999,
    ):
        yield zipped({**parts, network: struct.pack("<Q", len(header)) + header + b"abcd"})
    yield zipped({**parts, network: struct.pack("<Q", 2**62)})
    yield zipped({f"arrays/{number:032x}.npy": b"" for number in range(5000)} | parts)
    lying = bytearray(data)
    for place in range(len(lying) - 4):
        if lying[place : place + 4] == b"PK\x01\x02":
            lying[place + 24 : place + 28] = struct.pack("<I", 2**32 - 2)
    yield bytes(lying)


def absurd_boxes(dice: random.Random) -> str:
    document = json.loads(guidance_text(("dog", "violin"), a_session().guidance))
    path = dice.choice(list(places(document))[1:])
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = dice.choice(ABSURD)
    return json.dumps(document)


class Trial:
    """Opens one thing after the other and keeps count."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.opened: Counter[str] = Counter()
        self.slowest = 0.0

    def take(self, kind: str, path: Path, data: bytes, read: Callable[[Path], object]) -> None:
        path.write_bytes(data)
        began = time.perf_counter()
        try:
            read(path)
            self.opened[kind] += 1
        except (SessionError, GuidanceError) as error:
            if not str(error).strip():
                raise
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.tried[kind] += 1


def main(folder: Path, seed: int) -> None:
    dice, trial = random.Random(seed), Trial()
    session, boxes = folder / "fuzzed.unbraid", folder / "fuzzed.json"
    save_session(session, a_session())
    data = session.read_bytes()
    for kind, count, change in (
        ("bits flipped", FLIPS, flipped),
        ("cut off", CUTS, cut),
        ("overwritten", BLOCKS, overwritten),
        ("absurd value", NUMBERS, with_absurd_value),
    ):
        for _ in range(count):
            trial.take(kind, session, change(data, dice), open_session)
    for made in hostile(data):
        trial.take("hostile", session, made, open_session)
    text = guidance_text(("dog", "violin"), a_session().guidance).encode()
    for number in range(BOXES):
        made = absurd_boxes(dice).encode() if number % 2 else flipped(text, dice)
        trial.take("box file", boxes, made, read_guidance)
    print(
        json.dumps(
            {
                "tried": trial.tried,
                "opened": trial.opened,
                "slowest": trial.slowest,
                "memory": most_memory(),
                "left": sorted(path.name for path in folder.iterdir()),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
