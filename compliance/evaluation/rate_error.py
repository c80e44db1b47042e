"""How far the compliance rate that would be counted lies from the true one of the same pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected, correct
from compliance.evaluation.intervals import Estimate, edges, resamples
from compliance.evaluation.judging import Sight
from compliance.evaluation.metrics import Tables, plain_confusion, tables
from compliance.evaluation.scores import Found
from compliance.evaluation.truth import LABELS

GROUP_PICTURES = 50
GROUPS = 400

_KINDS = len(LABELS)
_Tallies = NDArray[np.float64]
"""(pictures, 3): faces by label, in the order of LABELS."""


@dataclass(frozen=True, slots=True)
class RateError:
    """The error of one way of counting, in percentage points; measured minus true."""

    way: str
    points: Estimate
    """Of all pictures together, with the interval over pictures drawn anew."""
    group_mean_absolute: float | None
    """Over groups of pictures: how far off on average."""
    group_low: float | None
    group_high: float | None
    """95 % of the groups err between these."""


@dataclass(frozen=True, slots=True)
class RateErrors:
    """The errors of all ways of counting, and how many pictures a group holds."""

    group_pictures: int
    ways: tuple[RateError, ...]


def rate_errors(sights: Sequence[Sight], decided_probability: float, seed: int) -> RateErrors:
    """Return the errors of the rate; pictures without a counted face have no true rate.

    The corrected rate of a group uses the confusion of the pictures outside it only.
    """
    counts = tables(sight.counted for sight in sights)
    sure = tables(
        [face for face in sight.counted if _is_decided(face.found, decided_probability)]
        for sight in sights
    )
    truth, called = counts.sum(axis=-1), counts[..., :_KINDS].sum(axis=-2)
    with_alarms = called + _tallies(sight.false_alarms for sight in sights)
    size = min(GROUP_PICTURES, len(sights) // 2)
    groups = _groups(len(sights), size, seed)
    ways = {
        "everything found": with_alarms,
        "labelled faces": called,
        "labelled faces, decided only": sure[..., :_KINDS].sum(axis=-2),
    }
    plain = (_plain(way, tallies, truth, groups, seed) for way, tallies in ways.items())
    return RateErrors(size, (*plain, _corrected(with_alarms, truth, counts, groups)))


def _plain(
    way: str, measured: _Tallies, truth: _Tallies, groups: list[NDArray[np.intp]], seed: int
) -> RateError:
    weights = resamples(len(truth), seed)
    low, high = edges(_error(weights @ measured, weights @ truth))
    whole = float(_error(measured.sum(axis=0), truth.sum(axis=0)))
    points = Estimate(None if np.isnan(whole) else whole, low, high)
    errors = [_error(measured[g].sum(axis=0), truth[g].sum(axis=0)) for g in groups]
    return _over_groups(way, points, np.array(errors, np.float64))


def _corrected(
    measured: _Tallies, truth: _Tallies, counts: Tables, groups: list[NDArray[np.intp]]
) -> RateError:
    total, errors = counts.sum(axis=0), []
    for group in groups:
        elsewhere = total - counts[group].sum(axis=0)
        mask, incorrect, no_mask = (int(n) for n in measured[group].sum(axis=0))
        result = correct(Counts(mask, incorrect, no_mask), plain_confusion(elsewhere))
        true = _rate(truth[group].sum(axis=0))
        errors.append(100 * (result.rate - true) if isinstance(result, Corrected) else np.nan)
    values = np.array(errors, np.float64)
    known = values[~np.isnan(values)]
    mean = float(known.mean()) if len(known) else None
    return _over_groups("everything found, corrected", Estimate(mean, None, None), values)


def _over_groups(way: str, points: Estimate, errors: NDArray[np.float64]) -> RateError:
    known = errors[~np.isnan(errors)]
    mean = float(np.abs(known).mean()) if len(known) else None
    return RateError(way, points, mean, *edges(errors))


def _groups(pictures: int, size: int, seed: int) -> list[NDArray[np.intp]]:
    """Draw groups of different pictures; none where there are too few for two."""
    chance = np.random.default_rng(seed)
    return [chance.permutation(pictures)[:size] for _ in range(GROUPS if size else 0)]


def _tallies(found: Iterable[Sequence[Found]]) -> _Tallies:
    rows = [[sum(item.called is label for item in items) for label in LABELS] for items in found]
    return np.array(rows, np.float64).reshape(-1, _KINDS)


def _is_decided(found: Found | None, least: float) -> bool:
    return found is not None and found.sureness >= least


def _error(measured: _Tallies, truth: _Tallies) -> NDArray[np.float64]:
    return np.asarray(100 * (_rate(measured) - _rate(truth)))


def _rate(tallies: _Tallies) -> NDArray[np.float64]:
    total = tallies.sum(axis=-1)
    undefined = np.full(total.shape, np.nan)
    return np.asarray(np.divide(tallies[..., 0], total, out=undefined, where=total > 0))
