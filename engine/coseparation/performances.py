"""Where several performances of one sound lie in several files: lag, stretch and pitch of each.

Two steps a pair of files. First their pictures of peaks on a logarithmic frequency axis are slid
over each other, for every stretch and pitch. Then the pitch is told to a fraction of a cent: with
the right one the phases of each partial keep their distance for a second and more.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import fft, ndimage

from engine.coseparation.material import Material, Resampler
from engine.coseparation.phases import HIGH_HZ, LOW_HZ, N_FFT, Match, Phases
from engine.coseparation.placement import Alignment, Placement
from engine.coseparation.refinement import refined
from engine.sentences import Sentence

# Of pictures and phases together; two of some 25 pairs of unrelated files reached more (18).
LEAST_HEIGHT = 11.5
MOST_STRETCH = 0.06
STRETCH_STEP = 0.004
BANDS_PER_OCTAVE = 60
MOST_BANDS = 3
PEAKS_PER_CURVE, CANDIDATES = 4, 16
# Of these one looks nearby where none stands out.
_ASKED, _MEMBERS_ASKED = 3, 2
_RATE = 16_000
_HOP_SECONDS = 0.016
_NEAR_SECONDS = 0.1
_LEAST_OVERLAP_SECONDS = 1.0
# Of longer ones the ends would leave the range of shifts that is looked at: then this long a part.
LONGEST_REFINED_SECONDS, REFINED_SECONDS = 120.0, 100.0


def peak_picture(material: Material) -> np.ndarray:
    """How far each band stands above its surroundings: float32 (bands, frames), mean 0."""
    rate = min(_RATE, material.rate)
    sound = Resampler(len(material.mono), rate / material.rate).there(material.mono)
    n_fft = int(N_FFT * rate / _RATE) // 2 * 2
    hop = round(_HOP_SECONDS * rate)
    padded = np.pad(sound, (n_fft // 2, n_fft))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(n_fft + 1)[:-1]))).T
    octaves = np.log2(HIGH_HZ / LOW_HZ)
    hertz = LOW_HZ * 2.0 ** (np.arange(int(octaves * BANDS_PER_OCTAVE)) / BANDS_PER_OCTAVE)
    level = np.log(power + 1e-6 * power.mean() + 1e-12)
    places = np.clip(hertz * n_fft / rate, 0, len(level) - 2)
    left = places.astype(int)
    part = (places - left)[:, None]
    level = level[left] * (1 - part) + level[left + 1] * part
    level = level - ndimage.uniform_filter(level, (BANDS_PER_OCTAVE // 2, 31))
    level[hertz > 0.47 * rate] = 0.0
    picture: np.ndarray = np.clip(level, 0.0, 3.0)
    return (picture - picture.mean()).astype(np.float32)


def candidates(first: np.ndarray, second: np.ndarray, near: float | None = None) -> list[Match]:
    """The likeliest ways the second picture may lie to the first, best first.

    near: s, the second file's lag behind the first at the first one's start.
    """
    n_fft = int(fft.next_fast_len(int(first.shape[1] + second.shape[1] * (1 + MOST_STRETCH)) + 2))
    spectrum = fft.rfft(first, n_fft).conj()
    steps = int(np.log1p(MOST_STRETCH) / STRETCH_STEP)
    found: list[Match] = []
    for step in range(-steps, steps + 1):
        stretch = float(np.exp(step * STRETCH_STEP))
        faster = _faster(second, stretch)
        moved = fft.rfft(faster, n_fft)
        for bands in range(-MOST_BANDS, MOST_BANDS + 1):
            kept = slice(max(0, -bands), len(first) - max(0, bands))
            above = slice(max(0, bands), len(first) - max(0, -bands))
            curve = fft.irfft((spectrum[kept] * moved[above]).sum(0), n_fft)
            pitch = 2.0 ** (bands / BANDS_PER_OCTAVE)
            for lag, height in _best_lags(curve, first.shape[1], faster.shape[1], near, stretch):
                found.append(Match(lag * stretch * _HOP_SECONDS, stretch, pitch, height))
    found.sort(key=lambda match: -match.likeness)
    middle = 0.5 * first.shape[1] * _HOP_SECONDS
    distinct: list[Match] = []
    for one in found:
        if all(_apart(one, other, middle) for other in distinct):
            distinct.append(one)
        if len(distinct) == CANDIDATES:
            break
    return distinct


def _apart(one: Match, other: Match, middle: float) -> bool:
    """Whether two matches differ by more than what refining would find anyway."""
    ahead = [match.lag + match.stretch * middle for match in (one, other)]
    bands = abs(np.log2(one.pitch / other.pitch)) * BANDS_PER_OCTAVE
    return abs(ahead[0] - ahead[1]) > 0.06 or bands > 1.5


def _faster(picture: np.ndarray, stretch: float) -> np.ndarray:
    """The picture with its time axis divided by `stretch`."""
    places = np.arange(0, picture.shape[1] - 1, stretch)
    left = places.astype(int)
    part = (places - left).astype(np.float32)
    faster: np.ndarray = picture[:, left] * (1 - part) + picture[:, left + 1] * part
    return faster


def _best_lags(
    curve: np.ndarray, first: int, second: int, near: float | None, stretch: float
) -> list[tuple[float, float]]:
    """Lags in frames and heights of a correlation's peaks, in standard deviations."""
    n_fft = len(curve)
    lags = np.arange(n_fft)
    lags = np.where(lags < second, lags, lags - n_fft)
    overlap = np.minimum(first, second - lags) - np.maximum(0, -lags)
    allowed = overlap * _HOP_SECONDS >= _LEAST_OVERLAP_SECONDS
    if not allowed.any():
        return []
    scaled = np.where(allowed, curve / np.sqrt(np.maximum(overlap, 1)), 0.0)
    chance = float(np.median(np.abs(scaled[allowed]))) / 0.6745 or 1.0
    if near is not None:
        allowed = allowed & (np.abs(lags * _HOP_SECONDS * stretch - near) <= _NEAR_SECONDS)
    highest = allowed & (scaled > np.roll(scaled, 1)) & (scaled >= np.roll(scaled, -1))
    places = np.flatnonzero(highest & (scaled > 0))
    best = places[np.argsort(-scaled[places])[:PEAKS_PER_CURVE]]
    return [(float(lags[place]), float(scaled[place]) / chance) for place in best]


