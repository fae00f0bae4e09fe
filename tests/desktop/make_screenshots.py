"""Takes pictures of the running editor at work on the demo, for the readme and to be looked at.

    python -m tests.desktop.make_screenshots DIR

writes first-start.png, running.png, boxes.png, solo.png and export.png into DIR. The readme shows
boxes.png, kept as resources/screenshots/editor.png.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.desktop.process import DRIVER, EditorProcess, editor_process, home_environment
from tests.desktop.screen import virtual_screen, wait_until

SIZE = (1480, 940)
SETTLE_SECONDS = 1.0
BOXES = (
    (0, "a", ((0.15, 85.0), (1.20, 1150.0))),
    (1, "a", ((1.28, 1550.0), (2.20, 2700.0))),
    (1, "a", ((3.45, 1450.0), (4.60, 2800.0))),
    (1, "d", ((5.10, 70.0), (7.00, 900.0))),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Take pictures of the editor at work.")
    parser.add_argument("folder", metavar="DIR", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, virtual_screen(SIZE) as screen:
        with editor_process([DRIVER], screen, home_environment(Path(home))) as editor:
            wait_until(lambda: editor.said("ready"), "the ready line")
            take_all(editor, folder)


def take_all(editor: EditorProcess, folder: Path) -> None:
    """Work on the demo and take a picture at each stage."""
    editor.screen.press("super+Up")
    take(editor, folder / "first-start.png")
    editor.screen.press("ctrl+r")
    wait_until(lambda: editor.state()["has_masks"], "the first masks")
    take(editor, folder / "running.png")
    wait_until(lambda: not editor.state()["running"], "the separation's end", 300)
    draw(editor)
    take(editor, folder / "boxes.png")
    editor.screen.press("2", "s")
    take(editor, folder / "solo.png")
    editor.screen.press("s", "ctrl+shift+e")
    wait_until(lambda: bool(editor.screen.windows("Export")), "the export dialog")
    take(editor, folder / "export.png")


def draw(editor: EditorProcess) -> None:
    """Draw all boxes and wait for the refined masks."""
    for number, (source, tool, corners) in enumerate(BOXES):
        editor.screen.press(str(source + 1), tool)
        editor.drag_on_picture(*corners)
        wait_until(partial(editor.has_boxes, number + 1), "the box")
    editor.screen.press("v")
    wait_until(lambda: not editor.state()["running"], "the refined masks", 300)


def take(editor: EditorProcess, path: Path) -> None:
    """Save a picture of the screen once the window has painted all that it was told."""
    time.sleep(SETTLE_SECONDS)
    editor.screen.picture(path)


if __name__ == "__main__":
    main()
