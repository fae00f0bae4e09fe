"""Numbers as they are written in the window's language, in labels as in fields."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator


def window_language() -> QLocale:
    """That of the window's texts, which need not be the system's."""
    application = QCoreApplication.instance()
    for translator in application.findChildren(QTranslator) if application else ():
        if translator.language():
            return QLocale(translator.language())
    return QLocale(QLocale.Language.English)


class LocalNumber(float):
    """A number whose format has the language's decimal point: f"{LocalNumber(0.5):.1f}"."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace(".", window_language().decimalPoint())
