"""Files in sentences: a file's name says which it is, and its path only where two have one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from engine.sound_files import shown


def file_names(paths: Sequence[Path]) -> list[str]:
    """What each file is called beside the others."""
    count = Counter(shown(path.name) for path in paths)
    return [shown(path) if count[shown(path.name)] > 1 else shown(path.name) for path in paths]


def briefly(sentence: str, paths: Iterable[Path]) -> str:
    """The sentence with those files' names instead of their paths."""
    known = list(dict.fromkeys(paths))
    names = {shown(path): name for path, name in zip(known, file_names(known), strict=True)}
    if not names:
        return sentence
    # The longest first: one path may begin another.
    longest = sorted(names, key=len, reverse=True)
    pattern = r"(?<![\w/\\])(" + "|".join(re.escape(path) for path in longest) + ")"
    return re.sub(pattern, lambda found: names[found.group()], sentence)
