"""Audits meet releases whole, and are told of as many and as different people as a release."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.auditing.matching import GRACE, Matching, Terms, match
from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import Release
from tests.counts.auditing.made import HOUR, MODELS, OTHERS, a_release, an_audit, at

TERMS = Terms(cameras=1, minimum_count=10, protects_homogeneous=True)
SEEN, COUNTED = Counts(10, 1, 4), Counts(9, 2, 4, 1)


def matched(
    audits: list[Audit], releases: list[Release], terms: Terms = TERMS, *, later: timedelta = HOUR
) -> Matching:
    until = max((release.end for release in releases), default=at(0))
    return match(audits, releases, terms, until, until + later)


def test_an_audited_release_is_told_beside_what_was_seen() -> None:
    audit = an_audit(0, SEEN)
    found = matched([audit], [a_release(0, COUNTED)])
    [pair] = found.pairs
    assert (pair.site, pair.area, pair.start, pair.end) == ("lyon", "hall", at(0), at(1))
    assert (pair.seen, pair.counted, pair.releases, pair.models) == (SEEN, COUNTED, 1, MODELS)
    assert found.gone == (audit,)


def test_a_release_of_several_buckets_needs_each_of_them() -> None:
    release = a_release(0, COUNTED, hours=3)
    audits = [an_audit(hour, SEEN) for hour in range(3)]
    assert matched(audits, [release]).pairs[0].seen == Counts(30, 3, 12)
    for missing in range(3):
        assert matched([a for a in audits if a != audits[missing]], [release]).pairs == ()


def test_each_camera_of_an_area_needs_a_person() -> None:
    terms = Terms(2, 10, protects_homogeneous=True)
    audits = [an_audit(0, SEEN), an_audit(0, Counts(5, 0, 1), camera="lift")]
    assert matched(audits[:1], [a_release(0, COUNTED)], terms).pairs == ()
    [pair] = matched(audits, [a_release(0, COUNTED)], terms).pairs
    assert pair.seen == Counts(15, 1, 5)


def test_a_release_to_which_a_camera_counted_that_was_taken_away_since_is_not_told() -> None:
    release = a_release(0, COUNTED)
    both = release._replace(observed_seconds=5400, expected_seconds=5400)
    assert matched([an_audit(0, SEEN)], [both]).pairs == ()


def test_an_audit_that_reaches_out_of_its_release_does_not_cover_it() -> None:
    wide = an_audit(0, SEEN, hours=2)
    assert matched([wide], [a_release(0, COUNTED)]).pairs == ()


def test_few_people_and_people_alike_wait_for_more() -> None:
    for seen in (Counts(4, 0, 5), Counts(mask=30), Counts(no_mask=30), Counts()):
        audits = [an_audit(0, seen), an_audit(5, Counts(7, 1, 4))]
        found = matched(audits[:1], [a_release(0, COUNTED)])
        assert (found.pairs, found.gone) == ((), ())
        [pair] = matched(audits, [a_release(0, COUNTED), a_release(5, COUNTED)]).pairs
        assert (pair.start, pair.end, pair.releases) == (at(0), at(6), 2)
        assert pair.seen == seen + Counts(7, 1, 4)
        assert pair.counted == COUNTED + COUNTED


def test_people_alike_are_told_where_the_site_does_not_protect_them() -> None:
    open_terms = Terms(1, 10, protects_homogeneous=False)
    audits = [an_audit(0, Counts(mask=30))]
    assert len(matched(audits, [a_release(0, COUNTED)], open_terms).pairs) == 1


def test_models_are_audited_each_by_themselves() -> None:
    few = Counts(4, 0, 5)
    releases = [a_release(0, COUNTED), a_release(1, COUNTED, models=OTHERS)]
    audits = [an_audit(hour, few) for hour in range(3)]
    assert matched(audits[:2], releases).pairs == ()
    [pair] = matched(audits, [*releases, a_release(2, COUNTED)]).pairs
    assert (pair.models, pair.releases) == (MODELS, 2)


def test_a_release_whose_outcomes_are_withheld_or_that_was_watched_badly_is_not_compared() -> None:
    withheld = a_release(0, Counts(withheld=20))
    badly = a_release(0, COUNTED, coverage=0.8)
    nothing_to_watch = Release("lyon", "hall", at(0), at(1), COUNTED, 0, 0, MODELS)
    for release in (withheld, badly, nothing_to_watch):
        found = matched([an_audit(0, SEEN)], [release], later=GRACE)
        assert found.pairs == ()
        assert len(found.gone) == 1


@pytest.mark.parametrize("is_over", [False, True])
def test_what_others_may_still_complete_waits_two_days_and_no_longer(is_over: bool) -> None:  # noqa: FBT001
    audit = an_audit(0, SEEN)
    later = GRACE if is_over else GRACE - timedelta(hours=1)
    found = match([audit], [], TERMS, at(9), audit.end + later)
    assert found.gone == ((audit,) if is_over else ())


def test_what_is_not_released_yet_waits_however_long() -> None:
    found = match([an_audit(5, SEEN)], [], TERMS, at(5), at(900))
    assert (found.pairs, found.gone) == ((), ())


_few = st.integers(0, 6)
_seen = st.builds(Counts, _few, _few, _few)


@st.composite
def places(draw: st.DrawFn) -> tuple[list[Audit], list[Release], Terms]:
    """Return an area's releases and some audits of its buckets, whole and not."""
    cameras = draw(st.integers(1, 2))
    releases, hour = list[Release](), 0
    for _ in range(draw(st.integers(0, 8))):
        hour += draw(st.sampled_from([0, 0, 1]))
        hours = draw(st.sampled_from([1, 1, 2]))
        models = draw(st.sampled_from([MODELS, MODELS, OTHERS]))
        releases.append(a_release(hour, Counts(7, 1, 3, 1), hours=hours, models=models))
        hour += hours
    posts = [(n, camera) for n in range(hour + 2) for camera in ("door", "lift")[:cameras]]
    kept = draw(st.lists(st.booleans(), min_size=len(posts), max_size=len(posts)))
    is_thorough = draw(st.booleans())
    audits = [
        an_audit(n, draw(_seen), camera=camera)
        for (n, camera), is_kept in zip(posts, kept, strict=True)
        if is_kept or is_thorough
    ]
    terms = Terms(cameras, draw(st.integers(1, 15)), protects_homogeneous=draw(st.booleans()))
    return audits, releases, terms


