"""Two pieces of work at once, where neither waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import torch

Made = TypeVar("Made")
_IN_TURN = ContextVar("in_turn", default=False)


@contextmanager
def beside(work: Callable[[], Made]) -> Iterator[Callable[[], Made]]:
    """Work in a thread of its own while the body goes on; what is given waits for its result, or
    raises what it raised. At the body's end the work has ended.

    Torch computes on as many cores there as here, but with gradients: work turns them off itself.
    """
    with ThreadPoolExecutor(1) as executor:
        yield _begun(executor, work)


def _begun(executor: ThreadPoolExecutor, work: Callable[[], Made]) -> Callable[[], Made]:
    cores = torch.get_num_threads()

    def alike() -> Made:
        stay_on_cores(cores)
        return work()

    if not _IN_TURN.get():
        try:
            return executor.submit(alike).result
        except RuntimeError:
            # The program is ending: no thread begins any more, but those that run are awaited.
            pass
    made = work()
    return lambda: made


@contextmanager
def in_turn() -> Iterator[None]:
    """Everything in the calling thread, one after the other: for what counts a thread's work."""
    before = _IN_TURN.set(True)
    try:
        yield
    finally:
        _IN_TURN.reset(before)


def stay_on_cores(count: int) -> None:
    """Let torch compute on so many cores in this thread, and in others as before."""
    others = torch.get_num_threads()
    if others == count:
        return
    torch.set_num_threads(count)
    # That became the number for threads to come as well: one of those puts it back.
    restorer = threading.Thread(target=torch.set_num_threads, args=(others,))
    restorer.start()
    restorer.join()
