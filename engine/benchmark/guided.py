"""Quality after a simulated user's boxes: painting, PR-PLCA, our instant and refined answers.

The user sees masks and knows the references on an STFT of 1022/172 samples (Hann); stems are
rendered and scored on the same transform. SI-SDR is in fixed order, the mean over the sources.
Intervals resample clips, not mixtures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.benchmark.answer_times import LENGTHS, answer_times
from engine.benchmark.dataset import chosen_items, open_dataset, read_sounds
from engine.benchmark.guided_methods import METHODS, GuidedMethod
from engine.benchmark.processes import rows_of_all
from engine.benchmark.report import (
    BenchmarkError,
    BenchmarkOptions,
    Cell,
    Clock,
    Report,
    Row,
    bracket,
    intervals_by_clips,
)
from engine.benchmark.simulated_user import (
    CAREFUL,
    CARELESS,
    GENEROUS,
    SimulatedUser,
    UserSettings,
)
from engine.guidance import Guidance
from engine.masks import Masks
from engine.metrics import si_sdr
from engine.recording import Recording
from engine.spectrogram import StftSettings, forward
from engine.stems import StemRenderer, interpolate

COUNTS = (0, 1, 2, 4, 8, 16)
USER_STFT = StftSettings(1022, 172)
USERS: Mapping[str, UserSettings] = {
    "careful": CAREFUL,
    "larger boxes": GENEROUS,
    "careless": CARELESS,
}
PLAYED: Mapping[str, Sequence[str]] = {
    "careful": tuple(METHODS),
    "larger boxes": ("instant", "refined"),
    "careless": ("instant", "refined"),
}
# What else answers to the very boxes that were drawn for a method.
COMPARED_ON_SAME_BOXES: Mapping[str, tuple[str, ...]] = {
    "painting": (),
    "plca": ("painting",),
    "instant": ("painting", "plca"),
    "refined": ("painting", "plca", "instant"),
    "networks": ("refined",),
}


class Scene:
    """A mixture, its references, and the grid on which the user looks at them."""

    def __init__(self, mixture: Recording, references: np.ndarray) -> None:
        """references: float32 (sources, samples), in the order that boxes name."""
        self.mixture = mixture
        self.references = references
        frames = USER_STFT.frames(mixture.samples)
        self.times = USER_STFT.times(frames, mixture.sample_rate)
        self.frequencies = USER_STFT.frequencies(mixture.sample_rate)
        self.energies = np.stack([self._energy(reference, frames) for reference in references])

    def _energy(self, reference: np.ndarray, frames: int) -> np.ndarray:
        recording = Recording.from_samples(reference, self.mixture.sample_rate)
        energy: np.ndarray = forward(recording, USER_STFT, 0, frames)[0].abs().square().numpy()
        return energy

    def seen(self, masks: Masks) -> np.ndarray:
        """Masks on the user's grid: (sources, bins, frames)."""
        values = torch.from_numpy(masks.values)
        seen: np.ndarray = interpolate(values, masks, self.times, self.frequencies).numpy()
        return seen

    def score(self, masks: Masks) -> float:
        """SI-SDR of the rendered stems in dB, mean over the sources."""
        renderer = StemRenderer(self.mixture, masks, settings=USER_STFT)
        stems = renderer.render(0, self.mixture.samples)
        stems = stems.reshape(len(self.references), -1)
        return float(np.mean([si_sdr(r, s) for r, s in zip(self.references, stems, strict=True)]))


def session(
    scene: Scene, method: str, settings: UserSettings, seed: int, compared: Sequence[str]
) -> Row:
    """One user with one method: SI-SDR in dB per count of boxes, seconds, and the boxes.

    Where no further box would help, the last score stands for all later counts. same_boxes holds
    the scores of the compared methods on the very boxes drawn here.
    """
    answering = METHODS[method]()
    user = SimulatedUser(scene.energies, scene.times, scene.frequencies, settings, seed)
    clock = Clock()
    masks = answering.start(scene.mixture, len(scene.references), seed)
    start_seconds = clock.seconds
    guidance = Guidance()
    scores: dict[int, float] = {}
    seconds: list[float] = []
    for count in range(max(COUNTS) + 1):
        box = user.next_box(scene.seen(masks), guidance) if count < max(COUNTS) else None
        if count in COUNTS or box is None:
            scores[count] = scene.score(masks)
        if box is None:
            break
        guidance = Guidance((*guidance.boxes, box))
        before = time.perf_counter()
        masks = answering.answer(guidance)
        seconds.append(time.perf_counter() - before)
    return {
        "scores": [scores.get(count, scores[max(scores)]) for count in COUNTS],
        "same_boxes": {
            other: _replayed(scene, METHODS[other](), guidance, seed) for other in compared
        },
        "start_seconds": start_seconds,
        "seconds": seconds,
        "boxes": len(guidance.boxes),
    }


