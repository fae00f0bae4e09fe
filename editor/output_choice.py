"""Which sound device is heard: the user's choice, what there is to choose from, and its latency."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from editor.background import JobContext, NewestWorker
from editor.local_number import LocalNumber
from editor.player import Player
from editor.preferences import Preferences
from editor.sound_output import Fill, Output, OutputDevice, OutputError, open_output, output_devices
from editor.translation import tr

DEFAULT = OutputDevice("", tr("The system's default device"))


class SoundCard:
    """Opens the chosen device; asked by the mixing thread, chosen by the window's."""

    def __init__(self, device: str) -> None:
        self.device = device
        # PortAudio is not to be started anew for a list while it opens a stream.
        self._lock = threading.Lock()

    def open(self, sample_rate: int, fill: Fill) -> Output:
        """As `open_output`, the chosen one."""
        with self._lock:
            return open_output(sample_rate, fill, self.device)

    def devices(self, *, afresh: bool) -> tuple[OutputDevice, ...]:
        """What there is to choose from. Raises OutputError. afresh: not while anything plays."""
        with self._lock:
            return tuple(output_devices(afresh=afresh))


class OutputChoice(QObject):
    """The choice of a device, kept for later starts. changed: choice, list or latency did."""

    changed = Signal()

    def __init__(
        self, card: SoundCard, player: Player, preferences: Preferences, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._card, self._player, self._preferences = card, player, preferences
        self._found: tuple[OutputDevice, ...] = ()
        self.problem = ""
        self.latency = ""
        self._worker = NewestWorker("sound devices", self)
        self._worker.published.connect(self._take)
        player.opened.connect(self._note_latency)

    @property
    def device(self) -> str:
        """Key of the chosen device; "" for the system's default."""
        return self._card.device

    @property
    def devices(self) -> tuple[OutputDevice, ...]:
        """What can be chosen: the default first; the chosen one also while it is not there."""
        devices = (DEFAULT, *self._found)
        if any(device.key == self.device for device in devices):
            return devices
        return (
            *devices,
            OutputDevice(self.device, tr("{device} (not connected)").format(device=self.device)),
        )

    def look(self) -> None:
        """Look for devices, in the background."""
        self._worker.submit(partial(_look, self._card, not self._player.is_playing))

    def choose(self, key: str) -> None:
        """Play through that device from now on; what plays goes on there."""
        if key != self.device:
            self._card.device = self._preferences.output_device = key
            self.latency = ""
            self._player.reopen()
            self.changed.emit()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._worker.shutdown()

    def _take(self, kind: str, value: object) -> None:
        if kind == "problem":
            self.problem = str(value)
        elif isinstance(value, tuple):
            self._found, self.problem = value, ""
        self.changed.emit()

    def _note_latency(self, title: str, rate: int, seconds: float) -> None:
        self.latency = tr("{title}: {value:.0f} ms latency at {value2:g} kHz").format(
            title=title, value=1000 * seconds, value2=LocalNumber(rate / 1000)
        )
        self.changed.emit()


def _look(card: SoundCard, afresh: bool, context: JobContext) -> None:
    try:
        context.publish("devices", card.devices(afresh=afresh))
    except OutputError as error:
        context.publish("problem", str(error))


class OutputMenu(QMenu):
    """The devices, and the latency of the one that played last; looks for them when opened."""

    def __init__(self, choice: OutputChoice, parent: QWidget | None = None) -> None:
        super().__init__(tr("Output &device"), parent)
        self._choice = choice
        self._group: QActionGroup | None = None
        choice.changed.connect(self.refresh)
        self.aboutToShow.connect(choice.look)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        self.clear()
        choice = self._choice
        self._group = QActionGroup(self)
        for device in choice.devices:
            action = self._group.addAction(device.title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(device.key == choice.device)
            action.triggered.connect(_choosing(choice, device.key))
            self.addAction(action)
        for line in (choice.problem, choice.latency):
            if line:
                self.addSeparator()
                self.addAction(line.replace("&", "&&")).setEnabled(False)


def _choosing(choice: OutputChoice, key: str) -> Callable[[], None]:
    return lambda: choice.choose(key)
