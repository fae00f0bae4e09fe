"""The few questions that the window asks."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtWidgets import QMessageBox, QWidget


def may_discard_boxes(parent: QWidget, count: int) -> bool:
    """Ask whether marks that no exported stem has seen and no file holds may be lost."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unbraid")
    marks = "mark that you drew has" if count == 1 else f"{count} marks that you drew have"
    box.setText(f"The {marks} been neither exported nor saved.")
    box.setInformativeText("Discard what you drew, and the stems that came of it?")
    discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is discard


def version_text() -> str:
    """This program's version, "unknown" where it runs without being installed."""
    try:
        return metadata.version("unbraid")
    except metadata.PackageNotFoundError:
        return "unknown"


def show_about(parent: QWidget) -> None:
    """Name, version and licence."""
    QMessageBox.about(
        parent,
        "About Unbraid",
        f"<h3>Unbraid {version_text()}</h3>"
        "<p>Takes one recording apart into its sources, without training data, "
        "steered by what you draw.</p>"
        "<p>© Unbraid contributors, MIT licence.</p>",
    )
