"""Days and times as they are written in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QTranslator

from editor.translation import tr

# The year 2096: what is later, or before 1970, comes from a broken clock or a broken file.
_LATEST_SECONDS = 4e9


def told_moment(seconds: float) -> str:
    """Day and time of day of a moment, in seconds since 1970, on this machine's clock."""
    if not 0.0 <= seconds <= _LATEST_SECONDS:
        return tr("at an unknown time")
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return _language().toString(moment, tr("d MMMM yyyy, HH:mm:ss"))


def _language() -> QLocale:
    """That of the window's texts, which need not be the system's."""
    application = QCoreApplication.instance()
    for translator in application.findChildren(QTranslator) if application else ():
        if translator.language():
            return QLocale(translator.language())
    return QLocale(QLocale.Language.English)
