"""The page's sentences: what a manager reads in a second, with how sure it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from compliance.counts.comparison import Comparison, Difference
from compliance.counts.correction import Refused
from compliance.counts.dashboard import typeset
from compliance.counts.dashboard.live import Live, Terms
from compliance.counts.dashboard.overview import Overview, Whole, has_usual
from compliance.counts.dashboard.period import WEEKS, Period
from compliance.counts.line import Slope
from compliance.counts.rates import Figures
from compliance.counts.report_text import noise_told

LITTLE = 0.05
"""A difference that can be no larger is none to speak of."""
WELL_WATCHED = 0.9
_QUIET = timedelta(hours=26)
"""Without figures for longer than a day, something may be wrong."""
_WEEK_DAYS = 7


class State(StrEnum):
    """What there is to tell."""

    TOLD = "told"
    WITHHELD = "withheld"
    UNDECIDED = "undecided"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands at the top of the page."""

    state: State
    title: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    """What makes the figures less than they seem."""


def words(overview: Overview, live: Live) -> Words:
    """Return what there is to say."""
    whole = overview.whole
    if whole is None:
        return _nothing(overview, live)
    state, title, first = _result(whole.figures, when(overview.subject.period, live))
    usual = _beside_usual(whole, overview.subject.period, live.now)
    sentences = (
        first,
        *([usual] if state is State.TOLD else []),
        _reach(overview, live),
        _silent(overview),
    )
    notes = (*_partial(whole.figures), *_withheld(whole.figures, state), *_quiet(overview, live))
    return Words(state, title, tuple(filter(None, sentences)), (*notes, *_cautions(whole.usual)))


def when(period: Period, live: Live) -> str:
    """Return how a sentence of a period begins: "Today", "From 2 to 8 March 2026,"."""
    if period.days > 1:
        return f"From {typeset.days(period)},"
    days_ago = (live.now.date() - period.first).days
    names = {} if live.is_recorded else {0: "Today", 1: "Yesterday"}
    return names.get(days_ago) or f"On {typeset.day(period.first)},"


def method(overview: Overview, terms: Terms) -> str:
    """Return how the figures are to be read, in a few sentences."""
    figures = overview.whole.figures if overview.whole else None
    effect = figures.design_effect if figures else None
    groups = f" and for people walking in groups (design effect {effect:.1f})" if effect else ""
    noise = f"{noise_told([figures])} " if figures and figures.noise else ""
    return (
        "A rate is the share with a mask worn as required of the passages that could be judged; "
        f"its 95 % interval allows for chance{groups}. {noise}Corrected: the models' measured "
        "errors are taken out, and how well those are known is in its interval. Nothing is "
        f"published of fewer than {terms.minimum_count} passages or of less than "
        f"{terms.bucket // timedelta(minutes=1)} minutes. Figures stand where their interval "
        f"begins. Usual: the same weekdays and hours of the {WEEKS} weeks before."
    )


def _result(figures: Figures, at: str) -> tuple[State, str, str]:
    counts = figures.counts
    passages = typeset.number(counts.passages)
    if not counts.told:
        said = f"{passages} passed. Where all who were judged did alike, only their number is told."
        return State.WITHHELD, f"{at} the outcomes are withheld.", said
    if figures.rate is None or figures.interval is None:
        said = f"{passages} passed: their faces were too small, blurred or turned away."
        return State.UNDECIDED, f"{at} nobody could be judged.", said
    low, high = typeset.ends_in_words(figures.interval)
    judged = typeset.number(counts.decided)
    said = f"Between {low} and {high} with what chance can do; {judged} of {passages} were judged."
    return State.TOLD, f"{at} {typeset.in_words(figures.rate)} wore a mask as required.", said


def _beside_usual(whole: Whole, period: Period, now: datetime) -> str:
    if not has_usual(period):
        return ""
    usual = _usual_name(whole, period, now)
    found = whole.usual.judged if whole.usual else None
    if whole.usual is None or found is None:
        return f"There is nothing yet to compare it with: no figures of {usual}."
    corrected = "" if isinstance(whole.usual.corrected, Refused) else ", corrected"
    span = f"{typeset.points(found.low)} to {typeset.points(found.high)} points{corrected}"
    size = f"{abs(100 * found.value):.1f} points"
    if found.is_beyond_chance:
        more = "more" if found.value > 0 else "less"
        return f"That is {size} {more} than {usual} ({span}), beyond what chance explains."
    largest = max(abs(found.low), abs(found.high))
    if largest <= LITTLE:
        return f"That is like {usual}: no difference is shown ({span})."
    return (
        f"No difference from {usual} is shown, though chance could hide one of "
        f"{100 * largest:.0f} points ({span})."
    )


