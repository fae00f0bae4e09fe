"""Recordings: every kind of file read exactly by span, refused with a sentence, written whole."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import recording_writer
from engine.recording import Recording, RecordingError, RecordingWriter
from engine.sound_files import StreamedFile
from tests import make_files
from tests.make_files import FORMATS, ODD, RATE, UNREADABLE, Format, sound


def is_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and "Error" not in text and len(text) < 300


def sequential(path: Path) -> np.ndarray:
    """The whole file in one call of libsndfile, without any seeking: (channels, samples)."""
    with StreamedFile(str(path)) as file:
        whole: np.ndarray = file.read(file.frames, dtype="float32", always_2d=True).T
    return whole


# Reading


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_every_format_keeps_rate_channels_length_and_samples(tmp_path: Path, form: Format) -> None:
    samples = sound(2, 20000, form.rate)
    recording = Recording.open(form.write(tmp_path, samples))
    assert (recording.sample_rate, recording.channels) == (form.rate, 2)
    assert (recording.samples, recording.duration) == (20000, 20000 / form.rate)
    assert (recording.container, recording.subtype) == (form.container, form.subtype)
    assert recording.notices == ()
    read = recording.read(0, recording.samples)
    assert read.dtype == np.float32
    assert read.shape == (2, 20000)
    if form.tolerance is None:
        assert np.corrcoef(read.ravel(), samples.ravel())[0, 1] > 0.97
    else:
        assert np.abs(read - samples).max() <= form.tolerance


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_spans_hold_what_a_straight_pass_holds(tmp_path: Path, form: Format) -> None:
    path = form.write(tmp_path, sound(1, 60000, form.rate, seed=3))
    whole = sequential(path)
    recording = Recording.open(path)
    random = np.random.default_rng(1)
    for start in random.integers(0, 59000, 25):
        stop = int(start + random.integers(1, 1000))
        np.testing.assert_array_equal(recording.read(int(start), stop), whole[:, start:stop])


def written_by_libsndfile(path: Path, container: str, subtype: str) -> bool:
    """Whether it could write 12,000 samples, at one rate or another."""
    for rate in (44100, 48000, 8000):
        try:
            make_files.write(path, sound(1, 12000), rate, container=container, subtype=subtype)
        except soundfile.LibsndfileError:
            continue
        return True
    return False


@pytest.mark.parametrize("container", sorted(set(soundfile.available_formats()) - {"RAW"}))
def test_whatever_libsndfile_writes_is_read_exactly_by_span(tmp_path: Path, container: str) -> None:
    read = 0
    for subtype in soundfile.available_subtypes(container):
        path = tmp_path / f"{subtype}.{container.lower()}"
        if not written_by_libsndfile(path, container, subtype):
            continue
        whole = sequential(path)
        recording = Recording.open(path)
        assert (recording.samples, recording.notices) == (whole.shape[1], ())
        for start in np.random.default_rng(1).integers(0, whole.shape[1] - 300, 12):
            block = recording.read(int(start), int(start) + 300)
            np.testing.assert_array_equal(block, whole[:, start : start + 300])
        read += 1
    if not read:
        pytest.skip(f"libsndfile does not write {container} here")


@pytest.mark.parametrize("name", ["robin.ogg", "trumpet.ogg", "speech_1.ogg"])
def test_spans_of_real_vorbis_files_are_exact(shared_data: Path, name: str) -> None:
    path = shared_data / "clips" / name
    whole = sequential(path)
    recording = Recording.open(path)
    assert recording.samples == whole.shape[1]
    for start in np.random.default_rng(1).integers(0, whole.shape[1] - 3000, 30):
        block = recording.read(int(start), int(start) + 3000)
        np.testing.assert_array_equal(block, whole[:, start : start + 3000])


def test_samples_beyond_full_scale_are_not_clipped(tmp_path: Path) -> None:
    samples = 4 * sound(samples=9000)
    path = make_files.write(tmp_path / "loud.wav", samples, subtype="FLOAT")
    np.testing.assert_array_equal(Recording.open(path).read(0, 9000), samples)


@pytest.mark.parametrize("name", ODD)
def test_odd_files_open_like_any_other(tmp_path: Path, name: str) -> None:
    path = ODD[name](tmp_path)
    recording = Recording.open(path)
    np.testing.assert_array_equal(recording.read(0, recording.samples), sequential(path))
    assert recording.notices == ()
    assert recording.name == path.stem


def test_blocks_can_be_changed_and_handed_to_torch(tmp_path: Path) -> None:
    for form in FORMATS:
        recording = Recording.open(form.write(tmp_path, sound(1, 5000, form.rate)))
        block = recording.read(0, 5000)
        assert block.flags.writeable
        assert block.flags.c_contiguous
        before = block.copy()
        block[:] = 0
        np.testing.assert_array_equal(recording.read(0, 5000), before)


def test_a_span_is_a_recording_on_its_own_clock(tmp_path: Path) -> None:
    path = make_files.write(tmp_path / "a.wav", sound(samples=5000), subtype="FLOAT")
    recording = Recording.open(path)
    span = recording.span(1000, 4000).span(500, 2500)
    assert (span.samples, span.name, span.subtype) == (2000, "a", "FLOAT")
    np.testing.assert_array_equal(span.read(10, 20), recording.read(1510, 1520))
    for start, stop in ((-1, 5), (0, 2001), (6, 5)):
        with pytest.raises(ValueError, match="outside"):
            span.read(start, stop)


@given(
    cuts=st.lists(st.integers(0, 3000), max_size=6),
    form=st.sampled_from([f for f in FORMATS if f.subtype in ("PCM_16", "VORBIS", "FLOAT")]),
)
@settings(max_examples=25, deadline=None)
def test_pieces_make_the_whole(cuts: list[int], form: Format) -> None:
    with tempfile.TemporaryDirectory() as folder:
        recording = Recording.open(form.write(Path(folder), sound(2, 3000, form.rate)))
        edges = [0, *sorted(cuts), 3000]
        pieces = [recording.read(a, b) for a, b in pairwise(edges)]
        np.testing.assert_array_equal(np.concatenate(pieces, 1), recording.read(0, 3000))


@pytest.mark.parametrize("suffix", [".flac", ".ogg"])
def test_threads_can_read_at_once(tmp_path: Path, suffix: str) -> None:
    path = make_files.write(tmp_path / f"a{suffix}", sound(samples=3 * RATE))
    recording = Recording.open(path)
    whole = recording.read(0, recording.samples)
    together = threading.Barrier(4)

    def right(seed: int) -> bool:
        together.wait()
        starts = np.random.default_rng(seed).integers(0, 2 * RATE, 50)
        return all(
            np.array_equal(recording.read(int(s), int(s) + 999), whole[:, s : s + 999])
            for s in starts
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(right, range(4)))


def test_recordings_from_memory() -> None:
    recording = Recording.from_samples(np.arange(10) / 10, 8000)
    assert (recording.channels, recording.samples, recording.name) == (1, 10, "recording")
    np.testing.assert_array_equal(recording.read(2, 4), np.float32([[0.2, 0.3]]))
    with pytest.raises(ValueError, match="shape"):
        Recording.from_samples(np.zeros((1, 2, 3)), 8000)


# Files that are cut off, damaged or streamed


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_cut_files_open_as_far_as_they_go_and_say_so(tmp_path: Path, form: Format) -> None:
    path = form.write(tmp_path, sound(2, 3 * form.rate, form.rate))
    whole = Recording.open(path)
    wanted = whole.read(0, whole.samples)
    recording = Recording.open(make_files.cut(path, 0.6))
    # Ogg is lost by pages, of a second in Opus.
    assert 0.3 * whole.samples < recording.samples < 0.7 * whole.samples
    # The last frames of a lossy file lack what comes after them.
    sure = recording.samples - (0 if form.tolerance is not None else 3000)
    np.testing.assert_array_equal(recording.read(0, sure), wanted[:, :sure])
    recording.read(0, recording.samples)
    (notice,) = recording.notices
    assert is_sentence(notice)
    assert path.name in notice
    assert "cut off" in notice
    assert f"{recording.duration:.3f} s" in notice
    assert "3.000 s" in notice or form.container in ("OGG", "W64", "CAF")


def test_a_cut_adpcm_says_so_as_well(tmp_path: Path) -> None:
    path = make_files.write(tmp_path / "a.wav", sound(), subtype="IMA_ADPCM")
    recording = Recording.open(make_files.cut(path, 0.6))
    assert 0.55 * RATE < recording.samples < 0.65 * RATE
    (notice,) = recording.notices
    assert "cut off" in notice


def test_flac_damage_refuses_only_what_is_damaged(tmp_path: Path) -> None:
    path = make_files.damaged_flac(tmp_path)
    recording = Recording.open(path)
    assert recording.samples == 3 * RATE
    for _ in range(2):
        with pytest.raises(RecordingError, match=r"damaged after 1\.\d\d s") as caught:
            recording.read(0, 3 * RATE)
        assert is_sentence(str(caught.value))
        wanted = sound(samples=3 * RATE)
        assert np.abs(recording.read(0, RATE) - wanted[:, :RATE]).max() < 2**-14
        assert np.abs(recording.read(2 * RATE, 3 * RATE) - wanted[:, 2 * RATE :]).max() < 2**-14


@pytest.mark.parametrize("make", [make_files.endless_flac, make_files.endless_wav])
def test_streamed_files_without_a_length_open_whole(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    recording = Recording.open(make(tmp_path))
    assert recording.samples == RATE
    assert recording.notices == ()
    assert np.abs(recording.read(5000, RATE) - sound()[:, 5000:]).max() < 2**-14


def test_an_mp3_is_as_long_as_it_decodes_not_as_its_tag(tmp_path: Path) -> None:
    path = make_files.mp3_with_tag_only(tmp_path)
    recording = Recording.open(path)
    assert recording.samples < soundfile.info(str(path)).frames - 5000
    assert 11025 <= recording.samples < 11025 + 3 * 1152
    assert recording.notices == ()
    assert recording.read(0, recording.samples).shape == (1, recording.samples)


def test_a_streamed_flac_that_is_damaged_says_so(tmp_path: Path) -> None:
    recording = Recording.open(make_files.cut(make_files.endless_flac(tmp_path), 0.6))
    assert 0.3 * RATE < recording.samples < 0.7 * RATE
    (notice,) = recording.notices
    assert "is damaged" in notice
    assert is_sentence(notice)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_no_room_for_decoding_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_files.write(tmp_path / "a.ogg", sound())
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: open("/dev/full", "w+b"))  # noqa: SIM115
    with pytest.raises(RecordingError, match="there is no room in") as caught:
        Recording.open(path)
    assert is_sentence(str(caught.value))


def test_a_file_that_shrinks_while_it_is_open_is_noticed(tmp_path: Path) -> None:
    path = make_files.write(tmp_path / "a.wav", sound(), subtype="PCM_16")
    recording = Recording.open(path)
    make_files.cut(path, 0.5)
    with pytest.raises(RecordingError, match="damaged after"):
        recording.read(0, RATE)


def test_samples_that_are_no_numbers_are_refused_with_their_place(tmp_path: Path) -> None:
    recording = Recording.open(make_files.nan_wav(tmp_path))
    with pytest.raises(RecordingError, match=r"nan\.wav: 2 samples .* 0\.250 s") as caught:
        recording.read(0, 8000)
    assert is_sentence(str(caught.value))
    with pytest.raises(RecordingError, match=r"1 sample is .* 0\.500 s"):
        recording.span(3000, 8000).read(0, 5000)
    assert recording.read(0, 2000).shape == (1, 2000)


# Files that cannot be opened


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_sound_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    make, words = UNREADABLE[name]
    path = make(tmp_path)
    with pytest.raises(RecordingError) as caught:
        Recording.open(path)
    message = str(caught.value)
    assert words in message
    assert is_sentence(message)
    assert str(path) in message
    assert ";" in message or ":" in message  # what to do


@pytest.mark.parametrize("name", ["a\0b.wav", "x" * 300 + ".wav"])
def test_impossible_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        Recording.open(tmp_path / name)


def test_a_name_that_is_no_text_is_shown_printable(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        Recording.open(tmp_path / os.fsdecode(b"\xff\xfe.wav"))
    assert "does not exist" in str(caught.value).encode("utf-8").decode()


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder, and the rights of somebody who may not do everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)


def test_a_file_without_permission_is_refused() -> None:
    with ordinary_user() as folder:
        path = make_files.write(folder / "a.wav", sound(1, 10))
        path.chmod(0)
        with pytest.raises(RecordingError, match="may not be read"):
            Recording.open(path)


def test_opened_and_closed_files_leave_nothing_behind(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for form in FORMATS:
            recording = Recording.open(form.write(tmp_path, sound(1, 3000, form.rate)))
            recording.read(0, 100)
            recording.close()
    if sys.platform == "linux":
        assert len(os.listdir("/proc/self/fd")) == before


# Writing

WRITTEN = (
    (".wav", "PCM_16"),
    (".wav", "PCM_24"),
    (".wav", "FLOAT"),
    (".flac", "PCM_16"),
    (".flac", "PCM_24"),
    (".aiff", "PCM_24"),
    (".caf", "FLOAT"),
    (".w64", "PCM_24"),
)
STEP = {"PCM_16": 2.0**-15, "PCM_24": 2.0**-23}


def save(path: Path, wave: np.ndarray, subtype: str, cuts: tuple[int, ...] = (), **more) -> Path:  # type: ignore[no-untyped-def]
    """Write wave (channels, samples) in blocks, at RATE."""
    with RecordingWriter(
        path, sample_rate=RATE, channels=wave.shape[0], subtype=subtype, **more
    ) as writer:
        for block in np.split(wave, cuts, axis=1):
            writer.write(block)
    return path


@pytest.mark.parametrize("announced", [False, True], ids=["unannounced", "announced"])
@pytest.mark.parametrize(("suffix", "subtype"), WRITTEN)
def test_written_files_hold_the_sound(
    tmp_path: Path, suffix: str, subtype: str, announced: bool
) -> None:
    samples = sound(samples=5001)
    more = {"samples": 5001} if announced else {}
    path = save(tmp_path / f"a{suffix}", samples, subtype, **more)
    recording = Recording.open(path)
    assert (recording.samples, recording.channels, recording.sample_rate) == (5001, 2, RATE)
    assert (recording.subtype, recording.notices) == (subtype, ())
    error = np.abs(recording.read(0, 5001) - samples).max()
    assert error <= 1.5 * STEP.get(subtype, 0.0) * 1.001
    assert os.listdir(tmp_path) == [path.name]
    assert path.stat().st_mode & 0o777 == 0o666 & ~current_umask()


def current_umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_an_unannounced_wav_is_a_plain_one(tmp_path: Path) -> None:
    data = save(tmp_path / "a.wav", sound(samples=999), "FLOAT").read_bytes()
    assert data[:4] == b"RIFF"
    assert int.from_bytes(data[4:8], "little") == len(data) - 8
    assert soundfile.info(str(tmp_path / "a.wav")).format in ("WAV", "WAVEX")


@pytest.mark.parametrize("announced", [False, True])
def test_beyond_four_gigabytes_wav_becomes_rf64(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, announced: bool
) -> None:
    monkeypatch.setattr(recording_writer, "LARGEST_RIFF", 10000)
    more = {"samples": 5000} if announced else {}
    path = save(tmp_path / "a.wav", sound(samples=5000), "FLOAT", **more)
    recording = Recording.open(path)
    assert recording.container == "RF64"
    np.testing.assert_array_equal(recording.read(0, 5000), sound(samples=5000))
    with pytest.raises(RecordingError, match="AIFF ends at 4 GiB"):
        save(tmp_path / "a.aiff", sound(samples=5000), "PCM_16", samples=5000)


def test_float_is_never_touched(tmp_path: Path) -> None:
    samples = 3 * sound(samples=4000)
    path = save(tmp_path / "a.wav", samples, "FLOAT", cuts=(1, 7, 2000))
    np.testing.assert_array_equal(Recording.open(path).read(0, 4000), samples)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_dither_makes_the_error_independent_of_the_sound(tmp_path: Path, subtype: str) -> None:
    """A level far between two steps: the mean is kept, the error's power that of TPDF (q²/4)."""
    step = STEP[subtype]
    for offset in (0.0, 0.25, 0.5):
        samples = np.full((1, 200_000), (10 + offset) * step, np.float32)
        path = save(tmp_path / "a.wav", samples, subtype, overwrite=True)
        error = (Recording.open(path).read(0, 200_000).astype(np.float64) - samples) / step
        assert abs(error.mean()) < 0.01
        assert error.var() == pytest.approx(0.25, rel=0.03)


