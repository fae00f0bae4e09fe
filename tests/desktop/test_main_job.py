"""The main job as a person does it: open, separate, draw, listen, export, close."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor.virtual_sound_card import has_pulse, pulse_card, read_raw
from resources import demo_path
from resources.synthesise_demo import SAMPLE_RATE, synthesise_stems
from tests.desktop.process import DRIVER, EditorProcess, editor_process
from tests.desktop.screen import Screen, wait_until
from tests.sound_card import without_priming

GUITAR, BLACKBIRD = 0, 1
# Source, kind, key of the tool, and two corners in seconds and Hz.
BOXES = (
    (GUITAR, "activate", "a", (0.2, 80.0), (3.0, 1250.0)),
    (BLACKBIRD, "activate", "a", (3.45, 1450.0), (4.6, 2800.0)),
    (BLACKBIRD, "deactivate", "d", (5.0, 80.0), (8.0, 1000.0)),
)
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
        screen.await_keys("Unbraid")
        yield process


def lag_of(sound: np.ndarray, stem: np.ndarray) -> int:
    """At which sample of the longer stem the recorded sound begins; both (channels, n)."""
    size = 1 << (sound.shape[1] + stem.shape[1]).bit_length()
    spectra = np.fft.rfft(stem, size) * np.conj(np.fft.rfft(sound, size))
    products = np.fft.irfft(spectra.sum(axis=0), size)
    return int(np.argmax(products[: stem.shape[1] - sound.shape[1]]))


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    norms = np.linalg.norm(first) * np.linalg.norm(second)
    return float((first * second).sum() / norms)


def test_open_separate_draw_listen_export_close(
    editor: EditorProcess, sound_card: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    wait_until(lambda: editor.state()["recording"] == str(demo_path()), "the demo")
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
    wait_until(lambda: editor.state()["has_masks"], "the first masks", 120)


def draw(editor: EditorProcess) -> None:
    for number, (source, _, key, *corners) in enumerate(BOXES):
        editor.screen.press(str(source + 1), key)
        editor.drag_on_picture(*corners)
        wait_until(partial(editor.has_boxes, number + 1), "the box")
    for drawn, (source, kind, _, (start, low), (end, high)) in zip(
        editor.state()["boxes"], BOXES, strict=True
    ):
        assert (drawn["source"], drawn["kind"]) == (source, kind)
        assert (drawn["start"], drawn["end"]) == pytest.approx((start, end), abs=0.05)
        assert (drawn["low"], drawn["high"]) == pytest.approx((low, high), rel=0.05)
    let_it_follow(editor)


def let_it_follow(editor: EditorProcess) -> None:
    """Wait for two more iterations, which know the boxes, and stop; or for the run's end."""
    drawn_at = editor.state()["iteration"]
    wait_until(
        lambda: not editor.state()["running"] or editor.state()["iteration"] >= drawn_at + 2,
        "iterations that know the boxes",
        120,
    )
    editor.screen.press("ctrl+period")
    wait_until(lambda: not editor.state()["running"], "the separation's end")


def listen(editor: EditorProcess, recorded: Path) -> np.ndarray:
    """Solo the blackbird and hear some seconds of it: (2, samples)."""
    editor.screen.press("s")
    wait_until(lambda: editor.state()["sources"][BLACKBIRD]["solo"], "the solo")
    editor.screen.press("Home", "space")
    wait_until(lambda: editor.state()["position"] > LISTENED[1], "the playhead")
    editor.screen.press("space")
    wait_until(lambda: not editor.state()["playing"], "silence")
    sounding = without_priming(read_raw(recorded))
    return sounding[:, : int((LISTENED[1] - LISTENED[0]) * SAMPLE_RATE)]


def export(editor: EditorProcess, folder: Path) -> list[np.ndarray]:
    """Export all stems by keys alone: float32 (2, samples) each."""
    paths = [folder / f"demo_Source {number}.wav" for number in (1, 2)]
    editor.screen.press("ctrl+shift+e")
    editor.screen.await_keys("Export stems")
    editor.screen.press("alt+o", "ctrl+a")
    editor.screen.type(str(folder))
    editor.screen.press("Return")
    editor.place("Open folder")
    editor.screen.press("Escape")
    wait_until(lambda: not editor.screen.windows("Export stems"), "the dialog's end")
    return [soundfile.read(path, dtype="float32")[0].T for path in paths]


def close(editor: EditorProcess) -> None:
    editor.screen.await_keys("Unbraid")
    editor.screen.press("alt+F4")
    assert editor.wait() == 0
    assert "Traceback" not in "".join(editor.log)


def assert_the_stems_are_the_sources(stems: list[np.ndarray]) -> None:
    mixture = soundfile.read(demo_path(), dtype="float32")[0].T
    np.testing.assert_allclose(sum(stems), mixture, atol=4 / 2**23)
    sources = list(synthesise_stems().values())
    for index, other in ((GUITAR, BLACKBIRD), (BLACKBIRD, GUITAR)):
        own = correlation(stems[index], sources[index])
        assert own > 0.65
        assert abs(correlation(stems[index], sources[other])) < own - 0.25


def assert_only_the_blackbird_was_heard(sound: np.ndarray, stems: list[np.ndarray]) -> None:
    lag = lag_of(sound, stems[BLACKBIRD])
    played = [stem[:, lag : lag + sound.shape[1]] for stem in stems]
    assert correlation(sound, played[BLACKBIRD]) > 0.99
    assert abs(correlation(sound, played[GUITAR])) < 0.5
