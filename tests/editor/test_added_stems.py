"""A texture as a stem beside those of the separation: heard, undone, saved, reopened, exported."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.__main__ import main
from editor.added_rows import AddedRow
from editor.added_stems import UNREADABLE
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.texturing import NOTHING_WITHIN
from engine.masks import Masks
from engine.recording import Recording
from engine.session import Extra, Session
from engine.texture import extension
from tests.editor.test_texture_panel import RATE, click, drag_over, made, noise, type_length
from tests.sound_card import PulledOutput

SECONDS, GIVEN = 4.0, 1.5
FADE = round(0.02 * RATE)


@pytest.fixture
def rainy(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """Four seconds of noise, of which the first 1.5 s were made 5 s long by mouse."""
    fit = extension.Texture.fit
    monkeypatch.setattr(extension.Texture, "fit", lambda self: fit(self, 6))
    soundfile.write(tmp_path / "rain.wav", noise(SECONDS).T, RATE, subtype="PCM_24")
    window.document.open_recording(Recording.open(tmp_path / "rain.wav"))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    window.show_texture()
    drag_over(qtbot, window, 0.0, GIVEN)
    type_length(window.texture_panel, "5")
    made(qtbot, window)
    return window


def add(qtbot: QtBot, window: MainWindow) -> AddedRow:
    """Press the button, choose the first thing of its menu."""
    button = window.texture_panel.add_stem
    before = len(window.stem_panel.added.rows)
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, 0)))
    QTest.mouseClick(
        menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[0]).center()
    )
    qtbot.waitUntil(lambda: len(window.stem_panel.added.rows) == before + 1, timeout=20_000)
    return window.stem_panel.added.rows[-1]


def heard(qtbot: QtBot, window: MainWindow, start: float, frames: int = 1600) -> np.ndarray:
    """What the sound card gets from a second on."""
    card = window.player._output.__self__  # type: ignore[attr-defined]
    window.view_state.position = start
    count = len(card.outputs)
    window.player.play()
    qtbot.waitUntil(lambda: len(card.outputs) > count and card.output.started, timeout=60_000)
    output: PulledOutput = card.output
    parts: list[np.ndarray] = []

    def enough() -> bool:
        parts.append(output.pull(min(160, frames - sum(part.shape[1] for part in parts))))
        return sum(part.shape[1] for part in parts) >= frames

    qtbot.waitUntil(enough, timeout=60_000)
    window.player.stop()
    qtbot.waitUntil(lambda: output.closed, timeout=60_000)
    return np.concatenate(parts, axis=1)


def test_a_texture_becomes_a_stem_that_is_mixed_undone_saved_and_exported(
    qtbot: QtBot, rainy: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, stack = rainy.document, rainy.document.undo_stack
    texture = rainy.texturing.made
    assert texture is not None
    whole = soundfile.read(texture.path, always_2d=True)[0].T
    original = document.recording.read(0, document.recording.samples)
    start = texture.wish.stop
    expected = np.zeros_like(original)
    expected[:, start:] = whole[
        :, start : original.shape[1]
    ]  # it began at 0, so places are the same
    steps = stack.count()

    row = add(qtbot, rainy)
    assert stack.count() == steps + 1
    assert row.name.text() == "Texture 1"
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())
    kept = document.added_stems.items[0].sound.read(0, original.shape[1])
    assert not kept[:, :start].any()
    inside = slice(start + FADE, original.shape[1] - FADE)
    np.testing.assert_allclose(kept[:, inside], expected[:, inside], atol=1e-6)
    assert np.abs(kept[:, start : start + 4]).max() < 0.03  # faded in

    def mixed(at: float) -> np.ndarray:
        place = slice(round(at * RATE) + 400, round(at * RATE) + 1600)
        sound = heard(qtbot, rainy, at)[:, 400:]
        return sound - original[:, place], kept[:, place]

    # Without a separation the recording is heard, and the texture beside it.
    extra, want = mixed(2.5)
    np.testing.assert_allclose(extra, want, atol=1e-5)
    click(row.mute)
    assert np.abs(mixed(2.5)[0]).max() < 1e-5
    stack.undo()
    click(row.solo)
    extra, want = mixed(2.5)
    np.testing.assert_allclose(extra + original[:, 20_400:21_600], want, atol=1e-5)
    stack.undo()

    # With one, beside its stems; one of them soloed silences it.
    frequencies, times = np.linspace(0, RATE / 2, 9), np.linspace(0, SECONDS, 5)
    halves = np.full((2, 9, 5), 0.5, np.float32)
    document.commit_masks(None, Masks(halves, times, frequencies), "Separate")
    row.gain.gain_changed.emit(-6.0)
    extra, want = mixed(2.0)
    np.testing.assert_allclose(extra, want * 10 ** (-6 / 20), atol=1e-4)
    click(rainy.stem_panel.rows[0].solo)
    assert np.abs(mixed(2.0)[0] + 0.5 * original[:, 16_400:17_600]).max() < 1e-4
    stack.undo()

    # One step back and forth; a name; saved, reopened, heard again.
    stack.undo(), stack.undo(), stack.undo()
    assert not rainy.stem_panel.added.rows
    assert np.abs(mixed(2.5)[0]).max() < 1e-5
    for _ in range(3):
        stack.redo()
    row = rainy.stem_panel.added.rows[0]
    row.name.setFocus()
    row.name.selectAll()
    QTest.keyClicks(row.name, "More rain")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    path = tmp_path / "rain.unbraid"
    with qtbot.waitSignal(rainy.sessions.files.saved):
        rainy.sessions.files.save_to(path)
    document.open_recording(document.recording)
    assert not rainy.stem_panel.added.rows
    rainy.opener.open(path)
    qtbot.waitUntil(lambda: len(document.added_stems.items) == 1, timeout=20_000)
    row = rainy.stem_panel.added.rows[0]
    assert (row.name.text(), document.added_stems.states[0].gain_db) == ("More rain", -6.0)
    assert not rainy.isWindowModified()
    extra, want = mixed(2.0)
    np.testing.assert_allclose(extra, want * 10 ** (-6 / 20), atol=1e-4)

    dialog = ExportDialog(document, rainy)
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(tmp_path / "stems"))
    dialog.form.residual.setChecked(True)
    dialog.form.mix.setChecked(True)
    dialog.form.making.setChecked(True)
    click(dialog.export_button)
    qtbot.waitUntil(lambda: not dialog.job.is_running, timeout=60_000)
    assert "cannot be made again from the JSON file: rain_More rain" in dialog.message.text()
    names = {file.name for file in (tmp_path / "stems").iterdir()}
    assert "rain_More rain.wav" in names
    assert len(names) == 6  # two stems, what was added, the residual, the mix, how it was made
    mix = soundfile.read(tmp_path / "stems" / "rain_mix.wav", dtype="float32")[0].T
    np.testing.assert_allclose(mix[:, 16_400:17_600], heard(qtbot, rainy, 2.0)[:, 400:], atol=1e-5)
    recipe = json.loads((tmp_path / "stems" / "rain_stems.json").read_text(encoding="utf-8"))
    assert recipe["left_out"] == ["rain_More rain.wav", "rain_mix.wav"]
    again = tmp_path / "again"
    command = ["separate", "--from", str(tmp_path / "stems" / "rain_stems.json"), "-o", str(again)]
    assert main(command) == 0
    assert "not made again" in capsys.readouterr().err
    assert len(list(again.iterdir())) == 3
    for file in again.iterdir():
        assert file.read_bytes() == (tmp_path / "stems" / file.name).read_bytes()
    exported = soundfile.read(tmp_path / "stems" / "rain_More rain.wav")[0].T
    np.testing.assert_allclose(exported, kept, atol=1e-6)
    rest = soundfile.read(tmp_path / "stems" / "rain_residual.wav")[0]
    assert np.abs(rest).max() < 1e-4  # the stems alone make the recording

    click(row.remove)
    assert not document.added_stems.items
    stack.undo()
    assert len(document.added_stems.items) == 1


def test_an_added_stem_has_a_pane_of_its_own_and_is_exported_without_a_separation(
    qtbot: QtBot, rainy: MainWindow, tmp_path: Path
) -> None:
    rainy.view_state.position = 3.0
    rainy.texture_panel.from_playhead.trigger()
    qtbot.waitUntil(lambda: len(rainy.stem_panel.added.rows) == 1, timeout=20_000)
    stem = rainy.document.added_stems.items[0]
    assert stem.start == 3 * RATE
    QTest.keySequence(rainy, QKeySequence("F4"))
    view = rainy.stems_view
    qtbot.waitUntil(lambda: view.isVisible() and len(view._fine) == 2 and not view.is_busy)
    QApplication.processEvents()
    pane, image = view.panes[1], view.grab().toImage()
    middle = round(pane.center().y())

    def lightness(seconds: float) -> float:
        x = round(view._x_of(seconds))
        return float(np.mean([image.pixelColor(x + n, middle).lightness() for n in range(-9, 10)]))

    assert lightness(3.5) > 4 * lightness(1.5) + 40
    assert rainy.actions_table["export"].isEnabled()
    dialog = ExportDialog(rainy.document, rainy)
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(tmp_path / "stems"))
    click(dialog.export_button)
    qtbot.waitUntil(lambda: not dialog.job.is_running, timeout=60_000)
    assert [file.name for file in (tmp_path / "stems").iterdir()] == ["rain_Texture 1.wav"]


def test_what_does_not_fit_or_is_damaged_is_said(qtbot: QtBot, rainy: MainWindow) -> None:
    document = rainy.document
    rainy.view_state.position = SECONDS
    with qtbot.waitSignal(rainy.texturing.failed) as refused:
        rainy.texture_panel.from_playhead.trigger()
    assert refused.args == [NOTHING_WITHIN]
    whole = {"name": "Rain", "colour": "#009E73", "gain_db": 0.0, "solo": False, "mute": False}
    bad = np.arange(99, dtype=np.uint8)
    for entries, arrays in (
        ("none", {}),
        ([{**whole, "pan": 0.0, "start": 0}], {}),
        ([{**whole, "pan": 0.0, "start": 0}], {"0": bad}),
        ([{**whole, "pan": 9.0, "start": 0}], {"0": bad}),
        ([{**whole, "pan": 0.0, "start": 10**9}], {"0": bad}),
    ):
        rainy.messages.dismiss_all()
        session = Session(sources=document.sources, extras={"added stems": Extra(entries, arrays)})
        document.open_session(document.recording, session)
        qtbot.waitUntil(lambda: UNREADABLE in rainy.messages.texts, timeout=20_000)
        assert not document.added_stems.items
        assert "added stems" not in document.extras
