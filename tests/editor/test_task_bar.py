"""What the task bar is told; tests/desktop/test_task_bar.py has a bus that listens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from editor import task_bar as module
from editor.export_dialog import ExportDialog
from editor.launcher_entry import LauncherEntry, has_session_bus
from editor.main_window import MainWindow
from editor.task_bar import TaskBar, task_bar
from editor.windows import windows
from tests.stubs import SteppedSeparator


@pytest.fixture
def heard(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float | None]]:
    """Everything that is shown, without a wait."""
    monkeypatch.setattr(module, "FIRST_MS", 0)
    monkeypatch.setattr(module, "PERIOD_MS", 0)
    told: list[float | None] = []
    bar = task_bar()
    bar.shown.connect(told.append)
    yield told
    bar.shown.disconnect(told.append)


def test_it_shows_the_mean_of_what_runs_in_all_windows_until_all_is_over(
    qtbot: QtBot, heard: list[float | None], opened: MainWindow, separator: SteppedSeparator,
    tmp_path: Path,
) -> None:  # fmt: skip
    opened.actions_table["separate"].trigger()
    separator.allow(2)
    qtbot.waitUntil(lambda: bool(heard))
    alone = heard[-1]
    assert alone is not None
    assert 0.0 < alone < 1.0
    opened.actions_table["stop"].trigger()
    separator.allow(1)
    qtbot.waitUntil(lambda: heard[-1] is None)
    dialog = ExportDialog(opened.document, opened)
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(tmp_path / "stems"))
    with qtbot.waitSignal(dialog.job.finished, timeout=20_000):
        dialog.export_button.click()
    qtbot.waitUntil(lambda: heard[-1] is None)
    opened.actions_table["separate"].trigger()
    separator.allow(2)
    qtbot.waitUntil(lambda: heard[-1] is not None)
    windows().add(opened)
    opened.close()
    qtbot.waitUntil(lambda: heard[-1] is None)


def test_shares_of_several_jobs_are_averaged_and_short_ones_are_not_shown(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PERIOD_MS", 0)
    bar, (long, other, short) = TaskBar(task_bar()), (QObject() for _ in range(3))
    told: list[float | None] = []
    bar.shown.connect(told.append)
    bar.tell(short, 0.5)
    bar.tell(short, None)
    assert not bar._timer.isActive()
    monkeypatch.setattr(module, "FIRST_MS", 0)
    bar.tell(long, 0.2)
    bar.tell(other, 0.6)
    qtbot.waitUntil(lambda: told == [pytest.approx(0.4)])
    other.deleteLater()
    qtbot.waitUntil(lambda: told[1:] == [0.2])
    bar.tell(long, None)
    qtbot.waitUntil(lambda: told[2:] == [None])
    bar.deleteLater()


@pytest.mark.parametrize(
    ("address", "there"),
    [("unix:path=/nowhere/bus", True), ("disabled:", False), ("autolaunch:", False), ("", False)],
)
def test_no_bus_is_started_and_without_one_nothing_happens(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    address: str,
    there: bool,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert has_session_bus() == there
    if there:
        entry = LauncherEntry(task_bar())
        entry.show(0.5)
        entry._worker.finish(20.0)
        entry.deleteLater()
    assert not caplog.records
