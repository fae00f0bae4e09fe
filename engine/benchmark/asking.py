"""A user who only says whose each proposed place is, beside one who searches the whole picture.

Both get the instant answer. The asked user presses the number of the source with most energy in
the place, or Escape where none has 70 % of it; Escape counts as a key press too.
The table also shows what the same number of answers reaches, Escapes not counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.asking import Asker, Place, sureness
from engine.benchmark.dataset import chosen_items, open_dataset, read_sounds
from engine.benchmark.doubts import candidates, correlations, weighted_correlation
from engine.benchmark.guided import Scene
from engine.benchmark.guided_methods import Instant
from engine.benchmark.processes import rows_of_all
from engine.benchmark.report import (
    BenchmarkError,
    BenchmarkOptions,
    Clock,
    Report,
    Row,
    bracket,
    intervals_by_clips,
)
from engine.benchmark.simulated_user import CAREFUL, SimulatedUser
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.spectrogram import AnalysisGrid

COUNTS = (0, 1, 2, 4, 8, 16)
# Who refuses each second place still gives all answers.
_MOST_PRESSES = 2 * max(COUNTS)
_PURE = 0.7
# Before the first box all masks are equal, and every measure says the same of every bin.
DOUBTED = (2, 4, 8, 16)


class _Played(NamedTuple):
    """One user's session: SI-SDR in dB by key press and by answer, (0, 1, …)."""

    by_press: list[float]
    by_answer: list[float]


class _Heard:
    """A scene as the engine sees it, and what is really there.

    truth: float32 (sources, bins, frames), each reference's share of the energy.
    """

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        mixture = scene.mixture
        grid = AnalysisGrid.for_rate(mixture.sample_rate)
        self._answering = Instant()
        self.equal = self._answering.start(mixture, len(scene.references), seed)
        self.features = self._answering.features
        recordings = (Recording.from_samples(r, mixture.sample_rate) for r in scene.references)
        energies = np.stack([np.square(grid.magnitude(part).numpy()) for part in recordings])
        self.truth = energies / np.maximum(energies.sum(axis=0), 1e-20)

    def answer(self, guidance: Guidance) -> np.ndarray:
        """The instant answer: float32 (sources, bins, frames)."""
        return self._answering.answer(guidance).values

    def as_masks(self, values: np.ndarray) -> Masks:
        """Values on this grid as masks."""
        return Masks(values, self.equal.times, self.equal.frequencies)

    def score(self, values: np.ndarray) -> float:
        """SI-SDR of the stems in dB, mean over the sources."""
        return self.scene.score(self.as_masks(values))


def asked(heard: _Heard) -> _Played:
    """A user who is only asked whose a box is."""
    asker = Asker(heard.features)
    guidance, refused, values = Guidance(), list[Place](), heard.equal.values
    by_press = [heard.score(values)]
    by_answer = list(by_press)
    while len(by_answer) <= max(COUNTS) and len(by_press) <= _MOST_PRESSES:
        place = asker.next_place(values, guidance, refused)
        if place is None:
            break
        source = whose(heard.scene, place)
        if source is None:
            refused.append(place)
            by_press.append(by_press[-1])
            continue
        guidance = Guidance((*guidance.marks, place.mark(source)))
        values = heard.answer(guidance)
        by_press.append(heard.score(values))
        by_answer.append(by_press[-1])
    return _Played(by_press, by_answer)


def whose(scene: Scene, place: Place) -> int | None:
    """The source that has most energy in the place, None where it has less than 70 %."""
    area = place.mark(0).area(scene.times, scene.frequencies)
    inside = (scene.energies[:, *area.part] * area.inside).sum(axis=(1, 2))
    source = int(inside.argmax())
    return source if inside[source] >= _PURE * inside.sum() else None


def searching(heard: _Heard, seed: int) -> tuple[_Played, list[Row]]:
    """The careful user of `benchmark guided`; and how doubt and error go together on the way."""
    scene = heard.scene
    user = SimulatedUser(scene.energies, scene.times, scene.frequencies, CAREFUL, seed)
    guidance, values = Guidance(), heard.equal.values
    scores, doubted = [heard.score(values)], list[Row]()
    while len(scores) <= max(COUNTS):
        box = user.next_box(scene.seen(heard.as_masks(values)), guidance)
        if box is None:
            break
        guidance = Guidance((*guidance.marks, box))
        values = heard.answer(guidance)
        scores.append(heard.score(values))
        if len(guidance.marks) in DOUBTED:
            doubted.append(_doubts(heard, values, guidance))
    return _Played(scores, scores), doubted


def _doubts(heard: _Heard, values: np.ndarray, guidance: Guidance) -> Row:
    features = heard.features
    error = np.abs(values - heard.truth).mean(axis=0)
    energy = np.square(features.magnitude)
    return {
        "boxes": len(guidance.marks),
        "sure": sureness(values, features.magnitude),
        "error": float((error * energy).sum() / energy.sum()),
        "correlations": correlations(candidates(features, values, guidance), error, features),
    }


