"""The sound card: one output stream whose callback only copies what is already mixed.

sounddevice is imported here and only when something is to be heard: without PortAudio or a
device everything else of the program works.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from editor.translation import tr

# Long enough that a busy interpreter is hardly ever late (0.1 s was, beside a separation), short
# enough for a live fader.
LATENCY_SECONDS = 0.2
# Sound servers swallow the first moment of a stream (PulseAudio 20 ms): they get silence for it.
LEAD_SECONDS = 0.04
_STALL_SECONDS = 3.0

Fill = Callable[[np.ndarray], int]


class OutputError(Exception):
    """No sound can come out; the message is a sentence for the user."""


class Output(Protocol):
    """A stream to the loudspeakers."""

    sample_rate: int
    channels: int
    title: str
    """The device's name."""
    notice: str
    """A sentence about which device it is, where that is not the one that was asked for."""

    @property
    def latency_seconds(self) -> float: ...
    def start(self) -> None: ...
    def close(self) -> None: ...
    def heard_frames(self) -> float: ...
    def trouble(self) -> str: ...


@dataclass(frozen=True)
class OutputDevice:
    """A device that can play. key: how it is found again, also after a restart."""

    key: str
    title: str


def open_output(sample_rate: int, fill: Fill, wanted: str = "") -> Output:
    """Open a device at this rate (Hz), or at its own where it refuses this one.

    fill(out) writes the next frames, float32 (frames, channels), and says how many were ready.
    wanted: key of an OutputDevice, "" for the system's default device, which also takes the
    place of one that is not there. Raises OutputError.
    """
    sounddevice = _sounddevice()
    problem: OutputError | None = None
    for attempt in range(2):
        if attempt:
            _look_again(sounddevice)
        device = _find(sounddevice, wanted)
        if device is None:
            problem = None
            continue
        try:
            return _open(sounddevice, sample_rate, fill, device)
        except OutputError as error:
            problem = error
    if problem is not None:
        raise problem
    device = _find(sounddevice, "") if wanted else None
    if device is None:
        raise OutputError(
            tr("No sound output was found: connect or switch on a sound device, then press play.")
        )
    notice = tr("“{wanted}” is not connected: playing through the default device.").format(
        wanted=wanted
    )
    return _open(sounddevice, sample_rate, fill, device, notice)


def _open(
    sounddevice: Any, sample_rate: int, fill: Fill, device: Mapping[str, Any], notice: str = ""
) -> Output:
    """That device, at the first rate that it takes. Raises OutputError."""
    channels = min(2, max(1, int(device["max_output_channels"])))
    rates = dict.fromkeys((sample_rate, int(device["default_samplerate"]), 48000, 44100))
    problem: Exception | None = None
    for rate in rates:
        try:
            return SoundOutput(sounddevice, rate, channels, fill, device, notice)
        except (sounddevice.PortAudioError, ValueError) as error:
            problem = problem or error
    raise OutputError(
        tr(
            'The sound device "{value}" cannot be used ({reason}): close other '
            "programs that hold it or choose another one (Play ▸ Output device)."
        ).format(value=device["name"], reason=_reason(problem))
    ) from problem


def _find(sounddevice: Any, wanted: str) -> dict[str, Any] | None:
    """The device of that key, the default one for "", or None."""
    try:
        if not wanted:
            return _default_device(sounddevice)
        found = (d for d in _playing(sounddevice) if _key(sounddevice, d) == wanted)
        return next(found, None)
    except sounddevice.PortAudioError:
        return None


