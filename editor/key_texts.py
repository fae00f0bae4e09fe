"""Texts that name keys: always those that an action has now, also after it was given others.

In a text {key:play} stands for the key of the action "play", or its name where it has none;
" ({key:play})" alone is left out then. Windows share their keys, so that one table does for all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from editor.translation import tr

if TYPE_CHECKING:
    from editor.key_bindings import KeyBindings

_KEY = re.compile(r"\{key:(\w+)\}")
_ALONE = re.compile(r" \(\{key:(\w+)\}\)")
_TIP, _TEXT = "tip with keys", "text with keys"


class _Changes(QObject):
    """happened: actions have other keys now; texts of widgets are shown anew already."""

    happened = Signal()


changes = _Changes()
_bindings: list[KeyBindings] = []


def follow(bindings: KeyBindings) -> None:
    """Name these keys from now on; the newest ones that are still there count."""
    _bindings.append(bindings)
    bindings.destroyed.connect(lambda: _bindings.remove(bindings))
    bindings.changed.connect(_show_again)
    _show_again()


def with_keys(text: str) -> str:
    """The text with the keys of now."""
    text = _ALONE.sub(lambda found: _in_brackets(_key_of(found[1])), text)
    return _KEY.sub(lambda found: _key_of(found[1]) or _name_of(found[1]), text)


def tip_with_keys(widget: QWidget, text: str) -> None:
    """Give a widget this tool tip; its keys stay those of now."""
    widget.setProperty(_TIP, text)
    widget.setToolTip(with_keys(text))


def label_with_keys(label: QLabel, text: str) -> None:
    """Let a label say this; its keys stay those of now."""
    label.setProperty(_TEXT, text)
    label.setText(with_keys(text))


def _show_again() -> None:
    for widget in QApplication.allWidgets():
        if (tip := widget.property(_TIP)) is not None:
            widget.setToolTip(with_keys(tip))
        text = widget.property(_TEXT)
        if text is not None and isinstance(widget, QLabel):
            widget.setText(with_keys(text))
    changes.happened.emit()


def _in_brackets(key: str) -> str:
    return f" ({key})" if key else ""


def _key_of(action: str) -> str:
    from editor.actions import ACTIONS  # it imports what shows such texts

    if _bindings:
        keys = _bindings[-1].keys(action)
    else:  # before the first window has its actions
        keys = next(spec.keys for spec in ACTIONS if spec.id == action)
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def _name_of(action: str) -> str:
    from editor.actions import ACTIONS

    name = next(spec.text for spec in ACTIONS if spec.id == action)
    return tr("“{name}”").format(name=name.replace("&", "").rstrip(" …"))
