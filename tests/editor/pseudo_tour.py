"""A walk through everything the window can show, for the test of its language."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton, QWidget

from editor import questions
from editor.command_palette import CommandPalette
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.player import Player
from editor.preferences_dialog import PreferencesDialog
from editor.recovery_dialog import RecoveryDialog
from engine.guidance import Box
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import separator_names, separator_title
from tests.sound_card import PulledCard


def tour(folder: Path, english: set[str], look: Callable[[], None]) -> None:
    """Open all of it; `look` is called whenever there is something new.

    english: what the engine says is added to it; that stays in English.
    """
    english.update(separator_title(name) for name in separator_names())
    window = MainWindow(Player(output=PulledCard().open))
    window.show()
    look()
    _fill(window, folder)
    english.update(_of_the_engine(window))
    # Layout and style hang on names that no language may change.
    assert {"separation", "stems", "versions"} <= {dock.objectName() for dock in window.docks}
    assert window.findChild(QToolButton, "solo") is not None
    for dock in window.docks:
        dock.show()
        dock.raise_()
    look()
    for name in ("keep_version", "split_source", "show_display", "doubt", "follow", "loop"):
        window.actions_table[name].trigger()
    window.comparison.hear_place(1)
    look()
    _undo_everything(window, look)
    _menus(window, look)
    _dialogs(window, look)
    _questions(window, look)
    window.coseparation.show()
    look()
    window.document.mark_saved()
    window._asks = False
    window.close()


def _await(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60.0
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not come so far")
        QApplication.processEvents()
        time.sleep(0.005)


def _fill(window: MainWindow, folder: Path) -> None:
    path = folder / "two tones.wav"
    tones = np.sin(2 * np.pi * np.array([[440.0], [1320.0]]) * np.arange(16_000) / 8_000)
    soundfile.write(path, 0.3 * tones.T, 8_000)
    window.engine_loader.start()
    window.document.open_recording(Recording.open(path))
    _await(lambda: window.spectrogram_view.is_complete and window.engine_loader.facts)
    document = window.document
    window.separation.set_refine_while_drawing(False)
    for source, kind in ((0, "activate"), (1, "deactivate"), (1, "activate")):
        document.add_mark(Box(source, kind, 0.2, 0.6, 300.0, 900.0))  # type: ignore[arg-type]
    for share in (0.5, 0.75):
        values = np.stack([np.full((3, 4), share), np.full((3, 4), 1 - share)]).astype(np.float32)
        masks = Masks(values, np.arange(4) * 0.5, np.array([0.0, 2000.0, 4000.0]))
        document.commit_masks(document.masks, masks, "")
    document.set_source(0, name="dog")
    document.set_source(1, name="cat")
    window.view_state.selection = (0.5, 1.0)
    window.view_state.marks.select({0, 1})


def _of_the_engine(window: MainWindow) -> set[str]:
    """Titles of devices, why a device was chosen, and how steady a stretch is."""
    facts = window.engine_loader.facts
    assert facts is not None
    devices = {title for name, title in facts.devices.items() if name != "auto"}
    reasons = {reason.partition(": ")[2] for reason in facts.reasons.values()}
    _await(window.texture_panel.steadiness.text)
    return (
        devices | reasons | set(facts.reasons.values()) | {window.texture_panel.steadiness.text()}
    )


def _undo_everything(window: MainWindow, look: Callable[[], None]) -> None:
    """Every kind of step has a name in the history."""
    document = window.document
    document.set_source(0, solo=True, gain_db=-3.0)
    document.set_source(1, pan=0.5)
    document.set_source(1, mute=True)
    document.set_choice(seed=3)
    window.spectrogram_view.delete_selected_marks()
    look()


def _menus(window: MainWindow, look: Callable[[], None]) -> None:
    row = window.stem_panel.rows[0]
    menu = window.stem_panel.row_menu(row)
    look()
    menu.deleteLater()


def _dialogs(window: MainWindow, look: Callable[[], None]) -> None:
    window.show_shortcuts()
    facts = window.engine_loader.facts
    assert facts is not None
    dialogs: tuple[QWidget, ...] = (
        PreferencesDialog(window.preferences, window.output_choice, facts.presets, window),
        CommandPalette(window.actions_table, window),
        ExportDialog(window.document, window),
        RecoveryDialog([], window, asked_for=True),
        RecoveryDialog([], window),
    )
    look()
    for dialog in dialogs:
        dialog.deleteLater()


def _questions(window: MainWindow, look: Callable[[], None]) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            look()
            box.done(0)

    watcher = QTimer(QObject(window))
    watcher.setInterval(5)
    watcher.timeout.connect(answer)
    watcher.start()
    questions.save_first(window, "two tones")
    questions.may_use_other(window, "two tones")
    questions.show_about(window)
    watcher.stop()