class SoundOutput:
    """One stream of sounddevice. Used by one thread; heard_frames by any."""

    def __init__(
        self,
        sounddevice: Any,
        sample_rate: int,
        channels: int,
        fill: Fill,
        device: Mapping[str, Any],
        notice: str = "",
    ) -> None:
        self.sample_rate, self.channels = sample_rate, channels
        self.title, self.notice = str(device["name"]), notice
        self._fill = fill
        self._frames = 0
        self._lead = round(LEAD_SECONDS * sample_rate)
        # Of the last call that brought sound: frames before it, after it, when its first is heard.
        self._last = (0, 0, 0.0)
        self._called = 0.0
        self._started = self._finished = False
        self._problem: Exception | None = None
        self._error = sounddevice.PortAudioError
        self._stream = sounddevice.OutputStream(
            samplerate=sample_rate,
            channels=channels,
            dtype="float32",
            latency=LATENCY_SECONDS,
            device=device.get("index"),
            callback=self._callback,
            finished_callback=self._on_finished,
            extra_settings=_extra_settings(sounddevice, device),
        )

    @property
    def latency_seconds(self) -> float:
        """From the callback to the loudspeaker, as the device tells."""
        return float(self._stream.latency)

    def start(self) -> None:
        """Begin to ask for sound. Raises OutputError."""
        self._called = time.monotonic()
        try:
            self._stream.start()
        except self._error as error:
            raise OutputError(
                tr("The sound device does not start ({reason}).").format(reason=_reason(error))
            ) from error
        self._started = True

    def close(self) -> None:
        """End at once; the device is free afterwards."""
        self._started = False
        # The stream may be gone already with its device: closing it is then no news.
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def heard_frames(self) -> float:
        """How many frames have left the loudspeaker, counted in what `fill` delivered."""
        before, after, heard_at = self._last
        elapsed = (time.monotonic() - heard_at) * self.sample_rate
        return float(min(max(before + elapsed, 0.0), after))

    def trouble(self) -> str:
        """A sentence when the running stream has died, else ""."""
        if not self._started:
            return ""
        if self._problem is not None:
            return tr("Playing stopped: {problem}.").format(problem=self._problem)
        stalled = time.monotonic() - self._called > _STALL_SECONDS
        if self._finished or stalled:
            return tr("The sound device stopped: check that it is connected, then press play.")
        return ""

    def _callback(self, out: np.ndarray, frames: int, clock: Any, status: Any) -> None:
        if self._lead > 0:
            self._lead -= frames
            out[:] = 0.0
            self._called = time.monotonic()
            return
        try:
            copied = self._fill(out)
        except (ValueError, IndexError, RuntimeError) as error:
            self._problem = error
            raise
        self._called = time.monotonic()
        if not copied:
            return
        before = self._frames
        self._frames += copied
        delay = clock.outputBufferDacTime - clock.currentTime
        if not 0.0 < delay < 5.0:
            delay = self._stream.latency
        self._last = (before, self._frames, self._called + delay)

    def _on_finished(self) -> None:
        self._finished = True


def output_devices(*, afresh: bool = False) -> list[OutputDevice]:
    """Devices that can play, the default one first. Raises OutputError.

    afresh: also those connected since the program began; not while a stream is open.
    """
    sounddevice = _sounddevice()
    try:
        if afresh:
            _look_again(sounddevice)
        devices = _playing(sounddevice)
        default = _default_device(sounddevice)["name"] if devices else ""
    except sounddevice.PortAudioError as error:
        raise OutputError(
            tr("The sound devices do not answer: {reason}.").format(reason=_reason(error))
        ) from error
    devices.sort(key=lambda device: device["name"] != default)
    return [OutputDevice(_key(sounddevice, d), str(d["name"])) for d in devices]


def device_names() -> list[str]:
    """Names of the devices that can play, the default one first. Raises OutputError."""
    return [device.title for device in output_devices()]


def _playing(sounddevice: Any) -> list[dict[str, Any]]:
    return [device for device in sounddevice.query_devices() if device["max_output_channels"]]


def _key(sounddevice: Any, device: Mapping[str, Any]) -> str:
    """Name and the system's interface to it: numbers change when something is connected."""
    return f"{device['name']}, {sounddevice.query_hostapis(device['hostapi'])['name']}"


def _sounddevice() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise OutputError(_missing_library()) from error
    except ImportError as error:
        raise OutputError(
            tr("Listening needs the Python package sounddevice: install it.")
        ) from error
    return sounddevice


def _missing_library() -> str:
    if sys.platform.startswith("linux"):
        hint = tr("install libportaudio2 (Debian, Ubuntu) or portaudio (Fedora, Arch)")
    elif sys.platform == "darwin":
        hint = tr("install it with: brew install portaudio")
    else:
        hint = tr("install the package sounddevice again")
    return tr(
        "Listening needs the PortAudio library: {hint}, then start the program again."
    ).format(hint=hint)


def _default_device(sounddevice: Any) -> dict[str, Any]:
    device: dict[str, Any] = sounddevice.query_devices(kind="output")
    return device


def _look_again(sounddevice: Any) -> None:
    """PortAudio lists devices once; only starting it again finds one plugged in since."""
    sounddevice._terminate()
    sounddevice._initialize()


def _extra_settings(sounddevice: Any, device: Mapping[str, Any]) -> Any:
    """Let Windows convert the rate itself where its shared mode would refuse it."""
    if sys.platform != "win32":
        return None
    if "WASAPI" not in sounddevice.query_hostapis(device["hostapi"])["name"]:
        return None
    return sounddevice.WasapiSettings(auto_convert=True)


def _reason(error: Exception | None) -> str:
    return str(error.args[0]).rstrip(".") if error and error.args else tr("unknown reason")
