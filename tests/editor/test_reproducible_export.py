"""Stems exported from the window are made again by the command line, bit by bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from editor.__main__ import main
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.player import Player
from engine.guidance import Box
from engine.recording import Recording
from engine.separators.dap import DeepAudioPrior
from engine.separators.dap_settings import DapSettings
from tests.sound_card import PulledCard

BOX = Box(0, "activate", 0.1, 0.6, 300.0, 600.0)
OTHER = Box(1, "activate", 0.4, 0.9, 1000.0, 2000.0)


@pytest.fixture
def real_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A window with the real methods, on a second of sound."""
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "discard")
    quick = {"standard": DapSettings(iterations=12)}
    monkeypatch.setattr(DeepAudioPrior, "settings_of_presets", quick)
    times = np.arange(8_000) / 8_000
    noise = np.random.default_rng(3).standard_normal(times.size) * (np.sin(9 * times) > 0)
    path = tmp_path / "tone and noise.wav"
    soundfile.write(path, 0.3 * np.sin(2764.6 * times) + 0.1 * noise, 8_000, subtype="PCM_16")
    made = MainWindow(Player(output=PulledCard().open))
    with qtbot.waitExposed(made):
        made.show()
    made.document.open_recording(Recording.open(path))
    made.document.set_choice(preset="standard")
    yield made
    made.close()
    made.deleteLater()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    document = window.document
    qtbot.waitUntil(
        lambda: not window.separation.is_running and document.result_is_current, timeout=120_000
    )


def export(qtbot: QtBot, window: MainWindow, folder: Path, *, mixed: bool = False) -> Path:
    dialog = ExportDialog(window.document, window)
    dialog.form.folder.setText(str(folder))
    dialog.form.making.setChecked(True)
    dialog.form.mixed.setCurrentIndex(int(mixed))
    for box in (dialog.form.mix, dialog.form.residual):
        box.setChecked(mixed)
    file = folder / "tone and noise_stems.json"
    assert file.name in [dialog.files.item(n).text() for n in range(dialog.files.count())]
    with qtbot.waitSignal(dialog.job.finished, timeout=30_000):
        dialog.export_button.click()
    dialog.close()
    dialog.deleteLater()
    return file


def assert_made_again(
    file: Path, folder: Path, capsys: pytest.CaptureFixture[str], files: int = 2
) -> None:
    assert main(["separate", "--from", str(file), "-o", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["outputs"]) == files
    for made in map(Path, told["outputs"]):
        assert made.read_bytes() == (file.parent / made.name).read_bytes()


def test_stems_of_a_run_with_boxes_and_one_continued_are_made_again(
    qtbot: QtBot, real_window: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = real_window.document
    reached: list[int] = []

    def draw_meanwhile(preview: Any) -> None:
        if preview.iteration >= 3 and not reached:
            reached.append(preview.iteration)
            document.add_mark(BOX)

    real_window.separation.progressed.connect(draw_meanwhile)
    real_window.separation.separate()
    settle(qtbot, real_window)
    assert reached
    document.add_mark(OTHER)
    settle(qtbot, real_window)
    real_window.separation.resume()
    settle(qtbot, real_window)
    file = export(qtbot, real_window, tmp_path)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [box["source"] for box in told["guidance"]["boxes"]] == [0, 1]
    assert told["joined"][0] >= 3
    assert told["masks"] is None
    assert_made_again(file, tmp_path / "again", capsys)


def test_stems_of_sources_that_were_split_are_made_again(
    qtbot: QtBot, real_window: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real_window.document.set_choice(method="nmf")
    real_window.separation.separate()
    settle(qtbot, real_window)
    real_window.source_commands.split(0)
    real_window.source_commands.remove(1)
    file = export(qtbot, real_window, tmp_path)
    assert json.loads(file.read_text(encoding="utf-8"))["masks"] is not None
    assert_made_again(file, tmp_path / "again", capsys)
    # As mixed, so loud that all of it is turned down together.
    real_window.document.set_source(0, gain_db=12.0, pan=-0.3)
    real_window.document.set_source(1, gain_db=11.5)
    (tmp_path / "mixed").mkdir()
    file = export(qtbot, real_window, tmp_path / "mixed", mixed=True)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["version"] == 2
    assert told["export"]["gain"] < 1.0
    assert_made_again(file, tmp_path / "mixed again", capsys, files=4)
    told["export"]["weights"][0][0] = "loud"
    file.write_text(json.dumps(told), encoding="utf-8")
    assert main(["separate", "--from", str(file), "-o", str(tmp_path / "no")]) == 1
    assert "“weights” of the export is damaged" in capsys.readouterr().err


def test_what_cannot_be_made_again_is_one_sentence(
    qtbot: QtBot, real_window: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real_window.document.set_choice(method="nmf")
    real_window.separation.separate()
    settle(qtbot, real_window)
    file = export(qtbot, real_window, tmp_path)
    again = ["separate", "--from", str(file), "-o", str(tmp_path / "again")]
    recording = real_window.document.recording
    assert recording is not None
    assert recording.path is not None
    sound = recording.path.read_bytes()
    recording.path.write_bytes(sound[:-2] + b"xy")
    assert main(again) == 1
    assert "was not found as it was" in capsys.readouterr().err
    other = tmp_path / "moved.flac"
    other.write_bytes(sound)
    assert main([*again, str(other)]) == 0
    assert main([*again, str(other), str(other)]) == 2
    for damaged in ("{}", "[]", "nothing", file.read_text(encoding="utf-8")[:-20]):
        file.write_text(damaged, encoding="utf-8")
        capsys.readouterr()
        assert main(again) == 1
        assert capsys.readouterr().err.count("\n") == 1
