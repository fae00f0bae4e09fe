"""The sheet of all keys, made from the table of actions, and of the mouse's gestures."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from editor.actions import ACTIONS, MENUS

GESTURES = (
    ("Drag with a drawing tool", "Draw a mark for the active source; Shift: for what is not it"),
    ("Click with Tone", "Mark a partial and its overtones for as long as they sound"),
    (
        "Drag with Similar, then Enter or Esc",
        "See what is alike; say it or give it up",
    ),
    ("A number key, Esc or Enter while a place is proposed", "Whose it is, elsewhere, or enough"),
    ("Ctrl or Alt + wheel with Paint or Erase", "Change the size of the brush"),
    ("Drag a mark, its edge or its corner", "Move it, or change its size"),
    ("Ctrl or Shift + click a mark", "Add it to the selection, or take it away"),
    ("Ctrl + drag on empty ground with Select", "Select every mark that the rectangle touches"),
    ("Right click a mark", "Change, copy, hide, lock or delete the selected marks"),
    ("Arrow keys, Shift + arrow keys", "Move the selected marks a little, or more"),
    ("Alt + arrow keys", "Move their end and their upper edge"),
    ("Drag on empty ground with Select", "Select a stretch of time"),
    ("Click on empty ground", "Play from there"),
    ("Drag in the ruler below the picture", "Move the playhead, and hear what is under it"),
    ("Wheel", "Zoom in time, around the pointer"),
    ("Ctrl + wheel", "Zoom in frequency"),
    ("Shift + wheel, middle button", "Move the picture"),
    ("Esc", "Give up what is being dragged"),
)


def key_text(key: str) -> str:
    """A key as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def sheet_html() -> str:
    """The sheet as rich text."""
    parts = []
    for menu in MENUS:
        rows = [
            (" or ".join(map(key_text, spec.keys)), spec.text.replace("&", "").rstrip(" …"))
            for spec in ACTIONS
            if spec.menu == menu and spec.keys
        ]
        parts.append(_table(menu, rows))
    parts.append(_table("Mouse and more", list(GESTURES)))
    return "".join(parts)


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td width='240'><b>{escape(key)}</b></td><td>{escape(text)}</td></tr>"
        for key, text in rows
    )
    return f"<h3>{escape(title)}</h3><table cellpadding='3'>{lines}</table>"


class ShortcutSheet(QDialog):
    """Shows the sheet; the window beside it stays usable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and gestures")
        self.resize(620, 680)
        self.text = QTextBrowser()
        self.text.setHtml(sheet_html())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
