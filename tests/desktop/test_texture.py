"""A texture on a virtual screen: selected by mouse, made longer, undone, a stem, kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tests.desktop.process import DRIVER, EditorProcess, editor_process
from tests.desktop.screen import Screen, wait_until

RATE = 16_000
SECONDS, GIVEN, WANTED = 4.0, 2.5, 6
STEM = "Mute Texture 1"


def test_a_stretch_is_made_longer_and_kept_in_a_session(
    screen: Screen, own_home: dict[str, str], tmp_path: Path
) -> None:
    noise = 0.1 * np.random.default_rng(0).standard_normal((2, round(SECONDS * RATE)))
    source, longer, session = (tmp_path / name for name in ("rain.wav", "long.wav", "kept.unbraid"))
    soundfile.write(source, noise.T, RATE, subtype="PCM_24")
    with editor_process([DRIVER, str(source)], screen, own_home) as editor:
        wait_until(lambda: editor.state()["recording"] == str(source), "the recording")
        wait_until(lambda: editor.said("ready"), "the ready line")
        screen.await_keys("Unbraid")
        screen.press("F11")
        editor.drag_on_picture((0.02, 2000.0), (GIVEN, 2000.0))
        wait_until(lambda: "Make" in editor.ask("names"), "a steady stretch")
        editor.click("Length")
        screen.press("ctrl+a")
        screen.type(str(WANTED))
        screen.press("Return")
        editor.click("Make")
        made = f"{WANTED} s made"
        wait_until(lambda: editor.ask("shows", made), "the texture")
        screen.press("ctrl+z")
        wait_until(lambda: not editor.ask("shows", made), "the undone texture")
        screen.press("ctrl+shift+z")
        wait_until(lambda: editor.ask("shows", made), "the texture again")
        editor.click("Add as stem")
        screen.press("Down")
        screen.press("Return")
        wait_until(lambda: STEM in editor.ask("names"), "its row in the mixer")
        save(editor, "Save…", "Save the texture", longer)
        save(editor, None, "Save", session)
        close(editor)
    sound, rate = soundfile.read(longer)
    assert (len(sound), rate) == (WANTED * RATE, RATE)
    with editor_process([DRIVER, str(session)], screen, own_home) as editor:
        wait_until(lambda: editor.state()["recording"] == str(source), "the recording")
        screen.await_keys("Unbraid")
        screen.press("F11")
        wait_until(lambda: editor.ask("shows", made), "the kept texture")
        wait_until(lambda: STEM in editor.ask("names"), "the kept stem")
        again = tmp_path / "again.wav"
        save(editor, "Save…", "Save the texture", again)
        close(editor)
    assert np.array_equal(soundfile.read(again)[0], sound)


def save(editor: EditorProcess, button: str | None, title: str, path: Path) -> None:
    """Into a file of that name, by a button or by the key of the menu."""
    if button is None:
        editor.screen.press("ctrl+s")
    else:
        editor.click(button)
    editor.screen.await_keys(f"^{title}")
    editor.screen.press("ctrl+a")
    editor.screen.type(str(path))
    editor.screen.press("Return")
    wait_until(path.exists, "the file")
    wait_until(lambda: not editor.screen.windows(f"^{title}"), "the dialog's end")
    editor.screen.await_keys("Unbraid")


def close(editor: EditorProcess) -> None:
    editor.screen.press("alt+F4")
    assert editor.wait() == 0
    assert "Traceback" not in "".join(editor.log)
