"""Every text of the window goes through Qt's translation: proved by a language of brackets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale

from editor.translation import tr, translate_application
from tests.editor.pseudo_language import untranslated


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


def test_without_a_translation_everything_is_as_it_was_written(
    qapp: QCoreApplication, tmp_path: Path
) -> None:
    assert not translate_application(qapp, tmp_path, QLocale("de_DE"))
    assert tr("Play") == "Play"
