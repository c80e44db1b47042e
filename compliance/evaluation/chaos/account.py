"""What must be in the database, and what may be missing; pure.

Every passage that a pixel process saw is in one of these places, and in one only: in a tally the
store took; in a tally it never took; in a minute that was never sent. The second and third are
lost, and may only be where a process was killed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from compliance.counts.buckets import Counts, summed

OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")


@dataclass(frozen=True, slots=True)
class Run:
    """One pixel process, by its witness."""

    camera: int
    generation: int
    """Which start of the main process it belongs to."""
    seen_at: float
    """When it last saw or sent something, in monotonic seconds."""
    seen: Counts
    sent: tuple[tuple[int, Counts], ...]
    """Tallies by their sequence."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One life of the main process: each camera's last sequence before it and after."""

    number: int
    before: Mapping[int, int]
    after: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Loss:
    """What one run left that never arrived."""

    camera: int
    at: float
    """When the run ended, in monotonic seconds."""
    tallies: tuple[Counts, ...]
    """Sent and not taken."""
    minute: Counts
    """Counted and not sent."""

    @property
    def passages(self) -> int:
        """In all."""
        return summed([*self.tallies, self.minute]).passages


@dataclass(frozen=True, slots=True)
class Account:
    """All that was seen, by where it is."""

    seen: Counts
    taken: Counts
    losses: tuple[Loss, ...]
    holes: tuple[str, ...]
    """Sequences the store took that nobody sent."""


def account(runs: Sequence[Run], generations: Sequence[Generation]) -> Account:
    """Say of every passage where it is."""
    taken: list[Counts] = []
    losses: list[Loss] = []
    holes: list[str] = []
    for generation in generations:
        own = [run for run in runs if run.generation == generation.number]
        for camera in sorted({*generation.after, *(run.camera for run in own)}):
            of_camera = [run for run in own if run.camera == camera]
            before, after = generation.before.get(camera, -1), generation.after.get(camera, -1)
            winners = _winners(of_camera)
            wanted = range(before + 1, after + 1)
            holes += [f"camera {camera}, tally {n}" for n in wanted if n not in winners]
            taken += [winners[n][1] for n in wanted if n in winners]
            losses += _losses(of_camera, winners, after)
    return Account(summed([run.seen for run in runs]), summed(taken), tuple(losses), tuple(holes))


def _winners(runs: Sequence[Run]) -> dict[int, tuple[Run, Counts]]:
    """Return who sent each tally for good: a number is given anew when it never arrived."""
    return {sequence: (run, counts) for run in runs for sequence, counts in run.sent}


def _losses(
    runs: Sequence[Run], winners: Mapping[int, tuple[Run, Counts]], after: int
) -> Iterable[Loss]:
    for run in runs:
        gone = tuple(counts for n, counts in run.sent if n > after or winners[n][0] is not run)
        minute = minus(run.seen, summed([counts for _, counts in run.sent]))
        if gone or minute != Counts():
            yield Loss(run.camera, run.seen_at, gone, minute)


def minus(whole: Counts, part: Counts) -> Counts:
    """Return the difference by outcome; it may be negative where something is wrong."""
    return Counts(*(getattr(whole, each) - getattr(part, each) for each in OUTCOMES))


def total(parts: Iterable[Iterable[Counts]]) -> Counts:
    """Return the sum of everything."""
    return summed(list(chain.from_iterable(parts)))
