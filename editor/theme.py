"""The dark look of the window: a palette and a style sheet on Qt's Fusion style."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

GROUND = "#17191c"
PANEL = "#212428"
RAISED = "#2d3136"
BORDER = "#3b4047"
TEXT = "#e4e6e8"
FAINT = "#9aa1a9"
DISABLED = "#6d747c"
ACCENT = "#4a9bd4"
INFO = "#2c4a63"
WARNING = "#6b5310"
ERROR = "#7a2a26"

STYLE_SHEET = f"""
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {BORDER}; padding: 3px; }}
QMainWindow::separator {{ background: {GROUND}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QSplitter::handle {{ background: {GROUND}; }}
QSplitter::handle:hover {{ background: {ACCENT}; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ background: {PANEL}; padding: 6px 8px; border-bottom: 1px solid {BORDER}; }}
QToolBar {{ background: {PANEL}; border: none; spacing: 3px; padding: 3px 6px; }}
QToolBar::separator {{ background: {BORDER}; width: 1px; margin: 4px 5px; }}
QToolButton {{ padding: 4px 8px; border: 1px solid transparent; border-radius: 4px; }}
QToolButton[tool="true"] {{ padding: 4px 3px; }}
QFileDialog QToolButton, #qt_toolbar_ext_button {{ padding: 0; }}
#qt_toolbar_ext_button {{ background: {FAINT}; }}
QToolButton:hover {{ background: {RAISED}; border-color: {BORDER}; }}
QToolButton:checked {{ background: {INFO}; border-color: {ACCENT}; }}
QToolButton:disabled {{ color: {DISABLED}; }}
QPushButton {{ padding: 5px 12px; border: 1px solid {BORDER}; border-radius: 4px;
  background: {RAISED}; }}
QPushButton:hover {{ border-color: {ACCENT}; }}
QPushButton:pressed {{ background: {GROUND}; }}
QPushButton:disabled {{ color: {DISABLED}; background: {PANEL}; }}
QPushButton:focus, QToolButton:focus, QLineEdit:focus {{ border: 1px solid {ACCENT}; }}
QPushButton#primary {{ background: {INFO}; border-color: {ACCENT}; font-weight: 600; }}
QPushButton#primary:disabled {{ background: {PANEL}; border-color: {BORDER}; }}
QStatusBar {{ background: {PANEL}; color: {FAINT}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ border: 1px solid {BORDER}; border-radius: 4px; background: {GROUND};
  text-align: center; min-height: 16px; }}
QProgressBar::chunk {{ background: {ACCENT}; border-radius: 3px; }}
QMenuBar {{ background: {PANEL}; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {INFO}; }}
QMenu {{ background: {RAISED}; border: 1px solid {BORDER}; padding: 4px; }}
QMenu::separator {{ height: 1px; background: {BORDER}; margin: 4px 8px; }}
QCheckBox::indicator:unchecked {{ width: 13px; height: 13px; border: 1px solid {DISABLED};
  border-radius: 3px; background: {GROUND}; }}
QCheckBox::indicator:unchecked:focus, QCheckBox::indicator:unchecked:hover
  {{ border-color: {ACCENT}; }}
QLabel[faint="true"] {{ color: {FAINT}; }}
#message {{ border-radius: 4px; }}
#message[level="info"] {{ background: {INFO}; }}
#message[level="warning"] {{ background: {WARNING}; }}
#message[level="error"] {{ background: {ERROR}; }}
"""


def dark_palette() -> QPalette:
    """The palette of all widgets."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: PANEL,
        role.WindowText: TEXT,
        role.Base: GROUND,
        role.AlternateBase: PANEL,
        role.ToolTipBase: RAISED,
        role.ToolTipText: TEXT,
        role.PlaceholderText: FAINT,
        role.Text: TEXT,
        role.Button: RAISED,
        role.ButtonText: TEXT,
        role.BrightText: "#ffffff",
        role.Link: ACCENT,
        role.Highlight: ACCENT,
        role.HighlightedText: "#ffffff",
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(DISABLED))
    return palette


def apply_theme(application: QApplication) -> None:
    """Give the application its look."""
    application.setStyle("Fusion")
    application.setPalette(dark_palette())
    application.setStyleSheet(STYLE_SHEET)