@given(place=places(), later=st.sampled_from([HOUR, GRACE]))
def test_nothing_told_is_of_few_people_or_of_people_alike(
    place: tuple[list[Audit], list[Release], Terms], later: timedelta
) -> None:
    audits, releases, terms = place
    found = matched(audits, releases, terms, later=later)
    for pair in found.pairs:
        assert pair.seen.decided >= terms.minimum_count
        assert not (terms.protects_homogeneous and pair.seen.is_homogeneous)


@given(place=places())
def test_everybody_seen_in_a_comparison_was_in_its_releases_once(
    place: tuple[list[Audit], list[Release], Terms],
) -> None:
    audits, releases, terms = place
    found = matched(audits, releases, terms)
    assert len(set(found.gone)) == len(found.gone)
    told = sum((pair.seen for pair in found.pairs), Counts())
    assert told == sum((audit.seen for audit in found.gone), Counts())
    for audit in found.gone:
        [home] = [r for r in releases if r.start <= audit.start and audit.end <= r.end]
        whole = [a for a in audits if home.start <= a.start and a.end <= home.end]
        assert set(whole) <= set(found.gone)
    for models in (MODELS, OTHERS):
        theirs = [pair for pair in found.pairs if pair.models == models]
        assert all(first.end <= second.start for first, second in pairwise(theirs))


@given(place=places(), order=st.randoms())
def test_the_order_in_which_audits_came_changes_nothing(
    place: tuple[list[Audit], list[Release], Terms], order: object
) -> None:
    audits, releases, terms = place
    shuffled = list(audits)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matched(shuffled, releases, terms).pairs == matched(audits, releases, terms).pairs
