"""Where the log goes: a small file in the user's folder, and stderr when UNBRAID_LOG asks."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QStandardPaths

VARIABLE = "UNBRAID_LOG"
LOG_BYTES = 512 * 1024
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_file() -> Path:
    """The file that the log is written to."""
    place = QStandardPaths.StandardLocation.GenericStateLocation
    return Path(QStandardPaths.writableLocation(place)) / "unbraid" / "unbraid.log"


def start_logging() -> None:
    """Log to the file, and from the level named by UNBRAID_LOG also to stderr."""
    wanted = os.environ.get(VARIABLE, "").upper()
    level = logging.getLevelNamesMapping().get(wanted, logging.WARNING)
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    problem = ""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handlers.append(RotatingFileHandler(log_file(), maxBytes=LOG_BYTES, backupCount=1))
    except OSError as error:
        problem = f"the log file cannot be written ({error})"
    logging.basicConfig(level=level, format=_FORMAT, handlers=handlers)
    if problem:
        logging.getLogger(__name__).warning(problem)
