"""Offers work that a crash left behind: a picture, what it was, and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor.moments import told_moment
from editor.recovery import Recoverable
from editor.translation import tr

_PICTURE = QSize(240, 60)


class RecoveryDialog(QDialog):
    """chosen carries the Recoverable to open. Rejected: none of them."""

    chosen = Signal(object)

    def __init__(
        self,
        found: Sequence[Recoverable],
        parent: QWidget | None = None,
        *,
        asked_for: bool = False,
    ) -> None:
        """asked_for: the user opened it; else the program asks at its start."""
        super().__init__(parent)
        self.setWindowTitle(tr("Recover unsaved work"))
        self.setMinimumWidth(560)
        self.found = tuple(found)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(_text(asked_for, len(self.found)))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Work that can be recovered"))
        self.list.setIconSize(_PICTURE)
        self.list.setSpacing(4)
        self.list.setMinimumHeight(90 * min(3, len(self.found)) + 12)
        for each in self.found:
            self.list.addItem(_item(each))
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda: self.accept())
        layout.addWidget(self.list)
        self.list.setVisible(bool(self.found))
        layout.addLayout(self._make_buttons(asked_for))

    def _make_buttons(self, asked_for: bool) -> QHBoxLayout:
        self.later = QPushButton(tr("Cancel") if asked_for else tr("Not now"))
        self.recover = QPushButton(tr("Recover"))
        self.recover.setObjectName("primary")
        self.recover.setDefault(True)
        self.recover.setEnabled(bool(self.found))
        self.later.clicked.connect(self.reject)
        self.recover.clicked.connect(self.accept)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.later)
        line.addWidget(self.recover)
        return line

    def accept(self) -> None:
        row = self.list.currentRow()
        super().accept()
        if row >= 0:
            self.chosen.emit(self.found[row])


def _text(asked_for: bool, count: int) -> QLabel:
    kept = tr("It is kept for a week and can be had from the File menu.")
    if not count:
        said = tr("There is no unsaved work to recover.")
    elif asked_for:
        said = tr("Work that was not saved, of the last week:")
    else:
        said = tr("Unbraid ended without saving your work. Open it again? {kept}").format(kept=kept)
    label = QLabel(said)
    label.setWordWrap(True)
    return label


def _item(each: Recoverable) -> QListWidgetItem:
    when = told_moment(each.time)
    marks = tr("1 mark") if each.marks == 1 else tr("{count} marks").format(count=each.marks)
    item = QListWidgetItem(f"{each.name}\n{when}\n{tr('{marks} drawn').format(marks=marks)}")
    picture = QPixmap(str(each.picture))
    if not picture.isNull():
        mode = Qt.AspectRatioMode.IgnoreAspectRatio
        small = picture.scaled(_PICTURE, mode, Qt.TransformationMode.SmoothTransformation)
        icon = QIcon(small)
        icon.addPixmap(small, QIcon.Mode.Selected)  # or it would be dyed in the selection's colour
        item.setIcon(icon)
    return item
