"""Every text of the window goes through Qt's translation: proved by a language of brackets."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel

from editor.actions import ACTIONS, MENUS
from editor.main_window import MainWindow
from editor.moments import told_moment
from editor.preferences import LANGUAGES
from editor.translation import CONTEXT, tr, translate_application
from tests.editor.pseudo_language import untranslated


def _tool() -> ModuleType:
    """packaging/translate.py; a distribution that everybody has is named packaging, too."""
    path = Path(__file__).parents[2] / "packaging" / "translate.py"
    spec = importlib.util.spec_from_file_location("translate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


translate = _tool()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Play⟧ (Ctrl+P)", ""),
        ("⟦Heard: ⟦the mixture⟧⟧, −3.0 dB", ""),
        ("⟦Play⟧ once", "once"),
        ("Play", "Play"),
        ("<b>⟦Play⟧</b> dog", ""),
    ],
)
def test_what_is_not_translated_is_seen(text: str, left: str) -> None:
    assert untranslated(text, set()) == left


def test_every_text_of_window_docks_and_dialogs_is_translated(tmp_path: Path) -> None:
    # Another process: the language is chosen before the window's modules are imported.
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-m", "tests.editor.pseudo_language"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["bad"] == {}
    for what in ("text", "action", "tool tip", "heading", "dock", "header", "name", "choice"):
        assert told["found"][what] > 10, what


@pytest.mark.parametrize("language", translate.LANGUAGES)
def test_a_shipped_language_lacks_no_text_and_fits_each(language: str) -> None:
    """Where this fails: python packaging/translate.py, then the .ts file, then again."""
    assert language in LANGUAGES
    assert translate.missing(language) == {}
    shipped = QTranslator()
    assert shipped.load(str(translate.FOLDER / f"unbraid_{language}.qm"))
    known = translate.translations(language)
    assert known.keys() == translate.texts_in_code().keys()
    for text, translation in known.items():
        assert shipped.translate(CONTEXT, text) == translation
        for shape in (_held, _mnemonic, _ends):
            assert shape(text) == shape(translation), text
    taken = [(spec.menu, key.lower()) for spec in ACTIONS if (key := _key(known[spec.text]))]
    assert len(taken) == len(set(taken)), "two entries of a menu have one mnemonic"


@pytest.mark.parametrize("language", ["en", *translate.LANGUAGES])
def test_no_letter_of_a_menu_is_a_panels_too(language: str, window: MainWindow) -> None:
    """Panels behind others count: Qt hears their letters too, and then neither answers."""
    known = translate.translations(language)
    menus = [f"&{menu}" for menu in MENUS]
    widgets = (*window.findChildren(QLabel), *window.findChildren(QAbstractButton))
    panels = [each.text() for each in widgets if _mnemonic(each.text())]
    assert len(panels) > 8
    taken = Counter(_key(known.get(text, text)).lower() for text in (*menus, *panels))
    assert [letter for letter, count in taken.items() if count > 1] == []


def _held(text: str) -> list[str]:
    """What is filled in."""
    return sorted(re.findall(r"\{[^}]*\}|%[vm]|\*\.\w+", text))


def _key(text: str) -> str:
    found = re.search(r"&(\w)", text)
    return found[1] if found else ""


def _mnemonic(text: str) -> bool:
    return bool(_key(text))


def _ends(text: str) -> tuple[object, ...]:
    return text[:1] == " ", text[-1:] == " ", text.endswith("…"), text.count("\n")


GERMAN = """
import sys
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QApplication, QMessageBox
application = QApplication([])
for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
    QSettings.setPath(kind, QSettings.Scope.UserScope, sys.argv[1])
from editor.application import choose_language
from editor.translation import told
from editor.preferences import Preferences
Preferences().language = "en"
assert not choose_language(application)
assert QLocale().decimalPoint() == "."
Preferences().language = ""
assert choose_language(application)
from editor.main_window import MainWindow
from editor.player import Player
from tests.sound_card import PulledCard
window = MainWindow(Player(output=PulledCard().open))
print(*(action.text() for action in window.menuBar().actions()))
print(window.separator_panel.separate.toolTip())
box = QMessageBox(QMessageBox.Icon.NoIcon, "", "", QMessageBox.StandardButton.Cancel)
print(box.button(QMessageBox.StandardButton.Cancel).text())
from editor.moments import told_moment
print(told_moment(1_772_366_400.0))
from PySide6.QtWidgets import QLabel
from editor.gain_slider import gain_text
from editor.number_box import DecimalBox
from engine.recording import Recording
field = DecimalBox()
field.setValue(12.5)
level = {label.text() for label in window.stem_panel.findChildren(QLabel) if "dB" in label.text()}
broken = Recording.from_samples([0.0], 1).not_finite(1, 2)
print(field.text(), gain_text(-6.0), *level, told(broken).partition("bei ")[2].split()[0])
from editor.theme import apply_theme
from tests.editor.cut_texts import cut_texts
apply_theme(application)
print(sorted(cut_texts(window)))
window.close()
"""


def test_where_the_system_speaks_german_the_window_does(tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "de_DE.UTF-8",
        "TZ": "UTC",
    }
    environment.pop("LANGUAGE", None)
    program = [sys.executable, "-X", "utf8", "-c", GERMAN, str(tmp_path)]
    done = subprocess.run(
        program, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "&Datei &Bearbeiten &Zeichnen &Markierungen &Ansicht &Trennen &Wiedergabe &Hilfe",
        "Neu trennen, mit allen gezeichneten Rechtecken (Strg+R)",
        "Abbrechen",
        "1. März 2026, 12:00:00",
        "12,50 −6,0 dB 0,0 dB 2,000",
        "[]",
    ]


def test_without_a_translation_everything_is_as_it_was_written(
    qapp: QCoreApplication, tmp_path: Path
) -> None:
    assert not translate_application(qapp, tmp_path, QLocale("de_DE"))
    assert tr("Play") == "Play"


def test_months_are_in_the_windows_language_and_a_broken_clock_is_said(
    qapp: QCoreApplication,
) -> None:
    assert told_moment(1_772_366_400.0).startswith("1 March 2026, ")
    for broken in (-1.0, 1e300, float("nan")):
        assert told_moment(broken) == "at an unknown time"