def _replayed(scene: Scene, method: GuidedMethod, guidance: Guidance, seed: int) -> list[float]:
    """Scores per count of a method that answers, one after the other, to another's boxes."""
    masks = method.start(scene.mixture, len(scene.references), seed)
    scores = [scene.score(masks)]
    for count in range(1, max(COUNTS) + 1):
        if count <= len(guidance.boxes):
            masks = method.answer(Guidance(guidance.boxes[:count]))
        if count in COUNTS:
            scores.append(scene.score(masks))
    return scores


def play_item(folder: Path, seed: int) -> list[Row]:
    """All users with their methods on one mixture."""
    mixture, references = read_sounds(folder)
    if mixture.channels > 1:
        raise BenchmarkError(f"{folder}: has several channels; this benchmark takes one")
    scene = Scene(mixture, references)
    return [
        {
            "item": int(folder.name),
            "user": user,
            "method": name,
            "seed": seed,
            **session(scene, name, settings, seed, COMPARED_ON_SAME_BOXES[name]),
        }
        for user, settings in USERS.items()
        for name in PLAYED[user]
    ]


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Play every item with every user and method; print tables; return rows and means."""
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
    _print(summary, len(work), report)
    answers = [answer_times(length, options.seeds[0]) for length in LENGTHS]
    report.result("")
    header = ("seconds of", "preparing", "instant", "first refined", "refined")
    report.table(header, answers)
    return {
        "counts": list(COUNTS),
        "stft": [USER_STFT.n_fft, USER_STFT.hop_length],
        "seeds": list(options.seeds),
        "jobs": options.jobs,
        "seconds": clock.seconds,
        "summary": summary,
        "answers": [answer._asdict() for answer in answers],
        "rows": rows,
    }


def summarise(rows: Sequence[Row], clips: Mapping[int, tuple[int, ...]]) -> list[Row]:
    """Per user and method: means and intervals per count, and gains on the same boxes."""
    return [
        _summary(user, name, rows, clips)
        for user, methods in PLAYED.items()
        for name in methods
        if any(row["user"] == user and row["method"] == name for row in rows)
    ]


def _summary(
    user: str, name: str, rows: Sequence[Row], clips: Mapping[int, tuple[int, ...]]
) -> Row:
    own = [row for row in rows if row["user"] == user and row["method"] == name]
    scores = np.array([row["scores"] for row in own])
    groups = [clips.get(row["item"]) for row in own]
    answers = [second for row in own for second in row["seconds"]]
    summary: Row = {
        "user": user,
        "method": name,
        "mean": scores.mean(axis=0).tolist(),
        "interval": intervals_by_clips(scores, groups),
        "start_seconds": float(np.median([row["start_seconds"] for row in own])),
        "answer_seconds": float(np.median(answers)) if answers else None,
        "answer_seconds_max": float(np.max(answers)) if answers else None,
    }
    summary["ahead"] = {
        other: _ahead_of(scores, np.array([row["same_boxes"][other] for row in own]), groups)
        for other in COMPARED_ON_SAME_BOXES[name]
    }
    return summary


def _ahead_of(scores: np.ndarray, others: np.ndarray, groups: Sequence[Any]) -> Row:
    """Paired gains over another method on the same boxes: mean, interval and least."""
    ahead = scores - others
    return {
        "mean": ahead.mean(axis=0).tolist(),
        "interval": intervals_by_clips(ahead, groups),
        "least": ahead.min(axis=0).tolist(),
    }


def _print(summary: Sequence[Row], runs: int, report: Report) -> None:
    header = ("SI-SDR in dB after boxes", *(str(count) for count in COUNTS), "s/answer", "s/start")
    for user in USERS:
        own = [line for line in summary if line["user"] == user]
        report.result("")
        report.result(f"{user} user, {runs} runs; below each mean its 95 % interval by clips")
        report.table(header, [cells for line in own for cells in _lines(line)])
        report.result("")
        report.table(
            ("ahead on the same boxes", *header[1:-2]),
            [cells for line in own for cells in _ahead(line)],
        )


def _lines(line: Row) -> Iterator[list[Cell]]:
    yield [line["method"], *line["mean"], line["answer_seconds"], line["start_seconds"]]
    yield ["", *(bracket(interval) for interval in line["interval"]), "", ""]


def _ahead(line: Row) -> Iterator[list[Cell]]:
    for other, ahead in line["ahead"].items():
        yield [f"{line['method']} of {other}", *ahead["mean"]]
        yield ["", *(bracket(interval) for interval in ahead["interval"])]
        yield ["  worst mixture", *ahead["least"]]
