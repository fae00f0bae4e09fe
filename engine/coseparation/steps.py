"""Co-separation step by step: found or given places, then the model's fit, stretch by stretch.

Two transforms are fitted, one after the other, and what they say of the shared sound is averaged:
their errors differ. Long files are fitted in stretches that overlap, so that memory stays bounded.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from engine.coseparation.alignment import LEAST_PEAK, SameWaveform
from engine.coseparation.claims import Drawn, claims_on
from engine.coseparation.guard import DOUBTFUL, SHORT_SECONDS, kept_share, lasting, turned_apart
from engine.coseparation.material import Material, check_count, common_rate
from engine.coseparation.model import Model, Schedule
from engine.coseparation.performances import LEAST_HEIGHT, performances, varied_exactly
from engine.coseparation.placement import Alignment, CoseparationError, Kind
from engine.coseparation.view import View
from engine.coseparation.watch import UNWATCHED, Watch
from engine.sentences import Sentence
from engine.sound_files import shown
from engine.spectrogram import StftSettings

WINDOWS_SECONDS = (0.128, 0.256)
STRETCH_SECONDS, FADE_SECONDS = 24.0, 2.0
LEAST_OVERLAP_SECONDS = 0.5
# A performance at another pitch has short peaks of correlation too, where it happens to agree.
# Below this the pitch is asked: the same waveform keeps it to 0.2 cents, varied ones differ by
# 2.7 and more (development).
CLEARLY_SAME, SAME_CENTS = 20.0, 1.0
PICTURE_ROWS, LOWEST_HZ = 160, 40.0


@dataclass(frozen=True)
class CoseparationSettings:
    """How the files are parted. kind: None finds out whether the waveform is the same."""

    kind: Kind | None = None
    schedule: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True)
class Result:
    """The shared sound of every file, as in the mean of its channels: float32 (samples,) each.

    At each file's own rate and length and on its own scale. kept: how much of it was taken out
    where most of it was, from 0 to 1: less than all where wrong places would have given as much.
    seconds: for how long it has its power; None where nobody doubts the places.
    """

    in_files: tuple[np.ndarray, ...]
    kept: float = 1.0
    seconds: float | None = None

    @property
    def doubt(self) -> str:
        """A sentence where the places may well be wrong, else nothing."""
        if self.seconds is not None and self.seconds < SHORT_SECONDS and self.kept >= DOUBTFUL:
            return Sentence(
                "all that was found to agree lasts about {seconds:.1f} s, which may be chance: "
                "listen to the shared parts before you use these files",
                seconds=self.seconds,
            )
        if self.kept >= DOUBTFUL:
            return ""
        return Sentence(
            "hardly more agrees where the shared sound was found than at wrong places, so only "
            "{value:.0f} % of it is taken out; if you hear that it is shared, say at which lags it "
            "lies, or draw a box around some of it",
            value=100 * self.kept,
        )


@dataclass(frozen=True)
class CoseparationStep:
    """One iteration's result.

    iteration, total: over all transforms and stretches. loss: mean negative log-likelihood of a
    bin, in nats. part: which transform and stretch, in words. shares: makes the present pictures,
    float32 (files, PICTURE_ROWS, frames): how much of each bin's power is the shared sound, rows
    on logarithmic frequencies from LOWEST_HZ, frames from `start` on, `frame_seconds` apart, on
    the common clock. result: makes the sounds; only on the last step, else None.
    """

    iteration: int
    total: int
    loss: float
    part: str
    start: float
    frame_seconds: float
    top_hz: float
    shares: Callable[[], np.ndarray]
    result: Callable[[], Result] | None = None


Steps = Generator[CoseparationStep, Drawn | None, None]


def align(
    materials: Sequence[Material],
    kind: Kind | None = None,
    lags: Sequence[float] | None = None,
    watch: Watch = UNWATCHED,
) -> Alignment:
    """Find where the shared sound lies in all files.

    lags: seconds at which it begins in each, about; only their differences count.
    watch: told how far it is, and asked whether the places are still wanted.
    Raises CoseparationError where nothing is shared, with what was measured; Unwanted where the
    watch says so.
    """
    check_count(len(materials))
    if lags is not None and len(lags) != len(materials):
        raise CoseparationError(
            Sentence(
                "{value} lags for {value2} files: give one for each",
                value=len(lags),
                value2=len(materials),
            )
        )
    waveforms = None
    if kind != "varied":
        waveforms = SameWaveform(materials, lags, watch.between(0.0, 0.2))
    same = waveforms.alignment() if waveforms else None
    if same is not None and (kind == "same" or min(same.peaks) >= CLEARLY_SAME):
        return _checked(same, materials)
    if kind != "same":
        rate = common_rate([material.rate for material in materials])
        varied = performances(materials, rate, lags, watch.between(0.2, 0.7))
        stands_out = min(varied.peaks) >= LEAST_HEIGHT
        if same is not None and min(same.peaks) >= LEAST_PEAK:
            repitched = max(abs(math.log2(place.pitch)) for place in varied.placements)
            if not stands_out or 1200 * repitched <= SAME_CENTS:
                return _checked(same, materials)
        if stands_out or kind == "varied" or lags is not None:
            exact = varied_exactly(varied, materials, rate, watch.between(0.7, 1.0))
            given = kind == "varied" or lags is not None
            return _checked(replace(exact, given=given), materials)
        assert waveforms is not None
        _refuse_others(materials, waveforms.heights())
        alone = [number for number, peak in enumerate(varied.peaks) if peak < LEAST_HEIGHT]
        if len(alone) <= len(materials) - 2:
            raise CoseparationError(_left_alone(materials, varied, alone), tuple(alone))
    assert waveforms is not None
    raise CoseparationError(_nothing_shared(materials, waveforms.heights()))


def _checked(alignment: Alignment, materials: Sequence[Material]) -> Alignment:
    start, end = alignment.overlap(tuple(material.duration for material in materials))
    if end - start < LEAST_OVERLAP_SECONDS:
        raise CoseparationError(
            Sentence(
                "with these lags no two files sound together for {least_overlap_seconds:g} s",
                least_overlap_seconds=LEAST_OVERLAP_SECONDS,
            )
        )
    spans = [
        (place.common_time(0.0), place.common_time(material.duration))
        for place, material in zip(alignment.placements, materials, strict=True)
    ]
    for index, ((start, end), material) in enumerate(zip(spans, materials, strict=True)):
        others = spans[:index] + spans[index + 1 :]
        together = max(min(end, last) - max(start, first) for first, last in others)
        if together < LEAST_OVERLAP_SECONDS:
            name = shown(material.recording.path or material.recording.name)
            raise CoseparationError(
                Sentence(
                    "{name}: with these lags it does not sound together with any other file for "
                    "{least_overlap_seconds:g} s; correct its lag, or leave it out",
                    name=name,
                    least_overlap_seconds=LEAST_OVERLAP_SECONDS,
                )
            )
    return alignment


def _refuse_others(materials: Sequence[Material], peaks: Sequence[float]) -> None:
    """Where some files clearly hold one waveform, name the others: that is surer than pictures."""
    lonely = tuple(number for number, peak in enumerate(peaks) if peak < LEAST_PEAK)
    if 0 < len(lonely) <= len(peaks) - 2 and max(peaks) >= CLEARLY_SAME:
        raise CoseparationError(_nothing_shared(materials, peaks), lonely)


def _left_alone(materials: Sequence[Material], varied: Alignment, alone: Sequence[int]) -> str:
    names = [shown(materials[i].recording.path or materials[i].recording.name) for i in alone]
    measured = ", ".join(f"{peak:.1f}" for peak in varied.peaks)
    return Sentence(
        "{value}: shares no sound with the others that could be found; their heights as "
        "performances of one sound are {measured}, and {least_height:g} is needed: leave out what "
        "shares nothing, or say at which lags it lies",
        value=", ".join(names),
        measured=measured,
        least_height=LEAST_HEIGHT,
    )


def _nothing_shared(materials: Sequence[Material], peaks: Sequence[float]) -> str:
    names = [shown(material.recording.path or material.recording.name) for material in materials]
    lonely = [name for name, peak in zip(names, peaks, strict=True) if peak < LEAST_PEAK]
    measured = ", ".join(f"{peak:.1f}" for peak in peaks)
    who = (
        Sentence("these files share no sound that could be found")
        if len(names) - len(lonely) < 2
        else Sentence(
            "{value}: shares no sound with the others that could be found", value=", ".join(lonely)
        )
    )
    return Sentence(
        "{who}; their highest peaks of correlation are {measured}, and {least_peak:g} is needed: "
        "leave out what shares nothing, or say at which lags it lies",
        who=who,
        measured=measured,
        least_peak=LEAST_PEAK,
    )


@dataclass(frozen=True)
class _Stretch:
    """Frames [first, last) of the common grid, and their weights where stretches overlap."""

    first: int
    weights: np.ndarray

    @property
    def last(self) -> int:
        return self.first + len(self.weights)


class _Pass:
    """One transform over all stretches."""

    def __init__(
        self, materials: Sequence[Material], alignment: Alignment, window_seconds: float
    ) -> None:
        self.rate = common_rate([material.rate for material in materials])
        n_fft = 2 ** max(5, round(math.log2(window_seconds * self.rate)))
        self.settings = StftSettings(n_fft, n_fft // 4)
        self.views = [
            View(material, placement, self.rate, self.settings)
            for material, placement in zip(materials, alignment.placements, strict=True)
        ]
        start, end = alignment.overlap(tuple(material.duration for material in materials))
        hop = self.settings.hop_length / self.rate
        self.hop_seconds = hop
        self.first, self.last = math.floor(start / hop) - 2, math.ceil(end / hop) + 3
        self.stretches = _stretches(
            self.first, self.last, round(STRETCH_SECONDS / hop), round(FADE_SECONDS / hop)
        )
        count, bins = len(materials), self.settings.bins
        self.parts = [
            torch.zeros(count, bins, stretch.last - stretch.first, dtype=torch.complex64)
            for stretch in self.stretches
        ]

    def named(self, number: int) -> str:
        """This transform and a stretch, in words."""
        part = f"{1000 * self.settings.n_fft / self.rate:.0f} ms"
        if len(self.stretches) > 1:
            part += f", stretch {number + 1} of {len(self.stretches)}"
        return part

    def model(
        self,
        number: int,
        alignment: Alignment,
        schedule: Schedule,
        seed: int,
        *,
        apart: bool = False,
    ) -> Model:
        """The model of one stretch; apart: of the files turned against each other."""
        frames = self.stretches[number].first, self.stretches[number].last
        gains = [placement.gain for placement in alignment.placements]
        spectra = torch.stack([view.forward(*frames) for view in self.views])
        sounding = torch.from_numpy(np.stack([view.sounding(*frames) for view in self.views]))
        if apart:
            spectra, sounding = turned_apart(spectra), turned_apart(sounding)
        return Model(
            spectra,
            sounding,
            torch.tensor(gains, dtype=torch.float32),
            alignment.kind,
            schedule,
            seed,
        )

    def sounds(self) -> list[np.ndarray]:
        """The shared sound in each file, float32 (samples,), on the material's scale."""
        count, bins = len(self.views), self.settings.bins
        whole = torch.zeros(count, bins, self.last - self.first, dtype=torch.complex64)
        for stretch, part in zip(self.stretches, self.parts, strict=True):
            place = slice(stretch.first - self.first, stretch.last - self.first)
            whole[:, :, place] += part * torch.from_numpy(stretch.weights)
        return [
            view.inverse(spectrum, self.first)
            for view, spectrum in zip(self.views, whole, strict=True)
        ]


