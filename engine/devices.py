"""Which device computes, and why, in sentences that a user understands. Imports torch lazily."""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from engine.sentences import Sentence

GIB = 2**30
# A context and one network's buffers need this much; with less the CPU is the safer choice.
LEAST_FREE_BYTES = GIB // 2
_REQUEST = re.compile(r"auto|cpu|cuda(?::\d+)?")


class DeviceError(RuntimeError):
    """A device that was asked for and cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True)
class DeviceChoice:
    """A device as torch names it ("cpu", "cuda:0") and the reason in words."""

    device: str
    reason: str


@dataclass(frozen=True)
class Device:
    """A device that is there: bytes of memory, and why it cannot be used ("" when it can)."""

    device: str
    title: str
    memory_total: int
    memory_free: int
    problem: str = ""


def is_device_request(request: str) -> bool:
    """Whether the text is auto, cpu, cuda or cuda:n."""
    return _REQUEST.fullmatch(request) is not None


def choose_device(request: str = "auto") -> DeviceChoice:
    """The device for a request: auto, cpu, cuda or cuda:n.

    auto takes the NVIDIA GPU with the most free memory that answers, else the CPU. Raises
    DeviceError with a sentence for an unknown request or a GPU that cannot be used.
    """
    if not is_device_request(request):
        raise DeviceError(
            Sentence(
                "the device must be auto, cpu, cuda or cuda:n, not {request!r}", request=request
            )
        )
    if request == "cpu":
        return DeviceChoice("cpu", Sentence("the CPU was asked for"))
    gpus, problem = _gpus()
    wanted = [gpu for gpu in gpus if request in ("auto", "cuda", gpu.device)]
    usable = [gpu for gpu in wanted if not gpu.problem]
    if usable:
        best = max(usable, key=lambda gpu: gpu.memory_free)
        return DeviceChoice(best.device, _praise(best))
    if wanted:
        problem = "; ".join(f"{gpu.title} {gpu.problem}" for gpu in wanted)
    elif gpus:
        problem = Sentence(
            "there is no GPU {value} (found {value2})",
            value=request.partition(":")[2],
            value2=_listed(gpus),
        )
    if request == "auto":
        return DeviceChoice("cpu", problem)
    raise DeviceError(Sentence("{problem}; choose the device cpu or auto", problem=problem))


def describe_devices() -> tuple[Device, ...]:
    """Every device that is there, the CPU first."""
    return (_cpu(), *_gpus()[0])


def memory_text(count: int) -> str:
    """A number of bytes as a user reads it, such as "139 GiB"."""
    return f"{count / GIB:.0f} GiB" if count >= 10 * GIB else f"{count / GIB:.1f} GiB"


def free_memory(device: str) -> int:
    """Free memory of a device in bytes; 0 where the system does not tell."""
    if device == "cpu":
        return _cpu().memory_free
    import torch

    return int(torch.cuda.mem_get_info(device)[0])


def _praise(gpu: Device) -> str:
    return Sentence(
        "GPU {device} ({title}, {value} free)",
        device=gpu.device[5:],
        title=gpu.title,
        value=memory_text(gpu.memory_free),
    )


def _listed(gpus: list[Device]) -> str:
    return ", ".join(f"{gpu.device}: {gpu.title}" for gpu in gpus)


def _cpu() -> Device:
    count = os.cpu_count() or 1
    cores = f"CPU, {count} core{'s' if count > 1 else ''}"
    return Device("cpu", cores, _pages("SC_PHYS_PAGES"), _available())


def _pages(name: str) -> int:
    try:
        return int(os.sysconf(name)) * int(os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return 0


def _available() -> int:
    """Free memory with the caches that the system gives back, where it tells (Linux)."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        text = ""
    match = re.search(r"^MemAvailable:\s*(\d+) kB", text, re.MULTILINE)
    return int(match[1]) * 1024 if match else _pages("SC_AVPHYS_PAGES")


def _gpus() -> tuple[list[Device], str]:
    """GPUs that torch sees, and why there are none."""
    import torch

    if not torch.backends.cuda.is_built():
        return [], Sentence("this installation of PyTorch was made without NVIDIA GPUs")
    with warnings.catch_warnings():
        # torch says by a warning what initialisation then says by an error.
        warnings.simplefilter("ignore")
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if not count:
            return [], _why_no_gpu()
        return [_gpu(index) for index in range(count)], ""


def _why_no_gpu() -> str:
    import torch

    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return Sentence("NVIDIA GPUs are hidden by CUDA_VISIBLE_DEVICES")
    try:
        torch.cuda.init()
    except (RuntimeError, AssertionError) as error:
        return _plain_reason(str(error))
    return Sentence("no NVIDIA GPU was found")


def _plain_reason(message: str) -> str:
    lowered = message.lower()
    if "too old" in lowered:
        return Sentence(
            "there is an NVIDIA GPU, but its driver is too old; update the driver to use it"
        )
    if "no nvidia driver" in lowered or "no cuda-capable device" in lowered:
        return Sentence("no NVIDIA GPU was found")
    if "no cuda gpus are available" in lowered:
        return Sentence("no NVIDIA GPU was found")
    return Sentence("CUDA is there but does not start: {value}", value=_first_sentence(message))


def _first_sentence(message: str) -> str:
    lines = message.strip().splitlines() or ["no reason given"]
    return lines[0].split(". ")[0].rstrip(".")


def _gpu(index: int) -> Device:
    import torch

    device = f"cuda:{index}"
    title = f"GPU {index}"
    try:
        title = torch.cuda.get_device_name(index)
        free, total = torch.cuda.mem_get_info(index)
        # A card that this build of torch has no code for fails only at the first kernel.
        torch.ones(1, device=device).add_(1.0).item()
    except (RuntimeError, AssertionError) as error:
        return Device(device, title, 0, 0, f"does not answer: {_first_sentence(str(error))}")
    problem = ""
    if free < LEAST_FREE_BYTES:
        problem = f"has only {memory_text(free)} of its memory free"
    return Device(device, title, int(total), int(free), problem)
