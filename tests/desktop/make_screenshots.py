"""Takes pictures of the running editor at work on the demo, for the readme and to be looked at.

    python -m tests.desktop.make_screenshots DIR

writes first-start.png, running.png, boxes.png, solo.png and export.png into DIR. The readme shows
boxes.png, kept as resources/screenshots/editor.png, and running, boxes and solo side by side, kept
as strip.png (montage running.png boxes.png solo.png -tile 3x1 -geometry 640x+4+4 strip.png).
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
FOLLOWED = 30
BOXES = (
    (0, "a", ((0.15, 85.0), (2.60, 1250.0))),
    (1, "a", ((1.28, 1500.0), (2.20, 2750.0))),
    (1, "a", ((3.45, 1450.0), (4.60, 2800.0))),
    (1, "d", ((5.10, 80.0), (8.00, 1000.0))),
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
    take(editor, folder / "first-start.png")
    wait_until(lambda: bool(editor.ask("engine_is_here")), "the engine")
    for number, name in enumerate(("Guitar", "Blackbird")):
        rename(editor, f"Name of Source {number + 1}", name)
    editor.screen.press("ctrl+r")
    wait_until(lambda: editor.state()["has_masks"], "the first masks")
    take(editor, folder / "running.png")
    draw(editor)
    take(editor, folder / "boxes.png")
    editor.screen.press("2", "s", "F6")
    take(editor, folder / "solo.png")
    editor.screen.press("s", "F5", "ctrl+shift+e")
    wait_until(lambda: bool(editor.screen.windows("Export")), "the export dialog")
    take(editor, folder / "export.png")


def rename(editor: EditorProcess, field: str, name: str) -> None:
    """Give a source another name, as the stem panel allows."""
    editor.screen.click(editor.place(field))
    editor.screen.press("ctrl+a")
    editor.screen.type(name)
    editor.screen.press("Return")
    wait_until(lambda: any(s["name"] == name for s in editor.state()["sources"]), "the name")


def draw(editor: EditorProcess) -> None:
    """Draw all boxes while it runs, let it follow them for a while, and stop."""
    for number, (source, tool, corners) in enumerate(BOXES):
        editor.screen.press(str(source + 1), tool)
        editor.drag_on_picture(*corners)
        wait_until(partial(editor.has_boxes, number + 1), "the box")
    drawn_at = editor.state()["iteration"]
    wait_until(
        lambda: editor.state()["iteration"] >= drawn_at + FOLLOWED or not editor.state()["running"],
        "iterations that know the boxes",
        300,
    )
    editor.screen.press("ctrl+period", "v")
    wait_until(lambda: not editor.state()["running"], "the separation's end")


def take(editor: EditorProcess, path: Path) -> None:
    """Save a picture of the screen once the window has painted all that it was told."""
    time.sleep(SETTLE_SECONDS)
    editor.screen.picture(path)


if __name__ == "__main__":
    main()
