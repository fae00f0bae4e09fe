"""`unbraid benchmark faults`: disks that fail while a real window saves, and what that costs.

The disk becomes full, or refuses, at the first write call of a save, then at the second, and so
on until a save gets through; folders vanish; the clock is set back. After each fault it is looked
at what the user is told and what is lost: the file of before must be there to the byte, nothing
half-written beside it, all work in the window and in crash recovery, and the next save must hold
everything.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from editor import autosave
from editor.benchmark_desk import Case, application, await_that, opened, wait_ms, write_clip
from editor.main_window import MainWindow
from editor.recovery import DECLINED, find_recoverable, places
from editor.refused_writes import CALLS, RefusedWrites
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.guidance import Box
from engine.masks import equal_masks
from engine.session import Session, open_session, open_session_folder

CASE = Case(3.0, 8_000, 1)
SOON_MS = 20
_DAY = 86_400.0
_PATIENCE = 4000
_TOLD = ("fault", "times", "said", "lost")


@dataclass
class Outcome:
    """What a fault did. times: how often it was made, at another call each time. said: every
    different sentence that the user saw. lost: what was lost, or is not as it must be."""

    fault: str
    root: Path
    times: int = 0
    said: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def note(self, texts: Sequence[str]) -> None:
        """Take down what the user was told; what is the same in all paths is left out."""
        for text in texts:
            # A folder of crash recovery has a name of 32 digits.
            short = re.sub("[0-9a-f]{32}", "…", text.replace(str(self.root), "…"))
            if short not in self.said:
                self.said.append(short)

    def expect(self, holds: bool, otherwise: str) -> None:
        """Take down a loss where something does not hold."""
        if not holds and otherwise not in self.lost:
            self.lost.append(otherwise)


def run(
    options: BenchmarkOptions, report: Report, faults: Sequence[Fault] | None = None
) -> dict[str, Any]:
    """Raises BenchmarkError for --items, which there are none of. faults: all of them."""
    if options.items is not None:
        raise BenchmarkError("the benchmark faults has no --items")
    outcomes: list[Outcome] = []
    with application() as screen:
        report.result(f"on {screen}")
        for fault in FAULTS if faults is None else faults:
            with _desk() as desk:
                outcomes.append(fault(desk))
            report.progress(f"{outcomes[-1].fault}: {outcomes[-1].times}")
    report.table(
        ("fault", "times", "lost"),
        [(each.fault, each.times, "; ".join(each.lost) or "nothing") for each in outcomes],
    )
    report.result("What the user sees:")
    for each in outcomes:
        report.result(f"  {each.fault}: {' / '.join(each.said) or 'nothing'}")
    bad = [each.fault for each in outcomes if each.lost]
    told = [{name: getattr(each, name) for name in _TOLD} for each in outcomes]
    return {"faults": told, "bad": bad}


Fault = Callable[["Desk"], Outcome]


@dataclass(frozen=True)
class Desk:
    """A window with some work, and the folder of its recording and session."""

    window: MainWindow
    folder: Path

    @property
    def root(self) -> Path:
        """What everything of this run is in."""
        return self.folder.parent

    @property
    def path(self) -> Path:
        """The session's file."""
        return self.folder / "work.unbraid"

    @property
    def texts(self) -> tuple[str, ...]:
        """What the window says."""
        return self.window.messages.texts

    def draw(self) -> None:
        """Another box, at another place each time."""
        count = len(self.window.document.guidance.marks)
        start = 0.1 * (count % 20)
        self.window.document.add_mark(
            Box(count % 2, "activate", start, start + 0.5, 200.0, 900.0 + count)
        )

    def separate(self) -> None:
        """What a separation would leave."""
        document = self.window.document
        masks = equal_masks(2, np.arange(50) / 20, np.arange(1, 9) * 400.0)
        document.commit_masks(document.result.masks, masks, "Separate")

    def save(self, path: Path | None = None) -> None:
        """Save, and wait until that is done or refused."""
        self.window.messages.dismiss_all()
        self.window.sessions.files.save_to(path or self.path)
        await_that(lambda: not self.window.sessions.files.is_saving, "the save")
        wait_ms(1)

    def autosaved(self) -> None:
        """Wait until crash recovery is done with what was last changed."""
        saver = self.window.sessions.autosave
        await_that(lambda: saver.is_up_to_date, "the autosave")
        wait_ms(1)

    def holds_all(self, session: Session) -> bool:
        """Whether a session is what the window shows."""
        document = self.window.document
        return (
            session.guidance == document.guidance
            and session.sources == document.sources
            and [v.name for v in session.versions] == [v.name for v in document.versions.items]
        )

    def is_recoverable(self) -> bool:
        """Whether crash recovery has all of it."""
        folder = self.window.sessions.autosave.folder
        return folder is not None and self.holds_all(open_session_folder(folder).session)