def performances(
    materials: Sequence[Material], rate: int, lags: Sequence[float] | None = None
) -> Alignment:
    """Where performances of one sound lie in all files; `peaks` says how far they stand out.

    lags: seconds, as a person gave them; only what is close to their differences is looked for.
    """
    pictures = [peak_picture(material) for material in materials]
    count = len(materials)
    tried: dict[tuple[int, int], list[Match]] = {}
    for first, second in itertools.combinations(range(count), 2):
        near = None if lags is None else lags[second] - lags[first]
        tried[first, second] = candidates(pictures[first], pictures[second], near)
    matches: dict[tuple[int, int], Match] = {}
    group = list(range(count))
    # The likeliest pairs first; two files that are joined through others need no look.
    for first, second in sorted(tried, key=lambda pair: -_likeliest(tried[pair])):
        if group[first] == group[second]:
            continue
        phases = Phases(materials[first], materials[second], rate)
        agreed = [phases.agreed(one) for one in tried[first, second]]
        given = Match(0.0 if lags is None else lags[second] - lags[first], 1.0, 1.0, 0.0)
        best = max(agreed, key=_height, default=given)
        if best.height < LEAST_HEIGHT and count == 2:
            likely = sorted(agreed, key=_height)[-_ASKED:]
            best = max((phases.nearby(one) for one in likely), key=_height, default=given)
        matches[first, second] = best
        matches[second, first] = best.reversed()
        if best.height >= LEAST_HEIGHT:
            joined = group[second]
            group = [group[first] if number == joined else number for number in group]
    starts = {}
    for pair in sorted(matches, key=lambda pair: matches[pair].height):
        starts[group[pair[0]]] = pair[0]
    files = _Files(materials, pictures, matches, rate, given=lags is not None)
    if max(group.count(number) for number in group) == 1:
        starts = {0: max(matches, key=lambda pair: matches[pair].height)[0]}
    # Two songs that are tuned alike may pass for a pair: what most files join is meant.
    grown = [
        files.grown(start)
        for number, start in starts.items()
        if len(starts) == 1 or group.count(number) > 1
    ]
    placed, peaks = max(grown, key=lambda one: (_sure(one[1]), sum(one[1].values())))
    placements = _centred([placed[index] for index in range(count)])
    return Alignment(placements, "varied", tuple(peaks[index] for index in range(count)))


