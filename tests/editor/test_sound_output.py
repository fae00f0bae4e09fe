"""The real sound output through PortAudio, over virtual cards; and what is said without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from editor import sound_output
from editor.sound_output import OutputError, open_output
from editor.virtual_sound_card import has_pulse, pulse_card, read_raw
from tests.sound_card import file_card_environment, has_file_card, without_priming

RATE = 44100
# Plays a file in a process of its own, because PortAudio reads ALSA's settings only once.
PROGRAM = """
import json, sys
import numpy as np
from PySide6.QtCore import QCoreApplication
from editor.player import Player
from engine.masks import Masks
from engine.recording import Recording

app = QCoreApplication([])
samples, ahead, soloed = np.load(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
player = Player(ahead=ahead)
positions, troubles = [], []
player.position_changed.connect(positions.append)
player.unavailable.connect(troubles.append)
player.playing_changed.connect(lambda playing: playing or app.quit())
player.set_recording(Recording.from_samples(samples, 44100))
if soloed >= 0:
    values = np.array([[1, 1, 0, 0], [0, 0, 1, 1]], np.float32)[:, :, None]
    frequencies = np.array([0.0, 900.0, 1100.0, 22050.0])
    player.set_masks(Masks(values, np.array([0.0]), frequencies))
    player.set_gains(np.eye(2)[soloed])
player.play()
app.exec()
player.shutdown()
print(json.dumps({"positions": positions, "troubles": troubles}))
"""


def play_in_a_process(
    folder: Path, samples: np.ndarray, variables: dict[str, str], *, ahead: float, soloed: int = -1
) -> dict[str, list]:
    source = folder / "samples.npy"
    np.save(source, samples)
    command = [sys.executable, "-c", PROGRAM, str(source), str(ahead), str(soloed)]
    environment = os.environ | variables | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def sound(seconds: float) -> np.ndarray:
    samples = np.random.default_rng(3).uniform(-0.4, 0.4, (2, int(seconds * RATE)))
    return samples.astype(np.float32)


@pytest.mark.skipif(not has_file_card(), reason="ALSA's configuration files are not here")
@pytest.mark.parametrize("soloed", [-1, 1])
def test_the_card_gets_every_sample(tmp_path: Path, soloed: int) -> None:
    samples = sound(0.5)
    variables, raw = file_card_environment(tmp_path)
    told = play_in_a_process(tmp_path, samples, variables, ahead=1.0, soloed=soloed)
    assert told["troubles"] == []
    heard = without_priming(read_raw(raw))[:, : samples.shape[1]]
    if soloed < 0:
        np.testing.assert_array_equal(heard, samples)
    else:
        np.testing.assert_allclose(heard, stem(samples, soloed), atol=2e-6)


def stem(samples: np.ndarray, index: int) -> np.ndarray:
    from engine.masks import Masks
    from engine.recording import Recording
    from engine.stems import StemRenderer

    values = np.array([[1, 1, 0, 0], [0, 0, 1, 1]], np.float32)[:, :, None]
    masks = Masks(values, np.array([0.0]), np.array([0.0, 900.0, 1100.0, 22050.0]))
    recording = Recording.from_samples(samples, RATE)
    return StemRenderer(recording, masks).render(0, recording.samples)[index]


@pytest.mark.skipif(
    not (has_file_card() and has_pulse()), reason="PulseAudio or ALSA's files are not here"
)
def test_in_real_time_nothing_is_lost_from_the_first_sample_on(tmp_path: Path) -> None:
    samples = sound(1.5)
    with pulse_card(tmp_path, RATE) as (variables, raw):
        told = play_in_a_process(tmp_path, samples, variables, ahead=0.3)
    assert told["troubles"] == []
    positions = np.asarray(told["positions"])
    assert len(positions) > 20
    assert (np.diff(positions) > 0).all()
    assert positions[-1] == pytest.approx(1.5)
    heard = read_raw(raw)
    middle = samples.shape[1] // 2
    at = place_of(heard[0], samples[0, middle : middle + 256])
    # What PulseAudio loses of a stream's beginning is the silence that goes before the sound.
    begin = at - middle
    np.testing.assert_array_equal(heard[:, begin : begin + samples.shape[1]], samples)


def place_of(heard: np.ndarray, pattern: np.ndarray) -> int:
    windows = np.lib.stride_tricks.sliding_window_view(heard, len(pattern))
    found = np.flatnonzero((windows == pattern).all(axis=1))
    assert len(found) == 1
    return int(found[0])


def silence(out: np.ndarray) -> int:
    out[:] = 0.0
    return 0


def test_a_missing_library_is_named_with_what_to_install(monkeypatch) -> None:
    class NoPortAudio:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPortAudio(), *sys.meta_path])
    with pytest.raises(OutputError, match=r"PortAudio.*install"):
        open_output(44100, silence)


class FakeError(Exception):
    pass


class FakeSoundDevice:
    """As much of the module sounddevice as opening needs; `rates` are those that work."""

    PortAudioError = FakeError

    def __init__(self, rates: set[int], appears_later: bool = False) -> None:
        self.rates = rates
        self.appears_later = appears_later
        self.initialised = 0

    def query_devices(self, kind: str) -> dict[str, object]:
        if not self.rates or (self.appears_later and not self.initialised):
            raise FakeError("Error querying device -1")
        return {"name": "Card", "max_output_channels": 8, "default_samplerate": 48000.0}

    def _terminate(self) -> None:
        pass

    def _initialize(self) -> None:
        self.initialised += 1

    def OutputStream(self, *, samplerate: int, **settings: object) -> object:
        if samplerate not in self.rates:
            raise FakeError("Invalid sample rate [PaErrorCode -9997]")
        return object()


def opened(monkeypatch, module: FakeSoundDevice) -> sound_output.Output:
    monkeypatch.setattr(sound_output, "_sounddevice", lambda: module)
    return open_output(96000, silence)


def test_a_device_that_refuses_the_rate_is_opened_at_its_own(monkeypatch) -> None:
    assert opened(monkeypatch, FakeSoundDevice({96000, 48000})).sample_rate == 96000
    assert opened(monkeypatch, FakeSoundDevice({48000})).sample_rate == 48000
    assert opened(monkeypatch, FakeSoundDevice({44100})).sample_rate == 44100


def test_without_a_device_it_is_said(monkeypatch) -> None:
    with pytest.raises(OutputError, match="No sound output was found: connect"):
        opened(monkeypatch, FakeSoundDevice(set()))


def test_a_device_plugged_in_since_is_found(monkeypatch) -> None:
    module = FakeSoundDevice({96000}, appears_later=True)
    assert opened(monkeypatch, module).sample_rate == 96000


def test_a_device_that_takes_no_rate_is_named(monkeypatch) -> None:
    with pytest.raises(OutputError, match=r'"Card" cannot be used \(Invalid sample rate'):
        opened(monkeypatch, FakeSoundDevice({1}))


class TwoDevices(FakeSoundDevice):
    """A default card and a headset that is unplugged; the list knows it until looked at again."""

    def __init__(self, *, unplugged: bool) -> None:
        super().__init__({96000})
        self.unplugged = unplugged
        self.opened: list[object] = []

    def query_devices(self, kind: str | None = None) -> object:
        card = {"name": "Card", "max_output_channels": 2, "default_samplerate": 48000.0}
        devices = [
            card | {"index": 0, "hostapi": 0},
            card | {"index": 1, "hostapi": 0, "name": "Microphone", "max_output_channels": 0},
            card | {"index": 2, "hostapi": 0, "name": "Headset"},
        ]
        listed = devices[:2] if self.unplugged and self.initialised else devices
        return devices[0] if kind else listed

    def query_hostapis(self, index: int) -> dict[str, str]:
        return {"name": "ALSA"}

    def OutputStream(self, *, device: int, **settings: object) -> object:
        if self.unplugged and device == 2:
            raise FakeError("Device unavailable")
        self.opened.append(device)
        return object()


def test_the_chosen_device_is_opened(monkeypatch) -> None:
    module = TwoDevices(unplugged=False)
    monkeypatch.setattr(sound_output, "_sounddevice", lambda: module)
    devices = sound_output.output_devices()
    assert [device.title for device in devices] == ["Card", "Headset"]
    output = open_output(96000, silence, devices[1].key)
    assert (module.opened, output.title, output.notice) == ([2], "Headset", "")


def test_an_unplugged_choice_gives_way_to_the_default_and_says_so(monkeypatch) -> None:
    module = TwoDevices(unplugged=True)
    monkeypatch.setattr(sound_output, "_sounddevice", lambda: module)
    output = open_output(96000, silence, "Headset, ALSA")
    assert (module.opened, output.title) == ([0], "Card")
    assert "“Headset, ALSA” is not connected" in output.notice
    assert [device.title for device in sound_output.output_devices()] == ["Card"]
