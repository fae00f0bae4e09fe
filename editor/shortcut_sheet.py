"""The sheet of all keys, made from the table of actions, and of the mouse's gestures.

Keys can be changed in it: choose an action, press the keys, assign them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from editor.actions import ACTIONS, MENUS, ActionSpec, menu_title
from editor.key_bindings import KeyBindings
from editor.translation import tr

_ID = Qt.ItemDataRole.UserRole
GESTURES = (
    (
        tr("Drag with a drawing tool"),
        tr("Draw a mark for the active source; Shift: for what is not it"),
    ),
    (tr("Click with Tone"), tr("Mark a partial and its overtones for as long as they sound")),
    (
        tr("Drag with Similar, then Enter or Esc"),
        tr("See what is alike; say it or give it up"),
    ),
    (
        tr("A number key, Esc or Enter while a place is proposed"),
        tr("Whose it is, mixed, or enough"),
    ),
    (tr("Ctrl or Alt + wheel with Paint or Erase"), tr("Change the size of the brush")),
    (tr("Drag a mark, its edge or its corner"), tr("Move it, or change its size")),
    (tr("Ctrl or Shift + click a mark"), tr("Add it to the selection, or take it away")),
    (
        tr("Ctrl + drag on empty ground with Select"),
        tr("Select every mark that the rectangle touches"),
    ),
    (tr("Right click a mark"), tr("Change, copy, hide, lock or delete the selected marks")),
    (tr("Arrow keys, Shift + arrow keys"), tr("Move the selected marks a little, or more")),
    (tr("Alt + arrow keys"), tr("Move their end and their upper edge")),
    (tr("Drag on empty ground with Select"), tr("Select a stretch of time")),
    (
        tr("Drag with Select a region, arrow keys"),
        tr("Select a time and a band to hear, measure or separate alone; move it"),
    ),
    (tr("Click on empty ground"), tr("Play from there")),
    (tr("Drag in the ruler below the picture"), tr("Move the playhead, and hear what is under it")),
    (tr("Wheel"), tr("Zoom in time, around the pointer")),
    (tr("Ctrl + wheel"), tr("Zoom in frequency")),
    (tr("Shift + wheel, middle button"), tr("Move the picture")),
    (tr("Esc"), tr("Give up what is being dragged; then select nothing")),
)


_TEXTS = {spec.id: spec.text.replace("&", "").rstrip(" …") for spec in ACTIONS}


def key_text(key: str) -> str:
    """A key as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class ShortcutSheet(QDialog):
    """Shows the sheet; the window beside it stays usable."""

    def __init__(self, bindings: KeyBindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bindings = bindings
        self.setWindowTitle(tr("Keys and gestures"))
        self.resize(720, 720)
        self._make_list()
        self._make_editor()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self.reset_all = buttons.addButton(
            tr("All keys as at first"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.reset_all.clicked.connect(bindings.reset_all)
        layout = QVBoxLayout(self)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree, 1)
        layout.addLayout(self._line)
        layout.addWidget(self.told)
        layout.addWidget(buttons)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter is for the field that is typed into
        bindings.changed.connect(self._show_keys)
        self._fill()
        self._show_keys()

    def _make_list(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Find an action or a key"))
        self.filter.setAccessibleName(tr("Find an action or a key"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._show_found)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Keys and gestures"))
        self.tree.setHeaderLabels([tr("Keys"), tr("What they do")])
        self.tree.setColumnWidth(0, 260)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.currentItemChanged.connect(lambda: self._choose())

    def _make_editor(self) -> None:
        self.chosen = QLabel()
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.keys.setMinimumWidth(180)  # for what Qt asks for in it
        self.keys.setAccessibleName(tr("New keys"))
        self.keys.keySequenceChanged.connect(lambda: self._judge())
        self.assign = QPushButton(tr("Assign"))
        self.assign.clicked.connect(self._assign)
        self.reset = QPushButton(tr("As at first"))
        self.reset.clicked.connect(lambda: self._bindings.reset(self._name))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("faint", True)
        self.told.setMinimumHeight(2 * self.told.fontMetrics().height())
        self._line = QHBoxLayout()
        self._line.addWidget(self.chosen, 1)
        for widget in (self.keys, self.assign, self.reset):
            self._line.addWidget(widget)

    def _fill(self) -> None:
        self._items: dict[str, QTreeWidgetItem] = {}
        self._titles: list[QTreeWidgetItem] = []
        for menu in MENUS:
            title = self._title(menu_title(menu).replace("&", ""))
            for spec in ACTIONS:
                if spec.menu == menu:
                    self._items[spec.id] = _row(title, "", _TEXTS[spec.id], spec)
        title = self._title(tr("Mouse and more"))
        for gesture, what in GESTURES:
            _row(title, gesture, what)
        self.tree.expandAll()

    def _title(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.tree, [text])
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        item.setFirstColumnSpanned(True)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._titles.append(item)
        return item

    @property
    def _name(self) -> str:
        """The id of the chosen action, "" for none."""
        item = self.tree.currentItem()
        return "" if item is None else item.data(0, _ID) or ""

    def _show_keys(self) -> None:
        for name, item in self._items.items():
            item.setText(0, tr(" or ").join(map(key_text, self._bindings.keys(name))))
            font = item.font(0)
            font.setItalic(self._bindings.is_own(name))
            item.setFont(0, font)
            item.setToolTip(0, tr("Your own keys") if self._bindings.is_own(name) else "")
        self.reset_all.setEnabled(self._bindings.has_own)
        self._choose()

    def _show_found(self, typed: str) -> None:
        words = typed.lower().split()
        for title in self._titles:
            children = (title.child(row) for row in range(title.childCount()))
            rows = [child for child in children if child is not None]
            for item in rows:
                text = f"{item.text(0)} {item.text(1)} {title.text(0)}".lower()
                item.setHidden(not all(word in text for word in words))
            title.setHidden(all(item.isHidden() for item in rows))

    def _choose(self) -> None:
        name = self._name
        self.chosen.setText(_TEXTS[name] if name else tr("Choose an action to change its keys"))
        self.keys.setEnabled(bool(name))
        self.keys.clear()
        self.reset.setEnabled(bool(name) and self._bindings.is_own(name))
        self._judge()

    def _judge(self) -> None:
        """Say what assigning the typed keys would mean."""
        name, key = self._name, self.keys.keySequence().toString()
        had = bool(name) and bool(self._bindings.keys(name))
        problem = self._bindings.problem_of(key) if key else ""
        holder = self._bindings.holder(key) if key and not problem else ""
        told = problem
        if holder == name and holder:
            told = tr("{key_text} is its key already.").format(key_text=key_text(key))
        elif holder:
            told = tr("{key_text} is for “{value}” now, which would lose it.").format(
                key_text=key_text(key), value=_TEXTS[holder]
            )
        self.told.setText(told)
        taken = holder not in ("", name)
        self.assign.setText(
            tr("Take it") if taken else tr("Assign") if key or not had else tr("No keys")
        )
        self.assign.setEnabled(bool(name) and not problem and (bool(key) or had))

    def _assign(self) -> None:
        self._bindings.assign(self._name, self.keys.keySequence().toString())


def _row(
    title: QTreeWidgetItem, keys: str, text: str, spec: ActionSpec | None = None
) -> QTreeWidgetItem:
    item = QTreeWidgetItem(title, [keys, text])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if spec is not None:
        item.setData(0, _ID, spec.id)
        item.setToolTip(1, spec.tip)
    else:
        item.setToolTip(0, keys)
        item.setToolTip(1, text)
    return item
