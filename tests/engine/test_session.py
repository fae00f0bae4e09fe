"""Sessions: what is saved is what is opened, in one piece or not at all, whatever the file."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.masks import Masks, equal_masks
from engine.recording import Recording
from engine.session import (
    Extra,
    FolderWriter,
    RecordingReference,
    Result,
    Session,
    SessionError,
    SourceState,
    open_session,
    open_session_folder,
    reading,
    save_session,
    writing,
)
from engine.session.recordings import (
    clear_unpacked,
    embed_recording,
    find_recording,
    reference_to,
    sha256_of,
    silence_like,
    unpack_embedded,
)
from tests.engine.session_strategies import plain, sessions

FIXTURES = Path(__file__).parent / "sessions"
PROPERTY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SOURCES = (SourceState("dog", "#56B4E9"), SourceState("violin", "#E69F00", pan=-0.35))


def some_masks(bins: int = 4, frames: int = 5) -> Masks:
    return equal_masks(2, np.arange(frames) / 10, np.arange(bins) * 100.0)


@PROPERTY
@given(sessions())
def test_any_session_comes_back_as_it_was(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, session)
    opened = open_session(path)
    assert opened.missing == ()
    assert plain(opened.session) == plain(session)


@settings(PROPERTY, max_examples=25)
@given(st.lists(sessions(), min_size=1, max_size=3))
def test_a_folder_holds_the_last_of_several_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, several: list[Session]
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    writer = FolderWriter(folder)
    for session in several:
        writer.write(session)
    opened = open_session_folder(folder)
    assert opened.missing == ()
    assert plain(opened.session) == plain(several[-1])
    document = (folder / "session.json").read_text(encoding="utf-8")
    stored = [path for path in folder.rglob("*") if path.is_file() and path.name != "session.json"]
    assert [path.name for path in stored if path.name not in document] == []


def test_a_folder_writes_only_what_changed(tmp_path: Path) -> None:
    writer = FolderWriter(tmp_path)
    session = Session(sources=SOURCES, result=Result(some_masks()))
    writer.write(session)
    before = {path: path.stat().st_ino for path in (tmp_path / "arrays").iterdir()}
    assert before
    writer.write(replace(session, view={"position": 1.5}))
    assert {path: path.stat().st_ino for path in (tmp_path / "arrays").iterdir()} == before
    assert open_session_folder(tmp_path).session.view == {"position": 1.5}


def test_the_same_array_is_stored_once(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    numbers = np.arange(9)
    extras = {"texture": Extra({"n": 1}, {"a": numbers, "b": numbers})}
    save_session(path, Session(sources=SOURCES, extras=extras))
    with zipfile.ZipFile(path) as archive:
        assert len([name for name in archive.namelist() if name.startswith("arrays/")]) == 1


# --- whole or not at all


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_at_any_byte_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    session = Session(sources=SOURCES, result=Result(some_masks()))
    save_session(path, session)
    before = path.read_bytes()
    later = replace(session, view={"later": True})
    for size in range(0, len(before), 97):
        with room_for(size), pytest.raises(SessionError, match=r"a\.unbraid cannot be written"):
            save_session(path, later)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]
    save_session(path, later)
    assert open_session(path).session.view == {"later": True}


def test_a_folder_on_a_disk_that_fills_keeps_what_was_there(tmp_path: Path) -> None:
    writer = FolderWriter(tmp_path)
    first = Session(sources=SOURCES, result=Result(some_masks()))
    writer.write(first)
    size = (tmp_path / "session.json").stat().st_size
    second = replace(first, result=Result(some_masks(20, 30)), view={"later": True})
    for room in (0, 100, size - 1):
        with room_for(room), pytest.raises(OSError):
            writer.write(second)
        assert plain(open_session_folder(tmp_path).session) == plain(first)
    writer.write(second)
    assert plain(open_session_folder(tmp_path).session) == plain(second)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_refusal_at_the_last_moment_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES))
    before = path.read_bytes()

    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(SessionError, match="the disk is full"):
        save_session(path, Session(sources=SOURCES, view={"later": True}))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("bound", ["MOST_DOCUMENT", "MOST_PARTS", "MOST_ARRAY"])
def test_what_nobody_could_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES))
    before = path.read_bytes()
    monkeypatch.setattr(writing, bound, 2**16 if bound == "MOST_ARRAY" else 9)
    with pytest.raises(SessionError, match="a session cannot hold"):
        save_session(path, Session(sources=SOURCES, result=Result(some_masks())))
    assert path.read_bytes() == before
    with pytest.raises(OSError, match="a session cannot hold"):
        FolderWriter(tmp_path / "kept").write(Session(result=Result(some_masks())))


def test_what_killed_saves_left_is_taken_away_by_a_later_one(tmp_path: Path) -> None:
    names = [f".unbraid-{'a' * 16}.{ending}" for ending in ("part", "flac", "txt")]
    old, sound, others = (tmp_path / name for name in names)
    under_way = tmp_path / f".unbraid-{'b' * 16}.part"
    for path in (old, sound, others, under_way):
        path.write_bytes(b"half")
    for path in (old, sound, others):
        os.utime(path, (0, 0))
    save_session(tmp_path / "a.unbraid", Session(sources=SOURCES))
    assert sorted(tmp_path.iterdir()) == sorted([others, under_way, tmp_path / "a.unbraid"])


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "drive" / "a.unbraid", tmp_path / "a.unbraid"
    real.parent.mkdir()
    link.symlink_to(real)
    for view in ({"n": 1}, {"n": 2}):
        save_session(link, Session(sources=SOURCES, view=view))
        assert link.is_symlink()
        assert open_session(real).session.view == view
    assert sorted(tmp_path.rglob("*")) == [link, real.parent, real]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match=r"a\.unbraid cannot be written"):
        save_session(tmp_path / "gone" / "a.unbraid", Session(sources=SOURCES))


# --- formats


def with_document(path: Path, change: dict[str, object]) -> None:
    """Replace keys of the document in a session's file, in both places."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(parts["session.json"]) | change
    parts["session.json"] = parts["session.copy.json"] = json.dumps(document).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.unbraid")), ids=lambda path: path.name)
