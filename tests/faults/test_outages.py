"""Ten cameras that fail at once, each in its own way, and two that go on undisturbed."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.fakes import until
from tests.faults.ordeals import Ordeal, Ordeals, films
from tests.faults.watching import ANALYSED_PER_SECOND, Seen, Watch, a_camera, supervised

NAMES = (
    "killed",
    "stopped",
    "resized",
    "recoded",
    "locked out",
    "silent",
    "closing",
    "garbled",
    "babbling",
    "drained",
)
STEADY = (len(NAMES), len(NAMES) + 1)
NOTICED_SECONDS = 10.0
BACK_SECONDS = 10.0
AWAY_SECONDS = 14.0
STILL_SECONDS = 2.5
"""The longest pause between frames that counts as watched, and what was on its way."""


@dataclass(frozen=True)
class Scene:
    """What happened."""

    watch: Watch
    ordeals: dict[str, Ordeal]
    counting_at: float
    """From when on all cameras counted."""
    ended_at: float

    def seen(self, name: str) -> Seen:
        return self.watch.of[NAMES.index(name)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with ExitStack() as stack:
        ordeals = Ordeals(films(tmp_path_factory.mktemp("films")), stack)
        watch, pool = Watch(), stack.enter_context(ThreadPoolExecutor(len(NAMES)))
        addresses = [ordeal.address for ordeal in ordeals.ten] + ordeals.steady
        cameras = [a_camera(number, address) for number, address in enumerate(addresses)]
        with supervised(watch, *cameras):
            assert until(lambda: all(watch.of[c.number].is_counting() for c in cameras), 60)
            counting_at = time.monotonic()
            list(pool.map(Ordeal.begin, ordeals.ten))
            time.sleep(AWAY_SECONDS)
            list(pool.map(Ordeal.end, ordeals.ten))
            until(lambda: all(is_back(watch, n, o) for n, o in enumerate(ordeals.ten)), 30)
            time.sleep(3)
            ended_at = time.monotonic()
        yield Scene(watch, {o.name: o for o in ordeals.ten}, counting_at, ended_at)


def is_back(watch: Watch, number: int, ordeal: Ordeal) -> bool:
    return back_at(watch.of[number], ordeal) is not None


def back_at(seen: Seen, ordeal: Ordeal) -> float | None:
    """Return when a camera counted again, once it had been noticed to be away."""
    noticed = seen.down_at(ordeal.failed_at)
    return None if noticed is None else seen.counts_at(max(noticed, ordeal.mended_at))


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_noticed_within_ten_seconds_and_named(scene: Scene, name: str) -> None:
    ordeal, seen = scene.ordeals[name], scene.seen(name)
    noticed = seen.down_at(ordeal.failed_at)
    assert noticed is not None
    assert noticed - ordeal.failed_at < NOTICED_SECONDS
    assert not ordeal.expected.isdisjoint(seen.faults()), seen.faults()


@pytest.mark.parametrize("name", NAMES)
def test_a_camera_counts_again_within_ten_seconds_of_its_return(scene: Scene, name: str) -> None:
    ordeal, seen = scene.ordeals[name], scene.seen(name)
    back = back_at(seen, ordeal)
    assert back is not None
    assert back - ordeal.mended_at < BACK_SECONDS


@pytest.mark.parametrize("name", NAMES)
def test_the_seconds_in_between_are_missing_from_coverage(scene: Scene, name: str) -> None:
    ordeal, seen = scene.ordeals[name], scene.seen(name)
    back = back_at(seen, ordeal)
    assert back is not None
    began = seen.counts_at() or 0.0
    most = (ordeal.failed_at - began) + (scene.ended_at - ordeal.mended_at) + 2 * STILL_SECONDS
    least = (ordeal.failed_at - began) + (scene.ended_at - back) - STILL_SECONDS
    assert least < seen.observed_seconds < most


@pytest.mark.parametrize("number", STEADY)
def test_the_others_go_on_undisturbed(scene: Scene, number: int) -> None:
    seen = scene.watch.of[number]
    assert seen.restarts == 0
    assert not seen.faults()
    assert seen.longest_silence_seconds < 2 * ANALYSED_PER_SECOND
    seconds = scene.ended_at - scene.counting_at
    rate = seen.analysed_per_second(scene.counting_at, scene.ended_at)
    assert rate > 0.7 * ANALYSED_PER_SECOND
    assert seen.observed_seconds > seconds - STILL_SECONDS
