"""Which buttons can be pressed, without the keyboard losing its place among them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def enable(*states: tuple[QWidget, bool]) -> None:
    """Enable some controls and disable others that follow each other by the Tab key.

    Qt hands the keys of one that is disabled to the next enabled one, so those come first.
    """
    for widget, may in sorted(states, key=lambda state: not state[1]):
        widget.setEnabled(may)
