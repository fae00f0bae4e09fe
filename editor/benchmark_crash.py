"""`unbraid benchmark crash`: a window in random use is killed, and what is left is counted.

Each run starts a window of its own (editor/benchmark_crash_user.py) with folders of its own,
kills it with SIGKILL at a random moment, and reads every file that it left. Lost is what was done
since the state that the newest readable file has: from the first change that it lacks to the kill.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from editor.benchmark_crash_user import SAVED_AS, fingerprint_of
from editor.benchmark_desk import PATIENCE_SECONDS, Case, application, write_clip
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.session import OpenedSession, SessionError, open_session, open_session_folder

RUNS = 50
BOUND_SECONDS = 5.0
SHORTEST, LONGEST = 1.0, 25.0
CASE = Case(6.0, 22_050, 1)


@dataclass(frozen=True)
class Outcome:
    """What one kill left.

    used: seconds from the window's being ready to the kill. changes: how many there were.
    kept: of them on the disk. lost: seconds of changes that no file has. unreadable: files that
    could not be read, or not wholly. masks: whether the recovered work has masks.
    """

    run: int
    used: float
    changes: int
    kept: int
    lost: float
    unreadable: int
    marks: int
    masks: bool

    @property
    def is_good(self) -> bool:
        """Whether no more was lost than may be."""
        return self.lost <= BOUND_SECONDS and not self.unreadable


def run(options: BenchmarkOptions, report: Report, *, longest: float = LONGEST) -> dict[str, Any]:
    """--items: which runs, from 1; their numbers are the seeds. Raises BenchmarkError."""
    if os.name != "posix":
        raise BenchmarkError("the benchmark crash kills processes as only POSIX systems can")
    runs = options.items or tuple(range(1, RUNS + 1))
    outcomes = []
    with application() as screen, tempfile.TemporaryDirectory() as folder:
        report.result(f"killed on {screen}")
        recording = write_clip(CASE, Path(folder))
        for number in runs:
            outcomes.append(_killed(number, recording, Path(folder, str(number)), longest))
            report.progress(f"run {number}: {outcomes[-1].lost:.1f} s lost")
    _print(outcomes, report)
    bad = [outcome.run for outcome in outcomes if not outcome.is_good]
    return {
        "runs": [asdict(outcome) for outcome in outcomes],
        "most_lost_seconds": max(outcome.lost for outcome in outcomes),
        "unreadable": sum(outcome.unreadable for outcome in outcomes),
        "bad": bad,
    }


def _print(outcomes: Sequence[Outcome], report: Report) -> None:
    report.table(
        ("run", "used s", "changes", "kept", "lost s", "unreadable", "marks", "masks"),
        [
            (o.run, o.used, o.changes, o.kept, o.lost, o.unreadable, o.marks, str(o.masks).lower())
            for o in outcomes
        ],
    )
    most = max(outcome.lost for outcome in outcomes)
    unreadable = sum(outcome.unreadable for outcome in outcomes)
    report.result(
        f"{len(outcomes)} kills: at most {most:.1f} s of changes lost ({BOUND_SECONDS:g} allowed), "
        f"{unreadable} unreadable files"
    )


def _killed(number: int, recording: Path, folder: Path, longest: float) -> Outcome:
    folder.mkdir()
    dice = random.Random(number)
    lifetime = dice.uniform(SHORTEST, longest)
    program = [sys.executable, "-m", "editor.benchmark_crash_user"]
    command = [*program, str(recording), str(folder), str(number)]
    with (folder / "log").open("wb") as log:
        user = subprocess.Popen(
            command, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=log
        )
    try:
        began = _await_ready(folder, user)
        while time.time() < began + lifetime and user.poll() is None:
            time.sleep(0.01)
        if user.poll() is not None:
            raise BenchmarkError(f"the window ended by itself: {_end_of(folder / 'log')}")
        killed = time.time()
    finally:
        user.kill()
        user.wait()
    return _judged(number, folder, began, killed)


def _environment(folder: Path) -> Mapping[str, str]:
    places = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "STATE")}
    return {**os.environ, **places, "TMPDIR": str(folder)}


def _await_ready(folder: Path, user: subprocess.Popen[bytes]) -> float:
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while time.monotonic() < deadline and user.poll() is None:
        journal = _journal(folder)
        if journal:
            return float(journal[0]["time"])
        time.sleep(0.05)
    raise BenchmarkError(f"the window did not get ready: {_end_of(folder / 'log')}")


def _end_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-500:]


def _journal(folder: Path) -> list[dict[str, Any]]:
    """Its whole lines; the kill may have cut the last one."""
    path = folder / "journal"
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[:-1]
    return [json.loads(line) for line in lines]


def _judged(number: int, folder: Path, began: float, killed: float) -> Outcome:
    journal = _journal(folder)
    changes = [
        line
        for before, line in zip([None, *journal], journal, strict=False)
        if before is None or before["state"] != line["state"]
    ]
    opened, unreadable = _files(folder)
    best, kept = None, 0
    for each in opened:
        state = fingerprint_of(each.session)
        known = [index for index, change in enumerate(changes) if change["state"] == state]
        if known and known[-1] >= kept:
            best, kept = each, known[-1]
    lost = killed - changes[kept + 1]["time"] if kept + 1 < len(changes) else 0.0
    session = None if best is None else best.session
    return Outcome(
        run=number,
        used=killed - began,
        changes=len(changes) - 1,
        kept=kept,
        lost=lost,
        unreadable=unreadable,
        marks=0 if session is None else len(session.guidance.marks),
        masks=session is not None and session.result.masks is not None,
    )


def _files(folder: Path) -> tuple[list[OpenedSession], int]:
    """Every session that is left, and how many of them have something missing."""
    opened: list[OpenedSession] = []
    unreadable = 0
    kept = list((folder / "state" / "unbraid" / "recovery").glob("*/session.json"))
    saved = [path for path in (folder / SAVED_AS,) if path.exists()]
    for path in (*kept, *saved):
        try:
            found = open_session(path) if path in saved else open_session_folder(path.parent)
        except SessionError:
            unreadable += 1
            continue
        opened.append(found)
        unreadable += bool(found.missing)
    return opened, unreadable
