"""Mixtures made by code, five kinds, separated with one setting, against the oracle ratio mask.

A seed is one mixture of each kind and the method's own seed. A stem passes within 10 dB of the
oracle's, a tone or cosine also only from 25 dB on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.benchmark.charts import Strip, check_picture, strip_chart
from engine.benchmark.contenders import Contender, contenders_of
from engine.benchmark.measuring import described, made_by_contender, separate
from engine.benchmark.processes import rows_of_all
from engine.benchmark.report import BenchmarkOptions, Cell, Clock, Report, Row
from engine.benchmark.stored import StoredRows, code_of
from engine.benchmark.synthetic_sounds import SAMPLE_RATE, SOUNDS, make_sources
from engine.metrics import best_permutation, si_sdr_matrix
from engine.recording import Recording

ORACLE = Contender("oracle-ratio")
WITHIN = 10.0
LEAST = {"two tones": 25.0, "modulated cosines": 25.0}


def measure(
    name: str, contender: Contender, options: BenchmarkOptions, seed: int, digest: str
) -> list[Row]:
    """One contender on one mixture: one row with the SI-SDR of both stems and the oracle's."""
    references = make_sources(name, seed)
    mixture = Recording.from_samples(references.sum(axis=0, keepdims=True), SAMPLE_RATE)
    outcome = separate(contender, mixture, references, options, seed)
    matrix = si_sdr_matrix(references, outcome.stems)
    oracle = separate(ORACLE, mixture, references, options, seed)
    row: Row = {
        "item": name,
        "seed": seed,
        "made_by": digest,
        **described(contender, outcome),
        "si_sdr": matrix[range(2), best_permutation(matrix)],
        "oracle": np.diag(si_sdr_matrix(references, oracle.stems)),
    }
    return [row]


def gap(row: Row) -> float:
    """By how many dB the worse stem misses the mark; none where both reach it."""
    least = LEAST.get(row["item"], -np.inf)
    marks = [max(oracle - WITHIN, least) for oracle in row["oracle"]]
    return max(0.0, *(mark - own for mark, own in zip(marks, row["si_sdr"], strict=True)))


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Separate every kind with every seed; print a table; return rows and means."""
    check_picture(options.picture)
    contenders = contenders_of(options)
    stored = StoredRows(options, "synthetic")
    clock = Clock()
    sounds = code_of("engine.benchmark.synthetic_sounds")
    digests = {c: made_by_contender(c, options, sounds) for c in contenders}
    keys = [
        (name, seed, contender.label, digests[contender])
        for contender in contenders
        for name in SOUNDS
        for seed in options.seeds
    ]
    by_label = {contender.label: contender for contender in contenders}
    work = [
        (name, by_label[label], options, seed, digest)
        for name, seed, label, digest in keys
        if stored.wanted((name, seed, label, digest)) is None
    ]
    rows_of_all(measure, work, options.jobs, report, _progress, stored.add)
    rows = [row for key in keys if (row := stored.wanted(key)) is not None]
    summary = summarise(rows)
    header = ("", "kind", "stem 1", "stem 2", "oracle", "oracle", "worst", "passed", "s")
    report.result("SI-SDR in dB, mean over the seeds; worst: the lowest stem of all seeds;")
    report.result(f"passed: within {WITHIN:g} dB of the oracle ratio mask (tones also from 25 dB)")
    report.table(header, _lines(summary))
    if options.picture is not None:
        _draw(options.picture, rows)
    return {
        "seeds": list(options.seeds),
        "jobs": options.jobs,
        "seconds": clock.seconds,
        "summary": summary,
        "rows": rows,
        "other_rows": stored.others(rows),
    }


def _progress(rows: Sequence[Row]) -> str:
    (row,) = rows
    stems = " and ".join(f"{value:.1f}" for value in row["si_sdr"])
    return f"{row['item']}, {row['method']}, seed {row['seed']}: {stems} dB"


def summarise(rows: Sequence[Row]) -> list[Row]:
    """Per method and kind: mean SI-SDR of both stems and the oracle's, the worst stem, how many
    mixtures passed, and by how much the worst one missed."""
    lines = []
    for method in dict.fromkeys(row["method"] for row in rows):
        for name in SOUNDS:
            own = [row for row in rows if row["method"] == method and row["item"] == name]
            if own:
                scores = np.array([row["si_sdr"] for row in own], np.float64)
                gaps = [gap(row) for row in own]
                line = {
                    "method": method,
                    "kind": name,
                    "si_sdr": scores.mean(axis=0).tolist(),
                    "oracle": np.mean([row["oracle"] for row in own], axis=0).tolist(),
                    "worst": float(scores.min()),
                    "mixtures": len(own),
                    "passed": sum(missed == 0.0 for missed in gaps),
                    "missed_by": max(gaps),
                    "seconds": float(np.mean([row["seconds"] for row in own])),
                }
                lines.append(line)
    return lines


def _lines(summary: Sequence[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    for line in summary:
        passed = f"{line['passed']} of {line['mixtures']}"
        scores = [*line["si_sdr"], *line["oracle"], line["worst"]]
        yield [line["method"], line["kind"], *scores, passed, line["seconds"]]


def _draw(path: Path, rows: Sequence[Row]) -> None:
    strips = []
    for method in dict.fromkeys(row["method"] for row in rows):
        for name in SOUNDS:
            own = [row for row in rows if row["method"] == method and row["item"] == name]
            stems = [score for row in own for score in row["si_sdr"]]
            strips.append(Strip(f"{name}, {method}", stems, float(np.mean(stems)), None))
    of_one = [row for row in rows if row["method"] == rows[0]["method"]]
    for name in SOUNDS:
        stems = [score for row in of_one if row["item"] == name for score in row["oracle"]]
        strips.append(Strip(f"{name}, oracle", stems, float(np.mean(stems)), None))
    strip_chart(path, "Sounds made by code: a dot a stem, and the mean", "SI-SDR, dB", strips)
