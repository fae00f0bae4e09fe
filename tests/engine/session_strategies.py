"""Sessions as hypothesis makes them up, and a way to compare two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.guidance import Box, Guidance, Span
from engine.masks import Masks, normalised
from engine.separators.base import SavedState
from engine.session import (
    Extra,
    Leg,
    MarkState,
    Network,
    RecordingReference,
    Result,
    SeparationChoice,
    Session,
    SourceState,
    Version,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PATHS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"), min_size=1
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FINITE = st.floats(0.0, 1e4, allow_subnormal=False)


def marks(sources: int) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from(["activate", "deactivate"])
    source, exact = st.integers(0, sources - 1), st.booleans()
    edges = st.tuples(FINITE, st.floats(0.01, 50.0), FINITE, st.floats(1.0, 5e3))
    boxes = st.builds(
        lambda source, kind, e, exact: Box(
            source, kind, e[0], e[0] + e[1], e[2], e[2] + e[3], exact=exact
        ),
        source,
        kinds,
        edges,
        exact,
    )
    spans = st.builds(
        lambda source, kind, e, exact: Span(source, kind, e[0], e[0] + e[1], exact=exact),
        source,
        kinds,
        edges,
        exact,
    )
    return boxes | spans


def guidance_for(sources: int) -> st.SearchStrategy[Guidance]:
    return st.lists(marks(sources), max_size=4).map(lambda found: Guidance(tuple(found)))


@st.composite
def masks_for(draw: st.DrawFn, sources: int) -> Masks:
    bins, frames = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    seed = draw(st.integers(0, 2**31))
    values = normalised(np.random.default_rng(seed).random((sources, bins, frames)))
    activations = values.mean(axis=1) if draw(st.booleans()) else None
    return Masks(values, np.arange(frames) / 7.0, 100.0 * np.arange(bins) ** 1.5, activations)


@st.composite
def choices_for(draw: st.DrawFn, sources: int) -> SeparationChoice:
    return SeparationChoice(
        draw(st.sampled_from(["dap", "nmf", "plca"])),
        draw(st.sampled_from(["draft", "best"])),
        sources,
        draw(st.integers(0, 2**48 - 1)),
        draw(st.sampled_from(["auto", "cpu", "cuda:1"])),
    )


@st.composite
def legs_for(draw: st.DrawFn, sources: int) -> Leg:
    steps = draw(st.integers(1, 1000))
    heard = [(0, 0, draw(guidance_for(sources))), (steps, 3, draw(guidance_for(sources)))]
    return Leg(
        draw(choices_for(sources)),
        {"iterations": draw(st.integers(1, 99))},
        "cpu",
        tuple(heard[: draw(st.integers(1, 2))]),
        steps,
        draw(st.integers(0, 999)),
        draw(st.none() | masks_for(sources)),
        draw(st.booleans()),
    )


@st.composite
def results_for(draw: st.DrawFn, sources: int) -> Result:
    recipe = draw(st.lists(legs_for(sources), max_size=2))
    return Result(draw(st.none() | masks_for(sources)), draw(guidance_for(sources)), tuple(recipe))


@st.composite
def sources_for(draw: st.DrawFn, count: int) -> tuple[SourceState, ...]:
    one = st.builds(
        SourceState,
        TEXT,
        st.from_regex(r"#[0-9A-F]{6}", fullmatch=True),
        st.floats(-60, 12),
        st.booleans(),
        st.booleans(),
    )
    return tuple(draw(st.lists(one, min_size=count, max_size=count)))


def states_for(guidance: Guidance) -> st.SearchStrategy[tuple[MarkState, ...]]:
    count = len(guidance.marks)
    one = st.builds(MarkState, st.booleans(), st.booleans())
    return st.lists(one, min_size=count, max_size=count).map(tuple)


@st.composite
def versions(draw: st.DrawFn) -> Version:
    count = draw(st.integers(2, 6))
    guidance = draw(guidance_for(count))
    return Version(
        draw(st.uuids()).hex,
        draw(TEXT),
        draw(st.floats(0, 4e9)),
        draw(st.booleans()),
        draw(sources_for(count)),
        guidance,
        draw(states_for(guidance)),
        draw(choices_for(count)),
        draw(results_for(count)),
    )


ARRAYS = arrays.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_]),
    arrays.array_shapes(min_dims=0, max_dims=3, max_side=4),
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    count = draw(st.integers(2, 6))
    guidance = draw(guidance_for(count))
    names = st.text("abc.", min_size=1, max_size=5)
    state = st.builds(
        SavedState,
        st.dictionaries(TEXT, JSON, max_size=2),
        st.dictionaries(names, ARRAYS, max_size=3),
    )
    extra = st.builds(Extra, JSON, st.dictionaries(names, ARRAYS, max_size=2))
    reference = st.builds(
        RecordingReference,
        PATHS.map(Path),
        PATHS,
        st.integers(0, 2**40),
        st.sampled_from(["", "ab" * 32]),
        st.integers(1, 10_000_000),
        st.integers(1, 4096),
        st.integers(1, 2**40),
    )
    return Session(
        reference=draw(st.none() | reference),
        sources=draw(sources_for(count)),
        guidance=guidance,
        mark_states=draw(states_for(guidance)),
        choice=draw(choices_for(count)),
        result=draw(results_for(count)),
        versions=tuple(draw(st.lists(versions(), max_size=2))),
        network=draw(st.none() | st.builds(Network, choices_for(count), state)),
        view=draw(st.dictionaries(TEXT, JSON, max_size=2)),
        extras=draw(st.dictionaries(TEXT, extra, max_size=2)),
    )


def plain(value: Any) -> Any:
    """Anything in a session, so that == compares all of it, arrays to the bit."""
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: plain(getattr(value, name))
            for name in value.__dataclass_fields__
            if name not in ("saved_at", "embedded")
        }
    return json.dumps(value) if isinstance(value, float) else value
