"""The project as a whole: import contracts, style, types, packaging, what the README promises."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from engine.guidance import parse_guidance
from resources import demo_path, icon_path

CHECKOUT = Path(__file__).resolve().parents[1]
LARGEST_FILE = 2_000_000
TORCH_FREE = ("editor.__main__", "editor.main_window", "engine.cli", "engine.separators")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def assert_passes(*command: str | Path) -> None:
    finished = run(*command)
    assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"


def system_tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def shell_commands(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


@pytest.fixture(scope="module")
def readme() -> str:
    return (CHECKOUT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project() -> dict[str, dict[str, object]]:
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def test_import_contracts_hold() -> None:
    assert_passes(tool("lint-imports"))


def test_ruff_finds_nothing() -> None:
    assert_passes(tool("ruff"), "check", ".")


def test_ruff_would_format_nothing() -> None:
    assert_passes(tool("ruff"), "format", "--check", ".")


def test_types_of_engine_and_editor_hold() -> None:
    assert_passes(tool("mypy"))


@pytest.mark.parametrize("module", TORCH_FREE)
def test_what_stands_before_the_window_imports_neither_torch_nor_scipy(module: str) -> None:
    code = (
        f"import sys, {module};"
        "sys.exit(' '.join(sorted({'torch', 'scipy'} & set(sys.modules))) or 0)"
    )
    assert_passes(sys.executable, "-c", code)


def test_the_desktop_entry_is_valid(project: dict[str, dict[str, object]]) -> None:
    entry = CHECKOUT / "packaging" / "unbraid.desktop"
    assert_passes(system_tool("desktop-file-validate"), entry)
    command = re.search(r"^Exec=(\S+)", entry.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert command is not None
    assert command[1] in project["project"]["scripts"]  # type: ignore[operator]


def test_the_appstream_description_is_valid() -> None:
    metainfo = CHECKOUT / "packaging" / "unbraid.metainfo.xml"
    assert_passes(system_tool("appstreamcli"), "validate", "--no-net", metainfo)


def test_the_icon_is_what_its_drawing_says() -> None:
    code = (
        "import runpy; from PySide6.QtGui import QImage;"
        f"drawn = runpy.run_path({str(CHECKOUT / 'packaging' / 'make_icon.py')!r})['draw_icon']();"
        f"stored = QImage({str(icon_path())!r}).convertToFormat(drawn.format());"
        "assert stored.size() == drawn.size();"
        "import numpy;"
        "pixels = [numpy.frombuffer(i.constBits(), 'u1').astype(int) for i in (stored, drawn)];"
        "difference = numpy.abs(pixels[0] - pixels[1]).mean();"
        "assert difference < 0.5, difference"
    )
    assert_passes(sys.executable, "-c", code)


def test_no_file_is_large() -> None:
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = run(system_tool("git"), "ls-files", "-z")
    assert listing.returncode == 0, listing.stderr
    tracked = [CHECKOUT / name for name in listing.stdout.split("\0") if name]
    present = [path for path in tracked if path.is_file()]
    assert demo_path() in present
    assert [str(path) for path in present if path.stat().st_size >= LARGEST_FILE] == []


def test_the_readme_gives_one_line_to_open_one_to_test_and_one_without_a_window(
    readme: str, project: dict[str, dict[str, object]]
) -> None:
    opening, testing, headless = shell_commands(readme)
    scripts = {f".venv/bin/{name}" for name in project["project"]["scripts"]}
    install, start = opening.split(" && ")
    assert start in scripts
    assert (CHECKOUT / shlex.split(install)[1]).is_file()
    assert testing.startswith(f"{install} --test && ")
    assert shlex.split(headless)[0] in scripts


def test_continuous_integration_runs_the_readmes_test_command(readme: str) -> None:
    script = CHECKOUT / ".ci" / "run"
    testing = shell_commands(readme)[1]
    assert testing in script.read_text(encoding="utf-8").splitlines()
    assert os.access(script, os.X_OK)


def test_the_readmes_command_without_a_window_writes_the_files_it_names(
    readme: str, tmp_path: Path
) -> None:
    arguments = shlex.split(shell_commands(readme)[2])[1:]
    arguments[arguments.index("-o") + 1] = str(tmp_path)
    assert_passes(sys.executable, "-m", "editor", *arguments, "--iterations", "2")
    written = {f"stems/{path.name}" for path in tmp_path.iterdir()}
    assert written == set(re.findall(r"`(stems/\S+?)`", readme))


def test_the_readmes_box_file_is_one(readme: str) -> None:
    example = re.search(r"^```json\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    assert example is not None
    names, guidance = parse_guidance(json.loads(example[1]))
    assert names == ("guitar", "blackbird")
    assert len(guidance.boxes) == 3


def test_the_pictures_the_readme_shows_are_here(readme: str) -> None:
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)
    assert shown
    assert [path for path in shown if not (CHECKOUT / path).is_file()] == []


def test_the_install_script_looks_for_what_debian_needs() -> None:
    path = CHECKOUT / "packaging" / "install.py"
    specification = importlib.util.spec_from_file_location("install", path)
    assert specification is not None
    assert specification.loader is not None
    install = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(install)
    if shutil.which("dpkg-query") is None:
        pytest.skip("not a Debian system")
    assert install.is_installed("dpkg")
    assert not install.is_installed("a-package-that-nobody-made")


def test_the_change_log_begins_with_what_comes_next() -> None:
    log = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.match(r"# Changes\n\n## Unreleased\n\n\S", log)
