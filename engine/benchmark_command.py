"""`unbraid benchmark`: run one, print its tables, write its document."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.benchmark import BENCHMARKS, NEEDS_WINDOW, Benchmark, load_benchmark
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report, write_json
from engine.benchmark.stored import is_unfinished
from engine.devices import DeviceError, choose_device
from engine.separate_command import DONE, FAILED, WRONG_USAGE
from engine.separators import separator_names
from engine.separators.base import SeparationError
from engine.terminal import Terminal

VersionOf = Callable[[str], str]


def run_benchmark(
    arguments: argparse.Namespace,
    terminal: Terminal,
    of_window: Mapping[str, Benchmark],
    version_of: VersionOf,
) -> int:
    """Do what the arguments say; returns the exit status.

    of_window: the editor's benchmarks, by name. version_of: a distribution's version.
    """
    name = arguments.name
    if name in NEEDS_WINDOW and name not in of_window:
        terminal.error(f"the benchmark {name} belongs to the editor, which was not started")
        return WRONG_USAGE
    if name in BENCHMARKS and BENCHMARKS[name].needs_data and arguments.path is None:
        terminal.error(f"the benchmark {name} needs the folder of its data: {name} PATH")
        return WRONG_USAGE
    try:
        for target in (arguments.json, arguments.picture):
            if target is not None:
                _check_target(target)
        benchmark = of_window.get(name) or load_benchmark(name)
        document = _measured(benchmark, arguments, terminal, version_of)
        if arguments.json is not None:
            write_json(arguments.json, document)
    except (BenchmarkError, DeviceError, SeparationError) as error:
        terminal.error(str(error))
        return FAILED
    except OSError as error:
        terminal.error(f"{error.filename or name}: {error.strerror or error}")
        return FAILED
    return DONE


def _measured(
    benchmark: Benchmark, arguments: argparse.Namespace, terminal: Terminal, version_of: VersionOf
) -> dict[str, Any]:
    choice = choose_device(arguments.device)
    terminal.say(f"computing on {choice.device}: {choice.reason}")
    options = BenchmarkOptions(
        path=arguments.path,
        items=arguments.items,
        seeds=arguments.seeds or _seeds_of(arguments.name),
        device=choice.device,
        method=_method_of(arguments.method),
        methods=arguments.method,
        preset=arguments.preset,
        iterations=arguments.iterations,
        jobs=arguments.jobs,
        json=arguments.json,
        fresh=arguments.fresh,
        picture=arguments.picture,
    )
    document = benchmark(options, Report(terminal.result, terminal.say))
    described = {
        "benchmark": arguments.name,
        "version": version_of("unbraid"),
        "torch": version_of("torch"),
        "platform": platform.platform(),
        "device": choice.device,
        "device_reason": choice.reason,
    }
    return {**described, **document}


def what_is_left(arguments: argparse.Namespace) -> str:
    """After a command was broken off: a benchmark that keeps its rows can go on from them."""
    target = arguments.json if arguments.command == "benchmark" else None
    if target is not None and is_unfinished(target):
        return f"what was measured is in {target}, and the same command goes on from there"
    return "nothing partial was left"


def _check_target(path: Path) -> None:
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise BenchmarkError(f"{path}: cannot be written; name a file in an existing folder")


def _seeds_of(name: str) -> tuple[int, ...]:
    return BENCHMARKS[name].seeds if name in BENCHMARKS else (0,)


def _method_of(methods: tuple[str, ...]) -> str:
    """The first method that is one, for benchmarks that take only one."""
    names = (text.partition(":")[0] for text in methods)
    return next((name for name in names if name in separator_names()), separator_names()[0])
