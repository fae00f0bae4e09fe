"""The dialog of preferences: look, sound, wheel, and with what a separation begins.

Nothing changes before OK; "Restore defaults" fills in how everything was at first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from editor.low_screen import screen_is_low, scrolling
from editor.output_choice import OutputChoice
from editor.preferences import (
    AUTOSAVE_SECONDS,
    CACHE_RANGE_MB,
    DEFAULT_AUTOSAVE,
    DEFAULT_CACHE_MB,
    DEFAULT_THEME,
    Preferences,
)
from editor.translation import tr
from engine.separators import separator_names, separator_title
from engine.separators.base import MAX_SOURCES, MIN_SOURCES

_THEMES = {"system": tr("As the system"), "dark": tr("Dark"), "light": tr("Light")}
# Each language names itself.
_LANGUAGES = {"": tr("As the system"), "en": "English", "de": "Deutsch"}
_WHEELS = {"zoom": tr("Zooms; with Shift it scrolls"), "scroll": tr("Scrolls; with Shift it zooms")}
_PRESETS = {"draft": tr("Draft"), "standard": tr("Standard"), "best": tr("Best")}
FIRST_METHOD = "dap"
_WIDTH = 520
_LABEL = QFormLayout.ItemRole.LabelRole


class PreferencesDialog(QDialog):
    """Shows the preferences; accepting writes them down."""

    def __init__(
        self,
        preferences: Preferences,
        output: OutputChoice,
        presets: Mapping[str, tuple[str, ...]],
        parent: QWidget | None = None,
    ) -> None:
        """presets: of every method, as far as they are known."""
        super().__init__(parent)
        self._preferences, self._output, self._presets = preferences, output, presets
        self.setWindowTitle(tr("Preferences"))
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 12)
        layout.setSpacing(12)
        content = QWidget()
        groups = QVBoxLayout(content)
        groups.setContentsMargins(0, 0, 0, 0)
        groups.setSpacing(12)
        groups.addWidget(self._make_look())
        groups.addWidget(self._make_sound())
        groups.addWidget(self._make_separation())
        groups.addWidget(self._make_work())
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        _align(content)
        layout.addWidget(scrolling(content) if screen_is_low() else content)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        restore = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.clicked.connect(self.show_defaults)
        output.changed.connect(self._show_devices)
        self._show_preferences()
        output.look()

    def _make_look(self) -> QGroupBox:
        self.language = _combo(_LANGUAGES)
        self.language.setToolTip(tr("Of menus, panels and messages, from the next start on"))
        self.theme = _combo(_THEMES)
        self.wheel = _combo(_WHEELS)
        rows = (
            (tr("&Language (from the next start)"), self.language),
            (tr("&Colours"), self.theme),
            (tr("&Wheel on the picture"), self.wheel),
        )
        return _group(tr("Look and mouse"), rows)

    def _make_sound(self) -> QGroupBox:
        self.device = QComboBox()
        self.device.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.latency = QLabel()
        self.latency.setWordWrap(True)
        # A form gives a wrapped text one line and a half.
        self.latency.setMinimumHeight(2 * self.latency.fontMetrics().lineSpacing())
        self.latency.setProperty("faint", True)
        self.cache = QSpinBox()
        self.cache.setRange(*CACHE_RANGE_MB)
        self.cache.setSingleStep(64)
        self.cache.setSuffix(tr(" MB"))
        self.cache.setToolTip(tr("How much rendered sound is kept ready for listening"))
        self.scrub = QCheckBox(tr("&Hear the playhead while it is dragged"))
        rows = (
            (tr("&Output device"), self.device),
            ("", self.latency),
            (tr("&Memory"), self.cache),
            ("", self.scrub),
        )
        return _group(tr("Sound"), rows)

    def _make_separation(self) -> QGroupBox:
        self.method = _combo({name: separator_title(name) for name in separator_names()})
        self.preset = QComboBox()
        self.method.currentIndexChanged.connect(self._offer_presets)
        self._offer_presets()
        self.sources = QSpinBox()
        self.sources.setRange(MIN_SOURCES, MAX_SOURCES)
        self.refine = QCheckBox(tr("&Refine while drawing"))
        rows = (
            (tr("M&ethod"), self.method),
            (tr("&Quality"), self.preset),
            (tr("&Sources"), self.sources),
            ("", self.refine),
        )
        return _group(tr("A separation begins with"), rows)

    def _make_work(self) -> QGroupBox:
        self.autosave = _combo(
            {
                seconds: tr("{seconds:g} s after a change").format(seconds=seconds)
                for seconds in AUTOSAVE_SECONDS
            }
        )
        self.autosave.setToolTip(
            tr("Written beside your files, for after a crash; later spares a slow disk")
        )
        return _group(tr("Unsaved work"), ((tr("Is &kept"), self.autosave),))

    def _offer_presets(self) -> None:
        chosen = self.preset.currentData()
        offered = self._presets.get(self.method.currentData(), tuple(_PRESETS))
        self.preset.clear()
        for name, text in _PRESETS.items():
            if name in offered:
                self.preset.addItem(text, name)
        _choose(self.preset, chosen or "standard")

    def _show_preferences(self) -> None:
        kept = self._preferences
        _choose(self.language, kept.language)
        _choose(self.theme, kept.theme)
        _choose(self.wheel, kept.wheel)
        self.cache.setValue(kept.cache_megabytes)
        self.scrub.setChecked(kept.scrubs)
        _choose(self.autosave, kept.autosave_seconds)
        _choose(self.method, kept.method or FIRST_METHOD)
        _choose(self.preset, kept.preset or "standard")
        self.sources.setValue(kept.sources)
        self.refine.setChecked(kept.refine_while_drawing)
        self._show_devices(self._output.device)

    def show_defaults(self) -> None:
        """How everything was at first; OK takes it."""
        _choose(self.language, "")
        _choose(self.theme, DEFAULT_THEME)
        _choose(self.wheel, "zoom")
        self.cache.setValue(DEFAULT_CACHE_MB)
        self.scrub.setChecked(True)
        _choose(self.autosave, DEFAULT_AUTOSAVE)
        _choose(self.method, FIRST_METHOD)
        _choose(self.preset, "standard")
        self.sources.setValue(MIN_SOURCES)
        self.refine.setChecked(True)
        _choose(self.device, "")

    def _show_devices(self, chosen: str | None = None) -> None:
        """The devices as they are found, the chosen one of this dialog kept."""
        chosen = self.device.currentData() if chosen is None else chosen
        with QSignalBlocker(self.device):
            self.device.clear()
            for device in self._output.devices:
                self.device.addItem(device.title, device.key)
            _choose(self.device, chosen)
        told = self._output.problem or self._output.latency
        self.latency.setText(told or tr("The latency is known once something was played."))

    def accept(self) -> None:
        """Write everything down."""
        kept = self._preferences
        kept.language = self.language.currentData()
        kept.theme = self.theme.currentData()
        kept.wheel = self.wheel.currentData()
        kept.cache_megabytes = self.cache.value()
        kept.scrubs = self.scrub.isChecked()
        kept.autosave_seconds = self.autosave.currentData()
        kept.method = self.method.currentData()
        kept.preset = self.preset.currentData()
        kept.sources = self.sources.value()
        self._output.choose(self.device.currentData() or "")
        super().accept()


def _combo(choices: Mapping[Any, str]) -> QComboBox:
    combo = QComboBox()
    for value, text in choices.items():
        combo.addItem(text, value)
    return combo


def _choose(combo: QComboBox, value: str | float) -> None:
    combo.setCurrentIndex(max(0, combo.findData(value)))


def _group(title: str, rows: tuple[tuple[str, QWidget], ...]) -> QGroupBox:
    group = QGroupBox(title)
    form = QFormLayout(group)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for label, widget in rows:
        form.addRow(label, widget)
        if label:
            widget.setAccessibleName(label.replace("&", ""))
    return group


def _align(content: QWidget) -> None:
    """The fields of all groups begin below each other."""
    forms = content.findChildren(QFormLayout)
    places = [form.itemAt(row, _LABEL) for form in forms for row in range(form.rowCount())]
    labels = [label for place in places if place is not None and (label := place.widget())]
    width = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(width)
