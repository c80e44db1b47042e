"""What a site's survival proves: every passage in its place, or lost where it may be; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.counts.buckets import Counts, summed
from compliance.evaluation.chaos.account import Loss, minus
from compliance.evaluation.chaos.chaos import Survived
from compliance.evaluation.chaos.daemon import CAMERAS
from compliance.evaluation.chaos.ordeal import Happened
from compliance.evaluation.chaos.passers import MOST_IN_A_MINUTE
from compliance.evaluation.chaos.plan import Trouble

_SLACK_SECONDS = 0.5
"""A process that is killed was last seen at work a moment before."""

MOST_MINUTES = {
    Trouble.PIXELS: 1,
    Trouble.NO_FILES: 1,  # a process is killed in it, to need a new one
    Trouble.MAIN: 2 * CAMERAS,
    Trouble.ALL: 2 * CAMERAS,
    Trouble.DAMAGED: 2 * CAMERAS,
}
"""That may be lost each time: one under way in each process that dies, and where the main process
dies one more on its way to it. In all other troubles nothing may be lost.
"""

SIGNS = {
    Trouble.PIXELS: "killed or crashed",
    Trouble.FULL: "disk is full",
    Trouble.READ_ONLY: "disk I/O error",
    Trouble.UNSYNCED: "disk I/O error",
    Trouble.NO_FILES: "killed or crashed",
    Trouble.NO_MEMORY: "memory",
    Trouble.DAMAGED: "was DAMAGED",
}
"""What the log must say, or the trouble was none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of trouble."""

    trouble: Trouble
    times: int
    back_seconds: float
    """Until every camera saw again, the longest; its own length included."""
    lost: int
    """Passages in minutes that never arrived."""
    minutes: int
    """Those minutes."""
    stated: int
    """Passages that a restored backup did not hold."""


def lines(survived: Survived) -> list[Line]:
    """Return a line for each kind that befell the site."""
    kinds = dict.fromkeys(each.event.trouble for each in survived.happened)
    return [_line(survived, trouble) for trouble in sorted(kinds, key=list(Trouble).index)]


def _line(survived: Survived, trouble: Trouble) -> Line:
    own = [each for each in survived.happened if each.event.trouble is trouble]
    losses = [loss for loss in survived.account.losses if cause(survived, loss) in own]
    return Line(
        trouble,
        len(own),
        max(each.ended - each.began for each in own),
        sum(loss.passages for loss in losses),
        sum(map(minutes, losses)),
        sum(each.stated.passages for each in own),
    )


def cause(survived: Survived, loss: Loss) -> Happened | None:
    """Return the trouble in which something was lost, if in any."""
    over = [
        each
        for each in survived.happened
        if each.began - _SLACK_SECONDS <= loss.at <= each.ended + _SLACK_SECONDS
    ]
    return min(over, key=lambda each: abs(each.began - loss.at), default=None)


def minutes(loss: Loss) -> int:
    """Return of how many minutes something was lost."""
    return len(loss.tallies) + (loss.minute != Counts())


def stored(survived: Survived) -> Counts:
    """Return all that is in the database at the end."""
    return summed(list(survived.stored.values()))


def faults(survived: Survived) -> list[str]:
    """Return what is wrong, in words; empty where all is well."""
    return [*_unaccounted(survived), *_lost(survived), *_unfelt(survived)]


def _unaccounted(survived: Survived) -> Iterator[str]:
    account = survived.account
    stated = summed([each.stated for each in survived.happened])
    off = minus(minus(account.taken, stated), stored(survived))
    if off != Counts():
        yield f"taken and not stored: {off}"
    lost = [part for loss in account.losses for part in (*loss.tallies, loss.minute)]
    off = minus(minus(account.seen, account.taken), summed(lost))
    if off != Counts():
        yield f"seen, and neither taken nor lost: {off}"
    yield from (f"taken and never sent: {hole}" for hole in account.holes)
    if any(survived.exit_codes):
        yield f"a stop that was asked for ended with {survived.exit_codes}"
    if "Traceback" in survived.log:
        yield "the log holds a traceback"


def _lost(survived: Survived) -> Iterator[str]:
    losses = survived.account.losses
    for loss in losses:
        if cause(survived, loss) is None:
            yield f"camera {loss.camera} lost {loss.passages} passages without a trouble"
    for each in survived.happened:
        own = [loss for loss in losses if cause(survived, loss) is each]
        most, found = MOST_MINUTES.get(each.event.trouble, 0), sum(map(minutes, own))
        if found > most:
            yield f"{each.event.trouble.value}: {found} minutes were lost, and {most} may be"
        if sum(loss.passages for loss in own) > found * (MOST_IN_A_MINUTE + 1):
            yield f"{each.event.trouble.value}: more was lost than {found} minutes hold"


def _unfelt(survived: Survived) -> Iterator[str]:
    for each in survived.happened:
        sign = SIGNS.get(each.event.trouble, "")
        if sign not in each.said:
            yield f"{each.event.trouble.value}: the log does not say {sign!r}"