def test_every_format_ever_written_opens(path: Path) -> None:
    opened = open_session(path)
    session = opened.session
    assert opened.missing == ()
    assert [source.name for source in session.sources] == ["guitar", "blackbird"]
    assert len(session.guidance.marks) == 2
    assert session.result.masks is not None
    assert [version.name for version in session.versions] == ["before the boxes"]
    assert session.network is not None


def test_a_newer_format_is_refused_with_the_version_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES))
    with_document(path, {"version": 99, "program": "7.5"})
    with pytest.raises(SessionError, match=r"newer Unbraid.*version 7\.5 in format 99"):
        open_session(path)


def test_an_older_format_is_upgraded_and_kept_as_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES))
    old = path.read_bytes()
    for module in (reading, writing):
        monkeypatch.setattr(module, "FORMAT", 2)
    monkeypatch.setitem(reading.UPGRADES, 1, lambda document: document | {"view": {"new": 1}})
    opened = open_session(path)
    assert opened.format == 1
    assert opened.session.view == {"new": 1}
    save_session(path, opened.session)
    assert (tmp_path / "a.format1.unbraid").read_bytes() == old
    assert open_session(path).format == 2


# --- damage


def test_what_is_damaged_is_named_and_the_rest_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES, result=Result(some_masks()), view={"a": 1}))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        values = max(archive.infolist(), key=lambda info: "npy" in info.filename and info.file_size)
    data[values.header_offset + 30 + len(values.filename) + values.file_size - 3] ^= 1
    path.write_bytes(data)
    opened = open_session(path)
    assert opened.missing == ("the separation",)
    assert opened.session.sources == SOURCES
    assert opened.session.view == {"a": 1}


def test_a_damaged_document_is_read_from_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES))
    data = bytearray(path.read_bytes())
    data[100] ^= 4
    path.write_bytes(data)
    assert open_session(path).session.sources == SOURCES


def test_a_file_cut_off_opens_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    save_session(path, Session(sources=SOURCES, result=Result(some_masks(100, 100))))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    opened = open_session(path)
    assert opened.session.sources == SOURCES
    assert opened.missing == ("the end of the file", "the separation")


def test_something_else_is_no_session(tmp_path: Path) -> None:
    path = tmp_path / "a.unbraid"
    path.write_bytes(b"RIFF....WAVE" * 9)
    with pytest.raises(SessionError, match="is no session of Unbraid"):
        open_session(path)
    with pytest.raises(SessionError, match=r"b\.unbraid cannot be read"):
        open_session(tmp_path / "b.unbraid")
    os.mkfifo(tmp_path / "pipe.unbraid")
    with pytest.raises(SessionError, match=r"pipe\.unbraid is no file"):
        open_session(tmp_path / "pipe.unbraid")


