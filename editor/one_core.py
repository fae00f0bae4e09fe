"""Keeps a thread's numerical work on one core, beside a separation that has the others."""

from __future__ import annotations

import threading


def stay_on_one_core() -> None:
    """Let torch compute in this thread alone: shared with a separation, cores spin in vain."""
    import torch

    others = torch.get_num_threads()
    if others == 1:
        return
    torch.set_num_threads(1)
    # That became the number for threads to come as well: one of those puts it back.
    restorer = threading.Thread(target=torch.set_num_threads, args=(others,))
    restorer.start()
    restorer.join()
