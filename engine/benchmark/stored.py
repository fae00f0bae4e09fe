"""Rows of a benchmark in its JSON file: a run that was broken off goes on where it stood.

A row is taken up again where its item, seed and method are wanted and its `made_by` is still the
same: a digest of the sound, the settings, the device's kind, torch's version and the source text of
every module of ours that the method and its scoring rest on.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Row, jsonable, write_json

_ROOT = Path(__file__).resolve().parents[2]
# What only names things and prints them changes no row.
_NO_MATTER = frozenset(
    f"engine.benchmark.{name}" for name in ("contenders", "processes", "report", "stored")
)
Key = tuple[Any, ...]


@lru_cache
def _imported(module: str) -> tuple[bytes, frozenset[str]]:
    """A module's source and the modules of the engine that it imports."""
    base = _ROOT.joinpath(*module.split("."))
    path = next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.is_file()), None)
    if path is None:
        return b"", frozenset()
    source = path.read_bytes()
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return source, frozenset(name for name in names if name.startswith("engine."))


@lru_cache
def code_of(*modules: str) -> str:
    """A digest of the source of these modules and of all of the engine that they import."""
    known: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in known and module not in _NO_MATTER:
            known.add(module)
            waiting += _imported(module)[1]
    digest = hashlib.sha256()
    for module in sorted(known):
        source = _imported(module)[0]
        if source:
            digest.update(module.encode() + b"\0" + source)
    return digest.hexdigest()


def made_by(options: BenchmarkOptions, modules: Sequence[str], *parts: object) -> str:
    """What a row depends on, in 16 digits: the modules' code, the device, and the parts' repr."""
    torch = importlib.metadata.version("torch")
    device = options.device.partition(":")[0]
    text = repr((code_of(*modules), torch, device, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class StoredRows:
    """The rows in a benchmark's JSON file, and those that this run adds to them."""

    def __init__(self, options: BenchmarkOptions, benchmark: str) -> None:
        """Raises BenchmarkError where the file is not that benchmark's."""
        self._path = options.json
        self._benchmark = benchmark
        self._rows: dict[Key, Row] = {}
        if self._path is not None and self._path.is_file() and not options.fresh:
            for row in _read(self._path, benchmark):
                self._rows[_key(row)] = row

    def wanted(self, key: Key) -> Row | None:
        """The stored row of this key (item, seed, method, made_by)."""
        return self._rows.get(key)

    def add(self, rows: Sequence[Row]) -> list[Row]:
        """Keep new rows as JSON holds them, and write the file. Rows of older code go."""
        plain: list[Row] = [jsonable(row) for row in rows]
        for row in plain:
            key = _key(row)
            for old in [other for other in self._rows if other[:-1] == key[:-1]]:
                del self._rows[old]
            self._rows[key] = row
        if self._path is not None:
            document = {"benchmark": self._benchmark, "unfinished": True}
            write_json(self._path, {**document, "rows": list(self._rows.values())})
        return plain

    def others(self, rows: Sequence[Row]) -> list[Row]:
        """Stored rows that are none of these; they stay in the file for later runs."""
        own = {_key(row) for row in rows}
        return [row for key, row in self._rows.items() if key not in own]


def _key(row: Row) -> Key:
    return row["item"], row["seed"], row["method"], row["made_by"]


def is_unfinished(path: Path) -> bool:
    """Whether this is the file of a benchmark that was broken off."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("unfinished") is True


def _read(path: Path, benchmark: str) -> list[Row]:
    refused = f"{path}: is not a file of the benchmark {benchmark}; name another, or add --fresh"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{path}: cannot be gone on from ({error}); add --fresh") from error
    if not isinstance(document, dict) or document.get("benchmark") != benchmark:
        raise BenchmarkError(refused)
    rows = [*document.get("rows", ()), *document.get("other_rows", ())]
    # Files of versions that could not be gone on from have rows without it.
    return [row for row in rows if isinstance(row, dict) and "made_by" in row]
