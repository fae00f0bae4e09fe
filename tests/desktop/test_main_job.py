"""The main job as a person does it: open, separate, draw, listen, export, close."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from resources import demo_path
from resources.synthesise_demo import SAMPLE_RATE, synthesise_stems
from tests.desktop.process import DRIVER, EditorProcess, editor_process
from tests.desktop.screen import Screen, wait_until
from tests.sound_card import has_pulse, pulse_card, read_raw, without_priming

GUITAR, BLACKBIRD = 0, 1
GUITAR_BOX = ((0.2, 90.0), (1.15, 1100.0))
BLACKBIRD_BOX = ((3.45, 1450.0), (4.6, 2800.0))
LISTENED = (1.2, 5.5)


@pytest.fixture
def sound_card(tmp_path: Path) -> Iterator[tuple[dict[str, str], Path]]:
    """Variables of a virtual sound card's users, and the raw recording of what it plays."""
    if not has_pulse():
        pytest.skip("a virtual sound card needs pulseaudio and parec")
    with pulse_card(tmp_path) as card:
        yield card


@pytest.fixture
def editor(
    screen: Screen, own_home: dict[str, str], sound_card: tuple[dict[str, str], Path]
) -> Iterator[EditorProcess]:
    """The editor at its first start, ready for work."""
    with editor_process([DRIVER], screen, {**own_home, **sound_card[0]}) as process:
        wait_until(lambda: process.said("ready"), "the ready line")
        yield process


def heard(sound: np.ndarray, stem: np.ndarray) -> float:
    """The greatest correlation of a recorded sound with a longer stem, both (channels, n)."""
    padded = sound.shape[1] + stem.shape[1]
    size = 1 << padded.bit_length()
    spectra = np.fft.rfft(stem, size) * np.conj(np.fft.rfft(sound, size))
    products = np.fft.irfft(spectra.sum(axis=0), size)
    lag = int(np.argmax(products[: stem.shape[1] - sound.shape[1]]))
    return correlation(sound, stem[:, lag : lag + sound.shape[1]])


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    norms = np.linalg.norm(first) * np.linalg.norm(second)
    return float((first * second).sum() / norms)


def test_open_separate_draw_listen_export_close(
    editor: EditorProcess, sound_card: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    assert editor.state()["recording"] == str(demo_path())
    separate(editor)
    draw(editor)
    sound = listen(editor, sound_card[1])
    stems = export(editor, tmp_path / "stems")
    close(editor)
    assert_the_stems_are_the_sources(stems)
    assert_only_the_blackbird_was_heard(sound, stems)


def separate(editor: EditorProcess) -> None:
    editor.click("Quality")
    editor.screen.press("Home", "Return")
    wait_until(lambda: editor.state()["choice"]["preset"] == "draft", "the draft preset")
    editor.screen.press("ctrl+r")
    wait_until(lambda: editor.state()["running"], "the separation's start")
    wait_until(lambda: editor.state()["has_masks"], "the first masks")
    wait_until_it_rests(editor)


def wait_until_it_rests(editor: EditorProcess) -> None:
    wait_until(lambda: not editor.state()["running"], "the separation's end", 120)


def draw(editor: EditorProcess) -> None:
    for number, corners in enumerate((GUITAR_BOX, BLACKBIRD_BOX)):
        editor.screen.press(str(number + 1), "a")
        editor.drag_on_picture(*corners)
        wait_until(partial(editor.has_boxes, number + 1), "the box")
    for number, (box, corners) in enumerate(
        zip(editor.state()["boxes"], (GUITAR_BOX, BLACKBIRD_BOX), strict=True)
    ):
        (start, low), (end, high) = corners
        assert (box["source"], box["kind"]) == (number, "activate")
        assert (box["start"], box["end"]) == pytest.approx((start, end), abs=0.05)
        assert (box["low"], box["high"]) == pytest.approx((low, high), rel=0.05)
    wait_until_it_rests(editor)


def listen(editor: EditorProcess, recorded: Path) -> np.ndarray:
    """Solo the blackbird and hear some seconds of it: (2, samples)."""
    editor.screen.press("s")
    wait_until(lambda: editor.state()["sources"][BLACKBIRD]["solo"], "the solo")
    editor.screen.press("Home", "space")
    wait_until(lambda: editor.state()["position"] > LISTENED[1], "the playhead", 30)
    editor.screen.press("space")
    wait_until(lambda: not editor.state()["playing"], "silence")
    sounding = without_priming(read_raw(recorded))
    return sounding[:, : int((LISTENED[1] - LISTENED[0]) * SAMPLE_RATE)]


def export(editor: EditorProcess, folder: Path) -> list[np.ndarray]:
    """Export all stems by keys alone: float32 (2, samples) each."""
    paths = [folder / f"demo_Source {number}.wav" for number in (1, 2)]
    editor.screen.press("ctrl+shift+e")
    wait_until(lambda: bool(editor.screen.windows("Export stems")), "the export dialog")
    editor.screen.press("alt+o", "ctrl+a")
    editor.screen.type(str(folder))
    editor.screen.press("Return")
    wait_until(lambda: all(path.exists() for path in paths), "the exported files")
    editor.screen.press("Escape")
    wait_until(lambda: not editor.screen.windows("Export stems"), "the dialog's end")
    return [soundfile.read(path, dtype="float32")[0].T for path in paths]


def close(editor: EditorProcess) -> None:
    editor.screen.press("alt+F4")
    assert editor.wait(20) == 0
    assert "Traceback" not in "".join(editor.log)


def assert_the_stems_are_the_sources(stems: list[np.ndarray]) -> None:
    mixture = soundfile.read(demo_path(), dtype="float32")[0].T
    np.testing.assert_allclose(sum(stems), mixture, atol=4 / 2**23)
    sources = list(synthesise_stems().values())
    for index, other in ((GUITAR, BLACKBIRD), (BLACKBIRD, GUITAR)):
        assert correlation(stems[index], sources[index]) > 0.9
        assert abs(correlation(stems[index], sources[other])) < 0.3


def assert_only_the_blackbird_was_heard(sound: np.ndarray, stems: list[np.ndarray]) -> None:
    assert heard(sound, stems[BLACKBIRD]) > 0.99
    assert abs(heard(sound, stems[GUITAR])) < 0.3
