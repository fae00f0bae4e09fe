"""Installs Unbraid into .venv beside this checkout: system libraries, virtual environment, package.

    python3 packaging/install.py           what the editor needs
    python3 packaging/install.py --test    what the tests need besides

Needs nothing but Python 3.11 or newer and, on Debian and Ubuntu, apt; elsewhere the system
libraries are left alone. What is there already is used as it is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"

EDITOR_PACKAGES = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libportaudio2",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-shape0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
)
TEST_PACKAGES = (
    "appstream",
    "desktop-file-utils",
    "imagemagick",
    "libasound2-plugins",
    "openbox",
    "pulseaudio",
    "pulseaudio-utils",
    "xdotool",
    "xvfb",
)


def main() -> None:
    """Install what is missing; ends with one sentence and status 1 where that fails."""
    parser = argparse.ArgumentParser(description="Install Unbraid into .venv of this checkout.")
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    wanted = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the user has
        sys.exit(f"Unbraid needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    try:
        install_system_libraries(EDITOR_PACKAGES + (TEST_PACKAGES if wanted.test else ()))
        python = ensure_virtual_environment()
        target = f"{CHECKOUT}[test]" if wanted.test else str(CHECKOUT)
        run([str(python), "-m", "pip", "install", "--quiet", "--editable", target])
    except subprocess.CalledProcessError as error:
        sys.exit(f"The installation stopped: {' '.join(error.cmd)} gave status {error.returncode}.")


def install_system_libraries(packages: Sequence[str]) -> None:
    """Install the Debian packages that are missing, through sudo only where not root."""
    if shutil.which("apt-get") is None:
        return
    missing = [package for package in packages if not is_installed(package)]
    if not can_make_virtual_environments():
        missing.append("python3-venv")
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if as_root and shutil.which("sudo") is None:
        sys.stderr.write(f"Without root rights, left uninstalled: {' '.join(missing)}.\n")
        return
    run([*as_root, "apt-get", "update", "-qq"])
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-qq", "-y"]
    run([*as_root, *quiet, "--no-install-recommends", *missing])


def is_installed(package: str) -> bool:
    """Whether dpkg has the package, also under the name it got with 64-bit time."""
    for name in (package, f"{package}t64"):
        query = ["dpkg-query", "-W", "-f=${Status}", name]
        answer = subprocess.run(query, capture_output=True, text=True, check=False)
        if answer.stdout == "install ok installed":
            return True
    return False


def can_make_virtual_environments() -> bool:
    """Debian ships Python's venv and ensurepip apart from Python."""
    probe = [sys.executable, "-c", "import venv, ensurepip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def ensure_virtual_environment() -> Path:
    """The Python of .venv, which is made where it is missing or no longer runs."""
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not runs(python, "import sys; sys.exit(sys.version_info < (3, 11))"):
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if not runs(python, "import pip"):
        run([str(python), "-m", "ensurepip"])
    return python


def runs(python: Path, code: str) -> bool:
    """Whether this Python exists and the code runs in it."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def run(command: list[str]) -> None:
    """Run a command with its output shown; raises CalledProcessError."""
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
