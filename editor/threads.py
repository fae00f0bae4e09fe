"""Manners of threads that compute beside the window, the sound and each other."""

from __future__ import annotations

import os
import sys
import threading

# The window and the answers to a person go before what gives way. Not by much, for a thread that
# is kept from its core may hold Python's lock, and all wait for it.
NICENESS = 5

# How long a thread may compute in Python while another one waits for its turn. Python's own 5 ms
# add up where an answer takes a hundred turns.
TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let threads that compute in Python take turns often: the window waits less for them."""
    sys.setswitchinterval(TURN_SECONDS)


def stay_on_one_core() -> None:
    """Let torch compute in this thread alone: shared with a separation, cores spin in vain."""
    from engine.beside import stay_on_cores

    stay_on_cores(1)


def give_way() -> None:
    """Let other threads go first, wherever cores are scarce, and interrupt none that computes.

    For Linux, where single threads have priorities; elsewhere nothing changes.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, NICENESS)
        os.sched_setscheduler(thread, os.SCHED_BATCH, os.sched_param(0))
