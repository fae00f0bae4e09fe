"""The transport tool bar: play, return, loop, original or stems, time and level."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QToolBar, QToolButton, QWidget

from editor.document import Document
from editor.downmix_note import downmix_note
from editor.icons import icon
from editor.key_texts import tip_with_keys
from editor.level_meter import LevelMeter
from editor.listening import Listening
from editor.player import Player
from editor.steady_label import SteadyLabel
from editor.translation import tr
from editor.view_state import ViewState


def time_text(seconds: float) -> str:
    """Seconds as 01:02.345, or 1:02:03.456 from an hour on."""
    thousandths = round(max(0.0, seconds) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    tail = f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
    return f"{hours}:{tail}" if hours else tail


class Transport(QToolBar):
    """Buttons for listening. It also brings document and view to the player (`Listening`)."""

    loop_changed = Signal(bool)
    bypass_changed = Signal(bool)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        player: Player,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Transport"), parent)
        self._document, self._view_state, self._player = document, view_state, player
        self.listening = Listening(document, view_state, player, self)
        self._make_buttons()
        self._make_displays()
        self._connect()
        self._show_recording()

    @property
    def loops(self) -> bool:
        """Whether the selection, or everything without one, is repeated."""
        return self.listening.loops

    @property
    def bypass(self) -> bool:
        """Whether the original is heard instead of the stems."""
        return self._player.bypass

    def set_loop(self, loops: bool) -> None:
        """Repeat the selection, or everything without one; or do not."""
        self.listening.set_loop(loops)

    def set_bypass(self, bypass: bool) -> None:
        """Hear the original instead of the stems; or the stems."""
        self.listening.set_bypass(bypass)

    def return_to_start(self) -> None:
        """Go to the recording's start; playing goes on from there."""
        self._view_state.position = 0.0

    def go_to_end(self) -> None:
        """Go to the recording's end."""
        self._view_state.position = self._player.duration

    def play_once(self) -> None:
        """Play the selection, or from the playhead on, once; then the playhead comes back."""
        duration, position = self._player.duration, self._view_state.position
        rest = (0.0 if position >= duration else position, duration)
        self._player.play_once(*(self._view_state.selection or rest))

    def _make_buttons(self) -> None:
        self.start_button = self._button(
            tr("Return to start"), tr("To the start ({key:home})"), "start"
        )
        self.play_button = self._button(tr("Play"), tr("Play or stop ({key:play})"), "play")
        self.loop_button = self._button(
            tr("Loop"),
            tr("Repeat the selected stretch of time, or everything ({key:loop})"),
            "loop",
        )
        self.loop_button.setCheckable(True)
        self.original_button = self._button(
            tr("Original"),
            tr("Hear the original instead of the stems, at the same level ({key:bypass})"),
        )
        self.original_button.setCheckable(True)

    def _button(self, name: str, tip: str, picture: str = "") -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(name)
        tip_with_keys(button, tip)
        if picture:
            button.setIcon(icon(picture))
        else:
            button.setText(name)
        self.addWidget(button)
        return button

    def _make_displays(self) -> None:
        self.addSeparator()
        self.time_label = SteadyLabel()
        self.time_label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.time_label.setAccessibleName(tr("Time"))
        self.time_label.setTextFormat(Qt.TextFormat.PlainText)
        self.addWidget(self.time_label)
        self.addSeparator()
        self.meter = LevelMeter()
        self._meter_action = self.addWidget(self.meter)
        self.trouble_label = QLabel(tr("No sound"))
        self.trouble_label.setObjectName("trouble")
        self._trouble_action = self.addWidget(self.trouble_label)
        self._show_whether_sounding(True)

    def _connect(self) -> None:
        player = self._player
        self.start_button.clicked.connect(self.return_to_start)
        self.play_button.clicked.connect(player.toggle)
        self.loop_button.toggled.connect(self.set_loop)
        self.original_button.toggled.connect(self.set_bypass)
        self.listening.loop_changed.connect(self._show_loop)
        self.listening.bypass_changed.connect(self._show_bypass)
        self._document.recording_changed.connect(self._show_recording)
        self._view_state.position_changed.connect(self._show_time)
        player.playing_changed.connect(self._show_playing)
        player.levels_changed.connect(self._show_levels)
        player.unavailable.connect(self._show_trouble)

    def _show_loop(self, loops: bool) -> None:
        self.loop_button.setChecked(loops)
        self.loop_changed.emit(loops)

    def _show_bypass(self, bypass: bool) -> None:
        self.original_button.setChecked(bypass)
        self.bypass_changed.emit(bypass)

    def _show_recording(self) -> None:
        recording = self._document.recording
        for button in (self.start_button, self.play_button):
            button.setEnabled(recording is not None)
        note = downmix_note(recording.channels) if recording else ""
        self.time_label.setToolTip(" ".join(filter(None, (tr("Playhead and length."), note))))
        self._show_time()

    def _show_time(self, _: object = None) -> None:
        now, total = time_text(self._view_state.position), time_text(self._player.duration)
        self.time_label.setText(f"{now} / {total}")

    def _show_playing(self, playing: bool) -> None:
        self.play_button.setIcon(icon("stop" if playing else "play"))
        self.play_button.setAccessibleName(tr("Stop") if playing else tr("Play"))

    def _show_levels(self, levels: object) -> None:
        self.meter.show_peaks(levels)  # type: ignore[arg-type]
        self._show_whether_sounding(True)

    def _show_trouble(self, sentence: str) -> None:
        self.trouble_label.setToolTip(sentence)
        self.trouble_label.setAccessibleDescription(sentence)
        self._show_whether_sounding(False)

    def _show_whether_sounding(self, sounding: bool) -> None:
        """The words take the meter's place: beside it they would be the first to be cut off."""
        self._meter_action.setVisible(sounding)
        self._trouble_action.setVisible(not sounding)
