"""`unbraid separate --from FILE.json`: stems that were exported are made again."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from engine.recording import Recording, RecordingError
from engine.render import export_stems
from engine.separators.base import SeparationError, Step
from engine.session.exports import Making, export_options, made_again, read_making
from engine.session.model import SessionError
from engine.session.recordings import find_recording, is_the_one
from engine.sound_files import shown
from engine.terminal import Terminal

DONE, FAILED = 0, 1


def run_replay(
    file: Path, directory: Path, given: Path | None, terminal: Terminal, *,
    overwrite: bool, as_json: bool,
) -> int:  # fmt: skip
    """Make the stems of that file again; the exit status. given: where the recording is now."""
    began = time.perf_counter()
    try:
        making = read_making(file)
        path = _recording_of(making, file, given)
        options = export_options(making, directory, overwrite=overwrite)
        mixture = Recording.open(path)
        try:
            masks = made_again(making, mixture, _teller(path, terminal))
            terminal.begin()
            report = export_stems(mixture, masks, making.names, options)
        finally:
            mixture.close()
    except (SessionError, RecordingError, SeparationError) as error:
        message = str(error)
        terminal.error(message if shown(file) in message else f"{shown(file)}: {message}")
        return FAILED
    paths = [str(path) for path in report.paths]
    if making.left_out:
        terminal.say(f"not made again, because stems were added: {', '.join(making.left_out)}")
    if as_json:
        document: dict[str, Any] = {
            "input": str(path),
            "from": str(file),
            "outputs": paths,
            "sources": list(making.names),
            "runs": len(making.result.recipe),
            "left_out": list(making.left_out),
            "seconds": round(time.perf_counter() - began, 3),
        }
        terminal.result(json.dumps(document))
    else:
        for written in paths:
            terminal.result(written)
    return DONE


def _recording_of(making: Making, file: Path, given: Path | None) -> Path:
    reference = making.reference
    if given is not None:
        if not is_the_one(given, reference):
            raise SessionError(f"{shown(given)} is not the recording that the stems were made of.")
        return given
    found = find_recording(reference, file)
    if found is None:
        raise SessionError(
            f"the recording {reference.name} was not found as it was; name it as INPUT."
        )
    return found


def _teller(path: Path, terminal: Terminal) -> Any:
    def tell(step: Step, run: int) -> None:
        fraction = None if not step.total else step.iteration / step.total
        terminal.progress(f"{path.name}: run {run}, iteration {step.iteration}", fraction)

    return tell