@given(cuts=st.lists(st.integers(0, 2000), max_size=5).map(sorted), seed=st.integers(0, 9))
@settings(max_examples=20, deadline=None)
def test_the_dither_does_not_depend_on_the_blocks(cuts: list[int], seed: int) -> None:
    samples = sound(samples=2000)
    with tempfile.TemporaryDirectory() as folder:
        one = save(Path(folder) / "1.wav", samples, "PCM_16", dither_seed=seed)
        two = save(Path(folder) / "2.wav", samples, "PCM_16", tuple(cuts), dither_seed=seed)
        other = save(Path(folder) / "3.wav", samples, "PCM_16", dither_seed=seed + 1)
        assert one.read_bytes() == two.read_bytes()
        assert one.read_bytes() != other.read_bytes()


def test_digital_silence_stays_silent(tmp_path: Path) -> None:
    samples = sound(samples=3000)
    samples[:, 1000:2000] = 0
    path = save(tmp_path / "a.wav", samples, "PCM_16", dither_seed=4)
    read = Recording.open(path).read(0, 3000)
    assert not read[:, 1000:2000].any()
    full = sound(samples=3000)
    full_path = save(tmp_path / "b.wav", full, "PCM_16", dither_seed=4)
    np.testing.assert_array_equal(Recording.open(full_path).read(2000, 3000), read[:, 2000:])


