"""The choice of a device and its reasons; GPUs are imitated, and used where there are any."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from engine import devices
from engine.devices import Device, DeviceError, choose_device, describe_devices, free_memory

GIB = devices.GIB
SMALL = Device("cuda:0", "NVIDIA T4", 16 * GIB, 12 * GIB)
LARGE = Device("cuda:1", "NVIDIA H200", 141 * GIB, 139 * GIB)
BROKEN = Device("cuda:0", "NVIDIA K80", 0, 0, "does not answer: no kernel image is available")
Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    def install(*gpus: Device, problem: str = "") -> None:
        monkeypatch.setattr(devices, "_gpus", lambda: (list(gpus), problem))

    return install


def test_auto_takes_the_gpu_with_most_free_memory(install: Install) -> None:
    install(SMALL, LARGE)
    choice = choose_device("auto")
    assert choice.device == "cuda:1"
    assert choice.reason == "GPU 1 (NVIDIA H200, 139 GiB free)"
    assert choose_device("cuda").device == "cuda:1"
    assert choose_device("cuda:0").device == "cuda:0"
    assert choose_device("cpu").device == "cpu"


def test_auto_without_a_gpu_takes_the_cpu_and_says_why(install: Install) -> None:
    install(problem="no NVIDIA GPU was found")
    assert choose_device("auto") == devices.DeviceChoice("cpu", "no NVIDIA GPU was found")
    with pytest.raises(DeviceError, match=r"^no NVIDIA GPU was found; choose .*cpu"):
        choose_device("cuda")


def test_a_gpu_that_does_not_answer_is_not_chosen(install: Install) -> None:
    install(BROKEN)
    choice = choose_device("auto")
    assert choice.device == "cpu"
    assert "NVIDIA K80 does not answer" in choice.reason
    with pytest.raises(DeviceError, match="K80 does not answer"):
        choose_device("cuda:0")
    install(BROKEN, LARGE)
    assert choose_device("auto").device == "cuda:1"


def test_a_gpu_number_that_is_not_there_names_those_that_are(install: Install) -> None:
    install(SMALL)
    with pytest.raises(DeviceError, match=r"no GPU 7 .*cuda:0: NVIDIA T4"):
        choose_device("cuda:7")


@pytest.mark.parametrize("request_", ["gpu", "cuda:", "cuda:x", "CUDA", "", "mps"])
def test_an_unknown_request_is_refused(request_: str) -> None:
    with pytest.raises(DeviceError, match="must be auto, cpu, cuda or cuda:n"):
        choose_device(request_)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("The NVIDIA driver on your system is too old (found version 11040).", "driver is too old"),
        ("Found no NVIDIA driver on your system. Please check.", "no NVIDIA GPU was found"),
        ("No CUDA GPUs are available", "no NVIDIA GPU was found"),
        ("CUDA unknown error - reboot. And more.", "does not start: CUDA unknown error - reboot"),
    ],
)
def test_torch_errors_become_reasons(
    monkeypatch: pytest.MonkeyPatch, message: str, expected: str
) -> None:
    def fail() -> None:
        raise RuntimeError(message)

    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "init", fail)
    assert expected in choose_device("auto").reason


def test_hidden_gpus_are_said_to_be_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert "CUDA_VISIBLE_DEVICES" in choose_device("auto").reason


def test_torch_without_cuda_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: False)
    assert "without NVIDIA GPUs" in choose_device("auto").reason


def test_a_crowded_gpu_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: "NVIDIA T4")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda index: (GIB // 10, 16 * GIB))
    monkeypatch.setattr(torch, "ones", lambda *args, device: torch.zeros(1))
    assert devices._gpu(0).problem == "has only 0.1 GiB of its memory free"


def test_a_card_without_code_for_it_has_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, device: str) -> None:
        raise RuntimeError("CUDA error: no kernel image is available.\nCompile with TORCH_USE")

    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: "NVIDIA K80")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda index: (GIB, GIB))
    monkeypatch.setattr(torch, "ones", fail)
    problem = devices._gpu(0).problem
    assert problem == "does not answer: CUDA error: no kernel image is available"


def test_the_cpu_is_described_first() -> None:
    cpu = describe_devices()[0]
    assert cpu.device == "cpu"
    assert "core" in cpu.title
    assert 0 < cpu.memory_free <= cpu.memory_total
    assert free_memory("cpu") > 0


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no NVIDIA GPU here")
def test_a_real_gpu_is_chosen() -> None:
    choice = choose_device("auto")
    assert choice.device.startswith("cuda:")
    assert "GiB free" in choice.reason
    assert free_memory(choice.device) > 0
