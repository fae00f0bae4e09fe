"""The ring between mixing and sound card, against a list that does the same slowly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.playback_buffer import NO_PEAKS, Piece, PlaybackBuffer

CAPACITY = 37
operations = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 12)),
        st.tuples(st.just("read"), st.integers(1, 20)),
        st.tuples(st.just("take back"), st.integers(0, 10)),
    ),
    max_size=80,
)


def write(buffer: PlaybackBuffer[int], samples: np.ndarray, position: float = 0.0) -> None:
    buffer.append(Piece(samples, position, 1.0, 0, 0, NO_PEAKS))


@given(operations)
def test_what_is_read_is_what_was_written_and_not_taken_back(done: list[tuple[str, int]]) -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(CAPACITY, 1)
    frames: list[float] = []  # everything written and not taken back
    starts: list[int] = []
    read = count = 0
    for what, amount in done:
        if what == "write" and amount <= buffer.room:
            values = [(count + k) % 1000 / 1000 for k in range(amount)]
            count += amount
            starts.append(len(frames))
            samples = np.asarray(values, np.float32)[:, None]
            buffer.append(Piece(samples, 0.0, 1.0, len(frames), 0, NO_PEAKS))
            frames += values
        elif what == "read":
            out = np.full((amount, 1), np.nan, np.float32)
            expected = frames[read : read + amount]
            assert buffer.read_into(out) == len(expected)
            np.testing.assert_array_equal(out[: len(expected), 0], np.float32(expected))
            assert not out[len(expected) :].any()
            read += len(expected)
        elif what == "take back":
            free = [start for start in starts if start >= read + amount]
            found = buffer.replaceable(amount)
            assert (found[0].before if found else None) == (free[0] if free else None)
            if found:
                assert buffer.replace(found[0], [])
                del frames[free[0] :]
                starts = [start for start in starts if start < free[0]]
        assert (buffer.read_frames, buffer.written_frames) == (read, len(frames))
        assert buffer.unread + buffer.room == CAPACITY


def test_a_block_knows_which_moment_is_heard() -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(100, 2)
    for position in (500.0, 510.0, 90.0):
        write(buffer, np.zeros((10, 2), np.float32), position)
    assert [buffer.heard(frame).position for frame in (-3, 0, 9.9, 10, 25, 99)] == [
        500.0, 500.0, 500.0, 510.0, 90.0, 90.0,
    ]  # fmt: skip


def test_peaks_are_those_of_the_blocks_in_between_and_before_clipping() -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(100, 2)
    for level in (0.25, -1.5, 0.5):
        write(buffer, np.full((10, 2), level, np.float32) * [1.0, 0.5])
    assert buffer.peaks(0, 10) == (0.25, 0.125)
    assert buffer.peaks(5, 15) == (1.5, 0.75)
    assert buffer.peaks(30, 40) == (0.0, 0.0)
    assert buffer.stem_peaks(30, 40) is None
    out = np.zeros((30, 2), np.float32)
    buffer.read_into(out)
    np.testing.assert_array_equal(out[10:20], np.tile(np.float32([-1.0, -0.75]), (10, 1)))


def test_more_than_fits_is_refused() -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(5, 1)
    with pytest.raises(ValueError, match="do not fit"):
        write(buffer, np.zeros((6, 1), np.float32))


def test_blocks_that_were_heard_long_ago_are_forgotten() -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(10, 1)
    for number in range(100):
        write(buffer, np.zeros((10, 1), np.float32), float(number))
        buffer.read_into(np.zeros((10, 1), np.float32))
    assert buffer.heard(0).position > 90


def test_what_waits_is_replaced_at_once_or_not_at_all() -> None:
    buffer: PlaybackBuffer[int] = PlaybackBuffer(40, 1)
    for number in range(3):
        samples = np.full((10, 1), 0.1 * (number + 1), np.float32)
        buffer.append(Piece(samples, 10.0 * number, 1.0, number, 0, NO_PEAKS))
    found = buffer.replaceable(5)
    assert found is not None
    first, room = found
    assert (first.before, room) == (1, 30)
    newer = Piece(np.full((25, 1), 0.9, np.float32), 50.0, 1.0, 7, 1, NO_PEAKS)
    out = np.zeros((4, 1), np.float32)
    buffer.read_into(out)
    assert buffer.replace(first, [newer])
    assert (buffer.written_frames, buffer.unread) == (35, 31)
    out = np.zeros((31, 1), np.float32)
    assert buffer.read_into(out) == 31
    np.testing.assert_allclose(out[:, 0], [0.1] * 6 + [0.9] * 25)
    assert not buffer.replace(first, [newer])
    assert buffer.replaceable(0) is None
