"""Opens everything in a language made of ⟦brackets⟧ and tells which texts are not in it.

Run as a program, because the language is chosen before the window's modules are imported. Prints
JSON: what was looked at how often, and every text that is not translated, with where it stands.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QSettings, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTabBar,
    QTextBrowser,
    QWidget,
)

OPEN, CLOSE = "⟦", "⟧"
# Names and other data: file, sources, devices, algorithms, formats.
DATA = (
    "two", "tones", "Source", "dog", "cat", "CPU", "cpu", "Unbraid", "FLAC", "WAV", "PCM", "JSON",
    "kHz", "Hz", "dB", "dBFS", "ms", "MB", "wav", "Magma", "Inferno", "Viridis", "Cividis", "Grey",
    "NMF", "RPCA", "KAM", "PLCA", "English", "Deutsch",
)  # fmt: skip

KEYS = (
    "Ctrl", "Shift", "Alt", "Space", "Home", "End", "Del", "Delete", "Backspace", "Esc", "Return",
    "Enter", "PgUp", "PgDown", "Left", "Right", "Up", "Down",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}")


class PseudoLanguage(QTranslator):
    """Every text in brackets, Qt's own too."""

    def translate(self, context, source, disambiguation=None, n=-1):  # type: ignore[no-untyped-def]
        return f"{OPEN}{source}{CLOSE}" if source else source

    def isEmpty(self) -> bool:
        return False


def untranslated(text: str, english: set[str]) -> str:
    """What of a text is in no bracket and no data, "" where all is well."""
    for data in sorted(english, key=len, reverse=True):
        text = text.replace(data, " ")
    rest, depth = [], 0
    for letter in re.sub(r"<[^>]*>|\{\w+\}", " ", text).replace("&", ""):
        depth += letter == OPEN
        rest.append(letter if depth == 0 else " ")
        depth -= letter == CLOSE
    words = _WORD.findall("".join(rest))
    return " ".join(word for word in words if word not in DATA + KEYS and not _is_key(word))


def _is_key(word: str) -> bool:
    return re.fullmatch(r"F\d+", word) is not None


def texts_of(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Everything that a widget says: what it is, and the text."""
    yield "title", widget.windowTitle()
    yield "tool tip", widget.toolTip()
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QGroupBox | QMenu):
        yield "heading", widget.title()
    if isinstance(widget, QDockWidget):
        yield "dock", widget.windowTitle()
    if isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QSpinBox):
        yield "suffix", f"{widget.prefix()} {widget.suffix()} {widget.specialValueText()}"
    if isinstance(widget, QTextBrowser):
        yield "page", widget.toHtml().partition("<body")[2]
    if isinstance(widget, QComboBox):
        for index in range(widget.count()):
            yield "choice", widget.itemText(index)
    if isinstance(widget, QTabBar):
        for index in range(widget.count()):
            yield "tab", widget.tabText(index)
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    model, role = view.model(), Qt.ItemDataRole
    # A list has one column, and does not let itself be asked.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        for one in (role.DisplayRole, role.ToolTipRole):
            header = model.headerData(column, Qt.Orientation.Horizontal, one)
            yield "header", str(header or "")
    parents = [view.rootIndex()]
    while parents:
        parent = parents.pop()
        for row in range(model.rowCount(parent)):
            for column in range(columns):
                index = model.index(row, column, parent)
                yield "cell", str(index.data() or "")
                yield "tool tip", str(index.data(role.ToolTipRole) or "")
            parents.append(model.index(row, 0, parent))


def look(found: dict[str, int], bad: dict[str, str], english: set[str]) -> None:
    """Look at everything that exists now; english: data, and sentences of the engine."""
    for top in QApplication.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)):
            if type(widget).__name__.startswith("QtPrivate"):
                continue
            for what, text in texts_of(widget):
                _judge(found, bad, what, text, widget, english)
        for action in top.findChildren(QAction):
            for what, text in (("action", action.text()), ("action's tip", action.toolTip()),
                               ("action's status", action.statusTip())):  # fmt: skip
                _judge(found, bad, what, text, action, english)


def _judge(
    found: dict[str, int],
    bad: dict[str, str],
    what: str,
    text: str,
    where: object,
    english: set[str],
) -> None:
    if text:
        found[what] = found.get(what, 0) + 1
        if rest := untranslated(text, english):
            owner = f"{type(where).__name__} {where.objectName()}"  # type: ignore[attr-defined]
            bad.setdefault(text, f"{what} of {owner.strip()}: {rest}")


def main(folder: Path) -> None:
    """Open window and dialogs one after the other."""
    application = QApplication([])
    for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder))
    language = PseudoLanguage(application)
    QCoreApplication.installTranslator(language)

    from tests.editor.pseudo_tour import tour

    found: dict[str, int] = {}
    bad: dict[str, str] = {}
    english = {str(folder)}
    tour(folder, english, lambda: look(found, bad, english))
    print(json.dumps({"found": found, "bad": bad}, ensure_ascii=True))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as made:
        main(Path(made))
