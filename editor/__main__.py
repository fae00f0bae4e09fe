"""`unbraid`: a command of the engine, or the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.benchmark.report import BenchmarkOptions, Report

COMMANDS = {"separate", "texture", "coseparate", "denoise", "benchmark", "info"}
OPTIONS = {"-h", "--help", "--version"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments say; the exit status.

    A command never imports Qt, but for a benchmark of the window.
    """
    leave_one_core()
    paint_in_one_thread()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and (arguments[0] in COMMANDS | OPTIONS or arguments[0].startswith("-")):
        try:
            from engine.cli import main as run_command
        except KeyboardInterrupt:
            return 130

        return run_command(
            arguments,
            sound_devices=_sound_devices,
            window_benchmarks={
                "interaction": _benchmark_interaction,
                "events": _benchmark_events,
                "marks": _benchmark_marks,
                "crash": _benchmark_crash,
                "faults": _benchmark_faults,
                "sessions": _benchmark_sessions,
                "dropouts": _benchmark_dropouts,
            },
        )
    if len(arguments) > 1:
        sys.stderr.write(
            f"unbraid: the window opens one file, not {len(arguments)}; "
            "put a name with spaces in quotes, or see unbraid --help\n"
        )
        return 2
    problem = _missing_display()
    if problem:
        sys.stderr.write(f"unbraid: {problem}\n")
        return 1
    from editor.application import run

    return run(arguments[0] if arguments else None)


def leave_one_core() -> None:
    """Numerical libraries take all cores but one, unless the environment says otherwise.

    Their threads wait for each other by spinning: with a busy window or another program on one
    of them, as many threads as cores are several times slower than one fewer.
    """
    threads = str(max(1, (os.cpu_count() or 1) - 1))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, threads)


def paint_in_one_thread() -> None:
    """Qt paints in the window's thread alone, unless the environment says otherwise.

    Else it hands long fills, even a playhead, to threads of its own and waits for them with
    Python's lock in its hand: beside a separation that cost more than all other painting.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")


def _missing_display() -> str:
    """Why no window can be shown, "" when one can; Qt would end the process instead."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return (
        "there is no display to open a window on; without one use `unbraid separate FILE -o FOLDER`"
    )


def _benchmark_interaction(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark import run

    return run(options, report)


def _benchmark_events(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """The window's own benchmark of events, imported only when it is wanted."""
    from editor.benchmark_events import run

    return run(options, report)


def _benchmark_marks(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark_marks import run

    return run(options, report)


def _benchmark_crash(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark_crash import run

    return run(options, report)


def _benchmark_faults(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark_faults import run

    return run(options, report)


def _benchmark_sessions(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark_sessions import run

    return run(options, report)


def _benchmark_dropouts(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    from editor.benchmark_dropouts import run

    return run(options, report)


def _sound_devices() -> list[str]:
    from editor.sound_output import OutputError, device_names

    try:
        return device_names()
    except OutputError as error:
        raise OSError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