def test_damaged_and_hostile_files_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "fuzz"
    folder.mkdir()
    program = Path(__file__).with_name("fuzz_sessions.py")
    done = subprocess.run(
        [sys.executable, program, folder, "0"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sum(told["tried"].values()) >= 500
    assert told["slowest"] < 10
    assert told["memory"] < 2**30
    assert told["left"] == ["fuzzed.json", "fuzzed.unbraid"]
    assert list(tmp_path.iterdir()) == [folder]


# --- the recording


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    folder.mkdir()
    path = folder / "dog.wav"
    samples = np.random.default_rng(1).integers(-30_000, 30_000, (4000, 2), dtype=np.int16)
    soundfile.write(path, samples, 8000, subtype="PCM_16")
    return path


def reference(sound: Path, session: Path) -> RecordingReference:
    return reference_to(Recording.open(sound), sound, session, sha256_of(sound))


def test_the_recording_is_found_where_it_was_beside_or_below_the_session(
    tmp_path: Path, sound: Path
) -> None:
    session = tmp_path / "work" / "a.unbraid"
    session.parent.mkdir()
    wanted = reference(sound, session)
    assert wanted.relative == "../sounds/dog.wav"
    assert find_recording(wanted, session) == sound
    below = session.parent / "deep" / "under another name.wav"
    below.parent.mkdir()
    sound.rename(below)
    assert find_recording(wanted, session) == below
    below.write_bytes(below.read_bytes()[:-2] + b"xx")
    assert find_recording(wanted, session) is None


def test_a_folder_moved_as_a_whole_finds_its_recording(tmp_path: Path, sound: Path) -> None:
    session = sound.parent / "a.unbraid"
    wanted = reference(sound, session)
    moved = sound.parent.rename(tmp_path / "elsewhere")
    assert find_recording(wanted, moved / "a.unbraid") == moved / "dog.wav"


@pytest.mark.parametrize(
    ("subtype", "dtype", "ending"),
    [("PCM_16", "int16", ".flac"), ("PCM_24", "int32", ".flac"), ("FLOAT", "float32", ".wav")],
)
def test_an_embedded_recording_has_the_same_samples(
    tmp_path: Path, subtype: str, dtype: str, ending: str
) -> None:
    random = np.random.default_rng(2)
    if dtype == "float32":
        samples = random.standard_normal((3000, 2)).astype(dtype)
    else:
        limits = np.iinfo(dtype)
        samples = random.integers(limits.min, limits.max, (3000, 2), dtype=dtype, endpoint=True)
        samples[0] = limits.min
        samples[1] = limits.max
    original = tmp_path / "dog.wav"
    soundfile.write(original, samples, 44_100, subtype=subtype)
    recording = Recording.open(original)
    path = tmp_path / "a.unbraid"
    wanted = reference_to(recording, original, path, sha256_of(original))
    save_session(
        path,
        Session(reference=wanted, sources=SOURCES),
        embed=lambda p: embed_recording(recording, p),
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.unbraid", "dog.wav"]
    embedded = open_session(path).session.embedded
    assert embedded is not None
    unpacked = unpack_embedded(embedded, wanted, tmp_path / "unpacked")
    assert unpacked.name == f"dog{ending}"
    again = Recording.open(unpacked)
    np.testing.assert_array_equal(again.read(0, 3000), recording.read(0, 3000))
    # A second opener gets the same file, which is not touched; after a week nobody needs it.
    before = unpacked.stat().st_ino
    assert unpack_embedded(embedded, wanted, tmp_path / "unpacked") == unpacked
    assert unpacked.stat().st_ino == before
    clear_unpacked(tmp_path / "unpacked")
    assert unpacked.exists()
    os.utime(unpacked, (0, 0))
    clear_unpacked(tmp_path / "unpacked")
    assert not unpacked.exists()


def test_silence_takes_the_place_of_a_lost_recording(tmp_path: Path, sound: Path) -> None:
    wanted = replace(reference(sound, tmp_path / "a.unbraid"), samples=2**40)
    silent = silence_like(wanted)
    assert (silent.channels, silent.samples, silent.sample_rate) == (2, 2**40, 8000)
    assert not silent.read(2**39, 2**39 + 5).any()
