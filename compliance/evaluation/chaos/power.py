"""The power is cut at every moment of a store's work; whatever it had said must still hold."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from compliance.counts.buckets import Counts, summed
from compliance.counts.engine import connected
from compliance.errors import ComplianceError
from compliance.evaluation.chaos.disk import Disk, Fate, Said, Step
from compliance.evaluation.chaos.trace import traced
from compliance.evaluation.chaos.writer import CAMERA, DATABASE, counts_of, opened

_OUTCOMES = ("mask", "incorrect", "no_mask", "unknown")
_TABLES = ("open_buckets", "pending", "releases")


@dataclass(frozen=True, slots=True)
class Told:
    """What a store has said so far."""

    taken: int = -1
    """The last tally's number."""
    releases: int = 0

    def after(self, step: Step) -> "Told":
        """Return what was told once this step is over."""
        match step.text.split() if isinstance(step, Said) else []:
            case ["taken", number]:
                return Told(int(number), self.releases)
            case ["released", *_]:
                return Told(self.taken, self.releases + 1)
        return self


@dataclass(frozen=True, slots=True)
class Cut:
    """A moment at which the power goes, and what becomes of what was not synced."""

    after: int
    """Steps done."""
    fate: Fate
    files: dict[str, bytes]
    told: Told


@dataclass(frozen=True, slots=True)
class Recording:
    """All that a store did to its files, and what they were before."""

    before: dict[str, bytes]
    steps: tuple[Step, ...]


def record(folder: Path, tallies: int) -> Recording:
    """Have a store take some tallies in a folder, whatever that holds already."""
    before = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    module = "compliance.evaluation.chaos.writer"
    command = [sys.executable, "-m", module, str(folder / DATABASE), str(tallies)]
    return Recording(before, tuple(traced(command, folder)))


def cuts(recording: Recording, seed: int, at_most: int) -> Iterator[Cut]:
    """Yield cuts at moments by chance all over a recording, with every fate in turn."""
    chance = random.Random(seed)  # noqa: S311 - a plan, not a secret
    steps, fates = recording.steps, list(Fate)
    disk, told, done = Disk(recording.before), Told(), 0
    for number, moment in enumerate(sorted(chance.choices(range(1, len(steps) + 1), k=at_most))):
        for step in steps[done:moment]:
            disk.do(step)
            told = told.after(step)
        done, fate = moment, fates[number % len(fates)]
        yield Cut(done, fate, disk.after_a_cut(fate, chance), told)


@dataclass(frozen=True, slots=True)
class Found:
    """What a store says of itself when the power is back."""

    taken: int
    """The last tally's number, -1 before the first."""
    releases: int
    counts: Counts
    """Whatever their stage."""


def start_again(cut: Cut, folder: Path) -> Found:
    """Lay a cut's files into an empty folder and open the store; StoreError when it does not.

    The memory that programs share (`-shm`) is gone with the power.
    """
    for path, data in cut.files.items():
        if not path.endswith("-shm"):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data)
    with opened(folder / DATABASE) as store:
        return Found(
            store.next_sequence(CAMERA) - 1, len(store.releases()), held(folder / DATABASE)
        )


def wrong_after(cut: Cut, folder: Path) -> str:
    """Start again in an empty folder; return what is wrong, or nothing."""
    try:
        found = start_again(cut, folder)
    except ComplianceError as error:
        return f"it does not start: {error.message}"
    told = cut.told
    if not told.taken <= found.taken <= told.taken + 1:
        return f"tally {told.taken} was said to be taken, and {found.taken} is the last"
    if found.releases < told.releases:
        return f"{told.releases} releases were told, and {found.releases} are there"
    expected = summed([counts_of(number) for number in range(found.taken + 1)])
    return "" if found.counts == expected else f"{expected} were counted, and not {found.counts}"


def held(database: Path) -> Counts:
    """Return all passages in a database, whatever their stage."""
    sums = ", ".join(f"coalesce(sum({outcome}), 0)" for outcome in _OUTCOMES)
    with connected(f"sqlite:///{database}", is_reader=True) as engine, engine.connect() as reading:
        return summed(
            [
                Counts(*reading.execute(text(f"SELECT {sums} FROM {table}")).one())  # noqa: S608
                for table in _TABLES
            ]
        )