def _sure(peaks: dict[int, float]) -> int:
    return sum(peak >= LEAST_HEIGHT for peak in peaks.values())


@dataclass(frozen=True)
class _Files:
    """All files, their pictures, and the best match of each pair that was looked at.

    given: whether a person gave the lags.
    """

    materials: Sequence[Material]
    pictures: Sequence[np.ndarray]
    matches: dict[tuple[int, int], Match]
    rate: int
    given: bool

    def grown(self, start: int) -> tuple[dict[int, Placement], dict[int, float]]:
        """Placements from one file on, and how far each stands out."""
        matches = self.matches
        placed = {start: Placement(0.0)}
        peaks: dict[int, float] = {}
        while len(placed) < len(self.materials):
            # What is not sure itself makes no other sure.
            sure = {n: p for n, p in placed.items() if peaks.get(n, LEAST_HEIGHT) >= LEAST_HEIGHT}
            links = [pair for pair in matches if pair[0] in sure and pair[1] not in placed]
            links = links or [p for p in matches if p[0] in placed and p[1] not in placed]
            first, second = max(links, key=lambda pair: matches[pair].height)
            match = matches[first, second]
            place, height = match.after(placed[first]), match.height
            if height < LEAST_HEIGHT and len(sure) > 1 and not self.given:
                left = [n for n in range(len(self.materials)) if n not in placed]
                second, place, height = _against_group(
                    sure, left, self.materials, self.pictures, self.rate
                )
            placed[second], peaks[second] = place, height
            peaks.setdefault(start, height)
        return placed, peaks


def _against_group(
    placed: dict[int, Placement],
    left: Sequence[int],
    materials: Sequence[Material],
    pictures: Sequence[np.ndarray],
    rate: int,
) -> tuple[int, Placement, float]:
    """Which of the files left fits best to those placed, taken together: number, place, height.

    What the placed files share stands out of the mean of their pictures as it does of none.
    """
    start, picture = _common_picture(placed, materials, pictures)
    best: tuple[int, Placement, float] | None = None
    for number in left:
        found = candidates(picture, pictures[number])[:_ASKED]
        asked = {
            other: Phases(materials[other], materials[number], rate)
            for other in list(placed)[:_MEMBERS_ASKED]
        }
        for one in found:
            place = Placement(one.lag - one.stretch * start, one.stretch, one.pitch)
            for other, phases in asked.items():
                known = placed[other]
                stretch = place.stretch / known.stretch
                match = phases.nearby(
                    Match(
                        place.lag - stretch * known.lag,
                        stretch,
                        place.pitch / known.pitch,
                        one.likeness,
                    )
                )
                if best is None or match.height > best[2]:
                    best = (number, match.after(known), match.height)
    assert best is not None
    return best


def _common_picture(
    placed: dict[int, Placement], materials: Sequence[Material], pictures: Sequence[np.ndarray]
) -> tuple[float, np.ndarray]:
    """The sum of the placed files' pictures on their common clock, and where it starts, in s."""
    start = min(place.common_time(0.0) for place in placed.values())
    end = max(p.common_time(materials[number].duration) for number, p in placed.items())
    times = start + np.arange(math.ceil((end - start) / _HOP_SECONDS)) * _HOP_SECONDS
    summed = np.zeros((len(pictures[0]), len(times)), np.float32)
    for number, place in placed.items():
        picture = pictures[number]
        columns = (place.lag + place.stretch * times) / _HOP_SECONDS
        inside = (columns >= 0) & (columns < picture.shape[1] - 1)
        left = np.where(inside, columns, 0).astype(int)
        part = (np.where(inside, columns, 0) - left).astype(np.float32)
        moved = picture[:, left] * (1 - part) + picture[:, left + 1] * part
        bands = round(math.log2(place.pitch) * BANDS_PER_OCTAVE)
        moved = np.roll(moved, -bands, axis=0)
        if bands:
            moved[slice(-bands, None) if bands > 0 else slice(None, -bands)] = 0.0
        summed += np.where(inside, moved, 0.0)
    return start, summed


