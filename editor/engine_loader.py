"""Loads the engine's heavy parts after the window is there, and says what the engine can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from editor.background import JobContext, NewestWorker
from editor.translation import told, tr
from engine.devices import DeviceError, choose_device, describe_devices
from engine.separators import load_separator, separator_names


@dataclass(frozen=True)
class EngineFacts:
    """What the user can choose.

    presets: of every method; devices: requests and their titles; reasons: what a request of a
    device leads to, and why.
    """

    presets: Mapping[str, tuple[str, ...]]
    devices: Mapping[str, str]
    reasons: Mapping[str, str]


def gather_facts() -> EngineFacts:
    """Import every method (slow: torch) and ask for the devices."""
    presets = {name: load_separator(name).presets for name in separator_names()}
    found = describe_devices()
    devices = {"auto": tr("Automatic")} | {device.device: device.title for device in found}
    return EngineFacts(presets, devices, {request: _reason(request) for request in devices})


def _reason(request: str) -> str:
    try:
        choice = choose_device(request)
    except DeviceError as error:
        return told(error)
    return f"{choice.device}: {told(choice.reason)}"


class EngineLoader(QObject):
    """Loads once, in a thread of its own."""

    loaded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = NewestWorker("engine loader", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self.failed)
        self.facts: EngineFacts | None = None

    def start(self) -> None:
        """Begin to load."""
        self._worker.submit(_load)

    def shutdown(self) -> None:
        """Forget the thread: an import that is under way cannot be interrupted, and ends alone."""
        self._worker.shutdown(timeout=0.0)

    def _take(self, kind: str, facts: EngineFacts) -> None:
        self.facts = facts
        self.loaded.emit(facts)


def _load(context: JobContext) -> None:
    context.publish("facts", gather_facts())
