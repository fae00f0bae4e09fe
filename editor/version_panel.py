"""Versions to come back to, compare and export, and beneath them everything that can be undone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QSplitter,
    QToolButton,
    QUndoView,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.comparison import MIXTURE, PRESENT, Comparison
from editor.document import Document
from editor.hinted_list import HintedList
from editor.key_texts import tip_with_keys
from editor.moments import told_moment
from editor.separation import Separation
from editor.translation import tr
from editor.version_store import MEMORY_BYTES, is_on_disk
from editor.versions import AUTOMATIC_BYTES, AUTOMATIC_COUNT
from engine.session import Version

NO_VERSIONS = tr(
    "A separation leaves a version here when it ends; Keep ({key:keep_version}) puts one by under "
    "a name."
)
_ID = Qt.ItemDataRole.UserRole
# What the present icon of a version was made of.
_LOOK = Qt.ItemDataRole.UserRole + 1
_LIST_TIP = tr(
    "Double-click a name to change it.\n"
    "In italics: what the last {runs} runs reached, up to {automatic} MB; the oldest goes, unless "
    "you name it.\n"
    "The others stay until you delete them: the newest in memory, up to {kept} MB, older ones on "
    "the disk."
).format(runs=AUTOMATIC_COUNT, automatic=AUTOMATIC_BYTES // 2**20, kept=MEMORY_BYTES // 2**20)
_ICON = 16


class VersionPanel(QWidget):
    """export_wanted carries the Version whose stems are to be exported."""

    export_wanted = Signal(object)

    def __init__(
        self,
        document: Document,
        separation: Separation,
        comparison: Comparison,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._separation = document, separation
        self._comparison = comparison
        self.list = HintedList(NO_VERSIONS)
        self.list.setAccessibleName(tr("Versions"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setToolTip(_LIST_TIP)
        self.history = QUndoView(document.undo_stack)
        self.history.setAccessibleName(tr("History"))
        self.history.setFrameShape(QFrame.Shape.NoFrame)
        self.history.setEmptyLabel(tr("As it was opened"))
        self.history.setToolTip(tr("Click a step to go back or forward to it"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._make_versions())
        splitter.addWidget(_titled(tr("History"), self.history))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        document.versions.changed.connect(self._show_versions)
        theme.changes.happened.connect(self._show_versions)
        comparison.changed.connect(self._show_comparison)
        document.masks_changed.connect(self._show_comparison)
        document.sources_changed.connect(self._enable)
        document.recording_changed.connect(self._enable)
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemChanged.connect(self._rename)
        self._show_versions()

    def _make_versions(self) -> QWidget:
        self.keep_button = _button(
            tr("Keep"), tr("Put the present stems by, under a name ({key:keep_version})")
        )
        self.back_button = _button(tr("Go back"), tr("Make everything as it was in this version"))
        self.compare_button = _button(
            tr("Compare"),
            tr("Hear and see this version, as loud as the present stems, while it is pressed in"),
        )
        self.export_button = _button(
            tr("Export …"), tr("Write this version’s stems to sound files")
        )
        self.delete_button = _button(
            tr("Delete"), tr("Take this version away; undo brings it back")
        )
        self.compare_button.setCheckable(True)
        self.keep_button.clicked.connect(lambda: self.keep())
        self.back_button.clicked.connect(lambda: self._go_back())
        self.compare_button.clicked.connect(self._compare)
        self.export_button.clicked.connect(lambda: self._export())
        self.delete_button.clicked.connect(lambda: self._delete())
        line = QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 8)
        line.setSpacing(4)
        for button in (
            self.back_button, self.compare_button, self.export_button, self.delete_button,
        ):  # fmt: skip
            line.addWidget(button)
        line.addStretch(1)
        ground = _titled(tr("Versions"), self.list, self.keep_button)
        layout = ground.layout()
        assert isinstance(layout, QVBoxLayout)
        self.heard_label = QLabel()
        self.heard_label.setContentsMargins(10, 0, 8, 0)
        self.heard_label.setWordWrap(True)
        self.heard_label.setTextFormat(Qt.TextFormat.PlainText)
        self.heard_label.setProperty("faint", True)
        layout.addWidget(self.heard_label)
        layout.addLayout(line)
        return ground

    @property
    def selected(self) -> Version | None:
        """The version that is selected."""
        item = self.list.currentItem()
        if item is None or not item.isSelected():
            return None
        return self._document.versions.find(item.data(_ID))

    def keep(self) -> None:
        """Put everything as it is now by, and let its name be typed."""
        document = self._document
        if document.result.masks is None:
            return
        count = sum(not version.automatic for version in document.versions.items)
        version = document.version(tr("Version {value}").format(value=count + 1))
        document.versions.keep(version)
        item = self._item_of(version.id)
        if item is not None:
            self.list.setCurrentItem(item)
            if self.isVisible():
                self.list.editItem(item)

    def _go_back(self) -> None:
        version = self.selected
        if version is not None:
            self._comparison.hear(PRESENT)
            self._separation.go_back_to(version)

    def _compare(self, pressed: bool) -> None:
        """Hear and see a version in the place of the present stems, or these again."""
        version = self.selected
        self._comparison.hear(version.id if pressed and version is not None else PRESENT)

    def _show_comparison(self) -> None:
        """What is heard, and the letters by which versions are called."""
        version, comparison = self.selected, self._comparison
        self.compare_button.setChecked(version is not None and comparison.heard == version.id)
        self.heard_label.setText(comparison.text)
        self.heard_label.setVisible(bool(self._document.versions.items))
        with QSignalBlocker(self.list):
            for row in range(self.list.count()):
                item = self.list.item(row)
                found = self._document.versions.find(item.data(_ID))
                letter = "" if found is None else comparison.letter_of(found)
                heard = item.data(_ID) == comparison.heard
                look = f"{letter} {heard} {theme.ACCENT}"
                if item.data(_LOOK) != look:
                    item.setData(_LOOK, look)
                    item.setIcon(letter_icon(letter, heard=heard))
        self._enable()

    def _export(self) -> None:
        version = self.selected
        if version is not None:
            self.export_wanted.emit(version)

    def _delete(self) -> None:
        version = self.selected
        if version is not None:
            if self._comparison.heard == version.id:
                self._comparison.hear(PRESENT)
            self._document.versions.delete(version)

    def _rename(self, item: QListWidgetItem) -> None:
        version = self._document.versions.find(item.data(_ID))
        name = item.text().strip()
        if version is not None and name and name != version.name:
            self._document.versions.rename(version, name)
        else:
            self._show_versions()

    def _item_of(self, version_id: str) -> QListWidgetItem | None:
        items = (self.list.item(row) for row in range(self.list.count()))
        return next((item for item in items if item.data(_ID) == version_id), None)

    def show_places(self) -> None:
        """Some versions wait on the disk now."""
        with QSignalBlocker(self.list):
            for row in range(self.list.count()):
                item = self.list.item(row)
                version = self._document.versions.find(item.data(_ID))
                if version is not None:
                    item.setToolTip(_told_of(version))

    def _show_versions(self) -> None:
        selected = self.selected
        with QSignalBlocker(self.list):
            self.list.clear()
            for version in reversed(self._document.versions.items):
                self.list.addItem(_item(version))
            item = None if selected is None else self._item_of(selected.id)
            if item is not None:
                self.list.setCurrentItem(item)
        self._show_comparison()

    def _selected(self) -> None:
        if self._comparison.heard not in (PRESENT, MIXTURE):
            self._comparison.hear(PRESENT)
        self._show_comparison()

    def _enable(self) -> None:
        version, document = self.selected, self._document
        masks = None if version is None else version.result.masks
        problem = version is None or self._comparison.problem_of(version)
        self.keep_button.setEnabled(document.result.masks is not None)
        self.back_button.setEnabled(version is not None)
        self.compare_button.setEnabled(not problem and not self._separation.is_running)
        self.export_button.setEnabled(masks is not None)
        self.delete_button.setEnabled(version is not None)


def letter_icon(letter: str, *, heard: bool) -> QIcon:
    """The letter by which a version is called on a square, framed where it is heard now."""
    picture = QPixmap(2 * _ICON, 2 * _ICON)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    if letter:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT if heard else theme.BORDER), 2 if heard else 1))
        painter.setBrush(QColor(theme.INFO if heard else theme.RAISED))
        square = QRectF(1, 1, _ICON - 2, _ICON - 2)
        painter.drawRoundedRect(square, 3, 3)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()
    return QIcon(picture)


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    tip_with_keys(button, tip)
    button.setAccessibleName(tr("Version: {name}").format(name=text.rstrip(" …")))
    return button


def _titled(title: str, widget: QWidget, button: QWidget | None = None) -> QWidget:
    """A widget under its title, with a button beside that."""
    ground = QWidget()
    layout = QVBoxLayout(ground)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    label = QLabel(title)
    line = QHBoxLayout()
    line.setContentsMargins(10, 6, 8, 2)
    line.addWidget(label, 1)
    if button is not None:
        line.addWidget(button)
    layout.addLayout(line)
    layout.addWidget(widget, 1)
    return ground


def _told_of(version: Version) -> str:
    marks, masks = len(version.guidance.marks), version.result.masks
    drawn = tr("1 mark") if marks == 1 else tr("{count} marks").format(count=marks)
    told = tr("{when}, {count} sources, {drawn}").format(
        when=told_moment(version.time), count=len(version.sources), drawn=drawn
    )
    waits = masks is not None and is_on_disk(masks)
    return tr("{told}, on the disk").format(told=told) if waits else told


def _item(version: Version) -> QListWidgetItem:
    item = QListWidgetItem(version.name)
    item.setData(_ID, version.id)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    item.setToolTip(_told_of(version))
    if version.automatic:
        font = item.font()
        font.setItalic(True)
        item.setFont(font)
    return item
