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
from scipy import ndimage

from engine.coseparation.long_performances import (
    COARSE_SECONDS,
    FRAMES,
    coarse_picture,
    cut,
    long_match,
)
from engine.coseparation.long_waveforms import is_long
from engine.coseparation.material import Material
from engine.coseparation.phases import Match, Phases
from engine.coseparation.pictures import (
    BANDS_PER_OCTAVE,
    HOP_SECONDS,
    LEAST_OVERLAP_SECONDS,
    candidates,
    peak_picture,
)
from engine.coseparation.placement import Alignment, Placement
from engine.coseparation.refinement import refined
from engine.coseparation.watch import UNWATCHED, Watch
from engine.sentences import Sentence

# Of pictures and phases together; of 200 pairs of unrelated clips of 3 to 12 s few reach more.
LEAST_HEIGHT = 12.1
# Of these one looks nearby where none stands out.
_ASKED, _MEMBERS_ASKED = 3, 2
# Of longer stretches the ends would leave the range of shifts that is looked at.
REFINED_SECONDS = 100.0
# Files agree where they do so a part as well as at their best, over some seconds.
_SHARE_OF_BEST, _EVEN_SECONDS = 0.25, 3.0


def performances(
    materials: Sequence[Material],
    rate: int,
    lags: Sequence[float] | None = None,
    watch: Watch = UNWATCHED,
) -> Alignment:
    """Where performances of one sound lie in all files; `peaks` says how far they stand out.

    lags: seconds, as a person gave them; only what is close to their differences is looked for.
    Raises Unwanted where the watch does.
    """
    if is_long(materials):
        return _long_performances(materials, rate, lags, watch)
    reading, sliding, asking, growing = (
        watch.between(*part) for part in itertools.pairwise((0.0, 0.05, 0.45, 0.9, 1.0))
    )
    pictures = [peak_picture(material) for material, _ in reading.over(materials)]
    count = len(materials)
    tried: dict[tuple[int, int], list[Match]] = {}
    for (first, second), here in sliding.over(list(itertools.combinations(range(count), 2))):
        near = None if lags is None else lags[second] - lags[first]
        tried[first, second] = candidates(pictures[first], pictures[second], near, here)
    matches: dict[tuple[int, int], Match] = {}
    group = list(range(count))
    # The likeliest pairs first; two files that are joined through others need no look.
    likely_first = sorted(tried, key=lambda pair: -_likeliest(tried[pair]))
    for (first, second), here in asking.over(likely_first):
        if group[first] == group[second]:
            continue
        phases = Phases(materials[first], materials[second], rate)
        agreed = [phases.agreed(one) for one, _ in here.over(tried[first, second])]
        given = Match(0.0 if lags is None else lags[second] - lags[first], 1.0, 1.0, 0.0)
        best = max(agreed, key=_height, default=given)
        if best.height < LEAST_HEIGHT and count == 2:
            likely = sorted(agreed, key=_height)[-_ASKED:]
            moved = [phases.nearby(one, here) for one in likely]
            best = max(moved, key=_height, default=given)
        matches[first, second] = best
        matches[second, first] = best.reversed()
        if best.height >= LEAST_HEIGHT:
            joined = group[second]
            group = [group[first] if number == joined else number for number in group]
    files = _Files(materials, pictures, matches, rate, given=lags is not None, watch=growing)
    return _joined(files, group)


def _long_performances(
    materials: Sequence[Material], rate: int, lags: Sequence[float] | None, watch: Watch
) -> Alignment:
    """The same of files of which but a few seconds may be shared."""
    reading, asking = watch.between(0.0, 0.1), watch.between(0.1, 1.0)
    pictures = [coarse_picture(material, here) for material, here in reading.over(materials)]
    matches: dict[tuple[int, int], Match] = {}
    group = list(range(len(materials)))
    for (first, second), here in asking.over(list(itertools.combinations(group, 2))):
        # Two that are joined through others need no look.
        if group[first] == group[second]:
            continue
        near = None if lags is None else lags[second] - lags[first]
        both = materials[first], materials[second]
        coarse = pictures[first], pictures[second]
        match = long_match(both, coarse, rate, near, here) or Match(near or 0.0, 1.0, 1.0, 0.0)
        matches[first, second], matches[second, first] = match, match.reversed()
        if match.height >= LEAST_HEIGHT:
            joined = group[second]
            group = [group[first] if number == joined else number for number in group]
    files = _Files(materials, [], matches, rate, given=lags is not None, watch=watch)
    return _joined(files, group)


