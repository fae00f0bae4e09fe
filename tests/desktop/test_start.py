"""The editor as a user starts it, and as a user closes it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.desktop.process import editor_process
from tests.desktop.screen import Screen, wait_until


def test_the_window_opens_gets_ready_and_closes(
    screen: Screen, own_home: dict[str, str], tmp_path: Path
) -> None:
    with editor_process(["-m", "editor"], screen, own_home) as editor:
        wait_until(lambda: editor.said("ready"), "the ready line")
        screen.await_keys("Unbraid")
        screen.press("alt+F4")
        assert editor.wait() == 0
        assert not [line for line in editor.log if re.search("Traceback|Error|QThread", line)]
