"""What audits found, as text: JSON for machines, a table for a terminal."""

from collections.abc import Mapping
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.table import Table

from compliance.counts import records
from compliance.counts.auditing.agreement import (
    MINIMUM_PAIRS,
    MINIMUM_PEOPLE,
    Agreement,
    Estimate,
)
from compliance.counts.buckets import Counts
from compliance.counts.correction import OUTCOMES, Refused
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.records import Value

Agreements = Mapping[tuple[str, str, ModelIdentity], Agreement]
"""By site, area and models."""

_DIGITS = 4
_ESTIMATES = ("passages_per_person", "bias", "incorrect_excess", "no_mask_excess")
RESULTS = (
    "site", "area", "detector", "classifier", "audits", "releases", "people", "passages",
    "true_rate", "counted_rate",
    *(f"{name}{end}" for name in _ESTIMATES for end in ("", "_low", "_high")),
    "least_bias", "most_bias", "refused",
)  # fmt: skip
"""The names of a result's values."""

_ESTIMATED = (
    "Passages per person", "Error of the rate", "  in single audits",
    *(f"  of the share of {outcome}" for outcome in OUTCOMES[1:]),
)  # fmt: skip
_LABELS = (
    "Audits compared", "People seen", "Passages counted", "True rate", "Rate as counted",
    *_ESTIMATED, "Local correction",
)  # fmt: skip


def to_json(agreements: Agreements) -> str:
    """Return a list of objects, one for each area and pair of models."""
    text = StringIO()
    rows = (_values(*key, found) for key, found in agreements.items())
    records.write_json((dict(zip(RESULTS, row, strict=True)) for row in rows), text)
    return text.getvalue()


def to_table(agreements: Agreements) -> Table | str:
    """Return the results as a terminal shows them: an area and its models a column."""
    if not agreements:
        return (
            "Nothing was compared yet. An interval that was audited whole is compared once it is "
            "published."
        )
    table = Table(title="Audits", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    table.add_column("", overflow="fold")
    for site, area, models in agreements:
        heading = f"{site} / {area}\n{models.detector}\n{models.classifier}"
        table.add_column(heading, overflow="fold")
    for row in zip(_LABELS, *map(_cells, agreements.values()), strict=True):
        table.add_row(*row)
    table.caption = (
        "Points: as counted, minus what people saw, with the 95 % interval. From "
        f"{MINIMUM_PAIRS} audits of {MINIMUM_PEOPLE} people together on, unless they contradict "
        "each other, `report` tells rates with the error taken out as local. Audits that ended "
        "before their interval was published are missing: where few pass or nearly all comply, "
        "that makes the count look worse than it is."
    )
    return table


def _cells(agreement: Agreement) -> list[str]:
    """Return what is told of an area, in the order of _LABELS."""
    found, seen, counted = agreement.found, agreement.seen, agreement.counted
    sums = [
        _audits(agreement),
        str(seen.decided),
        str(counted.passages),
        _percent(_rate(seen)),
        _percent(_rate(counted)),
    ]
    if isinstance(found, Refused):
        return [*sums, *["-"] * len(_ESTIMATED), f"none: {found.reason}"]
    return [
        *sums,
        _ratio(found.passages_per_person),
        _points(found.bias),
        f"between {100 * found.least:+.1f} and {100 * found.most:+.1f} points",
        *(_points(found.excess[outcome]) for outcome in OUTCOMES[1:]),
        "offered",
    ]


def _audits(found: Agreement) -> str:
    if found.pairs == found.releases:
        return str(found.pairs)
    return f"{found.pairs}, of {found.releases} intervals"


def _ratio(ratio: Estimate) -> str:
    return f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _points(estimate: Estimate) -> str:
    value, low, high = (100 * each for each in (estimate.value, estimate.low, estimate.high))
    return f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _rate(counts: Counts) -> float | None:
    return counts.mask / counts.decided if counts.decided else None


def _values(site: str, area: str, models: ModelIdentity, agreement: Agreement) -> tuple[Value, ...]:
    found, seen, counted = agreement.found, agreement.seen, agreement.counted
    told = (
        site, area, models.detector, models.classifier,
        agreement.pairs, agreement.releases, seen.decided, counted.passages,
        _rounded(_rate(seen)), _rounded(_rate(counted)),
    )  # fmt: skip
    if isinstance(found, Refused):
        return (*told, *(None,) * (3 * len(_ESTIMATES) + 2), found.reason)
    estimates = (found.passages_per_person, *(found.excess[name] for name in OUTCOMES))
    edges = [_rounded(each) for one in estimates for each in (one.value, one.low, one.high)]
    return (*told, *edges, _rounded(found.least), _rounded(found.most), None)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _DIGITS)
