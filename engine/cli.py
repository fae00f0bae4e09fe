"""Every ability of the engine without a window: arguments, dispatch, exit status.

`main` returns 0 when all was done, 1 when work failed, 2 for wrong usage, 130 when interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import math
import platform
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any

from engine.benchmark import BENCHMARKS, NEEDS_WINDOW, Benchmark
from engine.benchmark.contenders import is_known, known_names
from engine.benchmark_command import run_benchmark, what_is_left
from engine.coseparate_plan import KINDS as COSEPARATION_KINDS
from engine.coseparate_plan import CoseparateOptions
from engine.devices import (
    choose_device,
    describe_devices,
    is_device_request,
    memory_text,
)
from engine.render import LEVELS
from engine.replay_command import run_replay
from engine.separate_command import DONE, FAILED, WRONG_USAGE, run_separate
from engine.separate_plan import KEPT_SUBTYPES, SeparateOptions
from engine.separators import separator_names
from engine.separators.base import MAX_SOURCES, MIN_SOURCES, PRESETS
from engine.terminal import ResultError, Terminal

COMMANDS = ("separate", "texture", "coseparate", "info", "benchmark")
INTERRUPTED = 130
LIBRARIES = (
    "torch",
    "torchaudio",
    "numpy",
    "scipy",
    "soundfile",
    "PySide6-Essentials",
    "pyqtgraph",
)
SoundDevices = Callable[[], list[str]]


def main(
    argv: Sequence[str] | None = None,
    sound_devices: SoundDevices | None = None,
    window_benchmarks: Mapping[str, Benchmark] | None = None,
) -> int:
    """Run one command, such as ["separate", "dog.wav", "-o", "stems"]; returns the exit status.

    sound_devices lists the sound devices for `info`; it may raise OSError with a reason.
    window_benchmarks: the editor's, by name.
    """
    terminal = Terminal(sys.stdout, sys.stderr)
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as request:
        return request.code if isinstance(request.code, int) else WRONG_USAGE
    try:
        with _ending_cleanly():
            return _dispatch(arguments, terminal, sound_devices, window_benchmarks or {})
    except KeyboardInterrupt:
        terminal.error(f"stopped; {what_is_left(arguments)}")
        return INTERRUPTED
    except BrokenPipeError:
        terminal.silence()
        return FAILED
    except ResultError as error:
        terminal.error(str(error))
        terminal.silence()
        return FAILED
    finally:
        terminal.close()


@contextlib.contextmanager
def _ending_cleanly() -> Iterator[None]:
    """Being asked to end (kill, a closed terminal) unwinds, so that no temporary file stays."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # nohup has SIGHUP ignored, and so it stays.
    heeded = [number for number in asked if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _dispatch(
    arguments: argparse.Namespace,
    terminal: Terminal,
    sound_devices: SoundDevices | None,
    window_benchmarks: Mapping[str, Benchmark],
) -> int:
    if arguments.command == "separate" and arguments.making is not None:
        return run_replay(
            arguments.making,
            arguments.directory,
            arguments.inputs[0] if arguments.inputs else None,
            terminal,
            overwrite=arguments.overwrite,
            as_json=arguments.json,
        )
    if arguments.command == "separate":
        return run_separate(_separate_options(arguments), terminal)
    if arguments.command == "texture":
        return _texture(arguments, terminal)
    if arguments.command == "coseparate":
        from engine.coseparate_command import run_coseparate

        return run_coseparate(_coseparate_options(arguments), terminal)
    if arguments.command == "info":
        return _info(arguments.json, terminal, sound_devices)
    return run_benchmark(arguments, terminal, window_benchmarks, _version)


def _separate_options(arguments: argparse.Namespace) -> SeparateOptions:
    values = {field.name: getattr(arguments, field.name) for field in fields(SeparateOptions)}
    values["inputs"] = tuple(arguments.inputs)
    return SeparateOptions(**values)


def _coseparate_options(arguments: argparse.Namespace) -> CoseparateOptions:
    values = {field.name: getattr(arguments, field.name) for field in fields(CoseparateOptions)}
    values["inputs"] = tuple(arguments.inputs)
    values["kind"] = None if arguments.kind == "auto" else arguments.kind
    return CoseparateOptions(**values)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = _Parser(
        prog="unbraid",
        usage="unbraid [FILE]\n       unbraid COMMAND ... (unbraid COMMAND --help tells more)",
        description="Take one recording apart into its sources: in a window, which may be given "
        "a FILE to open, or by a command without one.",
    )
    parser.add_argument("--version", action="version", version=f"unbraid {_version('unbraid')}")
    commands = parser.add_subparsers(
        dest="command", required=True, parser_class=_Parser, prog="unbraid", metavar="COMMAND"
    )
    _add_separate(commands)
    _add_texture(commands)
    _add_coseparate(commands)
    _add_info(commands)
    _add_benchmark(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Refuses what no single option can judge alone."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        known, unknown = super().parse_known_args(args, namespace)
        if getattr(known, "command", None) == "separate":
            self._check_inputs(len(known.inputs), known.making is not None)
        start, end = getattr(known, "start", None), getattr(known, "end", None)
        if end is not None and end <= (start or 0.0):
            self.error(f"--end {end:g} must be after --start {start or 0.0:g}")
        return known, unknown

    def _check_inputs(self, count: int, repeats: bool) -> None:
        if not count and not repeats:
            self.error("the following arguments are required: INPUT")
        if count > 1 and repeats:
            self.error("--from is about one recording: name one INPUT, or none")


def _add_separate(commands: Any) -> None:
    parser = commands.add_parser(
        "separate",
        help="separate recordings into stems",
        description="Write DIR/<input name>_<source name>.wav for each source, of the same rate, "
        "channels and length as the input. The stems sum to it.",
    )
    add = parser.add_argument
    add("inputs", metavar="INPUT", nargs="*", type=Path, help="a sound file")
    add(
        "-o",
        "--output",
        dest="directory",
        metavar="DIR",
        type=Path,
        required=True,
        help="folder for stems",
    )
    add("--sources", type=_sources, default=2, metavar="N", help="how many (default 2)")
    add("--method", choices=separator_names(), default=separator_names()[0])
    add("--preset", choices=PRESETS, default="standard", help="how thoroughly (default standard)")
    add("--iterations", type=_positive, metavar="N", help="instead of the preset's")
    add("--boxes", type=Path, metavar="FILE.json", help="guidance in seconds and Hz of the input")
    add(
        "--from",
        dest="making",
        type=Path,
        metavar="FILE.json",
        help="make exported stems again from the file beside them; INPUT where the recording has "
        "moved; only -o, --overwrite and --json count",
    )
    add("--start", type=_seconds, metavar="S", help="separate from this second on")
    add("--end", type=_seconds, metavar="S", help="separate up to this second")
    add("--seed", type=_seed, default=0, help="the same seed gives the same stems (default 0)")
    add("--device", type=_device, default="auto", help="auto, cpu, cuda or cuda:n (default auto)")
    add("--subtype", choices=KEPT_SUBTYPES, help="of the stems; the input's, or PCM_24")
    add("--level", choices=LEVELS, default="scale", help="for PCM stems beyond full scale")
    add("--masks", action="store_true", help="also write the masks as .npz (seconds from --start)")
    add("--residual", action="store_true", help="also write the mixture minus the stems")
    add("--overwrite", action="store_true", help="replace existing files")
    add("--json", action="store_true", help="one JSON object per input on stdout")


def _texture(arguments: argparse.Namespace, terminal: Terminal) -> int:
    # Imported on demand, because it needs torch.
    from engine.texture_command import TextureOptions, run_texture

    values = {field.name: getattr(arguments, field.name) for field in fields(TextureOptions)}
    return run_texture(TextureOptions(**values), terminal)


def _add_texture(commands: Any) -> None:
    parser = commands.add_parser(
        "texture",
        help="extend rain, a crowd, fire or room tone",
        description="Write a stretch of INPUT followed by more of the same, which is made anew "
        "and not looped, at its rate and with its channels.",
    )
    add = parser.add_argument
    add("input", metavar="INPUT", type=Path, help="a sound file")
    add("-o", "--output", metavar="OUT.wav", type=Path, required=True, help="the file to write")
    add(
        "--duration",
        type=_seconds,
        required=True,
        metavar="SECONDS",
        help="of the whole, the stretch included",
    )
    add("--start", type=_seconds, metavar="S", help="the stretch begins at this second")
    add("--end", type=_seconds, metavar="S", help="the stretch ends at this second")
    add("--seed", type=_seed, default=0, help="another seed gives other sound (default 0)")
    add("--unsteady", action="store_true", help="extend also what changes as speech does")
    add("--overwrite", action="store_true", help="replace an existing file")
    add("--json", action="store_true", help="one JSON object on stdout")


def _add_coseparate(commands: Any) -> None:
    parser = commands.add_parser(
        "coseparate",
        help="take the sound that several files share out of each of them",
        description="Write DIR/<name>_clean.wav and DIR/<name>_shared.wav for each input, which "
        "sum to it, and DIR/shared.wav. Rights in the material are your business.",
    )
    add = parser.add_argument
    add("inputs", metavar="INPUT", nargs="+", type=Path, help="a sound file; two at least")
    add("-o", "--output", dest="directory", metavar="DIR", type=Path, required=True)
    add("--lags", type=_lags, metavar="S,S,…", help="where it begins in each file; else found")
    add(
        "--kind",
        choices=COSEPARATION_KINDS,
        default="auto",
        help="the same waveform, or varied performances",
    )
    add("--boxes", type=Path, metavar="FILE.json", help='guidance; each box names its "mixture"')
    add("--seed", type=_seed, default=0, help="the same seed gives the same parts (default 0)")
    add("--overwrite", action="store_true", help="replace existing files")
    add("--json", action="store_true", help="one JSON object on stdout")


def _add_info(commands: Any) -> None:
    parser = commands.add_parser("info", help="versions, compute devices, sound devices")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def _add_benchmark(commands: Any) -> None:
    listed = "; ".join(f"{name}: {text}" for name, (_, text, _) in BENCHMARKS.items())
    parser = commands.add_parser(
        "benchmark", help="measure quality and speed", description=f"{listed}."
    )
    add = parser.add_argument
    add("name", metavar="NAME", choices=(*BENCHMARKS, *NEEDS_WINDOW), help=", ".join(BENCHMARKS))
    add("path", metavar="PATH", nargs="?", type=Path, help="folder of the benchmark's data")
    add("--items", type=_numbers, metavar="1,5,7-9", help="these items only")
    add("--seeds", type=_numbers, metavar="0,1,2", help="one run per seed")
    add("--device", type=_device, default="auto", help="auto, cpu, cuda or cuda:n")
    add(
        "--method",
        type=_methods,
        default=(),
        metavar="dap:draft,nmf,…",
        help=f"one or several of {', '.join(known_names())}; a method may name its preset",
    )
    add("--preset", choices=PRESETS, default="standard")
    add("--iterations", type=_positive, metavar="N", help="instead of the preset's")
    add("--jobs", type=_positive, default=1, metavar="N", help="processes of one thread each")
    add("--json", type=Path, metavar="FILE", help="write every row there, and go on from there")
    add("--fresh", action="store_true", help="measure anew what the JSON file already holds")
    add("--picture", type=Path, metavar="FILE.svg", help="draw the results there")


def _methods(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(","))
    for name in names:
        if not is_known(name):
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(known_names())}")
    return names


def _sources(text: str) -> int:
    count = _whole(text)
    if not MIN_SOURCES <= count <= MAX_SOURCES:
        raise argparse.ArgumentTypeError(f"must be from {MIN_SOURCES} to {MAX_SOURCES}, not {text}")
    return count


def _positive(text: str) -> int:
    count = _whole(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {text}")
    return count


def _seed(text: str) -> int:
    seed = _whole(text)
    # Methods derive further seeds from it by multiplying; these must fit 64 bits too.
    if not 0 <= seed < 2**48:
        raise argparse.ArgumentTypeError(f"must be from 0 to 2^48 - 1, not {text}")
    return seed


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
        raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds >= 0):
        raise argparse.ArgumentTypeError(f"must be seconds from 0 on, not {text!r}")
    return seconds


def _lags(text: str) -> tuple[float, ...]:
    return tuple(_lag(part) for part in text.split(","))


def _lag(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise argparse.ArgumentTypeError(f"must look like 0.4,1.1,2.3 (seconds), not {text!r}")
    return seconds


def _device(text: str) -> str:
    if not is_device_request(text):
        raise argparse.ArgumentTypeError(f"must be auto, cpu, cuda or cuda:n, not {text!r}")
    return text


def _numbers(text: str) -> tuple[int, ...]:
    """1,5,7-9 as (1, 5, 7, 8, 9)."""
    numbers: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", part.strip())
        if not match:
            raise argparse.ArgumentTypeError(f"must look like 1,5,7-9, not {text!r}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise argparse.ArgumentTypeError(f"{part} runs backwards")
        numbers.extend(range(first, last + 1))
    return tuple(dict.fromkeys(numbers))


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _info(as_json: bool, terminal: Terminal, sound_devices: SoundDevices | None) -> int:
    document = _info_document(sound_devices)
    if as_json:
        terminal.result(json.dumps(document))
        return DONE
    terminal.result(f"unbraid {document['version']}, Python {document['python']}")
    terminal.result(f"on {document['platform']}")
    terminal.result("\nLibraries")
    for name, version in document["libraries"].items():
        terminal.result(f"  {name} {version}")
    terminal.result("\nCompute devices")
    for device in document["devices"]:
        terminal.result(f"  {device['device']}: {_device_line(device)}")
    terminal.result(f"  chosen: {document['device']} ({document['device_reason']})")
    terminal.result("\nSound devices")
    for name in document["sound_devices"]:
        terminal.result(f"  {name}")
    if document["sound_problem"]:
        terminal.result(f"  none: {document['sound_problem']}")
    return DONE


def _info_document(sound_devices: SoundDevices | None) -> dict[str, Any]:
    choice = choose_device("auto")
    names, problem = _sound(sound_devices)
    return {
        "version": _version("unbraid"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "devices": [vars(device) for device in describe_devices()],
        "device": choice.device,
        "device_reason": choice.reason,
        "sound_devices": names,
        "sound_problem": problem,
    }


def _sound(sound_devices: SoundDevices | None) -> tuple[list[str], str]:
    if sound_devices is None:
        return [], "the engine alone plays no sound"
    try:
        names = sound_devices()
    except OSError as error:
        return [], str(error)
    return names, "" if names else "no sound device was found"


def _device_line(device: dict[str, Any]) -> str:
    if device["problem"]:
        return f"{device['title']} {device['problem']}"
    if not device["memory_total"]:
        return str(device["title"])
    total, free = memory_text(device["memory_total"]), memory_text(device["memory_free"])
    return f"{device['title']}, {free} of {total} free"


if __name__ == "__main__":
    sys.exit(main())
