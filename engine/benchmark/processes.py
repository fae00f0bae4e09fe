"""Items of a benchmark in several processes of one thread each."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, TypeVar

from engine.benchmark.report import BenchmarkError, Clock, Report, Row

Result = TypeVar("Result")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def _begin_process() -> None:
    import torch

    torch.set_num_threads(1)
    # Ctrl+C reaches every process; the first one speaks for all.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _environment_of_one_thread() -> Iterator[None]:
    """Processes started inside compute with one thread each, numpy's included."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def one_by_one(
    measure: Callable[..., Result], work: Sequence[tuple[Any, ...]], jobs: int
) -> Iterator[Result]:
    """measure(*arguments) for all the work, as it is done: in this process, or in several.

    measure must be a module's function. Raises BenchmarkError where a process is lost.
    """
    if jobs == 1:
        for arguments in work:
            yield measure(*arguments)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_process) as pool:
        with _environment_of_one_thread():
            futures = [pool.submit(measure, *arguments) for arguments in work]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenExecutor as error:
            raise BenchmarkError(
                "a process ended before its time, perhaps for want of memory; try fewer --jobs"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def rows_of_all(
    measure: Callable[..., list[Row]],
    work: Sequence[tuple[Any, ...]],
    jobs: int,
    report: Report,
    describe: Callable[[list[Row]], str],
    keep: Callable[[list[Row]], list[Row]] = list,
) -> list[Row]:
    """The rows of all the work, as it is done, with progress and the time that is left.

    keep: what becomes of the rows of one piece of work as soon as they are there.
    """
    clock = Clock()
    rows: list[Row] = []
    for done, measured in enumerate(one_by_one(measure, work, jobs), start=1):
        rows += keep(measured)
        left = clock.seconds / done * (len(work) - done)
        report.progress(f"{describe(measured)} ({done} of {len(work)}, {left:.0f} s left)".lstrip())
    return rows