def _joined(files: _Files, group: Sequence[int]) -> Alignment:
    """Placements along the best matches. group: of each file, alike where matches join them."""
    matches, count = files.matches, len(files.materials)
    starts = {}
    for pair in sorted(matches, key=lambda pair: matches[pair].height):
        starts[group[pair[0]]] = pair[0]
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

    pictures: none where files are long. given: whether a person gave the lags. watch: somebody
    who waits.
    """

    materials: Sequence[Material]
    pictures: Sequence[np.ndarray]
    matches: dict[tuple[int, int], Match]
    rate: int
    given: bool
    watch: Watch

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
            weak = height < LEAST_HEIGHT and not self.given
            if weak and len(sure) > 1 and self.pictures:
                left = [n for n in range(len(self.materials)) if n not in placed]
                second, place, height = _against_group(
                    sure, left, self.materials, self.pictures, self.rate, self.watch
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
    watch: Watch,
) -> tuple[int, Placement, float]:
    """Which of the files left fits best to those placed, taken together: number, place, height.

    What the placed files share stands out of the mean of their pictures as it does of none.
    """
    start, picture = _common_picture(placed, materials, pictures)
    best: tuple[int, Placement, float] | None = None
    for number, here in watch.over(left):
        found = candidates(picture, pictures[number], watch=here)[:_ASKED]
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
                    ),
                    here,
                )
                if best is None or match.height > best[2]:
                    best = (number, match.after(known), match.height)
    assert best is not None
    return best


def _common_picture(
    placed: dict[int, Placement],
    materials: Sequence[Material],
    pictures: Sequence[np.ndarray],
    coarser: int = 1,
) -> tuple[float, np.ndarray]:
    """The sum of the placed files' pictures on their common clock, and where it starts, in s.

    coarser: how many bands and frames are one of these pictures.
    """
    hop = coarser * HOP_SECONDS
    start = min(place.common_time(0.0) for place in placed.values())
    end = max(p.common_time(materials[number].duration) for number, p in placed.items())
    times = start + np.arange(math.ceil((end - start) / hop)) * hop
    summed = np.zeros((len(pictures[0]), len(times)), np.float32)
    for number, place in placed.items():
        picture = pictures[number]
        columns = (place.lag + place.stretch * times) / hop
        inside = (columns >= 0) & (columns < picture.shape[1] - 1)
        left = np.where(inside, columns, 0).astype(int)
        part = (np.where(inside, columns, 0) - left).astype(np.float32)
        moved = picture[:, left] * (1 - part) + picture[:, left + 1] * part
        bands = round(math.log2(place.pitch) * BANDS_PER_OCTAVE / coarser)
        moved = np.roll(moved, -bands, axis=0)
        if bands:
            moved[slice(-bands, None) if bands > 0 else slice(None, -bands)] = 0.0
        summed += np.where(inside, moved, 0.0)
    return start, summed


def varied_exactly(
    alignment: Alignment, materials: Sequence[Material], rate: int, watch: Watch = UNWATCHED
) -> Alignment:
    """The same with placements refined; those of long files where they agree most, and said so.

    Raises Unwanted where the watch does.
    """
    placements = alignment.placements
    if not is_long(materials):
        moved = refined(materials, placements, rate, watch)
        return replace(alignment, placements=_centred(moved))
    start, end = _agreeing_stretch(materials, placements, watch.between(0.0, 0.2))
    parts = [_cut(m, place, start, end) for m, place in zip(materials, placements, strict=True)]
    whole = list(placements)
    inside = [number for number, one in enumerate(parts) if one is not None]
    known = [one for one in parts if one is not None]
    if len(known) >= 2:
        cuts, places = [part for part, _, _ in known], [place for _, place, _ in known]
        moved = refined(cuts, places, rate, watch.between(0.2, 1.0))
        for number, place, (_, _, cut_off) in zip(inside, moved, known, strict=True):
            whole[number] = replace(place, lag=place.lag + cut_off)
    notice = Sentence(
        "long files: they are placed exactly by the {value:.0f} s in which they agree most; "
        "minutes away from there the place may be some hundredths of a second off",
        value=end - start,
    )
    return replace(alignment, placements=_centred(whole), notices=(notice,))


def _agreeing_stretch(
    materials: Sequence[Material], placements: Sequence[Placement], watch: Watch
) -> tuple[float, float]:
    """The stretch on the common clock, in s, in which the files' pictures agree most."""
    pictures = [coarse_picture(material, here) for material, here in watch.over(materials)]
    moved = [
        _common_picture({number: place}, materials, pictures, FRAMES)
        for number, place in enumerate(placements)
    ]
    first = min(start for start, _ in moved)
    places = [round((start - first) / COARSE_SECONDS) for start, _ in moved]
    frames = max(place + one.shape[1] for place, (_, one) in zip(places, moved, strict=True))
    summed, squares = np.zeros((len(pictures[0]), frames), np.float32), np.zeros(frames)
    for place, (_, one) in zip(places, moved, strict=True):
        summed[:, place : place + one.shape[1]] += one
        squares[place : place + one.shape[1]] += np.square(one).sum(axis=0)
    # The products of all pairs.
    agreed = ndimage.uniform_filter1d(
        np.square(summed).sum(axis=0) - squares, round(_EVEN_SECONDS / COARSE_SECONDS)
    )
    begin, end = _best_run(agreed - _SHARE_OF_BEST * agreed.max())
    most = round(REFINED_SECONDS / COARSE_SECONDS)
    if end - begin > most:
        run = np.append(0.0, np.cumsum(agreed[begin:end]))
        begin += int(np.argmax(run[most:] - run[:-most]))
        end = begin + most
    return first + begin * COARSE_SECONDS, first + end * COARSE_SECONDS


def _best_run(values: np.ndarray) -> tuple[int, int]:
    """The run [first, last) with the highest sum (Kadane's algorithm)."""
    summed = np.append(0.0, np.cumsum(values))
    lowest = np.minimum.accumulate(summed)
    last = int(np.argmax(summed - lowest))
    return int(np.argmin(summed[: last + 1])), last


def _cut(
    material: Material, place: Placement, start: float, end: float
) -> tuple[Material, Placement, float] | None:
    """What a file holds of a stretch of the common clock, its place, and the seconds before it."""
    first = max(0, math.floor(place.file_time(start) * material.rate))
    last = min(material.recording.samples, math.ceil(place.file_time(end) * material.rate))
    if (last - first) / material.rate < LEAST_OVERLAP_SECONDS:
        return None
    before = first / material.rate
    return cut(material, first, last), replace(place, lag=place.lag - before), before


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
