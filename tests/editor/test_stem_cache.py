"""Which chunks are needed next, and that every one is brought."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from editor.stem_cache import Renderer, StemCache, Task, upcoming
from editor.threads import stay_on_one_core
from engine.downmix import downmix, downmix_matrix, downmixed
from engine.masks import equal_masks
from engine.recording import Recording

MASKS = equal_masks(2, np.array([0.0, 10.0]), np.array([0.0, 4000.0]))


def cache_of(seconds: float, rate: int = 8000) -> StemCache:
    return StemCache(Recording.from_samples(np.zeros((1, int(seconds * rate)), np.float32), rate))


@given(
    st.integers(0, 5000),
    st.integers(1, 3000),
    st.integers(1, 400),
    st.integers(1, 5000),
    st.none() | st.tuples(st.integers(0, 4999), st.integers(1, 2000)),
)
def test_every_chunk_that_playing_passes_is_in_the_plan(
    position: int, ahead: int, chunk: int, samples: int, stretch: tuple[int, int] | None
) -> None:
    loop = None
    if stretch and stretch[0] < samples:
        loop = (stretch[0], min(sum(stretch), samples))
    position = min(position, samples)
    indices = upcoming(position, ahead=ahead, chunk=chunk, samples=samples, loop=loop)
    needed: list[int] = []
    here = position
    for _ in range(ahead):
        if loop and here >= loop[1]:
            here = loop[0]
        if here >= samples:
            break
        needed.append(here // chunk)
        here += 1
    assert set(needed) <= set(indices)
    assert len(set(indices)) == len(indices)
    assert all(0 <= index * chunk < samples for index in indices)
    if needed:
        assert indices[0] == needed[0]


def test_stems_of_masks_that_are_gone_come_too_late() -> None:
    cache = cache_of(1.0)
    late = Task(cache, 0, 1, MASKS)
    cache.plan([0], None, MASKS, 1)
    cache.plan([0], None, None, 0)
    cache.plan([0], None, MASKS, 2)
    cache.store(late, np.zeros((2, 2, 2000), np.float32))
    assert cache.newest(0) == 0
    cache.store(Task(cache, 0, 2, MASKS), np.zeros((2, 2, 2000), np.float32))
    assert cache.newest(0) == 2


def test_the_playhead_comes_first_then_what_is_missing_then_what_is_stale() -> None:
    cache = cache_of(4.0)
    cache.plan([8000], None, None, 0)
    assert (cache.next_task().index, cache.next_task().generation) == (4, 0)
    brought = []
    while (task := cache.next_task()) is not None:
        brought.append(task.index)
        cache.store(task, np.zeros((2, 2000), np.float32))
    assert brought == list(range(4, 12))
    cache.plan([8000], None, MASKS, 1)
    for expected in (4, 5, 6, 7):
        task = cache.next_task()
        assert (task.index, task.generation) == (expected, 1)
        cache.store(task, np.zeros((2, 2, 2000), np.float32))
    cache.plan([8000], None, MASKS, 2)
    assert [cache.newest(index) for index in (4, 5, 6, 7)] == [1, 1, 1, 1]
    task = cache.next_task()
    assert (task.index, task.generation) == (4, 2)
    cache.store(task, np.ones((2, 2, 2000), np.float32))
    assert cache.stems(4, 1).max() == 0.0
    assert cache.stems(4, 2).max() == 1.0


def test_a_late_chunk_of_older_masks_is_still_better_than_none() -> None:
    cache = cache_of(1.0)
    cache.plan([0], None, MASKS, 1)
    tasks = []
    while (task := cache.next_task()) is not None and task.generation == 0:
        cache.store(task, np.zeros((2, 2000), np.float32))
    tasks.append(task)
    cache.plan([0], None, MASKS, 2)
    cache.store(tasks[0], np.zeros((2, 2, 2000), np.float32))
    assert cache.newest(0) == 1


def test_without_masks_their_stems_are_let_go() -> None:
    cache = cache_of(1.0)
    cache.plan([0], None, MASKS, 1)
    while (task := cache.next_task()) is not None:
        shape = (2, 2000) if task.generation == 0 else (2, 2, 2000)
        cache.store(task, np.zeros(shape, np.float32))
    assert cache.newest(0) == 1
    cache.plan([0], None, None, 0)
    assert cache.newest(0) == 0


def test_values_that_are_no_numbers_are_silence() -> None:
    cache = cache_of(1.0)
    cache.plan([0], None, None, 0)
    task = cache.next_task()
    cache.store(task, np.array([[np.nan, 0.5], [np.inf, -np.inf]], np.float32))
    np.testing.assert_array_equal(cache.original(0), [[0.0, 0.5], [0.0, 0.0]])


def test_memory_is_bounded_and_the_planned_stays() -> None:
    chunk_bytes = 2 * 2000 * 4
    cache = cache_of(20.0)
    cache.budget_bytes = 10 * chunk_bytes
    for position in range(0, 160000, 2000):
        cache.plan([position], None, None, 0)
        while (task := cache.next_task()) is not None:
            cache.store(task, np.zeros((2, 2000), np.float32))
        held = [index for index in range(80) if cache.original(index) is not None]
        assert len(held) <= 10
        assert set(range(position // 2000, min(position // 2000 + 8, 80))) <= set(held)


def test_more_than_two_channels_are_heard_on_both_sides_and_never_louder() -> None:
    for channels in range(1, 13):
        matrix = downmix_matrix(channels)
        assert matrix.shape == (2, channels)
        assert (matrix >= 0).all()
        np.testing.assert_allclose(matrix.sum(axis=1), 1.0, rtol=1e-6)
        heard = downmix(np.ones((channels, 5), np.float32), 7)
        np.testing.assert_allclose(heard, [[1.0] * 5 + [0.0] * 2] * 2, rtol=1e-6)


def test_the_mix_of_a_recording_reads_like_the_recording_mixed() -> None:
    samples = np.random.default_rng(0).normal(size=(6, 100)).astype(np.float32)
    mix = downmixed(Recording.from_samples(samples, 8000))
    assert (mix.channels, mix.samples, mix.sample_rate) == (2, 100, 8000)
    np.testing.assert_array_equal(mix.read(10, 30), downmix(samples[:, 10:30], 20))
    stereo = Recording.from_samples(samples[:2], 8000)
    assert downmixed(stereo) is stereo


def test_rendering_takes_one_core_and_leaves_the_others_to_the_rest() -> None:
    import torch

    before = torch.get_num_threads()
    counts: list[int] = []

    def render() -> None:
        stay_on_one_core()
        counts.append(torch.get_num_threads())
        later = threading.Thread(target=lambda: counts.append(torch.get_num_threads()))
        later.start()
        later.join()

    thread = threading.Thread(target=render)
    thread.start()
    thread.join()
    assert counts == [1, before]
    assert torch.get_num_threads() == before


def test_stereo_is_untouched() -> None:
    stereo = np.random.default_rng(0).normal(size=(3, 2, 10)).astype(np.float32)
    np.testing.assert_array_equal(downmix(stereo, 10), stereo)


def bring_all(cache: StemCache) -> list[tuple[int, int]]:
    """Index and generation of all that is asked for until nothing is."""
    brought = []
    while (task := cache.next_task()) is not None:
        brought.append((task.index, task.generation))
        cache.store(task, np.zeros((2, 2, 2000), np.float32))
    return brought


def test_while_newer_masks_are_made_what_is_missing_comes_and_nothing_is_made_anew() -> None:
    cache = cache_of(4.0)
    cache.plan([0], None, MASKS, 1)
    bring_all(cache)
    cache.plan([0], None, MASKS, 2)
    cache.await_newer(600.0)
    assert bring_all(cache) == []
    cache.plan([16000], None, MASKS, 2)
    assert {generation for _, generation in bring_all(cache)} == {0, 2}
    cache.plan([0], None, MASKS, 3)  # the newer masks are there
    assert bring_all(cache) == [(0, 3), (1, 3)]
    cache.plan([0], None, MASKS, 4)
    cache.await_newer(600.0)
    cache.await_newer(0.0)  # they did not come in time
    assert bring_all(cache) == [(0, 4), (1, 4)]


class _WaitsNoMore(StemCache):
    """The wait for newer masks is over as soon as it was asked what is missing."""

    def next_task(self) -> Task | None:
        task = super().next_task()
        self.await_newer(0.0)
        return task


def test_a_wait_for_newer_masks_that_ends_while_it_begins_is_woken_from() -> None:
    sound = Recording.from_samples(np.zeros((1, 8000), np.float32), 8000)
    cache, brought = _WaitsNoMore(sound), threading.Event()
    cache.plan([0], None, MASKS, 1)
    bring_all(cache)
    cache.plan([0], None, MASKS, 2)
    cache.await_newer(0.05)
    told: list[str] = []
    renderer = Renderer(lambda: brought.set() if cache.newest(1) == 2 else None, told.append)
    renderer.look_at(cache)
    try:
        assert brought.wait(20), told
    finally:
        renderer.close()
