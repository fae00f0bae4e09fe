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
from engine.guidance import Box, Span
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import separator_names, separator_title
from tests.sound_card import PulledCard


def tour(folder: Path, english: set[str], look: Callable[[], None]) -> None:
    """Open all of it; `look` is called whenever there is something new.

    english: titles of the engine's methods and devices are added to it; those are names.
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
    _refused_files(window, folder, look)
    _refused_separations(window, folder, look)
    _refused_export(window, folder, look)
    _refused_coseparation(window, folder, look)
    window.document.mark_saved()
    window._asks = False
    window.close()


def _await(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 240.0
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
    document.add_mark(Box(0, "activate", 1.0, 1.2, 300.0, 900.0, exact=True))
    document.add_mark(Span(0, "activate", 1.4, 1.6))
    window.view_state.selection = (0.5, 1.0)
    window.view_state.marks.select({0, 1})


def _of_the_engine(window: MainWindow) -> set[str]:
    """Titles of devices."""
    facts = window.engine_loader.facts
    assert facts is not None
    _await(window.texture_panel.steadiness.text)
    return {title for name, title in facts.devices.items() if name != "auto"}


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
    questions.may_open_windows(window, 7)
    questions.show_about(window)
    watcher.stop()


def _said(window: MainWindow, look: Callable[[], None]) -> None:
    """Wait for a message, look at it, and take it away."""
    _await(lambda: window.messages.texts)
    look()
    window.messages.dismiss_all()


def _open(window: MainWindow, path: Path) -> None:
    """Open a file without a question about what was there."""
    window.document.mark_saved()
    window.messages.dismiss_all()
    window.opener.open(path)


def _refused_files(window: MainWindow, folder: Path, look: Callable[[], None]) -> None:
    """Recordings, sessions and guidance that cannot be read."""
    sound = (folder / "two tones.wav").read_bytes()
    contents = {
        "gone.wav": None, "empty.wav": b"", "text.wav": b"no sound", "cut.wav": sound[:30],
        "film.mp4": b"\0\0\0\0ftypM4A ", "noise.raw": bytes(range(256)), "zip.unbraid": b"PK no",
    }  # fmt: skip
    for name, content in contents.items():
        path = folder / name
        if content is not None:
            path.write_bytes(content)
        _open(window, path)
        _said(window, look)
    (folder / "tones.wav").write_bytes(sound[:9000])  # opened as far as it goes
    _open(window, folder / "tones.wav")
    _said(window, look)
    for text in ("no JSON", "[]", '{"version": 9}', '{"version": 1, "boxes": [{}]}'):
        (folder / "guidance.json").write_text(text)
        window.guidance_files.open(folder / "guidance.json")
        _said(window, look)


def _refused_separations(window: MainWindow, folder: Path, look: Callable[[], None]) -> None:
    """Recordings that cannot be separated."""
    for name, sound in (("dog.wav", np.zeros(16_000)), ("cat.wav", np.ones(20) * 0.5)):
        soundfile.write(folder / name, sound, 8_000)
        _open(window, folder / name)
        _await(lambda name=name: window.document.recording.path.name == name)  # type: ignore[misc]
        window.messages.dismiss_all()
        window.separation.separate()
        _said(window, look)


def _refused_export(window: MainWindow, folder: Path, look: Callable[[], None]) -> None:
    """A folder that cannot be made."""
    masks = Masks(np.ones((2, 2, 2), np.float32) / 2, np.array([0.0, 1.0]), np.array([0.0, 4000.0]))
    window.document.commit_masks(None, masks, "")
    dialog = ExportDialog(window.document, window)
    dialog.form.folder.setText(str(folder / "two tones.wav" / "stems"))
    dialog.export_button.click()
    _await(lambda: not dialog.job.is_running and dialog.message.text())
    look()
    dialog.form.pattern.setText("{nothing}")
    look()
    dialog.deleteLater()


def _refused_coseparation(window: MainWindow, folder: Path, look: Callable[[], None]) -> None:
    """Files that cannot be read, and files that share nothing."""
    window.coseparation.show()
    opened = window.coseparation.opened
    assert opened is not None
    random = np.random.default_rng(0)
    paths = [folder / f"two {number}.wav" for number in range(2)]
    for path in paths:
        soundfile.write(path, 0.1 * random.standard_normal(16_000), 8_000)
    opened.add_files([*paths, folder / "text.wav", folder / "dog.wav"])
    _await(lambda: len(opened.document.files) == 2 and opened.messages.texts)
    look()
    opened.part()
    _await(lambda: not opened.work.is_running and opened.messages.texts)
    look()
