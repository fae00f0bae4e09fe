"""The export dialog by mouse and keys, down to the files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from editor.document import Document
from editor.export_dialog import ExportDialog, success_text
from editor.export_settings import ExportSettings
from editor.exporting import ExportJob
from engine.downmix import downmix
from engine.exported import ExportCancelled
from engine.masks import Masks
from engine.recording import Recording, RecordingError
from engine.render import ExportReport

LEFT = Qt.MouseButton.LeftButton
RATE = 8000


def opened(level: float = 0.3) -> Document:
    document = Document()
    samples = np.random.default_rng(0).uniform(-level, level, (2, RATE)).astype(np.float32)
    document.open_recording(Recording.from_samples(samples, RATE, Path("/nowhere/my song.wav")))
    values = np.array([[1, 1, 0, 0], [0, 0, 1, 1]], np.float32)[:, :, None]
    frequencies = np.array([0.0, 900.0, 1100.0, 4000.0])
    document.show_masks(Masks(values, np.array([0.0]), frequencies))
    document.set_source(0, name="Violin")
    return document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "my stems"
    made.mkdir()
    return made


@pytest.fixture
def document() -> Document:
    return opened()


@pytest.fixture
def dialog(qtbot: QtBot, document: Document, folder: Path) -> Iterator[ExportDialog]:
    dialog = ExportDialog(document)
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(folder))
    dialog.show()
    yield dialog
    dialog.close()


def listed(dialog: ExportDialog) -> list[str]:
    return [dialog.files.item(row).text() for row in range(dialog.files.count())]


def choose(dialog: ExportDialog, **data: str) -> None:
    for name, value in data.items():
        box = getattr(dialog.form, name)
        box.setCurrentIndex(box.findData(value))


def export(qtbot: QtBot, dialog: ExportDialog) -> None:
    with qtbot.waitSignal(dialog.job.finished, timeout=60000):
        qtbot.mouseClick(dialog.export_button, LEFT)


def test_the_files_are_listed_as_they_are_typed(dialog: ExportDialog, qtbot: QtBot) -> None:
    assert listed(dialog) == ["my song_Violin.wav", "my song_Source 2.wav"]
    dialog.form.pattern.clear()
    qtbot.keyClicks(dialog.form.pattern, "{number} {source}")
    qtbot.mouseClick(dialog.form.stems[0], LEFT, pos=dialog.form.stems[0].rect().center() * 0.1)
    dialog.form.residual.setChecked(True)
    choose(dialog, container="FLAC")
    assert listed(dialog) == ["2 Source 2.flac", "3 residual.flac"]


def test_stems_are_written_and_add_up(
    dialog: ExportDialog, document: Document, folder: Path, qtbot: QtBot
) -> None:
    choose(dialog, subtype="FLOAT")
    export(qtbot, dialog)
    written = [soundfile.read(folder / name, dtype="float32") for name in sorted(_names(folder))]
    assert [rate for _, rate in written] == [RATE, RATE]
    summed = sum(samples for samples, _ in written)
    np.testing.assert_allclose(summed.T, document.recording.read(0, RATE), atol=1e-5)
    assert dialog.message.text() == f"2 files written to {folder}."
    assert dialog.open_folder.isVisible()
    assert dialog.close_button.text() == "Close"
    qtbot.mouseClick(dialog.close_button, LEFT)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_stems_as_mixed_and_the_mix_as_heard(
    dialog: ExportDialog, document: Document, folder: Path, qtbot: QtBot
) -> None:
    whole = ExportDialog(document)
    qtbot.addWidget(whole)
    document.set_source(0, gain_db=-6.0, pan=0.5, mute=True)
    document.set_source(1, gain_db=3.0)
    # The dialog is about the mixer as it stood when it was opened.
    mixed = ExportDialog(document)
    qtbot.addWidget(mixed)
    for each, names in ((whole, "a {source}"), (mixed, "b {source}")):
        each.form.folder.setText(str(folder))
        each.form.pattern.setText(names)
        choose(each, subtype="FLOAT")
        each.form.mix.setChecked(True)
    mixed.form.mixed.setCurrentIndex(1)
    assert listed(mixed) == ["b Violin.wav", "b Source 2.wav", "b mix.wav"]
    export(qtbot, whole)
    export(qtbot, mixed)
    assert mixed.form.settings == ExportSettings.load()
    sound = {path.stem: soundfile.read(path, dtype="float32")[0].T for path in folder.iterdir()}
    original = document.recording.read(0, RATE)
    np.testing.assert_allclose(sound["a mix"], original, atol=1e-5)
    np.testing.assert_allclose(sound["a Violin"] + sound["a Source 2"], original, atol=1e-5)
    soft, loud = 10 ** (-6 / 20), 10 ** (3 / 20)
    want = sound["a Violin"] * soft * np.array([[0.5], [1.0]])
    np.testing.assert_allclose(sound["b Violin"], want, atol=1e-5)
    np.testing.assert_allclose(sound["b Source 2"], sound["a Source 2"] * loud, atol=1e-5)
    np.testing.assert_allclose(sound["b mix"], sound["b Source 2"], atol=1e-5)


def test_the_mix_alone_of_a_mono_and_of_a_surround_recording(qtbot: QtBot, folder: Path) -> None:
    """Mono stays mono unless something is panned; what has more channels is stereo, as heard."""
    random = np.random.default_rng(1)
    for channels, pan, expected in ((1, 0.0, 1), (1, -1.0, 2), (6, 0.0, 2)):
        document = opened()
        samples = random.uniform(-0.3, 0.3, (channels, RATE)).astype(np.float32)
        document.open_recording(Recording.from_samples(samples, RATE, Path(f"/x/{expected}.wav")))
        values = np.full((2, 1, 1), 0.5, np.float32)
        document.show_masks(Masks(values, np.array([0.0]), np.array([0.0])))
        document.set_source(0, pan=pan)
        document.set_source(1, pan=pan)
        dialog = ExportDialog(document)
        qtbot.addWidget(dialog)
        dialog.form.folder.setText(str(folder))
        dialog.form.pattern.setText(f"{channels} {pan} {{source}}")
        choose(dialog, subtype="FLOAT")
        for box in dialog.form.stems:
            box.setChecked(False)
        dialog.form.mix.setChecked(True)
        export(qtbot, dialog)
        written = soundfile.read(folder / f"{channels} {pan} mix.wav", always_2d=True)[0].T
        assert len(written) == expected
        left, right = downmix(samples, RATE)
        np.testing.assert_allclose(written[0], left, atol=1e-5)
        np.testing.assert_allclose(written[-1], right * (pan == 0), atol=1e-5)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_only_the_chosen_stem_in_the_chosen_format(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    dialog.form.stems[1].setChecked(False)
    choose(dialog, container="FLAC", subtype="PCM_16")
    export(qtbot, dialog)
    assert _names(folder) == ["my song_Violin.flac"]
    assert soundfile.info(folder / "my song_Violin.flac").subtype == "PCM_16"


def test_flac_offers_no_float_and_float_no_level(dialog: ExportDialog) -> None:
    choose(dialog, subtype="FLOAT")
    assert not dialog.form.level.isEnabled()
    choose(dialog, container="FLAC")
    assert dialog.form.subtype.findData("FLOAT") == -1
    assert dialog.form.subtype.currentData() == "PCM_24"
    assert dialog.form.level.isEnabled()


def test_existing_files_are_named_and_need_a_yes(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    old = folder / "my song_Violin.wav"
    old.write_text("precious")
    dialog.form.stems[1].setChecked(False)
    assert listed(dialog) == ["my song_Violin.wav    exists already"]
    assert dialog.overwrite.isVisible()
    assert dialog.overwrite.text() == "Overwrite the existing file"
    assert not dialog.export_button.isEnabled()
    qtbot.mouseClick(dialog.export_button, LEFT)
    assert old.read_text() == "precious"
    dialog.overwrite.setChecked(True)
    export(qtbot, dialog)
    assert soundfile.info(old).frames == RATE


def test_a_yes_is_for_the_files_that_were_shown(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    (folder / "my song_Violin.wav").write_text("known")
    dialog.form.changed.emit()
    dialog.overwrite.setChecked(True)
    newcomer = folder / "my song_Source 2.wav"
    newcomer.write_text("came meanwhile")
    qtbot.mouseClick(dialog.export_button, LEFT)
    assert not dialog.job.is_running
    assert newcomer.read_text() == "came meanwhile"
    assert not dialog.overwrite.isChecked()
    assert dialog.overwrite.text() == "Overwrite the 2 existing files"


def test_after_an_export_the_same_files_are_not_written_again_unasked(
    dialog: ExportDialog, qtbot: QtBot
) -> None:
    export(qtbot, dialog)
    assert all(text.endswith("    written") for text in listed(dialog))
    assert not dialog.export_button.isEnabled()
    dialog.form.pattern.setText("second {source}")
    assert dialog.export_button.isEnabled()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda form: [box.setChecked(False) for box in form.stems], "Choose at least one stem."),
        (lambda form: form.folder.setText("  "), "Choose a folder."),
        (lambda form: form.folder.setText(__file__), "is not a folder"),
        (lambda form: form.pattern.setText("{nonsense}"), "nonsense"),
        (lambda form: form.pattern.setText("{source"), "{source"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_written(
    dialog: ExportDialog, change, sentence: str
) -> None:
    change(dialog.form)
    assert sentence in dialog.message.text()
    assert dialog.message.isVisible()
    assert not dialog.export_button.isEnabled()


def test_without_stems_it_says_what_to_do(qtbot: QtBot) -> None:
    dialog = ExportDialog(Document())
    qtbot.addWidget(dialog)
    assert dialog.message.text() == "There are no stems yet: separate the recording first."
    assert not dialog.export_button.isEnabled()


def test_loud_stems_are_turned_down_and_it_is_said(qtbot: QtBot, folder: Path) -> None:
    dialog = ExportDialog(opened(level=4.0))
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(folder))
    choose(dialog, subtype="PCM_16", level="scale")
    export(qtbot, dialog)
    assert "turned down by" in dialog.message.text()
    dialog.form.pattern.setText("refused {source}")
    choose(dialog, level="refuse")
    with qtbot.waitSignal(dialog.job.failed, timeout=60000):
        qtbot.mouseClick(dialog.export_button, LEFT)
    assert "beyond full scale" in dialog.message.text()
    assert not [name for name in _names(folder) if name.startswith("refused")]
    dialog.close()


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_lost(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    (folder / "file").write_text("")
    dialog.form.folder.setText(str(folder / "file" / "below"))
    with qtbot.waitSignal(dialog.job.failed, timeout=60000):
        qtbot.mouseClick(dialog.export_button, LEFT)
    assert str(folder / "file") in dialog.message.text()
    assert dialog.form.isEnabled()
    assert dialog.export_button.isEnabled()
    dialog.form.folder.setText(str(folder))
    export(qtbot, dialog)


def test_a_folder_is_named_from_what_was_proposed_or_from_home(
    dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for text, named in (
        ("below/here", dialog.form._base / "below" / "here"),
        ("~/stems", tmp_path / "stems"),
        ("~no-such-user/stems", dialog.form._base / "~no-such-user" / "stems"),
    ):
        dialog.form.folder.setText(text)
        directory = dialog.form.options(overwrite=False).directory
        assert directory == named
        assert directory.is_absolute()
        assert dialog.form.settings.folder == str(named)
        assert dialog.files.item(0).toolTip().startswith(str(named))


def test_a_folder_with_too_long_a_name_is_refused_in_a_sentence(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    width = dialog.width()
    dialog.form.folder.setText(str(folder / ("w" * 300)))
    assert dialog.export_button.isEnabled()
    with qtbot.waitSignal(dialog.job.failed, timeout=60000):
        qtbot.mouseClick(dialog.export_button, LEFT)
    assert "the name is too long; choose a shorter one" in dialog.message.text()
    assert dialog.width() == width


def test_a_long_sentence_takes_no_room_from_the_form(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.resize(dialog.minimumSizeHint())
    needed = dialog.form.height()
    dialog.form.folder.setText("/" + "a long way down/" * 20)
    dialog._on_failed("There is not enough room for the stems in this folder. " * 6)
    qtbot.waitUntil(lambda: dialog.message.isVisible() and dialog.message.height() > 40)
    dialog.layout().activate()
    message = dialog.message
    assert message.height() >= message.heightForWidth(message.width())
    assert dialog.form.height() >= needed


def test_folder_and_format_are_remembered(
    dialog: ExportDialog, document: Document, folder: Path, qtbot: QtBot
) -> None:
    choose(dialog, container="FLAC", subtype="PCM_16", level="refuse")
    dialog.form.pattern.setText("take {number}")
    dialog.form.residual.setChecked(True)
    export(qtbot, dialog)
    again = ExportDialog(document)
    qtbot.addWidget(again)
    assert again.form.settings == dialog.form.settings
    assert again.form.folder.text() == str(folder)


def test_remembered_nonsense_reads_as_defaults() -> None:
    ExportSettings(container="MP3", subtype="U8", level="louder", folder="/gone").save()
    loaded = ExportSettings.load()
    assert (loaded.container, loaded.subtype, loaded.level) == ("WAV", "PCM_24", "scale")
    assert loaded.folder_for(None) == Path.home()


def test_the_folder_dialog_fills_the_field(
    dialog: ExportDialog, folder: Path, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.form.browse, LEFT)
    chooser = dialog.form.findChild(QFileDialog)
    chooser.fileSelected.emit(str(folder.parent))
    chooser.close()
    assert dialog.form.folder.text() == str(folder.parent)


class HeldExport:
    """An export that waits for the test and obeys its cancellation."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.error: Exception | None = None

    def __call__(
        self, recording, masks, names, options, progress, cancelled, added
    ) -> ExportReport:
        progress(0.4)
        while not self.go.wait(0.005):
            if cancelled():
                raise ExportCancelled("cancelled")
        if self.error is not None:
            raise self.error
        return ExportReport((options.directory / "a.wav",), 1.0, 0, 0.5)