@contextmanager
def _desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place).resolve()
        homes = {f"XDG_{kind}_HOME": str(root / kind.lower()) for kind in ("STATE", "CONFIG")}
        folder = root / "drive"
        folder.mkdir()
        with (
            mock.patch.dict(os.environ, homes),
            mock.patch("tempfile.tempdir", str(root)),
            mock.patch.object(autosave, "DELAY_MS", SOON_MS),
            opened(write_clip(CASE, folder)) as window,
        ):
            window.separation.set_refine_while_drawing(False)
            desk = Desk(window, folder)
            desk.draw()
            desk.separate()
            document = window.document
            document.versions.keep(document.version("before the fault"))
            yield desk


# ----------------------------------------------------------------------------------- saving a file


def _refused_saves(desk: Desk, outcome: Outcome, error: int, calls: Sequence[str]) -> Outcome:
    """Save with the first call refused, then from the second on, until a save gets through."""
    desk.save()
    before = desk.path.read_bytes()
    files = sorted(desk.folder.iterdir())
    desk.draw()
    for number in range(1, _PATIENCE):
        with RefusedWrites([desk.folder], number, error, calls).active() as refusal:
            desk.save()
        if not refusal.refused:
            break
        outcome.times += 1
        outcome.note(desk.texts)
        outcome.expect(bool(desk.texts), "nobody was told")
        outcome.expect(desk.path.read_bytes() == before, "the file of before")
        outcome.expect(sorted(desk.folder.iterdir()) == files, "something half-written is left")
        outcome.expect(desk.window.document.has_unsaved_work, "the work passes for saved")
    desk.autosaved()
    outcome.expect(desk.holds_all(open_session(desk.path).session), "what was saved afterwards")
    return outcome


def full_disk(desk: Desk) -> Outcome:
    outcome = Outcome("save: disk full, at every write call", desk.root)
    return _refused_saves(desk, outcome, errno.ENOSPC, CALLS)


def no_permission(desk: Desk) -> Outcome:
    outcome = Outcome("save: folder read-only since it was opened", desk.root)
    return _refused_saves(desk, outcome, errno.EACCES, ("open", "replace", "mkdir"))


def dead_disk(desk: Desk) -> Outcome:
    outcome = Outcome("save: disk does not answer any more, at every write call", desk.root)
    return _refused_saves(desk, outcome, errno.EIO, CALLS)


def full_disk_embedding(desk: Desk) -> Outcome:
    outcome = Outcome("save with the recording inside: disk full, at every write call", desk.root)
    desk.window.sessions.files.set_embeds(True)
    _refused_saves(desk, outcome, errno.ENOSPC, CALLS)
    outcome.expect(open_session(desk.path).session.embedded is not None, "the recording inside")
    return outcome


