"""Co-separation on a virtual screen, by mouse and keys, from the palette to exported parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.desktop.process import DRIVER, editor_process
from tests.desktop.screen import Screen, wait_until
from tests.engine.test_coseparation import LAGS, RATE, mixtures

TITLE = "Sound that several files share"


def test_three_files_from_the_palette_to_their_parts(
    screen: Screen, own_home: dict[str, str], tmp_path: Path
) -> None:
    private, shared = mixtures()
    paths = [tmp_path / f"take{number}.wav" for number in (1, 2, 3)]
    for path, sound in zip(paths, private + shared, strict=True):
        soundfile.write(path, 0.5 * sound, RATE, subtype="PCM_16")
    with editor_process([DRIVER], screen, own_home) as editor:
        wait_until(lambda: editor.said("ready"), "the ready line")
        screen.await_keys("Unbraid")
        screen.press("ctrl+shift+p")
        editor.click("Command")
        screen.type("several files")
        screen.press("Return")
        wait_until(lambda: bool(screen.windows(TITLE)), "the window")
        editor.click("Add files …")
        screen.await_keys("Files that share a sound")
        screen.type(" ".join(f'"{path}"' for path in paths))
        screen.press("Return")
        editor.place("Picture of take3.wav")
        editor.click("Find and part")
        # What is heard waits for the parts.
        editor.click("Listen to take2.wav: shared")
        wait_until(lambda: editor.ask("number", "Lag of take2.wav") > 0, "a lag")
        found = [editor.ask("number", f"Lag of {path.name}") for path in paths]
        assert found == pytest.approx(LAGS, abs=2e-3)
        editor.click("Export all …")
        screen.await_keys("Folder for the parts")
        screen.type(str(tmp_path))
        screen.press("Return")
        wait_until((tmp_path / "shared.wav").exists, "the parts")
        screen.picture(tmp_path / "window.png")
        screen.await_keys(TITLE)
        screen.press("alt+F4")
        wait_until(lambda: not screen.windows(TITLE), "the window's end")
        screen.await_keys("Unbraid")
        screen.press("alt+F4")
        editor.click("Don’t save")  # the set would be kept in a session
        assert editor.wait() == 0
        assert "Traceback" not in "".join(editor.log)
    for path, clean in zip(paths, 0.5 * private, strict=True):
        parts = [
            soundfile.read(tmp_path / f"{path.stem}_{part}.wav", dtype="float32")[0]
            for part in ("clean", "shared")
        ]
        assert np.array_equal(sum(parts), soundfile.read(path, dtype="float32")[0])
        before, after = (
            np.square(sound - clean).sum() for sound in (parts[0] + parts[1], parts[0])
        )
        assert after < 0.1 * before