def _stretches(first: int, last: int, length: int, fade: int) -> list[_Stretch]:
    """Stretches of about that length that fade into each other; weights sum to one."""
    count = max(1, math.ceil((last - first - fade) / (length - fade)))
    edges = np.linspace(first, last - fade if count > 1 else last, count + 1).astype(int)
    stretches = []
    ramp = ((np.arange(fade) + 0.5) / max(fade, 1)).astype(np.float32)
    for number in range(count):
        begin = int(edges[number])
        end = int(edges[number + 1]) + (fade if count > 1 else 0)
        weights = np.ones(end - begin, np.float32)
        if number > 0:
            weights[:fade] = ramp
        if number < count - 1:
            weights[-fade:] = 1.0 - ramp
        stretches.append(_Stretch(begin, weights))
    return stretches


def coseparate(
    materials: Sequence[Material],
    alignment: Alignment,
    drawn: Drawn | None = None,
    settings: CoseparationSettings | None = None,
    *,
    seed: int = 0,
) -> Steps:
    """Part the files step by step; the last step's `result` makes the sounds.

    Newer guidance may be sent between steps: the fit begins again with it. The same seed gives the
    same sounds. Raises CoseparationError for files that cannot be parted.
    """
    settings = settings or CoseparationSettings()
    drawn = drawn or Drawn()
    done = 0
    while True:
        newer = yield from _run(materials, alignment, drawn, settings, seed, done)
        if newer is None:
            return
        drawn, done = newer


