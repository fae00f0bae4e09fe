"""The look of the window: a dark and a light set of colours on Qt's Fusion style.

`theme.TEXT` and the like are the colours of the present set; they are asked for when something is
painted or made, never when a module is imported. Pictures of sound stay dark in both, as their
colours run from dark to bright with the level; rulers, margins and frames around them follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from resources import tick_path

ThemeName = Literal["system", "dark", "light"]
THEMES: tuple[ThemeName, ...] = get_args(ThemeName)


@dataclass(frozen=True)
class Colours:
    """One set. ground lies below, panel around and raised above; the others lie on these.

    info, warning and error are grounds of messages, highlight that of what is selected;
    warning_ink is a text that warns; solo and mute are grounds of pressed buttons, solo_ink and
    mute_ink what is written on them. frame is the ground around pictures of sound, the other three
    lie on it: lines of rulers, and what is written there. bar is what is done of a progress bar,
    under text; tick the ground of a checked box.
    """

    ground: str
    panel: str
    raised: str
    border: str
    text: str
    faint: str
    disabled: str
    accent: str
    info: str
    warning: str
    error: str
    highlight: str
    highlight_text: str
    warning_ink: str
    frame: str
    frame_line: str
    frame_text: str
    frame_faint: str
    bar: str
    tick: str
    solo: str = "#c9a227"
    solo_ink: str = "#101010"
    mute: str = "#b0483f"
    mute_ink: str = "#ffffff"


DARK = Colours(
    ground="#17191c",
    panel="#212428",
    raised="#2d3136",
    border="#3b4047",
    text="#e4e6e8",
    faint="#a3aab2",
    disabled="#6d747c",
    accent="#4a9bd4",
    info="#2c4a63",
    warning="#6b5310",
    error="#7a2a26",
    highlight="#2f6690",
    highlight_text="#ffffff",
    warning_ink="#e0b341",
    frame="#16181d",
    frame_line="#3d434f",
    frame_text="#aab2c0",
    frame_faint="#7d8695",
    bar="#2f6690",
    tick="#2f6690",
)
LIGHT = Colours(
    ground="#ffffff",
    panel="#eff1f3",
    raised="#fafbfc",
    border="#b9c0c8",
    text="#1c2126",
    faint="#555e68",
    disabled="#8b939c",
    accent="#1f6fa8",
    info="#cfe3f3",
    warning="#f6e3ad",
    error="#f6cfcb",
    highlight="#1f6fa8",
    highlight_text="#ffffff",
    warning_ink="#7a5a00",
    frame="#e6e9ec",
    frame_line="#8b939c",
    frame_text="#333b43",
    frame_faint="#535b64",
    bar="#8dbfe6",
    tick="#1f6fa8",
)
_present = DARK


class _Changes(QObject):
    """Says that the colours are others now; what the style sheet cannot reach listens."""

    happened = Signal()


changes = _Changes()


def __getattr__(name: str) -> str:
    """The present set's colour of that name, in capitals."""
    if name.isupper() and not name.startswith("_"):
        colour: str = getattr(_present, name.lower())
        return colour
    raise AttributeError(name)


