"""The program's start and end, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from editor import __main__ as program
from editor import application
from editor.main_window import MainWindow
from editor.windows import windows

CHECKOUT = Path(__file__).resolve().parents[2]


def environment(home: Path, **more: str) -> dict[str, str]:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "HOME": str(home), **more}


def run(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, **more},
        check=False,
    )


def test_a_command_never_imports_qt() -> None:
    code = (
        "import sys; from editor.__main__ import main; status = main(['--version']);"
        "loaded = [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))];"
        "sys.exit(status or bool(loaded))"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("unbraid ")


TALL_LINE = """
import os
from editor.__main__ import paint_in_one_thread
paint_in_one_thread()
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
application = QGuiApplication([])
picture = QImage(100, 800, QImage.Format.Format_ARGB32_Premultiplied)
painter = QPainter(picture)
painter.setPen(QPen(QColor(0, 0, 0, 150), 3.0))
painter.drawLine(QLineF(50, 0, 50, 800))
painter.end()
for task in os.listdir("/proc/self/task"):
    print(open(f"/proc/self/task/{task}/comm").read().strip())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads have names on Linux")
def test_a_tall_line_is_painted_without_threads_of_qts_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_NO_GUI_THREADPOOL", raising=False)
    done = run(TALL_LINE)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "pooled" not in done.stdout


def test_the_window_is_there_before_torch_and_scipy() -> None:
    code = (
        "import sys; import editor.application;"
        "print([name for name in ('torch', 'torchaudio', 'scipy') if name in sys.modules])"
    )
    assert run(code, QT_QPA_PLATFORM="offscreen").stdout.strip() == "[]"


def test_without_a_display_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert program.main([]) == 1
    said = capsys.readouterr().err
    assert "no display" in said
    assert "unbraid separate" in said
    assert said.count("\n") == 1


def test_two_files_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["a.wav", "b.wav"]) == 2
    assert "one file" in capsys.readouterr().err


def test_it_starts_says_ready_and_ends_on_a_signal(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "editor"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        env=environment(tmp_path, QT_QPA_PLATFORM="offscreen", UNBRAID_LOG="info"),
    )
    assert process.stderr is not None
    with process.stderr:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if "ready" in line:
                process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert [line for line in lines if "ready" in line]
    assert not [line for line in lines if "Traceback" in line]


def test_a_mistake_is_logged_and_shown_and_the_work_goes_on(
    window: MainWindow, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    windows().add(window)
    application.report_mistakes(windows())
    mistake = ZeroDivisionError("oops")
    sys.excepthook(ZeroDivisionError, mistake, None)
    assert "ZeroDivisionError: oops" in window.messages.texts[0]
    assert "oops" in caplog.text
    assert window.isVisible()


def test_the_log_goes_to_a_file(isolated_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import logging; from editor.logs import log_file, start_logging; start_logging();"
        "logging.getLogger('x').warning('seen'); print(log_file())"
    )
    done = run(code)
    path = Path(done.stdout.strip())
    assert path.is_relative_to(isolated_settings)
    assert "seen" in path.read_text()


def test_an_unwritable_log_is_no_reason_not_to_start(tmp_path: Path) -> None:
    blocked = tmp_path / "state"
    blocked.write_text("a file where a folder should be")
    code = "from editor.logs import start_logging; start_logging(); print('went on')"
    done = run(code, XDG_STATE_HOME=str(blocked))
    assert done.stdout == "went on\n"
    assert "cannot be written" in done.stderr
