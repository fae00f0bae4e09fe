"""What the export dialog remembers between exports."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtCore import QSettings

from editor.preferences import APPLICATION, ORGANISATION
from engine.recording import Recording
from resources import demo_path

SUBTYPES = {"WAV": ("PCM_16", "PCM_24", "FLOAT"), "FLAC": ("PCM_16", "PCM_24")}
LEVEL_CHOICES = ("scale", "clip", "refuse")
DEFAULT_PATTERN = "{recording}_{source}"


@dataclass(frozen=True)
class ExportSettings:
    """Format, folder and names of the last export; folder is "" before the first."""

    container: str = "WAV"
    subtype: str = "PCM_24"
    level: str = "scale"
    pattern: str = DEFAULT_PATTERN
    folder: str = ""
    residual: bool = False
    making: bool = False
    mixed: bool = False
    mix: bool = False

    @classmethod
    def load(cls) -> ExportSettings:
        """What was remembered; values that this version does not know read as defaults."""
        stored, standard = QSettings(ORGANISATION, APPLICATION), cls()
        values = {
            name: str(stored.value(f"export/{name}", getattr(standard, name)))
            for name in ("container", "subtype", "level", "pattern", "folder")
        }
        if values["container"] not in SUBTYPES:
            values["container"] = standard.container
        if values["subtype"] not in SUBTYPES[values["container"]]:
            values["subtype"] = standard.subtype
        if values["level"] not in LEVEL_CHOICES:
            values["level"] = standard.level

        def chosen(name: str) -> bool:
            return bool(stored.value(f"export/{name}", False, type=bool))

        return cls(
            **values,
            residual=chosen("residual"),
            making=chosen("making"),
            mixed=chosen("mixed"),
            mix=chosen("mix"),
        )

    def save(self) -> None:
        """Remember for the next time."""
        stored = QSettings(ORGANISATION, APPLICATION)
        for each in fields(self):
            stored.setValue(f"export/{each.name}", getattr(self, each.name))

    def folder_for(self, recording: Recording | None) -> Path:
        """The remembered folder; where it is gone, the recording's own, or the home folder.

        The demo's own folder is the program's: no place for a user's files.
        """
        candidates = [Path(self.folder)] if self.folder else []
        path = None if recording is None else recording.path
        if path is not None and path != demo_path():
            candidates.append(path.absolute().parent)
        return next((folder for folder in candidates if folder.is_dir()), Path.home())