@pytest.fixture
def held() -> HeldExport:
    return HeldExport()


@pytest.fixture
def held_dialog(
    qtbot: QtBot, document: Document, folder: Path, held: HeldExport
) -> Iterator[ExportDialog]:
    dialog = ExportDialog(document, job=ExportJob(export=held))
    qtbot.addWidget(dialog)
    dialog.form.folder.setText(str(folder))
    dialog.show()
    yield dialog
    dialog.close()


def test_progress_is_shown_and_cancel_leaves_the_dialog_open(
    held_dialog: ExportDialog, qtbot: QtBot
) -> None:
    qtbot.mouseClick(held_dialog.export_button, LEFT)
    qtbot.waitUntil(lambda: held_dialog.bar.value() == 400)
    assert held_dialog.bar.isVisible()
    assert not held_dialog.form.isEnabled()
    with qtbot.waitSignal(held_dialog.job.cancelled):
        qtbot.mouseClick(held_dialog.close_button, LEFT)
    assert held_dialog.isVisible()
    assert held_dialog.message.text() == "Cancelled; no file was written."
    assert held_dialog.export_button.isEnabled()
    qtbot.keyClick(held_dialog, Qt.Key.Key_Escape)
    assert not held_dialog.isVisible()
    assert held_dialog.result() == QDialog.DialogCode.Rejected


