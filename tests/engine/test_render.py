"""Export: stems that sum to the mixture, in files with safe names, all or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import recording_writer
from engine.exported import ExportCancelled, ExportOptions
from engine.file_names import LONGEST_NAME, safe_name
from engine.masks import Masks, equal_masks, normalised
from engine.recording import Recording, RecordingError, RecordingWriter
from engine.render import export_paths, export_stems, mix_gains
from tests import make_files
from tests.make_files import sound

RATE = 8000


def random_masks(sources: int, seconds: float, rate: int = RATE, seed: int = 0) -> Masks:
    values = normalised(np.random.default_rng(seed).random((sources, 60, 30)))
    return Masks(values, np.linspace(0, seconds, 30), np.linspace(0, rate / 2, 60))


def mixture(samples: int = RATE, channels: int = 2, scale: float = 1.0) -> Recording:
    wave = scale * sound(channels, samples, RATE)
    return Recording.from_samples(wave, RATE, Path("take 1.wav"))


def read(path: Path) -> np.ndarray:
    recording = Recording.open(path)
    return recording.read(0, recording.samples)


# Gains


@pytest.mark.parametrize(
    ("solo", "mute", "heard"),
    [
        ((0, 0, 0), (0, 0, 0), (1, 1, 1)),
        ((0, 0, 0), (0, 1, 0), (1, 0, 1)),
        ((0, 1, 0), (0, 0, 0), (0, 1, 0)),
        ((1, 1, 0), (0, 1, 0), (1, 0, 0)),
        ((0, 0, 1), (0, 0, 1), (0, 0, 0)),
    ],
)
def test_solo_and_mute(solo: tuple[int], mute: tuple[int], heard: tuple[int]) -> None:
    gains = mix_gains([0, 0, 0], [bool(s) for s in solo], [bool(m) for m in mute])
    assert gains.dtype == np.float32
    np.testing.assert_array_equal(gains, heard)


def test_gains_are_decibels() -> None:
    gains = mix_gains([-6.0206, 20, float("-inf")], [False] * 3, [False] * 3)
    np.testing.assert_allclose(gains, [0.5, 10, 0], rtol=1e-5)
    for wrong in ([float("nan")], [float("inf")], [0.0, 0.0]):
        with pytest.raises(ValueError, match="gains_db"):
            mix_gains(wrong, [False], [False])


def test_the_module_is_there_without_torch() -> None:
    code = "import sys, engine.render; sys.exit('torch' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# What is written


@pytest.mark.parametrize(
    ("rate", "channels"),
    [*product([8000, 44100, 48000, 96000], [1, 2]), (8000, 8), (192000, 1)],
)
def test_float_stems_null_against_the_mixture(tmp_path: Path, rate: int, channels: int) -> None:
    wave = 2 * sound(channels, rate, rate)
    taken = Recording.from_samples(wave, rate)
    report = export_stems(
        taken,
        random_masks(3, 1.0, rate),
        ["a", "b", "c"],
        ExportOptions(tmp_path, subtype="FLOAT"),
    )
    assert [path.name for path in report.paths] == [f"recording_{s}.wav" for s in "abc"]
    assert np.abs(sum(read(path) for path in report.paths) - wave).max() < 1e-5
    assert (report.gain, report.clipped) == (1.0, 0)
    assert report.peak == max(float(np.abs(read(path)).max()) for path in report.paths)
    for path in report.paths:
        stem = Recording.open(path)
        assert (stem.sample_rate, stem.channels, stem.samples) == (rate, channels, rate)


@given(samples=st.integers(1, 3000), sources=st.integers(1, 4), seed=st.integers(0, 99))
@example(samples=1, sources=2, seed=0)
@settings(max_examples=15, deadline=None)
def test_stems_of_any_length_null(
    tmp_path_factory: pytest.TempPathFactory, samples: int, sources: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("export")
    taken = mixture(samples)
    report = export_stems(
        taken,
        random_masks(sources, samples / RATE, seed=seed),
        [f"source{index}" for index in range(sources)],
        ExportOptions(folder, subtype="FLOAT", residual=True),
    )
    total = sum(read(path) for path in report.paths)
    assert np.abs(total - taken.read(0, samples)).max() < 1e-5


@pytest.mark.parametrize(
    ("container", "subtype", "step"),
    [("WAV", "PCM_16", 2**-15), ("WAV", "PCM_24", 2**-23), ("FLAC", "PCM_24", 2**-23)],
)
def test_pcm_stems_null_but_for_the_dither(
    tmp_path: Path, container: str, subtype: str, step: float
) -> None:
    taken = mixture()
    options = ExportOptions(tmp_path, subtype=subtype, container=container)
    report = export_stems(taken, random_masks(2, 1.0), ["a", "b"], options)
    assert {Recording.open(path).subtype for path in report.paths} == {subtype}
    error = sum(read(path) for path in report.paths) - taken.read(0, RATE)
    assert np.abs(error).max() <= 2 * 1.5 * step * 1.01
    assert error.std() == pytest.approx(step * np.sqrt(2 * 0.25), rel=0.1)


def test_a_span_of_a_file_exports_that_span_with_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "in.wav"
    with RecordingWriter(
        path, sample_rate=RATE, channels=1, subtype="FLOAT", metadata={"title": "Tïtel"}
    ) as writer:
        writer.write(sound(1, 3 * RATE, RATE))
    span = Recording.open(path).span(5000, 9000)
    report = export_stems(
        span, random_masks(2, 0.5), ["a", "b"], ExportOptions(tmp_path / "out", subtype="FLOAT")
    )
    total = sum(read(path) for path in report.paths)
    assert np.abs(total - sound(1, 3 * RATE, RATE)[:, 5000:9000]).max() < 1e-5
    assert {Recording.open(path).metadata["title"] for path in report.paths} == {"Tïtel"}


def test_the_residual_is_what_the_written_stems_lack(tmp_path: Path) -> None:
    taken, masks, names = mixture(), random_masks(3, 1.0), ["a", "b", "c"]
    every = export_stems(taken, masks, names, ExportOptions(tmp_path / "1", subtype="FLOAT"))
    some = export_stems(
        taken,
        masks,
        names,
        ExportOptions(tmp_path / "2", stems=(2, 0), subtype="FLOAT", residual=True),
    )
    assert [path.stem for path in some.paths] == ["take 1_c", "take 1_a", "take 1_residual"]
    np.testing.assert_array_equal(read(some.paths[0]), read(every.paths[2]))
    np.testing.assert_array_equal(read(some.paths[1]), read(every.paths[0]))
    assert np.abs(read(some.paths[2]) - read(every.paths[1])).max() < 1e-5


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    def export(folder: str, seed: int) -> list[bytes]:
        options = ExportOptions(tmp_path / folder, subtype="PCM_16", dither_seed=seed)
        paths = export_stems(mixture(), random_masks(2, 1.0), ["a", "b"], options).paths
        return [path.read_bytes() for path in paths]

    assert export("1", 5) == export("2", 5) != export("3", 6)


# Levels


def test_scale_gives_all_stems_one_gain_and_clips_nothing(tmp_path: Path) -> None:
    taken = mixture(scale=6)
    options = ExportOptions(tmp_path, subtype="PCM_24", level="scale")
    report = export_stems(taken, random_masks(2, 1.0), ["a", "b"], options)
    assert report.peak > 1
    assert report.gain == pytest.approx(1 / report.peak, rel=1e-5)
    assert report.gain < 1 / report.peak
    assert report.clipped == 0
    total = sum(read(path) for path in report.paths) / report.gain
    assert np.abs(total - taken.read(0, RATE)).max() < 1e-5


def test_scale_leaves_what_fits_alone(tmp_path: Path) -> None:
    report = export_stems(mixture(), random_masks(2, 1.0), ["a", "b"], ExportOptions(tmp_path))
    assert report.gain == 1.0
    assert report.peak < 1


def test_clip_clips_and_counts(tmp_path: Path) -> None:
    taken, masks = mixture(scale=6), random_masks(2, 1.0)
    options = ExportOptions(tmp_path / "pcm", subtype="PCM_16", level="clip")
    report = export_stems(taken, masks, ["a", "b"], options)
    whole = export_stems(
        taken, masks, ["a", "b"], ExportOptions(tmp_path / "float", subtype="FLOAT")
    )
    stems = np.concatenate([read(path) for path in whole.paths])
    assert report.gain == 1.0
    assert report.clipped == np.count_nonzero(np.abs(stems) > 1) > 0
    written = np.concatenate([read(path) for path in report.paths])
    assert np.abs(written - np.clip(stems, -1, 1)).max() < 2.6 * 2**-15


def test_refuse_refuses_and_writes_nothing(tmp_path: Path) -> None:
    options = ExportOptions(tmp_path, level="refuse")
    with pytest.raises(RecordingError, match=r"reach \+\d+\.\d\d dB, beyond full scale"):
        export_stems(mixture(scale=6), random_masks(2, 1.0), ["a", "b"], options)
    assert os.listdir(tmp_path) == []
    assert export_stems(mixture(), random_masks(2, 1.0), ["a", "b"], options).gain == 1.0


def test_float_is_never_scaled(tmp_path: Path) -> None:
    for level in ("scale", "clip", "refuse"):
        options = ExportOptions(tmp_path / level, subtype="FLOAT", level=level)
        report = export_stems(mixture(scale=6), random_masks(1, 1.0), ["a"], options)
        assert report.gain == 1.0
        assert np.abs(read(report.paths[0])).max() > 1


# Running


class _Watched(Recording):
    """A recording that remembers how much was asked of it at once."""

    largest = 0
    total = 0

    def read(self, start: int, stop: int) -> np.ndarray:
        self.largest = max(self.largest, stop - start)
        self.total += stop - start
        return super().read(start, stop)


@pytest.mark.parametrize(("subtype", "passes"), [("FLOAT", 1), ("PCM_16", 2)])
def test_long_recordings_stream_in_bounded_blocks(
    tmp_path: Path, subtype: str, passes: int
) -> None:
    samples = 3_000_000
    long = _Watched.from_samples(np.zeros((1, samples)), 44100)
    assert isinstance(long, _Watched)
    fractions: list[float] = []
    export_stems(
        long,
        equal_masks(2, np.array([0.0]), np.array([0.0])),
        ["a", "b"],
        ExportOptions(tmp_path, subtype=subtype),
        progress=fractions.append,
    )
    assert long.largest < 2**20
    assert passes * samples <= long.total < 1.1 * passes * samples
    assert fractions[-1] == 1.0
    assert len(fractions) >= 3 * passes
    assert all(0 < a < b <= 1 for a, b in pairwise(fractions))


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_a_cancelled_export_leaves_nothing(tmp_path: Path, after: int) -> None:
    asked = iter(range(100))
    long = Recording.from_samples(np.full((1, 600_000), 0.1), 44100)
    masks = equal_masks(2, np.array([0.0]), np.array([0.0]))
    old = tmp_path / "recording_a.wav"
    old.write_bytes(b"precious")
    with pytest.raises(ExportCancelled):
        export_stems(
            long,
            masks,
            ["a", "b"],
            ExportOptions(tmp_path, overwrite=True),
            cancelled=lambda: next(asked) >= after,
        )
    assert os.listdir(tmp_path) == ["recording_a.wav"]
    assert old.read_bytes() == b"precious"


def test_existing_files_are_named_and_kept(tmp_path: Path) -> None:
    for name in ("take 1_a.wav", "take 1_b.wav"):
        (tmp_path / name).write_bytes(b"precious")
    masks, names = random_masks(3, 1.0), ["a", "b", "c"]
    with pytest.raises(RecordingError, match=r"take 1_a\.wav, take 1_b\.wav exist already"):
        export_stems(mixture(), masks, names, ExportOptions(tmp_path))
    assert len(os.listdir(tmp_path)) == 2
    export_stems(mixture(), masks, names, ExportOptions(tmp_path, overwrite=True))
    assert read(tmp_path / "take 1_a.wav").shape == (2, RATE)


def test_the_recording_itself_is_never_written(tmp_path: Path) -> None:
    path = make_files.write(tmp_path / "take.wav", sound(1, RATE, RATE), RATE, subtype="FLOAT")
    before = path.read_bytes()
    os.link(path, tmp_path / "b.wav")
    for pattern in ("{recording}", "{source}"):
        options = ExportOptions(tmp_path, pattern=pattern, overwrite=True)
        with pytest.raises(RecordingError, match="is the open recording itself"):
            export_stems(Recording.open(path), random_masks(2, 1.0), ["a", "b"], options)
    assert path.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["b.wav", "take.wav"]


def test_a_file_that_appears_meanwhile_stops_all(tmp_path: Path) -> None:
    def appear(fraction: float) -> None:
        (tmp_path / "take 1_b.wav").write_bytes(b"precious")

    with pytest.raises(RecordingError, match="exists already"):
        export_stems(
            mixture(), random_masks(3, 1.0), ["a", "b", "c"], ExportOptions(tmp_path), appear
        )
    assert os.listdir(tmp_path) == ["take 1_b.wav"]
    assert (tmp_path / "take 1_b.wav").read_bytes() == b"precious"


def test_damage_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    broken = Recording.open(make_files.nan_wav(tmp_path))
    with pytest.raises(RecordingError, match=r"not numbers .* 0\.250 s"):
        export_stems(
            broken, random_masks(2, 1.0), ["a", "b"], ExportOptions(tmp_path / "o", subtype="FLOAT")
        )
    assert os.listdir(tmp_path / "o") == []


_Usage = namedtuple("_Usage", "total used free")


def test_a_disk_without_room_is_said_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: _Usage(10**9, 10**9, 90_000))
    options = ExportOptions(tmp_path / "new" / "folder", subtype="PCM_24")
    with pytest.raises(RecordingError, match=r"0\.09 MB free .* about 0\.10 MB"):
        export_stems(mixture(), random_masks(2, 1.0), ["a", "b"], options)
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fills_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(recording_writer.io.FileIO):  # type: ignore[name-defined,misc]
        def write(self, data) -> int:  # type: ignore[no-untyped-def]
            if self.tell() > 20_000:
                raise OSError(28, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(recording_writer.io, "FileIO", Full)
    with pytest.raises(RecordingError, match="the disk is full"):
        export_stems(mixture(), random_masks(2, 1.0), ["a", "b"], ExportOptions(tmp_path))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"container": "MP3"}, "choose WAV or FLAC"),
        ({"container": "FLAC", "subtype": "FLOAT"}, "FLAC does not hold FLOAT"),
        ({"subtype": "PCM_8"}, "WAV does not hold PCM_8"),
        ({"stems": ()}, "choose at least one stem"),
        ({"pattern": "{artist}"}, "names artist; it may use"),
        ({"pattern": "{source.__class__}"}, "it may use"),
        ({"pattern": "{source"}, "is not valid"),
        ({"pattern": "{source:d}"}, "is not valid"),
    ],
)
def test_options_that_cannot_be_are_said(tmp_path: Path, options: dict, words: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(RecordingError, match=words):
        export_stems(
            mixture(), random_masks(2, 1.0), ["a", "b"], ExportOptions(tmp_path, **options)
        )
    assert os.listdir(tmp_path) == []


def test_nine_channels_do_not_go_into_flac(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no more than 8 channels"):
        export_stems(
            mixture(99, 9), random_masks(1, 0.1), ["a"], ExportOptions(tmp_path, container="FLAC")
        )


@pytest.mark.parametrize("options", [{"stems": (2,)}, {"stems": (0, 0)}, {"level": "loud"}])
def test_wrong_calls_are_errors(tmp_path: Path, options: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match=r"stems|level"):
        export_stems(
            mixture(), random_masks(2, 1.0), ["a", "b"], ExportOptions(tmp_path, **options)
        )


# Names


def names_of(*sources: str, taken: Recording | None = None, **options: object) -> list[str]:
    paths = export_paths(taken or mixture(), sources, ExportOptions(Path("out"), **options))  # type: ignore[arg-type]
    assert {path.parent for path in paths} == {Path("out")}
    return [path.name for path in paths]


def test_names_follow_the_pattern() -> None:
    assert names_of("dog", "violin") == ["take 1_dog.wav", "take 1_violin.wav"]
    assert names_of("dog", "violin", pattern="{number:02d} {source}", container="FLAC") == [
        "01 dog.flac",
        "02 violin.flac",
    ]
    assert names_of("dog", "cat", stems=(1,), residual=True, pattern="{number}-{source}") == [
        "2-cat.wav",
        "3-residual.wav",
    ]


def test_names_that_would_collide_get_numbers() -> None:
    assert names_of("dog", "DOG", "dog", "do/g", "do:g", "residual", residual=True) == [
        "take 1_dog.wav",
        "take 1_DOG_2.wav",
        "take 1_dog_3.wav",
        "take 1_do_g.wav",
        "take 1_do_g_2.wav",
        "take 1_residual.wav",
        "take 1_residual_2.wav",
    ]
    assert names_of("a", "b", pattern="stem") == ["stem.wav", "stem_2.wav"]
    assert names_of("e\u0301", "é") == ["take 1_é.wav", "take 1_é_2.wav"]


def test_sources_without_a_usable_name_are_numbered() -> None:
    assert names_of("", "  ") == ["take 1_source1.wav", "take 1_source2.wav"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "__.._etc_passwd"),
        ("a\nb\0c", "a_b_c"),
        ("con", "_con"),
        ("LPT1.old", "_LPT1.old"),
        ("console", "console"),
        ("ends. .", "ends"),
        ("..", "_"),
        ("", "_"),
        ("\u202egnp.wav", "_gnp.wav"),
        ("Hörner & Pauken (1)", "Hörner & Pauken (1)"),
        ("録音", "録音"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(recording=st.text(min_size=1, max_size=300), sources=st.lists(st.text(), min_size=1))
@example(recording="é" * 300, sources=["ß" * 400, "ß" * 401])
@example(recording="\ud800", sources=["\udfff", "CON", "con."])
@settings(deadline=None)
def test_any_name_becomes_one_distinct_file(recording: str, sources: list[str]) -> None:
    taken = mixture(10)
    taken.path = Path("x")
    for pattern in ("{recording}_{source}", "{source}"):
        options = ExportOptions(Path("out"), pattern=pattern)
        paths = export_paths(_named(recording), sources, options)
        assert len({path.name.casefold() for path in paths}) == len(sources)
        for path in paths:
            assert path.parent == Path("out")
            assert len(os.fsencode(path.name)) <= LONGEST_NAME + 15
            assert not path.name.startswith(".")
            assert not set('/\\:*?"<>|') & set(path.name)
            assert path.name.isprintable() or not path.name.isascii()


def _named(name: str) -> Recording:
    class Named(Recording):
        @property
        def name(self) -> str:
            return name

    return Named.from_samples(np.zeros((1, 10)), RATE)


def test_long_names_keep_the_source(tmp_path: Path) -> None:
    name = "n" * 250
    taken = Recording.from_samples(sound(1, 10, RATE), RATE, Path(f"{name}.wav"))
    report = export_stems(
        taken, random_masks(2, 0.1), ["violin", "dog"], ExportOptions(tmp_path, subtype="FLOAT")
    )
    assert [path.stem[-8:] for path in report.paths] == ["n_violin", "nnnn_dog"]
    assert all(path.exists() for path in report.paths)