def play_item(folder: Path, seed: int) -> list[Row]:
    """Both users on one mixture."""
    mixture, references = read_sounds(folder)
    if mixture.channels > 1:
        raise BenchmarkError(f"{folder}: has several channels; this benchmark takes one")
    heard = _Heard(Scene(mixture, references), seed)
    answers = asked(heard)
    boxes, doubted = searching(heard, seed)
    return [
        {
            "item": int(folder.name),
            "seed": seed,
            "searching": _at_counts(boxes.by_press),
            "asked": _at_counts(answers.by_press),
            "answers": _at_counts(answers.by_answer),
            "presses": len(answers.by_press) - 1,
            "escapes": len(answers.by_press) - len(answers.by_answer),
            "doubts": doubted,
        }
    ]


def _at_counts(scores: Sequence[float]) -> list[float]:
    """Where nothing more helps, the last score stands for all later counts."""
    return [scores[min(count, len(scores) - 1)] for count in COUNTS]


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Play every item; print both tables; return rows, means and correlations."""
    assert options.path is not None
    dataset = open_dataset(options.path)
    items = chosen_items(dataset, options.items)
    work = [(folder, seed) for seed in options.seeds for folder in items.values()]
    clock = Clock()
    rows = rows_of_all(
        play_item, work, options.jobs, report, lambda played: f"item {played[0]['item']}"
    )
    rows.sort(key=lambda row: (row["item"], row["seed"]))
    summary = summarise(rows, dataset.clips)
    doubts = summarise_doubts(rows)
    _print(summary, rows, report)
    _print_doubts(doubts, report)
    return {
        "counts": list(COUNTS),
        "seeds": list(options.seeds),
        "seconds": clock.seconds,
        "summary": summary,
        "doubts": doubts,
        "rows": rows,
    }


def summarise(rows: Sequence[Row], clips: Mapping[int, tuple[int, ...]]) -> list[Row]:
    """Per user: means and intervals, what share of the searching user's gain that is, and how far
    behind it stays on the same mixtures."""
    searched = np.array([row["searching"] for row in rows])
    gain = searched.mean(axis=0) - searched[:, 0].mean()
    groups = [clips.get(row["item"]) for row in rows]
    lines = []
    for name in ("searching", "asked", "answers"):
        scores = np.array([row[name] for row in rows])
        own = scores.mean(axis=0) - scores[:, 0].mean()
        shares = [float(a / b) if b > 0 else None for a, b in zip(own, gain, strict=True)]
        line = {
            "user": name,
            "mean": scores.mean(axis=0).tolist(),
            "interval": intervals_by_clips(scores, groups),
            "share": shares,
            "ahead": (scores - searched).mean(axis=0).tolist(),
            "ahead_interval": intervals_by_clips(scores - searched, groups),
        }
        lines.append(line)
    return lines


def summarise_doubts(rows: Sequence[Row]) -> list[Row]:
    """Per number of boxes: mean over the mixtures of each measure's correlation with the error,
    and how well sure and error of whole mixtures go together."""
    lines = []
    for boxes in DOUBTED:
        own = [d for row in rows for d in row["doubts"] if d["boxes"] == boxes]
        names = {name: None for doubted in own for name in doubted["correlations"]}
        for name in names:
            pairs = [d["correlations"][name] for d in own if name in d["correlations"]]
            defined = [pair for pair in pairs if all(map(math.isfinite, pair))]
            means = np.mean(defined, axis=0).tolist() if defined else [None, None]
            lines.append({"boxes": boxes, "measure": name, "bins": means[0], "regions": means[1]})
        if own:
            sure, error = (np.array([d[key] for d in own]) for key in ("sure", "error"))
            together = weighted_correlation(1.0 - sure, error, np.ones(len(own)))
            lines.append({"boxes": boxes, "measure": "one number a mixture", "mixtures": together})
    return lines


def _print(summary: Sequence[Row], rows: Sequence[Row], report: Report) -> None:
    names = {
        "searching": "searches and draws boxes",
        "asked": "is asked, key presses",
        "answers": "is asked, Escapes free",
    }
    report.result(f"SI-SDR in dB, {len(rows)} runs; below each mean its 95 % interval by clips")
    header = ("user", *(str(count) for count in COUNTS))
    table = []
    for line in summary:
        table.append([names[line["user"]], *line["mean"]])
        table.append(["", *(bracket(interval) for interval in line["interval"])])
        if line["user"] != "searching":
            table.append(["  share of the gain", *line["share"]])
            table.append(["  ahead of searching", *line["ahead"]])
            table.append(["", *(bracket(interval) for interval in line["ahead_interval"])])
    report.table(header, table)
    presses, escapes = (sum(row[key] for row in rows) for key in ("presses", "escapes"))
    report.result(f"{escapes} of {presses} key presses were Escape")


def _print_doubts(doubts: Sequence[Row], report: Report) -> None:
    report.result("")
    report.result("Correlation of doubt with the true error of the masks")
    cells = [
        [f"{d['measure']}, {d['boxes']} boxes", d.get("bins"), d.get("regions"), d.get("mixtures")]
        for d in doubts
    ]
    report.table(("measure", "bins", "regions", "mixtures"), cells)
