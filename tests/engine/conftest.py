"""What the tests of benchmarks share: a small data set made by code, and a stand-in for methods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.benchmark import contenders, speed
from tests.stubs import CountedSeparator

RATE = 11000
Dataset = Callable[..., Path]


@pytest.fixture
def separator(monkeypatch: pytest.MonkeyPatch) -> CountedSeparator:
    stub = CountedSeparator()
    monkeypatch.setattr(contenders, "load_separator", lambda name: stub)
    monkeypatch.setattr(speed, "load_separator", lambda name: stub)
    return stub


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """A folder of mixtures of a low and a high tone, as Universal-150 is laid out."""

    def dataset(*, items: int = 3, tables: bool = True) -> Path:
        root = tmp_path / "universal"
        time = np.arange(RATE) / RATE
        # Of pure tones no filter of many taps can be found.
        hiss = 2e-4 * np.random.default_rng(0).standard_normal((2, RATE))
        for item in range(items):
            folder = root / "Audios" / str(item)
            folder.mkdir(parents=True)
            pitches = (300 + 50 * item, 2500)
            low, high = 0.5 * np.sin(2 * np.pi * np.outer(pitches, time)) + hiss
            # The second item's references stand the other way round.
            sounds = (low, high) if item != 1 else (high, low)
            for name, sound in zip(("gt1", "gt2", "mix"), (*sounds, low + high), strict=True):
                soundfile.write(folder / f"{name}.wav", sound, RATE, subtype="FLOAT")
        if tables:
            rows = [f"{item},{item},{item + 1}" for item in range(items)]
            write_lines(root / "clips.csv", "mixture,clip_of_gt1,clip_of_gt2", *rows)
            rows = [f'{item},"DAP, as published",1.0,2.0,3.0,{item}.5' for item in range(items)]
            header = "mixture,method,sdr_db,sir_db,sar_db,si_sdr_db"
            write_lines(root / "published_results_dev.csv", header, *rows)
        return root

    return dataset


def write_lines(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
