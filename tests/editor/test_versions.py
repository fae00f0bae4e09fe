"""Versions: kept, compared, exported, come back to; what a run reached is never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from editor import version_store
from editor import versions as versions_module
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.session_opener import state_folder
from editor.version_panel import VersionPanel
from editor.version_store import is_on_disk
from editor.versions import Versions, new_version
from engine.guidance import Box, Guidance
from engine.masks import Masks, equal_masks, normalised
from engine.session import Result, SeparationChoice, Version, open_session
from tests.stubs import SteppedSeparator

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 700.0)


@pytest.fixture
def panel(opened: MainWindow) -> VersionPanel:
    """The versions, before whatever covers them; drawing sets nothing going."""
    opened.separation.set_refine_while_drawing(False)
    opened.actions_table["show_versions"].trigger()
    return opened.version_panel


def separate(qtbot: QtBot, window: MainWindow, separator: SteppedSeparator) -> np.ndarray:
    before = window.document.result
    window.separation.separate()
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: window.document.result is not before)
    qtbot.waitUntil(lambda: not window.separation.is_running)
    assert window.document.masks is not None
    return window.document.masks.values


def names(panel: VersionPanel) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def select(panel: VersionPanel, name: str) -> None:
    panel.list.setCurrentRow(names(panel).index(name))


def click(qtbot: QtBot, button: Any) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_runs_result_outlives_undo_and_another_run(
    qtbot: QtBot, opened: MainWindow, panel: VersionPanel, separator: SteppedSeparator
) -> None:
    first = separate(qtbot, opened, separator)
    opened.document.undo_stack.undo()
    assert opened.document.masks is None
    separator.iterations = 3
    separate(qtbot, opened, separator)
    assert names(panel) == ["Separate, 3 iterations", "Separate, 5 iterations"]
    opened.document.undo_stack.clear()
    select(panel, "Separate, 5 iterations")
    click(qtbot, panel.back_button)
    assert opened.document.masks is not None
    np.testing.assert_array_equal(opened.document.masks.values, first)


def test_a_version_is_kept_named_and_come_back_to(
    qtbot: QtBot, opened: MainWindow, panel: VersionPanel, separator: SteppedSeparator
) -> None:
    document = opened.document
    values = separate(qtbot, opened, separator)
    document.add_mark(BOX)
    document.set_source(0, name="dog")
    qtbot.keyClick(opened.spectrogram_view, "K", Qt.KeyboardModifier.ControlModifier)
    assert names(panel)[0] == "Version 1"
    panel.list.item(0).setText("with a box")
    assert [version.name for version in document.versions.items][-1] == "with a box"
    opened.source_commands.add()
    document.remove_marks([0])
    assert len(document.sources) == 3
    select(panel, "with a box")
    click(qtbot, panel.back_button)
    assert document.guidance.marks == (BOX,)
    assert [source.name for source in document.sources] == ["dog", "Source 2"]
    assert document.choice.sources == 2
    assert document.masks is not None
    np.testing.assert_array_equal(document.masks.values, values)
    assert opened.actions_table["continue"].isEnabled()
    document.undo_stack.undo()
    assert len(document.sources) == 3
    assert not document.guidance


def test_a_version_is_compared_while_the_button_is_down(
    qtbot: QtBot, opened: MainWindow, panel: VersionPanel, separator: SteppedSeparator
) -> None:
    first = separate(qtbot, opened, separator)
    separator.iterations = 3
    second = separate(qtbot, opened, separator)
    select(panel, "Separate, 5 iterations")
    click(qtbot, panel.compare_button)
    assert opened.document.masks is not None
    np.testing.assert_array_equal(opened.document.masks.values, first)
    assert opened.document.result.masks is not None
    np.testing.assert_array_equal(opened.document.result.masks.values, second)
    click(qtbot, panel.compare_button)
    np.testing.assert_array_equal(opened.document.masks.values, second)


def test_a_versions_stems_are_exported_under_its_names(
    qtbot: QtBot,
    opened: MainWindow,
    panel: VersionPanel,
    separator: SteppedSeparator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    separate(qtbot, opened, separator)
    opened.document.set_source(0, name="dog")
    panel.keep()
    opened.document.set_source(0, name="cat")
    shown: list[list[str]] = []

    def look(dialog: ExportDialog) -> int:
        shown.append([dialog.files.item(row).text() for row in range(dialog.files.count())])
        return 0

    monkeypatch.setattr(ExportDialog, "exec", look)
    select(panel, "Version 1")
    click(qtbot, panel.export_button)
    assert shown[0][0].startswith("two tones_dog.wav")


def test_deleting_a_version_can_be_undone(
    qtbot: QtBot, opened: MainWindow, panel: VersionPanel, separator: SteppedSeparator
) -> None:
    separate(qtbot, opened, separator)
    select(panel, "Separate, 5 iterations")
    click(qtbot, panel.delete_button)
    assert names(panel) == []
    opened.document.undo_stack.undo()
    assert names(panel) == ["Separate, 5 iterations"]


def test_the_history_goes_back_to_any_step(opened: MainWindow, panel: VersionPanel) -> None:
    document = opened.document
    for number in range(4):
        document.set_source(0, name=f"name {number}")
    model = panel.history.model()
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert texts == ["As it was opened", "Rename Source 1", *[f"Rename name {n}" for n in range(3)]]
    panel.history.setCurrentIndex(model.index(2, 0))
    assert document.sources[0].name == "name 1"


def a_version(number: int, *, automatic: bool = True, frames: int = 2) -> Version:
    masks = equal_masks(2, np.arange(frames) / 10, np.arange(3) * 100.0)
    return new_version(
        f"{number}",
        automatic=automatic,
        sources=(),
        guidance=Guidance(),
        mark_states=(),
        choice=SeparationChoice(),
        result=Result(masks),
    )


def test_what_runs_leave_behind_is_bounded_and_what_was_kept_is_not(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions(QUndoStack())
    versions.keep(a_version(-1, automatic=False))
    for number in range(30):
        versions.note(a_version(number))
    kept = [version.name for version in versions.items]
    assert kept == ["-1", *(str(number) for number in range(20, 30))]
    monkeypatch.setattr(
        versions_module, "AUTOMATIC_BYTES", 3 * a_version(0).result.masks.values.nbytes
    )
    versions.note(a_version(30))
    assert [version.name for version in versions.items] == ["-1", "28", "29", "30"]
    versions.note(a_version(31, frames=1000))
    assert [version.name for version in versions.items] == ["-1", "31"]


def kept_versions(window: MainWindow, count: int) -> list[np.ndarray]:
    """So many kept versions, each of other masks; copies of what they hold."""
    document, random = window.document, np.random.default_rng(1)
    for number in range(count):
        values = normalised(random.random((2, 8, 20)))
        masks = Masks(values, np.arange(20) / 10, np.arange(8) * 400.0)
        document.commit_masks(document.result.masks, masks, "Separate")
        document.versions.keep(document.version(f"take {number}"))
    return [np.array(v.result.masks.values) for v in document.versions.items]  # type: ignore[union-attr]


def test_the_oldest_versions_wait_on_the_disk_and_are_the_same(
    qtbot: QtBot,
    opened: MainWindow,
    panel: VersionPanel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(version_store, "MEMORY_BYTES", 2 * 2 * 8 * 20 * 4)
    expected = kept_versions(opened, 5)
    items = opened.document.versions.items
    qtbot.waitUntil(lambda: opened.version_store.in_memory == version_store.MEMORY_BYTES)
    masks = [version.result.masks for version in items]
    assert [m is not None and is_on_disk(m) for m in masks] == [True] * 3 + [False] * 2
    for found, values in zip(masks, expected, strict=True):
        assert found is not None
        np.testing.assert_array_equal(found.values, values)
    assert "on the disk" in panel.list.item(4).toolTip()
    assert "on the disk" not in panel.list.item(0).toolTip()
    select(panel, "take 0")
    click(qtbot, panel.back_button)
    assert opened.document.masks is not None
    np.testing.assert_array_equal(opened.document.masks.values, expected[0])
    opened.document.undo_stack.undo()
    path = tmp_path / "work.unbraid"
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(path)
    saved = open_session(path)
    assert saved.missing == ()
    for version, values in zip(saved.session.versions, expected, strict=True):
        assert version.result.masks is not None
        np.testing.assert_array_equal(version.result.masks.values, values)


def test_versions_that_find_no_room_on_the_disk_stay_in_memory_and_it_is_said_once(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_store, "MEMORY_BYTES", 100)
    place = state_folder() / "versions"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("in the way")
    said: list[str] = []
    opened.version_store.noticed.connect(said.append)
    expected = kept_versions(opened, 3)
    qtbot.waitUntil(lambda: len(said) == 1)
    expected += kept_versions(opened, 1)[-1:]
    qtbot.waitUntil(lambda: not opened.version_store._moving)
    assert len(said) == 1
    assert "stay in memory" in said[0]
    kept = [version.result.masks for version in opened.document.versions.items]
    for masks, values in zip(kept, expected, strict=True):
        assert masks is not None
        np.testing.assert_array_equal(masks.values, values)
