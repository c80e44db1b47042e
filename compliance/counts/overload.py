"""What is done when the machine is short of time, a rung of a ladder at a time; pure.

First every camera is analysed more seldom, all by the same share and none below the floor (see
`tempo.py`); then cameras are stopped, those of the lowest priority first. Rungs are taken back in
reverse order once there was time to spare for a while.

The analysed rate must not depend on who is in view. What makes a machine short of time is mostly
decoding, which costs the same whoever passes, but judging faces has a part in it. So what an
observer of the rate could learn is bounded: a rung is the same for the whole site, lasts minutes,
and says only that for a minute or more half of the cameras were late, which the frames dropped in
/metrics say already and in more detail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.camera import Camera
from compliance.tempo import SHARES, steps_of

_PERIODS = 2  # in a row: cameras that all start at once are late for a while


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the whole site fared in one period."""

    running: int
    """Live cameras at work."""
    late: int
    """Of them, those that lost many of the frames due."""
    is_busy: bool
    """Whether the machine's processors had no time to spare."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a rung lasts; in seconds."""

    period: float = 30.0
    """What one `Evidence` covers."""
    hold: float = 120.0
    """From one change to the next, whatever happens."""
    calm: float = 600.0
    """Without being late, before a rung is taken back."""
    longest_calm: float = 4 * 3600.0
    """The same, after it doubled with each rung that was taken back too early."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is in force."""

    step: int = 0
    """Of the analysed rate; see `tempo.py`."""
    shed: tuple[int, ...] = ()
    """Numbers of the cameras that are stopped."""


class Ladder:
    """The measures for a site's live cameras, mildest first."""

    def __init__(self, cameras: Sequence[Camera]) -> None:
        live = [camera for camera in reversed(cameras) if camera.recording is None]
        steps = max((steps_of(camera.analysed_per_second) for camera in live), default=0)
        order = sorted(live, key=lambda camera: camera.priority)  # of equals the later first
        numbers = tuple(camera.number for camera in order[:-1])  # one is always left
        slower = [Measures(step) for step in range(steps + 1)]
        fewer = [Measures(steps, numbers[: n + 1]) for n in range(len(numbers))]
        self.rungs = (*slower, *fewer)
        self.top = len(self.rungs) - 1

    def sheds(self, rung: int) -> bool:
        """Say whether cameras are stopped on a rung."""
        return bool(self.rungs[rung].shed)


@dataclass(frozen=True, slots=True)
class State:
    """Where on the ladder a site stands, and since when; times are monotonic seconds."""

    rung: int = 0
    calm_needed: float = 0.0
    """0 until the first rung is taken back too early."""
    late_periods: int = 0
    calm_since: float | None = None
    changed_at: float = float("-inf")
    taken_back_at: float = float("-inf")


def weighed(
    state: State, evidence: Evidence, now: float, ladder: Ladder, patience: Patience
) -> State:
    """Return the state after one more period."""
    is_late = evidence.late > 0 and 2 * evidence.late >= evidence.running
    since = now if state.calm_since is None else state.calm_since
    state = replace(
        state,
        late_periods=state.late_periods + 1 if is_late else 0,
        calm_since=None if is_late else since,
    )
    if now - state.changed_at < patience.hold:
        return state
    if state.late_periods >= _PERIODS:
        return _worse(state, evidence, now, ladder, patience)
    needed = max(patience.calm, state.calm_needed)
    if is_late or now - max(since, state.changed_at) < needed:
        return state
    return _better(state, now)


def told(before: Measures, after: Measures, names: Mapping[int, str]) -> str:
    """Return the log's line about a change; `names` are the cameras', by number."""
    rate = f"frames are analysed at {SHARES[after.step]:.0%} of the configured rate or 2 a second"
    if stopped := set(after.shed) - set(before.shed):
        which = ", ".join(names[number] for number in sorted(stopped))
        return f"the machine is short of time: camera {which} is stopped until there is time again"
    if resumed := set(before.shed) - set(after.shed):
        which = ", ".join(names[number] for number in sorted(resumed))
        return f"the machine has time again: camera {which} is started"
    if after.step > before.step:
        return f"the machine is short of time: {rate}"
    return f"the machine has time again: {rate if after.step else 'all frames due are analysed'}"


def _worse(
    state: State, evidence: Evidence, now: float, ladder: Ladder, patience: Patience
) -> State:
    """Take a rung; one that stops cameras only where the machine is to blame, not the network."""
    rung = min(state.rung + 1, ladder.top)
    if rung == state.rung or (ladder.sheds(rung) and not evidence.is_busy):
        return state
    needed = max(patience.calm, state.calm_needed)
    if now - state.taken_back_at < needed:
        needed = min(2 * needed, patience.longest_calm)
    return replace(state, rung=rung, calm_needed=needed, late_periods=0, changed_at=now)


def _better(state: State, now: float) -> State:
    """Take back a rung; at the bottom, forget that any was taken back too early."""
    if not state.rung:
        return replace(state, calm_needed=0.0)
    return replace(state, rung=state.rung - 1, changed_at=now, taken_back_at=now)
