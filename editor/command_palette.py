"""The command palette: type a few letters of what you want to do, and press Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from editor import theme
from editor.actions import ACTIONS, Actions, ActionSpec, menu_title
from editor.translation import tr

Index = QModelIndex | QPersistentModelIndex
_NATIVE = QKeySequence.SequenceFormat.NativeText
_TO_THE_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WIDTH, _HEIGHT = 520, 420
_NOT_LISTED = "palette"


_GAP = "   "  # between a command and its keys
_ROOM = 6


class _WithKeys(QStyledItemDelegate):
    """A command at the left, its keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text, _, keys = shown.text.partition(_GAP)
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        chosen = shown.state & QStyle.StateFlag.State_Selected
        may = shown.state & QStyle.StateFlag.State_Enabled
        free = theme.FAINT if may else theme.DISABLED
        painter.setPen(QColor(theme.HIGHLIGHT_TEXT if chosen and may else free))
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(shown.rect.adjusted(0, 0, -_ROOM, 0), place, keys)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + _ROOM)


class CommandPalette(QDialog):
    """All actions of the table; what cannot be done now is shown but not chosen."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(tr("Find a command"))
        self.resize(_WIDTH, _HEIGHT)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("Command"))
        self.field.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Commands found"))
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_WithKeys(self.list))
        self.nothing = QLabel(tr("No command has these words."))
        self.nothing.setProperty("faint", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        for widget in (self.field, self.list, self.nothing):
            layout.addWidget(widget)
        self.field.textChanged.connect(self.show_found)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(self._do)
        self.field.returnPressed.connect(lambda: self._do(self.list.currentItem()))
        self.show_found("")

    def show_found(self, typed: str) -> None:
        """The commands that have all these words, or beginnings of them, in any order."""
        words = typed.lower().split()
        self.list.clear()
        for spec in ACTIONS:
            text = self._text(spec).lower()
            if spec.id != _NOT_LISTED and all(word in text for word in words):
                self._add(spec)
        found = self.list.count() > 0
        self.nothing.setVisible(not found)
        if found:
            rows = range(self.list.count())
            possible = (row for row in rows if self._can_do(self.list.item(row)))
            self.list.setCurrentRow(next(possible, 0))

    def _add(self, spec: ActionSpec) -> None:
        action = self._actions[spec.id]
        keys = action.shortcut().toString(_NATIVE)
        item = QListWidgetItem(f"{self._text(spec)}{f'{_GAP}{keys}' if keys else ''}")
        item.setData(Qt.ItemDataRole.UserRole, spec.id)
        item.setToolTip(spec.tip)
        if not action.isEnabled():
            item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        self.list.addItem(item)

    def _text(self, spec: ActionSpec) -> str:
        own = self._actions[spec.id].text().replace("&", "").rstrip(" …")
        return f"{menu_title(spec.menu).replace('&', '')}: {own}"

    def _can_do(self, item: QListWidgetItem) -> bool:
        return bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)

    def _do(self, item: QListWidgetItem | None) -> None:
        if item is not None and self._can_do(item):
            self.accept()
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the field is typed into."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in _TO_THE_LIST:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