def test_clipping_is_counted_and_the_peak_told(tmp_path: Path) -> None:
    samples = np.float32([[0.5, -2.0, 1.0, 1.5], [0.0, 0.25, -1.0, 0.0]])
    for subtype, clipped in (("PCM_24", 2), ("FLOAT", 0)):
        writer = RecordingWriter(
            tmp_path / f"{subtype}.wav", sample_rate=RATE, channels=2, subtype=subtype
        )
        with writer:
            writer.write(samples)
        assert (writer.peak, writer.clipped) == (2.0, clipped)
    read = Recording.open(tmp_path / "PCM_24.wav").read(0, 4)
    assert read[0, 1] == -1.0
    assert read[0, 3] == 1.0 - 2**-23


def test_the_gain_is_applied(tmp_path: Path) -> None:
    samples = 4 * sound(samples=2000)
    path = save(tmp_path / "a.wav", samples, "PCM_24", gain=0.25)
    assert np.abs(Recording.open(path).read(0, 2000) - samples / 4).max() < 2 * STEP["PCM_24"]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
def test_what_is_no_number_is_not_written(tmp_path: Path, bad: float, subtype: str) -> None:
    samples = sound(samples=RATE)
    samples[1, RATE // 2] = bad
    with pytest.raises(RecordingError, match=r"not a number at 0\.500 s"):
        save(tmp_path / "a.wav", samples, subtype, cuts=(1000,))
    assert os.listdir(tmp_path) == []


TEXTS = {"title": "Tïtel", "artist": "Nächtigall", "comment": "録音", "date": "2024", "genre": "x"}


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_metadata_are_kept(tmp_path: Path, suffix: str) -> None:
    first = save(tmp_path / f"a{suffix}", sound(), "PCM_24", metadata=TEXTS)
    opened = Recording.open(first)
    assert opened.metadata == TEXTS
    with RecordingWriter(
        tmp_path / "b.wav",
        sample_rate=RATE,
        channels=2,
        subtype="PCM_24",
        metadata=opened.metadata,
    ) as writer:
        writer.write(opened.read(0, 100))
    assert Recording.open(writer.path).metadata == TEXTS
    assert writer.notices == ()


def test_texts_that_a_container_cannot_hold_are_told(tmp_path: Path) -> None:
    with RecordingWriter(
        tmp_path / "a.w64", sample_rate=RATE, channels=1, subtype="PCM_16", metadata=TEXTS
    ) as writer:
        writer.write(sound(1, 10))
    (notice,) = writer.notices
    assert "title" in notice
    assert is_sentence(notice)


def test_an_existing_file_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"precious")
    with pytest.raises(RecordingError, match="exists already"):
        save(path, sound(), "PCM_16")
    assert path.read_bytes() == b"precious"
    save(path, sound(), "PCM_16", overwrite=True)
    assert Recording.open(path).samples == RATE


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    writer = RecordingWriter(path, sample_rate=RATE, channels=2, subtype="PCM_16")
    writer.write(sound())
    writer.finish()
    path.write_bytes(b"precious")
    with pytest.raises(RecordingError, match="exists already"):
        writer.commit()
    assert path.read_bytes() == b"precious"
    assert os.listdir(tmp_path) == ["a.wav"]


