"""A screen for windows where there is none: Xvfb, or else Qt's own that only paints."""

from __future__ import annotations

import os
import shutil
import subprocess

SIZE = (1400, 900)
_PLATFORM, _DISPLAY = "QT_QPA_PLATFORM", "DISPLAY"


def ensure_screen() -> str:
    """Make sure that Qt can open a window in this process; says where, for a report.

    To be called before there is a QApplication. Xvfb ends by itself when its last window's
    process has gone.
    """
    if os.environ.get(_PLATFORM):
        return f"Qt's platform {os.environ[_PLATFORM]}"
    if os.environ.get(_DISPLAY) or os.environ.get("WAYLAND_DISPLAY"):
        return f"the screen {os.environ.get(_DISPLAY) or os.environ['WAYLAND_DISPLAY']}"
    display = _start_xvfb()
    if display:
        os.environ[_DISPLAY], os.environ[_PLATFORM] = display, "xcb"
        return f"a virtual screen (Xvfb) of {SIZE[0]} × {SIZE[1]}"
    os.environ[_PLATFORM] = "offscreen"
    return "no screen (Xvfb is not installed): painted, but in no real window"


def _start_xvfb() -> str:
    """The display of a new Xvfb; "" where there is none."""
    if shutil.which("Xvfb") is None:
        return ""
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp", "-terminate"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    number = server.stdout.readline().strip()
    return f":{number}" if number else ""
