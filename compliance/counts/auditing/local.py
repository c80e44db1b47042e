"""The compliance rate with the error taken out that audits found at the very place.

Beside the correction by the models' errors on photographs (`correction`): this one knows the
place's light, its masks and how people walk there, but only as much of it as was audited. What
was counted too much in the audits is taken from the rate (a difference estimator, W. G. Cochran,
Sampling Techniques, 3rd edition, Wiley 1977, section 7.9); its interval holds the uncertainty of
both, added as R. G. Newcombe does (Statistics in Medicine 17 (1998) 873-890), and that the error
may be another where the rate is.
"""

from collections.abc import Iterable
from itertools import groupby
from math import hypot

from compliance.counts.auditing.agreement import Agreement, Found, agreement
from compliance.counts.auditing.pairs import Pair
from compliance.counts.correction import Corrected, Refused
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.wilson import Interval

STEEPEST = 0.3
"""How much the error may change with the rate, per point that a rate lies from the audits' own.
Of models that recognise x of those with a mask and y of those without, it is (2 - x - y) / (x + y -
1): 0.11 where both are 95 %, 0.25 where both are 90 %. Audits at one place hardly show it."""

_NOBODY = Refused("nobody was decided")
_SEVERAL_MODELS = Refused("counted by several models, which are audited each by itself")
_SEVERAL_AREAS = Refused("counted in several areas, which are audited each by itself")


class Local:
    """What audits of one area say of the rates that one pair of models counts there."""

    def __init__(self, found: Found | Refused) -> None:
        self._found = found

    def of(self, rate: float | None, interval: Interval | None) -> Corrected | Refused:
        """Return a rate as counted with the local error taken out, or why there is none."""
        found = self._found
        if isinstance(found, Refused):
            return found
        if rate is None or interval is None:
            return _NOBODY
        bias = found.bias
        beyond = max(0.0, interval.low - found.rate, found.rate - interval.high)
        value, further = rate - bias.value, STEEPEST * beyond
        low = value - hypot(rate - interval.low, bias.high - bias.value) - further
        high = value + hypot(interval.high - rate, bias.value - bias.low) + further
        return Corrected(_share(value), Interval(_share(low), _share(high)))


UNAUDITED = Local(agreement(()).found)


class Locals:
    """The audits of a site, or of many, ready for any number of rates."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        """Take comparisons in any order."""
        ordered = sorted(pairs, key=_key)
        self.agreements: dict[tuple[str, str, ModelIdentity], Agreement] = {
            (site, area, each[0].models): agreement(each)
            for (site, area, *_), group in groupby(ordered, _key)
            if (each := list(group))
        }
        """By site, area and models."""

    def of(self, areas: Iterable[tuple[str, str]], models: tuple[ModelIdentity, ...]) -> Local:
        """Return what is known of rates counted in these areas, by site and name."""
        places = set(areas)
        if len(places) > 1:
            return Local(_SEVERAL_AREAS)
        if len(models) > 1:
            return Local(_SEVERAL_MODELS)
        known = [self.agreements.get((*place, models[0])) for place in places]
        return Local(known[0].found) if known and known[0] else UNAUDITED


def _key(pair: Pair) -> tuple[str, str, str, str]:
    return pair.site, pair.area, pair.models.detector, pair.models.classifier


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
