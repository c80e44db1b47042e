"""A store that works through days in moments, and says what it has taken.

`python -m compliance.evaluation.chaos.writer DATABASE TALLIES` is traced, so that the power can be
cut at every moment of it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.recovery import recover
from compliance.counts.store import Store, open_store

DATABASE, BACKUPS = "compliance.db", "backups"
SITE, AREA, CAMERA = "lyon", "hall", "door"
MINIMUM = 10

_BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
_EVERY = timedelta(minutes=7)
_MODELS = ModelIdentity("detector@1", "classifier@1")
_EMPTIED_EVERY = 5  # tallies


def counts_of(sequence: int) -> Counts:
    """Return what the tally of this number counts."""
    return Counts(mask=1 + sequence % 5, no_mask=sequence % 3, unknown=sequence % 2)


@contextmanager
def opened(database: Path) -> Iterator[Store]:
    """Open the store as the daemon does, from a backup where it is damaged."""
    mend = partial(recover, folder=database.parent / BACKUPS, now=_BEGIN)
    with open_store(f"sqlite:///{database}", SITE, mend=mend) as store:
        yield store


def write(database: Path, tallies: int) -> None:
    """Count as a daemon does, and say a tally's number once it is taken."""
    with opened(database) as store:
        print(f"taken {store.next_sequence(CAMERA) - 1}", flush=True)  # noqa: T201 - as below
        first = store.next_sequence(CAMERA)
        for sequence in range(first, first + tallies):
            at = _BEGIN + sequence * _EVERY
            store.add(AREA, CAMERA, sequence, at, counts_of(sequence), 60_000)
            print(f"taken {sequence}", flush=True)  # noqa: T201 - it is what the trace waits for
            store.close_buckets(AREA, at, 1)
            for release in store.release(AREA, MINIMUM, _MODELS):
                print(f"released {release.start:%d %H}", flush=True)  # noqa: T201
            if sequence % _EMPTIED_EVERY == 0:
                store.truncate_wal()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
