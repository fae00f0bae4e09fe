"""The fault table: what it counts, and that it would see a loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from editor import benchmark_faults
from engine.benchmark.report import BenchmarkOptions, Report
from engine.session import Session, SessionError, save_session


def run(*faults: Any) -> tuple[list[dict[str, Any]], list[str]]:
    lines: list[str] = []
    report = Report(lines.append, lambda line: None)
    return benchmark_faults.run(BenchmarkOptions(), report, faults)["faults"], lines


def test_nothing_is_lost_and_the_user_is_told(qtbot: QtBot) -> None:
    outcomes, lines = run(
        benchmark_faults.full_disk,
        benchmark_faults.vanished_drive,
        benchmark_faults.full_everywhere,
        benchmark_faults.vanished_state_folder,
        benchmark_faults.clock_set_back,
    )
    assert [outcome["lost"] for outcome in outcomes] == [[]] * 5
    disk, drive, recovery, cleared, clock = outcomes
    assert disk["times"] > 20
    assert len(disk["said"]) == 1
    assert "the disk is full" in disk["said"][0]
    assert "its folder is not there any more" in drive["said"][0]
    assert "not being kept for after a crash" in recovery["said"][0]
    assert cleared["said"] == clock["said"] == []
    assert sum("nothing" in line for line in lines) == 7


def test_a_save_that_spoils_the_file_of_before_is_seen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_in_place(path: Path, session: Session, *, embed: Any = None) -> None:
        """As one must not."""
        whole = path.with_name("whole")
        save_session(whole, session)
        data = whole.read_bytes()
        whole.unlink()
        try:
            with path.open("wb") as file:
                file.write(data)
        except OSError as error:
            raise SessionError(str(error)) from error

    monkeypatch.setattr("editor.session_files.save_session", save_in_place)
    monkeypatch.setattr(benchmark_faults, "CALLS", ("write",))
    (outcome,), _ = run(benchmark_faults.full_disk)
    assert "the file of before" in outcome["lost"]
