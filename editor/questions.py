"""The few questions that the window asks."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from editor.translation import tr
from editor.word_breaks import breakable


def save_first(parent: QWidget, name: str) -> Literal["save", "discard", "cancel"]:
    """Ask what becomes of work that no file holds."""
    box = _question(parent, tr("Save what you did with {name}?").format(name=name))
    box.setInformativeText(
        tr("If you do not, File ▸ Recover unsaved work has it for a week, and then it is gone.")
    )
    save = box.addButton(QMessageBox.StandardButton.Save)
    save.setText(tr("&Save"))  # Qt's own have no letters on most systems
    discard = box.addButton(tr("&Don’t save"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = _add_cancel(box)
    box.setDefaultButton(save)
    box.setEscapeButton(cancel)
    box.exec()
    if box.clickedButton() is save:
        return "save"
    return "discard" if box.clickedButton() is discard else "cancel"


def may_replace_file(parent: QWidget, path: Path) -> bool:
    """Ask whether a file that exists may be replaced."""
    box = _question(parent, tr("{name} exists already.").format(name=path.name))
    box.setInformativeText(tr("Replace it?"))
    replace = box.addButton(tr("&Replace"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = _add_cancel(box)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is replace


def find_recording(
    parent: QWidget, name: str, *, changed: bool
) -> Literal["locate", "without", "cancel"]:
    """Ask what to do about a session's recording that is not where it was, or not as it was."""
    what = tr("has changed since the session was saved") if changed else tr("was not found")
    box = _question(parent, tr("The recording {name} {what}.").format(name=name, what=what))
    box.setInformativeText(
        tr(
            "It was looked for at its old place and beside the session. Without it the session "
            "opens with silence in its place: what was drawn can be changed, but nothing be heard."
        )
    )
    locate = box.addButton(tr("&Find it …"), QMessageBox.ButtonRole.AcceptRole)
    without = box.addButton(tr("Open &without"), QMessageBox.ButtonRole.ActionRole)
    cancel = _add_cancel(box)
    box.setDefaultButton(locate)
    box.setEscapeButton(cancel)
    box.exec()
    if box.clickedButton() is locate:
        return "locate"
    return "without" if box.clickedButton() is without else "cancel"


def may_open_windows(parent: QWidget, count: int) -> bool:
    """Ask whether so many files that were dropped at once may open a window each."""
    box = _question(parent, tr("Open {count} files, each in a window?").format(count=count))
    box.setInformativeText(tr("Many windows at once take much memory."))
    allow = box.addButton(tr("&Open all"), QMessageBox.ButtonRole.AcceptRole)
    cancel = _add_cancel(box)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is allow


def may_use_other(parent: QWidget, name: str) -> bool:
    """Ask whether another recording of the same length may take a lost one's place."""
    box = _question(
        parent, tr("{name} is not the recording that the session was made with.").format(name=name)
    )
    box.setInformativeText(tr("It is as long and has the same sample rate. Use it all the same?"))
    use = box.addButton(tr("&Use it"), QMessageBox.ButtonRole.AcceptRole)
    cancel = _add_cancel(box)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is use


def _question(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unbraid")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(breakable(text))
    return box


def _add_cancel(box: QMessageBox) -> QPushButton:
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    cancel.setText(tr("&Cancel"))
    return cancel


def version_text() -> str:
    """This program's version, "unknown" where it runs without being installed."""
    try:
        return metadata.version("unbraid")
    except metadata.PackageNotFoundError:
        return tr("unknown")


def show_about(parent: QWidget) -> None:
    """Name, version and licence."""
    QMessageBox.about(
        parent,
        tr("About Unbraid"),
        f"<h3>Unbraid {version_text()}</h3><p>"
        + tr(
            "Takes one recording apart into its sources, without training data, steered by what "
            "you draw."
        )
        + f"</p><p>{tr('© Unbraid contributors, MIT licence.')}</p>",
    )
