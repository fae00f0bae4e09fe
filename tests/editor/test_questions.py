"""Questions are answered by letters, too, in each language."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from editor import questions

ALT = Qt.KeyboardModifier.AltModifier
ASK: dict[str, Callable[[QWidget], object]] = {
    "save": lambda parent: questions.save_first(parent, "two tones"),
    "replace": lambda parent: questions.may_replace_file(parent, Path("a.wav")),
    "find": lambda parent: questions.find_recording(parent, "a.wav", changed=False),
    "other": lambda parent: questions.may_use_other(parent, "a.wav"),
    "windows": lambda parent: questions.may_open_windows(parent, 9),
}
GERMAN = """
from pathlib import Path
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from editor.translation import translate_application
from resources import translations_path
application = QApplication([])
assert translate_application(application, translations_path(), QLocale("de"))
from tests.editor.test_questions import ASK
def show(box):
    print(*(button.text() for button in box.buttons()), sep="|")
QMessageBox.exec = show
for ask in ASK.values():
    ask(QWidget())
"""


def answered_by(parent: QWidget, name: str, key: Qt.Key) -> object:
    """What the question says to Alt and a letter."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isActiveWindow():
            QTest.keyClick(box.windowHandle(), key, ALT)
        else:
            QTimer.singleShot(5, press)

    QTimer.singleShot(0, press)
    return ASK[name](parent)


@pytest.mark.parametrize(
    ("name", "key", "answer"),
    [
        ("save", Qt.Key.Key_S, "save"),
        ("save", Qt.Key.Key_D, "discard"),
        ("save", Qt.Key.Key_C, "cancel"),
        ("replace", Qt.Key.Key_R, True),
        ("replace", Qt.Key.Key_C, False),
        ("find", Qt.Key.Key_F, "locate"),
        ("find", Qt.Key.Key_W, "without"),
        ("other", Qt.Key.Key_U, True),
        ("windows", Qt.Key.Key_O, True),
    ],
)
def test_a_letter_answers(qtbot: QtBot, name: str, key: Qt.Key, answer: object) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert answered_by(parent, name, key) == answer


def test_each_answer_has_a_letter_of_its_own_in_german() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-X", "utf8", "-c", GERMAN]
    done = subprocess.run(
        program, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    asked = [line.split("|") for line in done.stdout.splitlines()]
    assert len(asked) == len(ASK)
    for texts in asked:
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(texts) >= 2
    assert sorted(asked[0]) == ["&Abbrechen", "&Nicht speichern", "&Speichern"]