def test_closing_while_it_writes_leaves_no_thread(held_dialog: ExportDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(held_dialog.export_button, LEFT)
    assert held_dialog.job.is_running
    held_dialog.close()
    assert not held_dialog.isVisible()
    assert not [t for t in threading.enumerate() if t.name == "unbraid-export"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RecordingError("The disk is full."), "The disk is full."),
        (MemoryError(), "The export failed: MemoryError."),
        (OSError("input/output error"), "The export failed: input/output error."),
    ],
)
def test_every_failure_is_a_sentence(
    held_dialog: ExportDialog, held: HeldExport, qtbot: QtBot, error: Exception, sentence: str
) -> None:
    held.error = error
    held.go.set()
    with qtbot.waitSignal(held_dialog.job.failed):
        qtbot.mouseClick(held_dialog.export_button, LEFT)
    assert held_dialog.message.text() == sentence


def test_masks_that_change_meanwhile_do_not_matter(
    held_dialog: ExportDialog, held: HeldExport, document: Document, qtbot: QtBot
) -> None:
    qtbot.mouseClick(held_dialog.export_button, LEFT)
    document.show_masks(None)
    held.go.set()
    qtbot.waitUntil(lambda: held_dialog.message.text().startswith("1 file written"))


def test_the_outcome_tells_what_was_done_to_the_level() -> None:
    report = ExportReport((Path("/x/a.wav"), Path("/x/b.wav")), 0.5, 3, 2.0, ("Tags were cut.",))
    assert success_text(report) == (
        "2 files written to /x. All were turned down by 6.0 dB to fit. "
        "3 samples were clipped. Tags were cut."
    )
    hardly = ExportReport((Path("/x/a.wav"),), 1 - 1e-7, 0, 2.0, ())
    assert success_text(hardly) == (
        "1 file written to /x. All were turned down by less than 0.1 dB to fit."
    )
