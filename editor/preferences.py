"""What is remembered between starts, in the system's place for settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QSettings

from editor.theme import THEMES, ThemeName
from engine.separators.base import MAX_SOURCES, MIN_SOURCES

ORGANISATION = "Unbraid"
APPLICATION = "Unbraid"
RECENT_COUNT = 10
LAYOUT_VERSION = 2
_KEYS = "keys"
Wheel = Literal["zoom", "scroll"]
WHEELS: tuple[Wheel, ...] = get_args(Wheel)
DEFAULT_THEME: ThemeName = "dark"
LANGUAGES = ("en", "de")
DEFAULT_CACHE_MB = 192
CACHE_RANGE_MB = (64, 4096)
AUTOSAVE_SECONDS = (1.5, 10.0, 60.0)
DEFAULT_AUTOSAVE = 1.5


class Preferences:
    """Typed access to QSettings; a damaged value reads as its default."""

    def __init__(self) -> None:
        self._settings = QSettings(ORGANISATION, APPLICATION)

    @property
    def refine_while_drawing(self) -> bool:
        """Whether a drawn box sets a separation off by itself."""
        return bool(self._settings.value("separation/refine_while_drawing", True, type=bool))

    @refine_while_drawing.setter
    def refine_while_drawing(self, value: bool) -> None:
        self._settings.setValue("separation/refine_while_drawing", value)

    @property
    def output_device(self) -> str:
        """Key of the sound device to play through; "" for the system's default."""
        stored = self._settings.value("sound/output_device", "")
        return stored if isinstance(stored, str) else ""

    @output_device.setter
    def output_device(self, value: str) -> None:
        self._settings.setValue("sound/output_device", value)

    @property
    def theme(self) -> ThemeName:
        """Colours of the windows."""
        stored = self._settings.value("window/theme", DEFAULT_THEME)
        return stored if stored in THEMES else DEFAULT_THEME

    @theme.setter
    def theme(self, value: ThemeName) -> None:
        self._settings.setValue("window/theme", value)

    @property
    def language(self) -> str:
        """The code of the language chosen for the next start; "" for the system's."""
        stored = self._settings.value("window/language", "")
        return stored if stored in LANGUAGES else ""

    @language.setter
    def language(self, value: str) -> None:
        self._settings.setValue("window/language", value)

    @property
    def tour_seen(self) -> bool:
        """Whether the tour was skipped or finished once."""
        return bool(self._settings.value("window/tour_seen", False, type=bool))

    @tour_seen.setter
    def tour_seen(self, value: bool) -> None:
        self._settings.setValue("window/tour_seen", value)

    @property
    def wheel(self) -> Wheel:
        """What the wheel does on the picture: it zooms, or it scrolls along the time."""
        stored = self._settings.value("window/wheel", "zoom")
        return stored if stored in WHEELS else "zoom"

    @wheel.setter
    def wheel(self, value: Wheel) -> None:
        self._settings.setValue("window/wheel", value)

    @property
    def scrubs(self) -> bool:
        """Whether the sound under the playhead is heard while it is dragged."""
        return bool(self._settings.value("sound/scrub", True, type=bool))

    @scrubs.setter
    def scrubs(self, value: bool) -> None:
        self._settings.setValue("sound/scrub", value)

    @property
    def cache_megabytes(self) -> int:
        """How much sound is kept ready for listening, in MB."""
        return self._whole_number("sound/cache_megabytes", DEFAULT_CACHE_MB, *CACHE_RANGE_MB)

    @cache_megabytes.setter
    def cache_megabytes(self, value: int) -> None:
        self._settings.setValue("sound/cache_megabytes", value)

    @property
    def autosave_seconds(self) -> float:
        """How long after a change the work is kept for after a crash."""
        try:
            value = float(str(self._settings.value("files/autosave_seconds", DEFAULT_AUTOSAVE)))
        except ValueError:
            return DEFAULT_AUTOSAVE
        return value if value in AUTOSAVE_SECONDS else DEFAULT_AUTOSAVE

    @autosave_seconds.setter
    def autosave_seconds(self, value: float) -> None:
        self._settings.setValue("files/autosave_seconds", value)

    @property
    def own_keys(self) -> dict[str, tuple[str, ...]]:
        """Keys that were chosen in the place of the program's, by the id of their action."""
        self._settings.beginGroup(_KEYS)
        try:
            stored = {name: self._settings.value(name) for name in self._settings.childKeys()}
        finally:
            self._settings.endGroup()
        return {
            name: tuple(value.split("\n")) if value else ()
            for name, value in stored.items()
            if isinstance(value, str)
        }

    @own_keys.setter
    def own_keys(self, value: Mapping[str, tuple[str, ...]]) -> None:
        self._settings.remove(_KEYS)
        for name, keys in value.items():
            self._settings.setValue(f"{_KEYS}/{name}", "\n".join(keys))

    @property
    def method(self) -> str:
        """The method of a separation at the start; "" for the program's own choice."""
        stored = self._settings.value("separation/method", "")
        return stored if isinstance(stored, str) else ""

    @method.setter
    def method(self, value: str) -> None:
        self._settings.setValue("separation/method", value)

    @property
    def preset(self) -> str:
        """The quality of a separation at the start; "" for the program's own choice."""
        stored = self._settings.value("separation/preset", "")
        return stored if isinstance(stored, str) else ""

    @preset.setter
    def preset(self, value: str) -> None:
        self._settings.setValue("separation/preset", value)

    @property
    def sources(self) -> int:
        """The number of sources at the start."""
        return self._whole_number("separation/sources", MIN_SOURCES, MIN_SOURCES, MAX_SOURCES)

    @sources.setter
    def sources(self, value: int) -> None:
        self._settings.setValue("separation/sources", value)

    def _whole_number(self, key: str, default: int, least: int, most: int) -> int:
        try:
            value = int(str(self._settings.value(key, default)))
        except ValueError:
            return default
        return min(max(value, least), most)

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """Recordings opened lately, the newest first."""
        stored = self._settings.value("files/recent", [])
        entries = stored if isinstance(stored, list) else [stored]
        return tuple(Path(entry) for entry in entries if isinstance(entry, str) and entry)

    def add_recent_file(self, path: Path) -> None:
        """Put a recording first in the list."""
        others = (known for known in self.recent_files if known != path)
        self._set_recent((path, *others))

    def forget_recent_file(self, path: Path) -> None:
        """Take a recording off the list, because it is gone."""
        self._set_recent(known for known in self.recent_files if known != path)

    def clear_recent_files(self) -> None:
        """Empty the list."""
        self._set_recent(())

    def _set_recent(self, paths: Iterable[Path]) -> None:
        entries = [str(path) for path in paths]
        self._settings.setValue("files/recent", entries[:RECENT_COUNT])

    @property
    def open_folder(self) -> Path:
        """Where the open dialog starts."""
        stored = self._settings.value("files/open_folder", "")
        folder = Path(stored) if isinstance(stored, str) and stored else Path.home()
        return folder if folder.is_dir() else Path.home()

    @open_folder.setter
    def open_folder(self, value: Path) -> None:
        self._settings.setValue("files/open_folder", str(value))

    def view(self, name: str) -> str:
        """How the picture was shown, by the name of a choice; "" where nothing is known."""
        stored = self._settings.value(f"view/{name}", "")
        return stored if isinstance(stored, str) else ""

    def set_view(self, name: str, value: str) -> None:
        """Remember it."""
        self._settings.setValue(f"view/{name}", value)

    def layout(self, part: str) -> QByteArray:
        """The remembered geometry or arrangement of a part of the window; empty at first."""
        stored = self._settings.value(f"window/{LAYOUT_VERSION}/{part}")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def set_layout(self, part: str, value: QByteArray) -> None:
        """Remember it."""
        self._settings.setValue(f"window/{LAYOUT_VERSION}/{part}", value)

    def sync(self) -> None:
        """Write everything down now."""
        self._settings.sync()
