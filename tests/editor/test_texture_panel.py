"""The texture panel, by mouse and keys: a stretch made longer, a gap filled, heard and saved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea
from pytestqt.qtbot import QtBot

from editor import texture_work
from editor.main_window import MainWindow
from editor.texture_panel import TexturePanel
from editor.texture_picture import TINTS, coloured, parts_of
from editor.texture_work import Picture, Wish
from engine.recording import Recording
from engine.session import Extra, Session
from engine.texture import extension
from tests.sound_card import without_priming

RATE = 8000
SECONDS = 4.0
FIT = extension.Texture.fit


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few iterations: what is tested here is not how good it sounds."""
    monkeypatch.setattr(extension.Texture, "fit", lambda self: FIT(self, 6))
    monkeypatch.setattr(extension, "STEPS", 4)


def noise(seconds: float, channels: int = 2) -> np.ndarray:
    random = np.random.default_rng(0)
    return 0.1 * random.standard_normal((channels, round(seconds * RATE)))


@pytest.fixture
def rainy(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with four seconds of noise, of which the third is spoken over."""
    sound = noise(SECONDS)
    beeps = np.sign(np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE))
    sound[:, 2 * RATE : 3 * RATE] += 0.5 * beeps * (np.arange(RATE) // 1600 % 2)
    path = tmp_path / "rain.wav"
    soundfile.write(path, sound.T, RATE, subtype="PCM_24")
    window.document.open_recording(Recording.open(path))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    window.show_texture()
    return window


@pytest.fixture
def panel(rainy: MainWindow) -> TexturePanel:
    return rainy.texture_panel


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def select(qtbot: QtBot, window: MainWindow, start: float, end: float) -> None:
    window.view_state.selection = (start, end)
    panel = window.texture_panel
    qtbot.waitUntil(lambda: panel.steadiness.text() != "", timeout=20_000)


def drag_over(qtbot: QtBot, window: MainWindow, start: float, end: float) -> None:
    """Select a stretch as a user does, by dragging across the spectrogram."""
    view = window.spectrogram_view
    window.resize(1300, 860)
    QApplication.processEvents()
    view.fit()
    qtbot.waitUntil(lambda: not view.is_busy, timeout=20_000)
    QApplication.processEvents()  # the axes settle
    first, last = (view.canvas.to_viewport(at, 700.0).toPoint() for at in (start + 1e-3, end))
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    for share in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(view.viewport(), first + (last - first) * share)
        QApplication.processEvents()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=last)
    assert window.view_state.selection == pytest.approx((start, end), abs=0.05)
    panel = window.texture_panel
    qtbot.waitUntil(lambda: panel.steadiness.text() != "", timeout=20_000)


def made(qtbot: QtBot, window: MainWindow) -> None:
    """Press Make and wait for the sound."""
    click(window.texture_panel.make)
    assert window.texturing.is_running
    qtbot.waitUntil(lambda: not window.texturing.is_running, timeout=60_000)
    assert window.texturing.made is not None


def type_length(panel: TexturePanel, seconds: str) -> None:
    panel.length.setFocus()
    panel.length.selectAll()
    QTest.keyClicks(panel.length, seconds)
    QTest.keyClick(panel.length, Qt.Key.Key_Return)


def test_without_a_selection_there_is_nothing_to_make(panel: TexturePanel) -> None:
    assert "Select" in panel.stretch.text()
    assert not panel.make.isEnabled()
    assert not panel.play.isEnabled()


def test_a_stretch_is_made_longer_heard_undone_saved_and_opened(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    drag_over(qtbot, rainy, 0.0, 2.0)
    assert panel.steadiness.text().startswith("Steady")
    type_length(panel, "5")
    pictures: list[Picture] = []
    rainy.texturing.pictured.connect(pictures.append)
    made(qtbot, rainy)
    assert len(pictures) >= 2  # live, and at the end
    assert panel.picture.picture is pictures[-1]
    assert panel.bar.value() == 100

    click(panel.play)
    assert rainy.texturing.player.is_playing
    assert rainy.texturing.player.duration == pytest.approx(5.0)
    rainy.player.play()
    assert not rainy.texturing.player.is_playing
    rainy.player.stop()

    first = rainy.texturing.made
    QTest.keyClick(panel.variation, Qt.Key.Key_Up)
    made(qtbot, rainy)
    second = rainy.texturing.made
    assert second is not first
    rainy.actions_table["undo"].trigger()
    assert rainy.texturing.made is first
    rainy.actions_table["undo"].trigger()
    assert rainy.texturing.made is None
    assert panel.picture.picture is None
    assert not panel.save.isEnabled()
    rainy.actions_table["redo"].trigger()
    rainy.actions_table["redo"].trigger()
    assert rainy.texturing.made is second

    target = tmp_path / "longer.wav"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    click(panel.save_and_open)
    qtbot.waitUntil(
        lambda: rainy.document.recording is not None
        and rainy.document.recording.path == target,
        timeout=20_000,
    )  # fmt: skip
    original, _ = soundfile.read(tmp_path / "rain.wav")
    longer, rate = soundfile.read(target)
    assert (len(longer), rate) == (5 * RATE, RATE)
    assert soundfile.info(target).subtype == "PCM_24"
    assert second is not None
    given = original[second.wish.start :][: RATE + RATE // 2]
    np.testing.assert_allclose(longer[: len(given)], given, atol=1e-6)
    assert rainy.texturing.made is None  # it belonged to the other recording
    qtbot.waitUntil(lambda: rainy.spectrogram_view.is_complete, timeout=20_000)


def test_a_gap_is_filled_from_around_it(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    QTest.keyClick(panel.kind, Qt.Key.Key_Down)
    select(qtbot, rainy, 2.0, 3.0)
    assert panel.steadiness.text().startswith("Around it: steady")
    assert not panel.length.isEnabled()
    panel.make.setFocus()
    made(qtbot, rainy)
    assert panel.play.hasFocus()
    target = tmp_path / "filled"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(rainy.texturing.saved, timeout=20_000):
        click(panel.save)
    original, _ = soundfile.read(tmp_path / "rain.wav")
    filled, _ = soundfile.read(target.with_suffix(".wav"))
    assert filled.shape == original.shape
    joint = 2500  # samples on either side that may change
    gap = slice(2 * RATE, 3 * RATE)
    np.testing.assert_allclose(filled[: 2 * RATE - joint], original[: 2 * RATE - joint], atol=1e-6)
    np.testing.assert_allclose(filled[3 * RATE + joint :], original[3 * RATE + joint :], atol=1e-6)
    level = 20 * np.log10(filled[gap].std() / original[: 2 * RATE].std())
    assert abs(level) < 1.0
    assert original[gap].std() > 2 * filled[gap].std()  # the beeps are gone
    assert rainy.document.recording is not None
    assert rainy.document.recording.path == tmp_path / "rain.wav"


class Listener:
    """Takes what the texture's own player would play."""

    def __init__(self, window: MainWindow) -> None:
        self.player = window.texturing.player
        self.sound = np.zeros((2, 0), np.float32)

    def take(self, seconds: float = 0.05) -> None:
        card = self.player._output.__self__  # type: ignore[attr-defined]
        if card.outputs and card.output.started:
            self.sound = np.concatenate([self.sound, card.output.pull(round(seconds * RATE))], 1)

    def hear(self, qtbot: QtBot, seconds: float) -> np.ndarray:
        """The next so many seconds, taken no faster than what is newest comes."""
        self.sound = self.sound[:, :0]

        def heard() -> bool:
            if self.has_newest:
                self.take()
            return self.sound.shape[1] >= seconds * RATE

        qtbot.waitUntil(heard, timeout=60_000)
        return self.sound

    @property
    def has_newest(self) -> bool:
        """Whether what is wanted is what is mixed."""
        return self.player.mixed_generation == self.player.generation

    def wait_for_newest(self, qtbot: QtBot) -> None:
        """Until what is wanted is what is mixed."""

        def newest() -> bool:
            self.take()
            return self.has_newest

        qtbot.waitUntil(newest, timeout=60_000)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Fits of forty iterations that wait after the tenth."""
    go_on = threading.Event()

    def fit(texture: extension.Texture) -> Iterator[extension.FitStep]:
        for step in FIT(texture, 40):
            yield step
            if step.iteration == 10:
                go_on.wait(200.0)

    monkeypatch.setattr(extension.Texture, "fit", fit)
    yield go_on
    go_on.set()


def test_a_filling_is_heard_in_its_place_while_it_becomes(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, held: threading.Event
) -> None:
    QTest.keyClick(panel.kind, Qt.Key.Key_Down)
    drag_over(qtbot, rainy, 2.0, 3.0)
    click(panel.make)
    qtbot.waitUntil(panel.play.isEnabled, timeout=60_000)
    assert rainy.texturing.made is None
    assert "while it becomes" in panel.play.toolTip()
    click(panel.play)
    player, listener = rainy.texturing.player, Listener(rainy)
    assert player.is_playing
    assert panel.play.text() == "Stop"

    recording = rainy.document.recording
    assert recording is not None
    start, stop = rainy.view_state.selection or (0.0, 0.0)
    assert player.loop == pytest.approx((start - 1.5, 4.0), abs=0.01)
    heard = without_priming(listener.hear(qtbot, 3.0))
    original = recording.read(round((start - 1.5) * RATE), recording.samples)
    # As it is before the gap, and in the gap without the beeps, which are five times as loud.
    before = slice(RATE // 5, RATE)
    np.testing.assert_allclose(heard[:, before], original[:, before], atol=1e-4)
    gap = slice(round(1.7 * RATE), round(2.3 * RATE))
    assert original[:, gap].std() > 2 * original[:, before].std()
    assert heard[:, gap].std() == pytest.approx(original[:, before].std(), rel=0.3)

    texturing, first = rainy.texturing, player.generation
    meanwhile: list[int] = []
    texturing.changed.connect(
        lambda: meanwhile.append(player.generation) if texturing.is_running else None
    )
    held.set()
    qtbot.waitUntil(lambda: max(meanwhile, default=first) > first, timeout=60_000)
    listener.wait_for_newest(qtbot)
    qtbot.waitUntil(lambda: not rainy.texturing.is_running, timeout=60_000)
    assert player.is_playing
    listener.wait_for_newest(qtbot)
    listener.hear(qtbot, 0.5)
    heard = listener.hear(qtbot, 7.0)
    assert rainy.texturing.made is not None
    filled, _ = soundfile.read(rainy.texturing.made.path)
    wanted = filled[round(start * RATE) : round(stop * RATE), 0]
    match = np.correlate(heard[0], wanted, "valid").max()
    assert match == pytest.approx(float(np.square(wanted).sum()), rel=1e-3)
    click(panel.play)
    assert not player.is_playing
    click(panel.play)
    assert player.is_playing
    assert player.loop is None
    assert player.position == pytest.approx(start - 1.5, abs=0.05)
    click(panel.play)


def test_what_is_heard_ends_where_the_filling_is_given_up(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, held: threading.Event
) -> None:
    QTest.keyClick(panel.kind, Qt.Key.Key_Down)
    select(qtbot, rainy, 2.0, 3.0)
    click(panel.make)
    qtbot.waitUntil(panel.play.isEnabled, timeout=60_000)
    click(panel.play)
    click(panel.cancel)
    held.set()
    qtbot.waitUntil(lambda: not rainy.texturing.is_running, timeout=60_000)
    assert not rainy.texturing.player.is_playing
    assert not panel.play.isEnabled()
    assert rainy.texturing.made is None


def test_what_is_not_steady_needs_a_word(qtbot: QtBot, window: MainWindow) -> None:
    panel, time = window.texture_panel, np.arange(3 * RATE) / RATE
    syllables = np.sign(np.sin(2 * np.pi * 300 * time)) * (np.sin(2 * np.pi * 2.1 * time) > 0.1)
    window.document.open_recording(Recording.from_samples(0.3 * syllables, RATE))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    window.resize(1200, 700)
    window.show_texture()
    area = next(one for one in window.findChildren(QScrollArea) if one.isAncestorOf(panel))
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert panel.steadiness.visibleRegion().isEmpty()
    select(qtbot, window, 0.0, 3.0)
    assert panel.steadiness.text().startswith("Not steady")
    qtbot.waitUntil(lambda: not panel.steadiness.visibleRegion().isEmpty())
    assert not panel.make.isEnabled()
    click(panel.anyway)
    assert panel.make.isEnabled()


def test_what_was_found_of_a_selection_before_is_not_told_of_this_one(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun, told = threading.Event(), list[Wish](), list[object]()
    measured = texture_work.measured

    def first_one_waits(wish: Wish) -> object:
        begun.append(wish)
        assert len(begun) > 1 or go_on.wait(60)
        return measured(wish)

    monkeypatch.setattr(texture_work, "measured", first_one_waits)
    rainy.texturing.measured.connect(told.append)
    rainy.view_state.selection = (0.0, 4.0)
    qtbot.waitUntil(lambda: len(begun) == 1)
    rainy.view_state.selection = (0.0, 2.0)
    go_on.set()
    qtbot.waitUntil(lambda: panel.steadiness.text() != "")
    assert panel.steadiness.text().startswith("Steady")
    assert len(told) == 1


@pytest.mark.parametrize(
    ("span", "sentence"), [((0.0, 0.3), "At least 0.5 s"), ((0.0, 4.0), "moment to moment")]
)
def test_bad_stretches_are_told_of_and_not_begun(
    qtbot: QtBot,
    rainy: MainWindow,
    panel: TexturePanel,
    span: tuple[float, float],
    sentence: str,
) -> None:
    type_length(panel, "3.5")
    select(qtbot, rainy, *span)
    assert sentence in panel.steadiness.text()
    assert not panel.make.isEnabled()


@pytest.mark.parametrize(
    ("seconds", "sentence"), [("36000", "10 h is too long; at most 2 h"), ("1.5", "greater length")]
)
def test_lengths_that_cannot_be_made_are_told_of(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, seconds: str, sentence: str
) -> None:
    select(qtbot, rainy, 0.0, 2.0)
    type_length(panel, seconds)
    assert sentence in panel.progress.text()
    assert not panel.make.isEnabled()
    type_length(panel, "5")
    assert panel.progress.text() == ""
    assert panel.make.isEnabled()


def test_silence_is_told_of(qtbot: QtBot, window: MainWindow) -> None:
    window.document.open_recording(Recording.from_samples(np.zeros((1, 2 * RATE)), RATE))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    select(qtbot, window, 0.0, 1.0)
    assert "silent" in window.texture_panel.steadiness.text()
    assert not window.texture_panel.make.isEnabled()


def test_cancelling_keeps_what_was_there(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(qtbot, rainy, 0.0, 2.0)
    type_length(panel, "3")
    made(qtbot, rainy)
    before = rainy.texturing.made
    QTest.keyClick(panel.seed, Qt.Key.Key_Up)
    type_length(panel, "3000")
    click(panel.make)
    with qtbot.waitSignal(rainy.texturing.progressed, timeout=20_000):
        pass
    click(panel.cancel)
    qtbot.waitUntil(lambda: not rainy.texturing.is_running, timeout=20_000)
    assert rainy.texturing.made is before
    assert panel.make.isEnabled()
    assert rainy.document.undo_stack.count() == 1


def test_another_recording_ends_the_work(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, recording: Recording
) -> None:
    select(qtbot, rainy, 0.0, 2.0)
    type_length(panel, "600")
    click(panel.make)
    rainy.document.open_recording(recording)
    assert not rainy.texturing.is_running
    assert rainy.texturing.made is None
    qtbot.waitUntil(lambda: rainy.spectrogram_view.is_complete, timeout=20_000)


def test_the_stretch_that_is_learnt_lies_beside_a_gap() -> None:
    recording = Recording.from_samples(noise(20.0), RATE)
    late = Wish(recording, "fill", 15 * RATE, 16 * RATE, 12.0)
    assert late.learnt == (9 * RATE, 15 * RATE)
    early = Wish(recording, "fill", 1 * RATE, 2 * RATE, 12.0)
    assert early.learnt == (2 * RATE, 8 * RATE)
    assert Wish(recording, "extend", 0, 3 * RATE, 12.0).learnt == (0, 3 * RATE)


def test_the_parts_of_the_picture_have_tints_of_their_own() -> None:
    picture = Picture(np.zeros((4, 10), np.float32), segment=2.0, given=6.0, seconds=1.0)
    assert parts_of(picture).tolist() == [0, 0, 1, 1, 0, 0, 2, 2, 2, 2]
    columns = coloured(picture)
    assert len({int(columns[0, column]) for column in (0, 2, 6)}) == len(TINTS)


def test_a_gap_at_the_very_beginning_is_filled(tmp_path: Path) -> None:
    recording = Recording.from_samples(noise(3.0), RATE)
    wish = Wish(recording, "fill", 0, RATE // 2, 12.0)
    texture = texture_work.fitted(wish, lambda: None, lambda kind, value: None)
    path = tmp_path / "filled.wav"
    texture_work.write(wish, texture, path, lambda: None, lambda share: None)
    filled, _ = soundfile.read(path, always_2d=True)
    assert len(filled) == recording.samples
    np.testing.assert_allclose(filled[RATE:], recording.read(RATE, recording.samples).T, atol=1e-6)


@pytest.mark.parametrize(("start", "stop"), [(0.2025, 0.7), (3.3, 3.8025)])
def test_a_gap_close_to_the_recordings_ends_is_filled_without_a_click(
    tmp_path: Path, start: float, stop: float
) -> None:
    rumble = 0.4 * np.sin(2 * np.pi * 100 * np.arange(4 * RATE) / RATE)
    sound = (0.05 * noise(4.0, channels=1) + rumble).astype(np.float32)
    recording = Recording.from_samples(sound, RATE)
    wish = Wish(recording, "fill", round(start * RATE), round(stop * RATE), 12.0)
    texture = texture_work.fitted(wish, lambda: None, lambda kind, value: None)
    path = tmp_path / "filled.wav"
    texture_work.write(wish, texture, path, lambda: None, lambda share: None)
    filled = soundfile.read(path, always_2d=True)[0].T
    assert filled.shape == sound.shape
    assert np.abs(np.diff(filled)).max() < 1.3 * np.abs(np.diff(sound)).max()
    near = texture.joint // 2
    for part in (slice(0, max(0, wish.start - near)), slice(wish.stop + near, None)):
        np.testing.assert_allclose(filled[:, part], sound[:, part], atol=1e-6)


def test_a_texture_is_kept_in_the_session_and_heard_again(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel, tmp_path: Path
) -> None:
    select(qtbot, rainy, 0.0, 1.5)
    panel.length.setValue(6.0)
    panel.seed.setValue(7)
    made(qtbot, rainy)
    result = rainy.texturing.made
    assert result is not None
    sound = result.path.read_bytes()
    path = tmp_path / "rain.unbraid"
    with qtbot.waitSignal(rainy.sessions.files.saved):
        rainy.sessions.files.save_to(path)
    rainy.document.undo_stack.undo()
    assert "texture" not in rainy.document.extras
    rainy.document.undo_stack.redo()
    assert not rainy.isWindowModified()
    rainy.document.open_recording(rainy.document.recording)
    panel.seed.setValue(0)
    panel.length.setValue(9.0)
    assert rainy.texturing.made is None
    rainy.opener.open(path)
    qtbot.waitUntil(lambda: rainy.texturing.made is not None, timeout=20_000)
    again = rainy.texturing.made
    assert again is not None
    assert again.path.read_bytes() == sound
    assert panel.result.text() == "6 s made; seed 7, variation 0"
    assert (panel.seed.value(), panel.length.value()) == (7, 6.0)
    assert rainy.view_state.selection == (0.0, 1.5)
    assert panel.picture.picture is not None
    np.testing.assert_array_equal(panel.picture.picture.levels, result.picture.levels)
    assert not rainy.isWindowModified()


def test_a_texture_that_is_damaged_or_too_long_is_said_and_made_again(
    qtbot: QtBot, rainy: MainWindow, panel: TexturePanel
) -> None:
    document = rainy.document
    assert document.recording is not None
    levels = np.zeros((4, 9), np.float32)
    wish = {"kind": "extend", "start": 0, "stop": RATE, "duration": 5.0, "seed": 3}
    whole = {**wish, "variation": 0, "segment": 2.0, "given": 4.0, "seconds": 5.0}
    noise_bytes = np.arange(99, dtype=np.uint8)
    for keep, arrays, said in (
        ({**whole, "stop": 10**9}, {"levels": levels}, "cannot be read"),
        ({**whole, "seed": "many"}, {"levels": levels}, "cannot be read"),
        (whole, {"levels": levels[0]}, "cannot be read"),
        (whole, {"levels": levels}, "not in the session"),
        (whole, {"levels": levels, "sound": noise_bytes}, "not in the session"),
    ):
        rainy.messages.dismiss_all()
        session = Session(sources=document.sources, extras={"texture": Extra(keep, arrays)})
        document.open_session(document.recording, session)
        qtbot.waitUntil(lambda said=said: any(said in text for text in rainy.messages.texts))
        assert rainy.texturing.made is None
    assert (panel.seed.value(), panel.length.value()) == (3, 5.0)