def varied_exactly(alignment: Alignment, materials: Sequence[Material], rate: int) -> Alignment:
    """The same with placements refined; those of long files where they agree most, and said so."""
    placements = alignment.placements
    start, end = alignment.overlap(tuple(material.duration for material in materials))
    if end - start <= LONGEST_REFINED_SECONDS:
        return replace(alignment, placements=_centred(refined(materials, placements, rate)))
    start, end = _agreeing_stretch(materials, placements, REFINED_SECONDS)
    cut = [_cut(m, place, start, end) for m, place in zip(materials, placements, strict=True)]
    whole = list(placements)
    inside = [number for number, one in enumerate(cut) if one is not None]
    parts = [one for one in cut if one is not None]
    if len(parts) >= 2:
        moved = refined([part for part, _, _ in parts], [place for _, place, _ in parts], rate)
        for number, place, (_, _, cut_off) in zip(inside, moved, parts, strict=True):
            whole[number] = replace(place, lag=place.lag + cut_off)
    notice = Sentence(
        "files that overlap for more than {longest_refined_seconds:g} s: they are placed exactly "
        "by the {value:.0f} s in which they agree most; minutes away from there the place may be "
        "some hundredths of a second off",
        longest_refined_seconds=LONGEST_REFINED_SECONDS,
        value=end - start,
    )
    return replace(alignment, placements=_centred(whole), notices=(notice,))


def _agreeing_stretch(
    materials: Sequence[Material], placements: Sequence[Placement], seconds: float
) -> tuple[float, float]:
    """The stretch of that length on the common clock in which the files' pictures agree most."""
    pictures = [peak_picture(material) for material in materials]
    moved = [
        _common_picture({number: place}, materials, pictures)
        for number, place in enumerate(placements)
    ]
    first = min(start for start, _ in moved)
    places = [round((start - first) / _HOP_SECONDS) for start, _ in moved]
    frames = max(place + one.shape[1] for place, (_, one) in zip(places, moved, strict=True))
    summed, squares = np.zeros((len(pictures[0]), frames), np.float32), np.zeros(frames)
    for place, (_, one) in zip(places, moved, strict=True):
        summed[:, place : place + one.shape[1]] += one
        squares[place : place + one.shape[1]] += np.square(one).sum(axis=0)
    # The products of all pairs.
    agreed = np.append(0.0, np.cumsum(np.square(summed).sum(axis=0) - squares))
    length = min(round(seconds / _HOP_SECONDS), frames)
    best = int(np.argmax(agreed[length:] - agreed[:-length]))
    return first + best * _HOP_SECONDS, first + (best + length) * _HOP_SECONDS


def _cut(
    material: Material, place: Placement, start: float, end: float
) -> tuple[Material, Placement, float] | None:
    """What a file holds of a stretch of the common clock, its place, and the seconds before it."""
    first = max(0, math.floor(place.file_time(start) * material.rate))
    last = min(material.recording.samples, math.ceil(place.file_time(end) * material.rate))
    if (last - first) / material.rate < _LEAST_OVERLAP_SECONDS:
        return None
    before = first / material.rate
    part = replace(
        material, recording=material.recording.span(first, last), mono=material.mono[first:last]
    )
    return part, replace(place, lag=place.lag - before), before


def _height(match: Match) -> float:
    return match.height


def _likeliest(matches: Sequence[Match]) -> float:
    return max((match.likeness for match in matches), default=0.0)


def _centred(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """On the clock and at the pitch of the middle file, with the earliest lag at zero."""
    stretch = float(np.median([p.stretch for p in placements]))
    pitch = float(np.median([p.pitch for p in placements]))
    earliest = min(p.lag / p.stretch for p in placements)
    return tuple(
        Placement(p.lag - p.stretch * earliest, p.stretch / stretch, p.pitch / pitch, p.gain)
        for p in placements
    )