@pytest.mark.parametrize("taken", [False, True])
def test_disks_without_hard_links_do_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no hard links")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a.wav"
    writer = RecordingWriter(path, sample_rate=RATE, channels=2, subtype="PCM_16")
    writer.write(sound())
    writer.finish()
    if taken:
        path.write_bytes(b"precious")
        with pytest.raises(RecordingError, match="exists already"):
            writer.commit()
        assert path.read_bytes() == b"precious"
    else:
        writer.commit()
        assert Recording.open(path).samples == RATE
    assert os.listdir(tmp_path) == ["a.wav"]


def test_an_exception_leaves_nothing_and_keeps_the_old_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.wav", sound(), "PCM_16")
    before = path.read_bytes()

    writer = RecordingWriter(path, sample_rate=RATE, channels=2, subtype="PCM_16", overwrite=True)

    def interrupted() -> None:
        with writer:
            writer.write(sound(seed=1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.wav"]


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    target = save(tmp_path / "real.wav", sound(samples=10), "PCM_16")
    link = tmp_path / "link.wav"
    link.symlink_to(target)
    save(link, sound(samples=20), "PCM_16", overwrite=True)
    assert link.is_symlink()
    assert Recording.open(target).samples == 20


@pytest.mark.parametrize(
    ("name", "subtype", "words"),
    [
        ("a.mp3", "PCM_16", "its ending must be one of"),
        ("a.wav", "PCM_8", "choose PCM_16"),
        ("a.flac", "FLOAT", "FLAC does not hold FLOAT"),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, name: str, subtype: str, words: str
) -> None:
    with pytest.raises(RecordingError, match=words) as caught:
        save(tmp_path / name, sound(), subtype)
    assert is_sentence(str(caught.value))
    assert os.listdir(tmp_path) == []


def test_too_many_channels_for_the_container(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not hold 9 channels"):
        save(tmp_path / "a.flac", sound(9, 10), "PCM_16")
    assert os.listdir(tmp_path) == []


def test_folders_are_made_where_they_can_be(tmp_path: Path) -> None:
    assert save(tmp_path / "new" / "er" / "a.wav", sound(), "PCM_16").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="a part of its folder's name is a file"):
        save(tmp_path / "file" / "a.wav", sound(), "PCM_16")
    with pytest.raises(RecordingError, match="is a folder"):
        save(tmp_path / "new", sound(), "PCM_16", container="WAV", overwrite=True)


def test_a_read_only_folder_is_said() -> None:
    with ordinary_user() as folder:
        locked = folder / "locked"
        locked.mkdir(mode=0o555)
        with pytest.raises(RecordingError, match="you may not write there") as caught:
            save(locked / "a.wav", sound(), "PCM_16")
        assert is_sentence(str(caught.value))
        with pytest.raises(RecordingError, match="you may not write there"):
            save(locked / "deeper" / "a.wav", sound(), "PCM_16")


def test_a_write_protected_file_is_not_replaced() -> None:
    with ordinary_user() as folder:
        path = save(folder / "a.wav", sound(samples=10), "PCM_16")
        path.chmod(0o444)
        with pytest.raises(RecordingError, match="write-protected"):
            save(path, sound(samples=20), "PCM_16", overwrite=True)
        assert Recording.open(path).samples == 10


class _SmallDisk(io.FileIO):
    """A file on a disk that has room for 50 kB."""

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        room = 50_000 - self.tell()
        if room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(memoryview(data)[:room])


@pytest.mark.parametrize(("suffix", "subtype"), WRITTEN)
@pytest.mark.parametrize("samples", [RATE, 12_600])
def test_a_full_disk_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, subtype: str, samples: int
) -> None:
    """Full long before the end, and (12,600 samples of 16 bits) only while closing."""
    monkeypatch.setattr(recording_writer.io, "FileIO", _SmallDisk)
    noise = np.random.default_rng(0).uniform(-0.9, 0.9, (2, samples)).astype(np.float32)
    with pytest.raises(RecordingError, match="the disk is full") as caught:
        save(tmp_path / f"a{suffix}", noise, subtype)
    assert is_sentence(str(caught.value))
    assert os.listdir(tmp_path) == []


_LIMITED = """
import resource, sys
import numpy as np
from engine.recording import RecordingError, RecordingWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with RecordingWriter(sys.argv[1], sample_rate=8000, channels=1, subtype="PCM_16") as writer:
        for _ in range(20):
            writer.write(np.ones((1, 8000), np.float32) / 2)
except RecordingError as error:
    sys.exit(str(error))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_limit_of_the_system_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    """The real thing: the kernel refuses bytes, not a stand-in."""
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path / "a.wav")], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"{tmp_path / 'a.wav'} cannot be written: files of this size are not allowed there; "
        "choose another folder."
    )
    assert os.listdir(tmp_path) == []


def test_a_writer_guards_its_use(tmp_path: Path) -> None:
    writer = RecordingWriter(
        tmp_path / "a.wav", sample_rate=RATE, channels=2, subtype="PCM_16", samples=10
    )
    for shape in ((10,), (3, 10), (10, 2)):
        with pytest.raises(ValueError, match="channels, samples"):
            writer.write(np.zeros(shape, np.float32))
    with pytest.raises(ValueError, match="announced"):
        writer.write(sound(samples=11))
    writer.discard()
    writer.discard()
    assert os.listdir(tmp_path) == []
