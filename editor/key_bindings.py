"""Keys of one's own in the place of those in the table of actions, remembered between starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from editor.preferences import Preferences

_PORTABLE = QKeySequence.SequenceFormat.PortableText
# What gestures, lists and the walk through the window live on, alone or with Shift.
_TAKEN = {
    Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
}  # fmt: skip
_WITH_CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


class KeyBindings(QObject):
    """Keys by the id of their action, as portable text such as "Ctrl+R"."""

    changed = Signal()

    def __init__(
        self,
        preferences: Preferences,
        defaults: Mapping[str, tuple[str, ...]],
        parent: QObject | None = None,
    ) -> None:
        """defaults: the table's keys of every action."""
        super().__init__(parent)
        self._preferences = preferences
        self._defaults = {name: _portable(keys) for name, keys in defaults.items()}
        own = preferences.own_keys
        self._own = {name: _portable(own[name]) for name in own if name in defaults}

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action, the first is shown."""
        return self._own.get(name, self._defaults[name])

    def is_own(self, name: str) -> bool:
        """Whether an action's keys are others than the table's."""
        return name in self._own

    @property
    def has_own(self) -> bool:
        """Whether any keys are others than the table's."""
        return bool(self._own)

    def holder(self, key: str) -> str:
        """The action that has a key, "" for none."""
        wanted = _portable([key])
        return next((n for n in self._defaults if wanted and wanted[0] in self.keys(n)), "")

    def problem_of(self, key: str) -> str:
        """Why a key cannot be anyone's, as a sentence; "" where it can."""
        sequence = QKeySequence(key)
        if sequence.count() != 1:
            return "One key, alone or with Ctrl, Shift or Alt, is what an action can have."
        combination = sequence[0]  # type: ignore[index]  # PySide6's stubs leave it out
        free = combination.keyboardModifiers() & _WITH_CONTROL
        if combination.key() in _TAKEN and not free:
            native = sequence.toString(QKeySequence.SequenceFormat.NativeText)
            return f"{native} is needed by gestures and lists: take another one, or add Ctrl."
        return ""

    def assign(self, name: str, key: str) -> None:
        """Give an action this key alone; whoever had it has it no more. "" takes its keys away.

        Raises ValueError where `problem_of` has one.
        """
        if key and (problem := self.problem_of(key)):
            raise ValueError(problem)
        wanted = _portable([key])
        for other in self._defaults:
            if other != name and wanted and wanted[0] in self.keys(other):
                self._set(other, tuple(k for k in self.keys(other) if k != wanted[0]))
        self._set(name, wanted)
        self._remember()

    def reset(self, name: str) -> None:
        """The table's keys again; whoever has one of them now has it no more."""
        for other in self._own.keys() - {name}:
            kept = tuple(k for k in self.keys(other) if k not in self._defaults[name])
            self._set(other, kept)
        self._own.pop(name, None)
        self._remember()

    def reset_all(self) -> None:
        """Every action has the table's keys again."""
        self._own.clear()
        self._remember()

    def _set(self, name: str, keys: tuple[str, ...]) -> None:
        if keys == self._defaults[name]:
            self._own.pop(name, None)
        else:
            self._own[name] = keys

    def _remember(self) -> None:
        self._preferences.own_keys = self._own
        self.changed.emit()


def _portable(keys: Iterable[str]) -> tuple[str, ...]:
    texts = (QKeySequence(key).toString(_PORTABLE) for key in keys)
    return tuple(dict.fromkeys(text for text in texts if text))