def style_sheet(c: Colours) -> str:
    """What the palette cannot say."""
    return f"""
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; padding: 3px; }}
QMainWindow::separator {{ background: {c.ground}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {c.accent}; }}
QSplitter::handle {{ background: {c.ground}; }}
QSplitter::handle:hover {{ background: {c.accent}; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ background: {c.panel}; padding: 6px 8px;
  border-bottom: 1px solid {c.border}; }}
QToolBar {{ background: {c.panel}; border: none; spacing: 3px; padding: 3px 6px; }}
QToolBar::separator {{ background: {c.border}; width: 1px; margin: 4px 5px; }}
QToolButton {{ padding: 4px 8px; border: 1px solid transparent; border-radius: 4px; }}
QToolButton[tool="true"] {{ padding: 4px 3px; }}
QToolButton[boxed="true"] {{ background: {c.raised}; border-color: {c.border}; }}
QToolButton[boxed="true"]:hover {{ border-color: {c.accent}; }}
QToolButton[boxed="true"]:checked {{ background: {c.info}; border-color: {c.accent}; }}
QToolButton[boxed="true"]:disabled {{ background: {c.panel}; }}
QToolButton[narrow="true"] {{ padding: 4px 6px; }}
QFileDialog QToolButton, #qt_toolbar_ext_button {{ padding: 0; }}
#qt_toolbar_ext_button {{ background: {c.faint}; }}
QToolButton:hover {{ background: {c.raised}; border-color: {c.border}; }}
QToolButton:checked {{ background: {c.info}; border-color: {c.accent}; }}
QToolButton:disabled {{ color: {c.disabled}; }}
QPushButton {{ padding: 5px 12px; border: 1px solid {c.border}; border-radius: 4px;
  background: {c.raised}; }}
QPushButton:hover {{ border-color: {c.accent}; }}
QPushButton:pressed {{ background: {c.ground}; }}
QPushButton:disabled {{ color: {c.disabled}; background: {c.panel}; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus {{ border: 1px solid {c.accent}; }}
QPushButton#primary {{ background: {c.info}; border-color: {c.accent}; font-weight: 600; }}
QPushButton#primary:focus, QToolButton:checked:focus {{ border-color: {c.text}; }}
QPushButton#primary:disabled {{ background: {c.panel}; border-color: {c.border}; }}
QStatusBar {{ background: {c.panel}; color: {c.faint}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 0 5px; }}
QProgressBar {{ border: 1px solid {c.border}; border-radius: 4px; background: {c.ground};
  text-align: center; min-height: 16px; }}
QProgressBar::chunk {{ background: {c.bar}; border-radius: 3px; }}
QMenuBar {{ background: {c.panel}; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {c.info}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.disabled}; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::icon:checked {{ background: {c.info}; border: 2px solid {c.text};
  border-radius: 3px; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
QCheckBox {{ min-height: 18px; }}
QCheckBox::indicator {{ width: 13px; height: 13px; border: 1px solid {c.disabled};
  border-radius: 3px; background: {c.ground}; }}
QCheckBox::indicator:checked {{ background: {c.tick}; border-color: {c.accent};
  image: url("{tick_path().as_posix()}"); }}
QCheckBox::indicator:indeterminate {{ background: {c.tick}; border-color: {c.accent};
  image: url("{tick_path(partial=True).as_posix()}"); }}
QCheckBox::indicator:disabled {{ background: {c.disabled}; border-color: {c.disabled}; }}
QCheckBox::indicator:unchecked:disabled {{ background: {c.panel}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: 1px solid {c.accent}; }}
QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border-color: {c.accent}; }}
QRadioButton {{ min-height: 18px; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {c.disabled};
  border-radius: 7px; background: {c.ground}; }}
QRadioButton::indicator:checked {{ border: 4px solid {c.tick}; background: {c.highlight_text};
  width: 7px; height: 7px; }}
QRadioButton::indicator:focus, QRadioButton::indicator:hover {{ border-color: {c.accent}; }}
QComboBox, QAbstractSpinBox, QLineEdit {{ min-height: 20px; }}
QSlider {{ border: 1px solid transparent; border-radius: 3px; }}
QSlider:focus {{ border-color: {c.accent}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ padding: 5px 7px; color: {c.faint}; border: 1px solid transparent;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar:focus {{ outline: none; }}
QTabBar::tab:selected:focus {{ background: {c.info}; }}
QLabel[faint="true"] {{ color: {c.faint}; }}
QLabel#trouble {{ color: {c.warning_ink}; padding-left: 8px; }}
QToolButton#solo, QToolButton#mute {{ padding: 0; font-weight: 600;
  border: 1px solid {c.border}; border-radius: 4px; }}
QToolButton#solo:checked {{ background: {c.solo}; color: {c.solo_ink}; }}
QToolButton#mute:checked {{ background: {c.mute}; color: {c.mute_ink}; }}
QToolButton#solo:focus, QToolButton#mute:focus {{ border-color: {c.accent}; }}
#tourCard {{ background: {c.raised}; border: 1px solid {c.accent}; border-radius: 6px; }}
#message {{ border-radius: 4px; }}
#message[level="info"] {{ background: {c.info}; }}
#message[level="warning"] {{ background: {c.warning}; }}
#message[level="error"] {{ background: {c.error}; }}
"""


def palette_of(c: Colours) -> QPalette:
    """The palette of all widgets."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: c.panel,
        role.WindowText: c.text,
        role.Base: c.ground,
        role.AlternateBase: c.panel,
        role.ToolTipBase: c.raised,
        role.ToolTipText: c.text,
        role.PlaceholderText: c.faint,
        role.Text: c.text,
        role.Button: c.raised,
        role.ButtonText: c.text,
        role.BrightText: c.highlight_text,
        role.Link: c.accent,
        role.Highlight: c.highlight,
        role.HighlightedText: c.highlight_text,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.disabled))
    return palette


def apply_theme(application: QApplication, name: ThemeName = "dark") -> None:
    """Give the application its look, at once, also to windows that are open."""
    global _present
    _present = LIGHT if _is_light(application, name) else DARK
    application.setStyle("Fusion")
    application.setPalette(palette_of(_present))
    application.setStyleSheet(style_sheet(_present))
    changes.happened.emit()


def follow_theme(name: ThemeName) -> None:
    """Give the application this look, where it is another than the present one."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        wanted = LIGHT if _is_light(application, name) else DARK
        if wanted is not _present:
            apply_theme(application, name)


def _is_light(application: QApplication, name: ThemeName) -> bool:
    if name == "system":
        return application.styleHints().colorScheme() == Qt.ColorScheme.Light
    return name == "light"