def _run(
    materials: Sequence[Material],
    alignment: Alignment,
    drawn: Drawn,
    settings: CoseparationSettings,
    seed: int,
    done: int,
) -> Generator[CoseparationStep, Drawn | None, tuple[Drawn, int] | None]:
    """One run through all transforms and stretches; gives back newer guidance once it came."""
    schedule = settings.schedule
    summed: list[np.ndarray] = []
    present = _Pass(materials, alignment, WINDOWS_SECONDS[0])
    # What a person places or draws needs no second opinion.
    doubted = alignment.kind == "varied" and not alignment.given and not drawn
    kept: list[float] = []
    fits = len(WINDOWS_SECONDS) + doubted
    total = done + fits * len(present.stretches) * schedule.iterations
    for order, window in enumerate(WINDOWS_SECONDS):
        if order > 0:
            present = _Pass(materials, alignment, window)
        for number, stretch in enumerate(present.stretches):
            model = present.model(number, alignment, schedule, seed + number)
            model.set_claims(claims_on(drawn, present.views, stretch.first, stretch.last))
            models = [model]
            if doubted and order == 0:
                models.append(present.model(number, alignment, schedule, seed + number, apart=True))
            is_last_part = number == len(present.stretches) - 1
            for fitted in models:
                for _ in range(schedule.iterations):
                    loss = fitted.iterate()
                    done += 1
                    is_done = fitted is models[-1] and fitted.iterations == schedule.iterations
                    if is_done:
                        shared = model.shared()
                        if fitted is not model:
                            kept.append(kept_share(model.estimate(), fitted.estimate()))
                        share = kept[min(number, len(kept) - 1)] if doubted else 1.0
                        present.parts[number] = share * shared
                        if is_last_part:
                            summed = _added(summed, present.sounds())
                    ends = is_done and is_last_part and order == len(WINDOWS_SECONDS) - 1
                    newer = yield CoseparationStep(
                        iteration=done,
                        total=total,
                        loss=loss,
                        part=present.named(number) + (", elsewhere" if fitted is not model else ""),
                        start=present.first * present.hop_seconds,
                        frame_seconds=present.hop_seconds,
                        top_hz=present.rate / 2,
                        shares=_Shares(present, number, model),
                        result=_Finished(materials, summed, max(kept, default=1.0))
                        if ends
                        else None,
                    )
                    if newer is not None and newer != drawn:
                        return newer, done
    return None


