"""Every text of the window in the user's language, through Qt's translation.

`tr` is called where a text stands, also in a module's constants: the language is chosen before
the modules of the window are imported, and holds until the program ends. Sentences of the engine,
such as why a file cannot be read, carry their template (engine/sentences.py): `told` says them in
that language. It is asked before a sentence goes through a signal of Qt, which keeps only the text.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.sentences import Sentence

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication, QLocale

CONTEXT = "Unbraid"
_FILE = "unbraid"


def tr(text: str) -> str:
    """A text in the user's language; as it is where nobody has translated it.

    What varies stands in braces and is filled in afterwards: tr("{count} files").format(count=2).
    """
    qt = sys.modules.get("PySide6.QtCore")  # commands without a window do without Qt
    translated: str = text if qt is None else qt.QCoreApplication.translate(CONTEXT, text)
    return translated


def told(what: object) -> str:
    """An engine's error or sentence in the user's language; any other thing as str() has it."""
    text = str(what)
    if not isinstance(text, Sentence):
        return text
    values = {name: _told_value(value) for name, value in text.values.items()}
    return tr(text.template).format(**values)


def _told_value(value: object) -> object:
    if isinstance(value, float) and "PySide6.QtCore" in sys.modules:
        from editor.local_number import LocalNumber

        return LocalNumber(value)
    return told(value) if isinstance(value, str | BaseException) else value


def translate_application(
    application: QCoreApplication, folder: Path, locale: QLocale | None = None
) -> bool:
    """Load folder/unbraid_<language>.qm and Qt's own texts; whether that language is there.

    Qt's own buttons are translated only where ours are: no window is in two languages.
    """
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    wanted = QLocale.system() if locale is None else locale
    if wanted.language() == QLocale.Language.English:  # as it is written
        return False
    own = QTranslator(application)
    if not own.load(wanted, _FILE, "_", str(folder)):
        return False
    application.installTranslator(own)
    qt = QTranslator(application)
    if qt.load(wanted, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt)
    return True
