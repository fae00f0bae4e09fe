"""Two pieces of work at once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading

import pytest

from engine.beside import beside, in_turn


def test_the_body_goes_on_while_the_work_is_done() -> None:
    met = threading.Barrier(2, timeout=20.0)
    with beside(lambda: met.wait() + 100) as made:
        met.wait()  # Comes through only if the work waits there too.
        assert made() in (100, 101)


def test_what_fails_beside_is_raised_where_its_result_is_asked_for() -> None:
    def fail() -> None:
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"), beside(fail) as made:
        made()


def test_a_failing_body_waits_for_the_work() -> None:
    ended = threading.Event()
    with pytest.raises(KeyError), beside(ended.set):
        raise KeyError
    assert ended.is_set()


def test_in_turn_all_is_done_in_the_calling_thread() -> None:
    own = threading.get_ident()
    with in_turn(), beside(threading.get_ident) as made:
        assert made() == own
    with beside(threading.get_ident) as made:
        assert made() != own


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        # A run that the end of the program overtakes still comes to its end.
        (
            """
            def late():
                threading.main_thread().join()
                with beside(lambda: 7) as made:
                    print(made())
            threading.Thread(target=late).start()
            """,
            "7",
        ),
        # Torch's number of threads comes along, and is the others' own as before.
        (
            """
            torch.set_num_threads(3)
            stay_on_cores(2)
            with beside(torch.get_num_threads) as made:
                print(made(), end=" ")
            other = threading.Thread(target=lambda: print(torch.get_num_threads()))
            other.start()
            """,
            "2 3",
        ),
    ],
)
def test_threads_of_a_program(code: str, printed: str) -> None:
    head = "import threading, torch\nfrom engine.beside import beside, stay_on_cores\n"
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == printed, done.stderr