def _added(summed: list[np.ndarray], sounds: list[np.ndarray]) -> list[np.ndarray]:
    return [a + b for a, b in zip(summed, sounds, strict=True)] if summed else sounds


@dataclass(frozen=True)
class _Finished:
    """Makes the sounds of a finished run."""

    materials: Sequence[Material]
    summed: list[np.ndarray]
    kept: float | None

    def __call__(self) -> Result:
        kept, seconds = 1.0, None
        if self.kept is not None:
            heard = zip(self.summed, self.materials, strict=True)
            kept, seconds = self.kept, max(lasting(sound, m.rate) for sound, m in heard)
        return Result(
            tuple(
                (sound * (material.scale / len(WINDOWS_SECONDS))).astype(np.float32)
                for material, sound in zip(self.materials, self.summed, strict=True)
            ),
            kept,
            seconds,
        )


@dataclass(frozen=True)
class _Shares:
    """Makes the pictures of a pass with the model that is being fitted."""

    present: _Pass
    number: int
    model: Model

    def __call__(self) -> np.ndarray:
        present = self.present
        count = len(present.views)
        rows = _picture_rows(present.settings.bins, present.rate)
        pictures = np.zeros((count, PICTURE_ROWS, present.last - present.first), np.float32)
        for number, stretch in enumerate(present.stretches[: self.number + 1]):
            part = present.parts[number] if number < self.number else self.model.shared()
            spectra = torch.stack([v.forward(stretch.first, stretch.last) for v in present.views])
            shared = part.abs().square()
            share = shared / (shared + (spectra - part).abs().square() + 1e-12)
            place = slice(stretch.first - present.first, stretch.last - present.first)
            pictures[:, :, place] = share[:, rows].numpy()
        return pictures


def _picture_rows(bins: int, rate: int) -> torch.Tensor:
    """The bin of every row of a picture."""
    top = rate / 2
    hertz = LOWEST_HZ * (top / LOWEST_HZ) ** (np.arange(PICTURE_ROWS) / (PICTURE_ROWS - 1))
    return torch.from_numpy(np.clip(np.round(hertz / top * (bins - 1)), 0, bins - 1).astype(int))