def vanished_drive(desk: Desk) -> Outcome:
    """With the session's file and the recording on it."""
    outcome = Outcome("save: drive with session and recording gone", desk.root, 1)
    desk.save()
    desk.draw()
    shutil.rmtree(desk.folder)
    desk.save()
    outcome.note(desk.texts)
    outcome.expect(bool(desk.texts), "nobody was told")
    outcome.expect(desk.window.document.has_unsaved_work, "the work passes for saved")
    desk.autosaved()
    outcome.expect(desk.is_recoverable(), "crash recovery")
    other = desk.root / "elsewhere.unbraid"
    desk.save(other)
    session = open_session(other).session
    outcome.expect(desk.holds_all(session), "what was saved elsewhere")
    outcome.expect(bool(session.reference and session.reference.sha256), "which recording it was")
    return outcome


# ---------------------------------------------------------------------------------- crash recovery


def full_state_folder(desk: Desk) -> Outcome:
    outcome = Outcome("crash recovery: disk full, at every write call", desk.root)
    window = desk.window
    first = places()[0]
    for number in range(1, _PATIENCE):
        window.document.open_recording(window.document.recording)
        wait_ms(1)
        window.sessions.autosave.set_aside()
        with RefusedWrites([first], number).active() as refusal:
            desk.separate()
            desk.draw()
            desk.autosaved()
        outcome.note(desk.texts)
        if not refusal.refused:
            break
        outcome.times += 1
        outcome.expect(desk.is_recoverable(), "crash recovery")
    return outcome


def full_everywhere(desk: Desk) -> Outcome:
    outcome = Outcome("crash recovery: every disk full, three changes long", desk.root, 3)
    desk.autosaved()
    desk.window.messages.dismiss_all()
    told = 0
    with RefusedWrites(places()).active():
        for _ in range(3):
            desk.draw()
            desk.autosaved()
            outcome.note(desk.texts)
            told += len(desk.texts)
            desk.window.messages.dismiss_all()
    outcome.expect(told == 1, f"told {told} times instead of once")
    desk.draw()
    desk.autosaved()
    outcome.expect(desk.is_recoverable(), "crash recovery once there is room again")
    return outcome


def vanished_state_folder(desk: Desk) -> Outcome:
    outcome = Outcome("crash recovery: its folder cleared by somebody", desk.root, 1)
    desk.autosaved()
    shutil.rmtree(places()[0].parent)
    desk.draw()
    desk.autosaved()
    outcome.note(desk.texts)
    outcome.expect(desk.is_recoverable(), "crash recovery")
    saved = desk.window.sessions.autosave.folder
    outcome.expect(
        saved is not None and saved not in [each.folder for each in find_recoverable()],
        "another window may take the work away",
    )
    return outcome


# ------------------------------------------------------------------------------------------- clock


def clock_set_back(desk: Desk) -> Outcome:
    outcome = Outcome("clock set back by a month", desk.root, 1)
    desk.save()
    desk.autosaved()
    real = time.time
    with mock.patch("time.time", side_effect=lambda: real() - 30 * _DAY):
        desk.draw()
        document = desk.window.document
        document.versions.keep(document.version("in the past"))
        desk.autosaved()
        outcome.expect(desk.is_recoverable(), "crash recovery")
        desk.save()
        outcome.note(desk.texts)
        outcome.expect(desk.holds_all(open_session(desk.path).session), "what was saved")
        desk.draw()
        desk.autosaved()
        desk.window.sessions.autosave.set_aside()
        desk.draw()
        desk.autosaved()
        kept = find_recoverable(declined=True)
        outcome.expect(len(kept) == 1, "declined work")
        outcome.expect(all((each.folder / DECLINED).exists() for each in kept), "declined work")
    again = find_recoverable(declined=True)
    outcome.expect(len(again) == 1, "declined work, the clock being right again")
    return outcome


FAULTS: tuple[Fault, ...] = (
    full_disk,
    no_permission,
    dead_disk,
    full_disk_embedding,
    vanished_drive,
    full_state_folder,
    full_everywhere,
    vanished_state_folder,
    clock_set_back,
)