def _usual_name(whole: Whole, period: Period, now: datetime) -> str:
    if period.days >= _WEEK_DAYS:
        return f"the {WEEKS} weeks before"
    if period.days > 1:
        return f"the same weekdays of the {WEEKS} weeks before"
    weekday = f"the {WEEKS} {period.first:%A}s before"
    reach = whole.reach.astimezone(period.zone)
    is_whole = period.end <= max(now, whole.reach)
    return weekday if is_whole else f"{weekday} until {reach:%H:%M}"


def _reach(overview: Overview, live: Live) -> str:
    """Return how far the figures of the day that it is reach, and when others may come."""
    period, whole = overview.subject.period, overview.whole
    if not period.start <= live.now < period.end:
        return ""
    said = []
    if whole:
        said.append(f"Figures reach until {whole.reach.astimezone(period.zone):%H:%M}.")
    if live.next_release:
        which = "The next" if overview.latest else "The first"
        said.append(f"{which} may come from {live.next_release:%H:%M} on.")
    return " ".join(said)


def _silent(overview: Overview) -> str:
    """Return which areas are missing from the figures of all."""
    if not overview.silent:
        return ""
    return f"Nothing is released of {', '.join(overview.silent)}: not in these figures."


def _nothing(overview: Overview, live: Live) -> Words:
    period = overview.subject.period
    at = when(period, live)
    is_now = period.start <= live.now < period.end
    if overview.latest is None and is_now:
        title = "Nothing is released yet."
    elif is_now and not live.is_recorded:
        title = f"Nothing is released of {at[0].lower()}{at[1:]} yet."
    else:
        title = f"{at} nothing was released."
    terms = live.terms
    minutes = terms.bucket // timedelta(minutes=1)
    why = (
        f"Figures are told once at least {terms.minimum_count} people have passed, of slots of "
        f"{minutes} minutes that are over."
    )
    if terms.homogeneous_limit:
        hours = terms.homogeneous_limit // timedelta(hours=1)
        why += f" Where all did alike, they wait for others, up to {hours} hours."
    quiet = _quiet(overview, live)
    newest = (
        f"The newest figures reach until {typeset.moment(overview.latest.astimezone(period.zone))}."
        if overview.latest and is_now and not quiet
        else ""
    )
    sentences = tuple(filter(None, (why, newest, _reach(overview, live))))
    return Words(State.NOTHING, title, sentences, tuple(quiet))


def _partial(figures: Figures) -> list[str]:
    if figures.coverage is None or figures.coverage >= WELL_WATCHED:
        return []
    share = typeset.in_words(figures.coverage)
    return [f"Only {share} of the time was watched. Who passed in the rest is not in the figures."]


def _withheld(figures: Figures, state: State) -> list[str]:
    if not figures.counts.withheld or state is State.WITHHELD:
        return []
    people = typeset.number(figures.counts.withheld)
    return [f"Of {people} of those who passed, outcomes are withheld: all judged did alike."]


def _quiet(overview: Overview, live: Live) -> list[str]:
    period, latest = overview.subject.period, overview.latest
    if latest is None or not period.start <= live.now < period.end or live.now - latest < _QUIET:
        return []
    since = typeset.moment(latest.astimezone(period.zone))
    reasons = "too few passed, all did alike, or the cameras saw nothing"
    return [f"Nothing has been released since {since}: {reasons}."]


def _cautions(usual: Comparison | None) -> list[str]:
    if usual is None:
        return []
    return [f"Beside the usual: {caution}." for caution in usual.cautions]


def rise_or_fall(found: Slope | Refused) -> str:
    """Return by how much the rate rises or falls a week, and whether chance could have made it."""
    if isinstance(found, Refused):
        return ""
    span = f"{typeset.points(found.low)} to {typeset.points(found.high)}"
    if not found.is_beyond_chance:
        return f"No rise or fall is shown: {typeset.points(found.value)} points a week ({span})."
    way = "rises" if found.value > 0 else "falls"
    size = f"{abs(100 * found.value):.1f} points a week"
    return f"The rate {way} by {size} ({span}), beyond what chance explains."


def in_points(found: Difference | None) -> str:
    """Return a difference in percentage points with its interval, a dash where there is none."""
    return typeset.percent(None) if found is None else typeset.difference(found)
