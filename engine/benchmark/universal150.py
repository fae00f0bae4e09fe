"""Universal-150 (Tian, Xu & Li 2019): two-source mixtures with known sources.

Several methods on the same mixtures, beside bounds and published scores. Scores are of the best
permutation, the mean over both sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.benchmark.charts import Strip, check_picture, strip_chart
from engine.benchmark.comparison import (
    METRICS,
    Values,
    average,
    by_item,
    gain,
    mean_of,
    si_sdr_by_item,
    summary_of,
)
from engine.benchmark.contenders import CONSENSUS, Contender, contenders_of
from engine.benchmark.dataset import (
    CHOSEN_ON,
    PUBLISHED_METRICS,
    Dataset,
    chosen_items,
    open_dataset,
)
from engine.benchmark.measuring import Task, measure_items
from engine.benchmark.report import (
    BenchmarkOptions,
    Cell,
    Clock,
    Report,
    Row,
    bracket,
)

NMF = "nmf standard"
NMF_AS_MASK = "NMF as a ratio mask"
_SHOWN = ("DAP, as published", "DAP as a ratio mask", NMF_AS_MASK)
_NOT_SHOWN = ("mixture itself", "oracle Wiener mask", "NMF, as published", "RPCA, as published")


def run(options: BenchmarkOptions, report: Report) -> dict[str, Any]:
    """Separate every item with every contender and seed; print tables; return rows and means."""
    assert options.path is not None
    check_picture(options.picture)
    dataset = open_dataset(options.path)
    items = chosen_items(dataset, options.items)
    contenders = contenders_of(options)
    clock = Clock()
    tasks = [
        # The operations are counted on one mixture: all are of one length.
        Task(folder, contender, seed, counted=number == 0 and seed == options.seeds[0])
        for number, folder in enumerate(items.values())
        for contender in contenders
        for seed in (options.seeds[:1] if contender.is_bound else options.seeds)
    ]
    rows, others = measure_items(tasks, options, report, "universal150")
    document = summarise(rows, contenders, dataset, items)
    _print(rows, document, contenders, options, report)
    if options.picture is not None:
        _draw(options.picture, rows, document, contenders)
    return {
        "method": contenders[0].name,
        "preset": contenders[0].preset,
        "iterations": options.iterations,
        "seeds": list(options.seeds),
        "jobs": options.jobs,
        "seconds": clock.seconds,
        **document,
        "rows": rows,
        "other_rows": others,
    }


def summarise(
    rows: Sequence[Row],
    contenders: Sequence[Contender],
    dataset: Dataset,
    items: Mapping[int, Path],
) -> dict[str, Any]:
    """summary: the first contender's; methods: every one's; gains: paired, in SI-SDR."""
    own = {c.label: [row for row in rows if row["method"] == c.label] for c in contenders}
    published = {
        method: {item: dict(scores[item]) for item in items if item in scores}
        for method, scores in dataset.published.items()
    }
    published = {method: scores for method, scores in published.items() if scores}
    values = {label: si_sdr_by_item(part) for label, part in own.items()}
    references = {
        **{label: values[label] for label in (NMF, CONSENSUS) if label in values},
        **{
            method: {item: score["si_sdr"] for item, score in scores.items()}
            for method, scores in published.items()
        },
    }
    parts = {
        "settings chosen on these": {item: 0.0 for item in items if item in CHOSEN_ON},
        "all others": {item: 0.0 for item in items if item not in CHOSEN_ON},
    }
    parts = {name: part for name, part in parts.items() if part}
    methods = {label: summary_of(part, dataset.clips, parts) for label, part in own.items()}
    gains = {
        c.label: _gains(c, contenders, values, references, dataset)
        for c in contenders
        if not c.is_bound
    }
    first = contenders[0].label
    return {
        "summary": {
            **methods[first],
            "published": {
                method: _published_summary(scores, values[first], dataset)
                for method, scores in published.items()
            },
        },
        "methods": methods,
        "gains": gains,
    }


def _gains(
    contender: Contender,
    contenders: Sequence[Contender],
    values: Mapping[str, Values],
    references: Mapping[str, Values],
    dataset: Dataset,
) -> dict[str, Any]:
    """Gains of one contender over the references and over its own other presets."""
    presets = {c.label: values[c.label] for c in contenders if c.name == contender.name}
    found = {
        name: gain(values[contender.label], others, dataset.clips)
        for name, others in {**references, **presets}.items()
        if name != contender.label
    }
    return {name: ahead for name, ahead in found.items() if ahead is not None}


def _published_summary(
    scores: Mapping[int, Mapping[str, float]], ours: Values, dataset: Dataset
) -> dict[str, Any]:
    """Means of a published system on the same items, and by how much ours is ahead in SI-SDR."""
    found = {
        metric: average({item: score[metric] for item, score in scores.items()}, dataset.clips)
        for metric in PUBLISHED_METRICS
    }
    own = {item: score["si_sdr"] for item, score in scores.items()}
    ahead = gain(ours, own, dataset.clips)
    return {
        "count": len(scores),
        **{metric: average_of["mean"] for metric, average_of in found.items()},
        **{f"{metric}_interval": average_of["interval"] for metric, average_of in found.items()},
        "ours_ahead_si_sdr": None if ahead is None else ahead["mean"],
        "ours_ahead_interval": None if ahead is None else ahead["interval"],
    }


def _print(
    rows: Sequence[Row],
    document: Mapping[str, Any],
    contenders: Sequence[Contender],
    options: BenchmarkOptions,
    report: Report,
) -> None:
    if len(contenders) == 1:
        header = ("item", "seed", "SI-SDR", "of 1", "of 2", "mixture", "SDR", "SIR", "SAR", "s")
        report.table(header, [_line(row) for row in rows])
    else:
        labels = [contender.label for contender in contenders]
        report.table(("SI-SDR in dB", *labels), _by_item(rows, labels))
    _print_tables(document, report)
    report.result("")
    for line in _closing_lines(document["summary"]):
        report.result(line)


def _print_tables(document: Mapping[str, Any], report: Report) -> None:
    methods = document["methods"]

    def table(title: str, header: Sequence[str], lines: Iterator[list[Cell]]) -> None:
        report.result("")
        report.result(title)
        report.table(header, lines)

    table(
        "Mean in dB, best permutation; [95 %, by clips]",
        ("", "SI-SDR", "", "SDR", "SIR", "SAR", "LSD", "runs"),
        _mean_lines(methods, document["summary"]["published"]),
    )
    table(
        "SI-SDR gained by the stronger and the weaker source, dB; runs in which both gained",
        ("", "stronger", "", "weaker", "", "both", "", "s", "s at most", "CPU s", "GFLOP"),
        _source_lines(methods),
    )
    if any(document["gains"].values()):
        table(
            "Ahead in SI-SDR, paired, dB; [95 %, by clips]; on what share of the items",
            ("", "ahead of", "dB", "", "better"),
            _gain_lines(document["gains"]),
        )
    table(
        "SI-SDR on the mixtures that settings were chosen on, and on the others",
        ("", "", "SI-SDR", "", "items"),
        _part_lines({name: means for name, means in methods.items() if name in document["gains"]}),
    )


def _by_item(rows: Sequence[Row], labels: Sequence[str]) -> Iterator[list[Cell]]:
    scores = {
        label: si_sdr_by_item(row for row in rows if row["method"] == label) for label in labels
    }
    for item in dict.fromkeys(row["item"] for row in rows):
        yield [str(item), *(scores[label].get(item) for label in labels)]


def _line(row: Row) -> list[Cell]:
    scores = [mean_of(row, metric) for metric in ("mixture_si_sdr", "sdr", "sir", "sar")]
    head: list[Cell] = [str(row["item"]), row["seed"], mean_of(row, "si_sdr")]
    return [*head, *row["si_sdr"][:2], *scores, row["seconds"]]


def _mean_lines(methods: Mapping[str, Any], published: Mapping[str, Any]) -> Iterator[list[Cell]]:
    ours = {f"Unbraid, {label}": summary for label, summary in methods.items()}
    for name, means in {**ours, **published}.items():
        interval = bracket(means["si_sdr_interval"])
        rest = [means.get(metric) for metric in METRICS[1:]]
        yield [name, means["si_sdr"], interval, *rest, means["count"]]


def _source_lines(methods: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for label, means in methods.items():
        cells: list[Cell] = [label]
        for name in ("stronger", "weaker"):
            found = means[name]["gain"]
            cells += [found["mean"], bracket(found["interval"])]
        both = means["both_sources_improved_interval"]
        cells.append(f"{means['both_sources_improved']:.0%}")
        cells.append("–" if both is None else f"[{both[0]:.0%}, {both[1]:.0%}]")
        operations = None if means["flop"] is None else means["flop"] / 1e9
        yield [*cells, means["seconds"], means["seconds_max"], means["cpu_seconds"], operations]


def _gain_lines(gains: Mapping[str, Mapping[str, Any]]) -> Iterator[list[Cell]]:
    for label, over in gains.items():
        for name, ahead in over.items():
            if name in _NOT_SHOWN:
                continue
            interval = bracket(ahead["interval"], 2)
            yield [label, name, ahead["mean"], interval, f"{ahead['better']:.0%}"]


def _part_lines(methods: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for label, means in methods.items():
        for name, part in means["parts"].items():
            yield [label, name, part["mean"], bracket(part["interval"]), part["count"]]


def _closing_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    if summary["si_sdr_interval"] is None:
        yield "No interval: clips.csv does not say which clips the mixtures are made of."
    for method in _SHOWN:
        if method in summary["published"]:
            ahead = summary["published"][method]
            interval = ahead["ours_ahead_interval"]
            yield (
                f"Ahead of {method}: {ahead['ours_ahead_si_sdr']:.2f} dB "
                f"{'' if interval is None else bracket(interval, 2)}"
            ).rstrip()
    yield f"Both sources improved in {summary['both_sources_improved']:.0%} of the runs"
    yield (
        f"{summary['seconds']:.1f} s per mixture, {summary['seconds_max']:.1f} s at most; "
        f"silent estimates: {summary['silent_estimates']}, "
        f"silent references: {summary['silent_references']}"
    )


def _draw(
    path: Path, rows: Sequence[Row], document: Mapping[str, Any], contenders: Sequence[Contender]
) -> None:
    strips = []
    for contender in contenders:
        own = by_item(
            (row for row in rows if row["method"] == contender.label),
            lambda row: mean_of(row, "si_sdr"),
        )
        means = document["methods"][contender.label]
        strips.append(
            Strip(contender.label, list(own.values()), means["si_sdr"], means["si_sdr_interval"])
        )
    title = "Universal-150: a dot a mixture, the mean and its 95 % interval by clips"
    strip_chart(path, title, "SI-SDR, dB", strips)
