"""The crash benchmark: three real windows are killed, and what they left is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from editor import benchmark_crash, benchmark_sessions
from editor.benchmark_crash_user import SAVED_AS, fingerprint
from editor.benchmark_desk import Case
from engine.benchmark.report import BenchmarkOptions, Report
from engine.guidance import Box, Guidance
from engine.session import FolderWriter, Session, SourceState, save_session

SOURCES = (SourceState("dog", "#56B4E9"), SourceState("violin", "#E69F00"))


def test_three_kills_lose_at_most_five_seconds_and_leave_no_unreadable_file(qtbot: QtBot) -> None:
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    document = benchmark_crash.run(BenchmarkOptions(items=(1, 2, 3)), report, longest=6.0)
    assert len(document["runs"]) == 3
    assert document["bad"] == []
    assert document["most_lost_seconds"] <= 5.0
    assert any(run["changes"] for run in document["runs"])
    assert lines[-1].startswith("3 kills: at most")


def with_boxes(count: int) -> Session:
    boxes = tuple(Box(0, "activate", float(n), n + 0.5, 100.0, 900.0) for n in range(count))
    return Session(sources=SOURCES, guidance=Guidance(boxes))


def journal(folder: Path, sessions: list[Session], began: float) -> None:
    lines = [
        {"time": began + second, "state": fingerprint(s.guidance, s.sources, s.versions)}
        for second, s in enumerate(sessions)
    ]
    (folder / "journal").write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize("kept", [0, 3, 8])
def test_what_is_lost_counts_from_the_first_change_that_no_file_has(
    tmp_path: Path, kept: int
) -> None:
    journal(tmp_path, [with_boxes(count) for count in range(9)], 1000.0)
    FolderWriter(tmp_path / "state" / "unbraid" / "recovery" / "a").write(with_boxes(kept))
    outcome = benchmark_crash._judged(1, tmp_path, 1000.0, 1008.5)
    assert outcome.lost == pytest.approx(0.0 if kept == 8 else 1008.5 - (1000 + kept + 1))
    assert (outcome.kept, outcome.marks, outcome.unreadable) == (kept, kept, 0)
    assert outcome.is_good == (kept > 2)


def test_a_file_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    journal(tmp_path, [with_boxes(1)], 1000.0)
    save_session(tmp_path / SAVED_AS, with_boxes(1))
    whole = (tmp_path / SAVED_AS).read_bytes()
    assert benchmark_crash._judged(1, tmp_path, 1000.0, 1001.0).unreadable == 0
    (tmp_path / SAVED_AS).write_bytes(whole[:40])
    assert benchmark_crash._judged(1, tmp_path, 1000.0, 1001.0).unreadable == 1
    (tmp_path / SAVED_AS).write_bytes(whole[:-200])
    assert not benchmark_crash._judged(1, tmp_path, 1000.0, 1001.0).is_good


def test_saving_and_opening_is_measured() -> None:
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    document = benchmark_sessions.run(BenchmarkOptions(), report, Case(2.0, 8_000, 2))
    (row,) = document["sessions"]
    assert all(value > 0 for name, value in row.items() if name != "seed")
    assert lines[0] == "2 s stereo 8 kHz, 3 versions, 100 boxes"
