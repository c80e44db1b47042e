"""Metrics of a site itself: how sure what it tells is, its age, its disk and its certificate."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from compliance.counts.forward import Forwarding
from compliance.counts.reader import Total
from compliance.counts.recent import Recent

DRIFT_DIGITS = 3
"""More would tell nothing of the models."""
_EFFECT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Reload:
    """How the configuration was last read."""

    is_good: bool
    good_at: datetime
    """When it was last taken over."""


def last_releases(totals: Iterable[Total], live_areas: Collection[str]) -> Metric:
    """Return when the newest released interval of each area on the wall clock ended."""
    ends = GaugeMetricFamily(
        "compliance_last_release_timestamp_seconds",
        "End of the area's newest released interval, in Unix time, as its published row says: a "
        "multiple of the bucket. Absent before the first release, and for recordings, whose time "
        "is their own.",
        labels=("site", "area"),
    )
    for total in totals:
        if total.newest_end and total.area in live_areas:
            ends.add_metric((total.site, total.area), total.newest_end.timestamp())
    return ends


def noise(site: str, epsilon: float | None, totals: Iterable[Total]) -> Iterable[Metric]:
    """Return the noise on what is released now, and in everything released so far."""
    now = GaugeMetricFamily(
        "compliance_noise_epsilon",
        "Epsilon of the noise on the counts of what is released now: no more than that can be "
        "learnt of what one passage did. 0: there is no noise, counts are exact. What noise takes "
        "below nought is made good by later releases, so that no counter falls.",
        labels=("site",),
    )
    now.add_metric((site,), epsilon or 0)
    variance = CounterMetricFamily(
        "compliance_noise_variance",
        "Variance of the noise on each outcome's count, summed over the releases: what it grows "
        "by over some time belongs into the interval of that time's rate. Advances only when an "
        "interval is released, and survives restarts.",
        labels=("site", "area"),
    )
    for total in totals:
        variance.add_metric((total.site, total.area), total.noise_variance)
    return now, variance


def recent(site: str, areas: Mapping[str, Recent]) -> Iterable[Metric]:
    """Return what each area's newest releases say; nothing where too few say anything."""
    moved = GaugeMetricFamily(
        "compliance_score_drift",
        "How differently surely the newest passages (of 100 to about 500) were judged from those "
        "the models were measured on, 0 to 1: the Jensen-Shannon distance of coarse histograms. A "
        "rise means another camera, light, lens or kind of mask. Changes only when an interval is "
        "released; absent while too few are.",
        labels=("site", "area"),
    )
    effect = GaugeMetricFamily(
        "compliance_design_effect",
        "By what the variance of the released rates of four weeks exceeds that of independent "
        "passages, 1 or more, because people walk in groups: a rate is as sure as one of its "
        "passages divided by this. Changes only when an interval is released; absent while too "
        "few are.",
        labels=("site", "area"),
    )
    for area, newest in areas.items():
        if newest.drift is not None:
            moved.add_metric((site, area), round(newest.drift, DRIFT_DIGITS))
        if newest.design_effect is not None:
            effect.add_metric((site, area), round(newest.design_effect, _EFFECT_DIGITS))
    return moved, effect


def disk_free(site: str, share: float | None) -> Metric:
    """Return how much of the database's file system is free; nothing where it is not known."""
    free = GaugeMetricFamily(
        "compliance_disk_free_ratio",
        "Free share of the file system that holds the SQLite database, 0 to 1, rounded down to "
        "whole percent and read once a minute at most. Of every minute as much is written, "
        "whether anybody came or not. Absent on PostgreSQL.",
        labels=("site",),
    )
    if share is not None:
        free.add_metric((site,), share)
    return free


def certificate(site: str, end: datetime | None) -> Metric:
    """Return when the HTTP server's certificate ends; nothing without one."""
    expiry = GaugeMetricFamily(
        "compliance_certificate_expiry_timestamp_seconds",
        "When the HTTP server's certificate ends, in seconds since 1970; absent without TLS. Read "
        "from its file at the start and when that changes, whoever is in view.",
        labels=("site",),
    )
    if end:
        expiry.add_metric((site,), end.timestamp())
    return expiry


def forwarding(site: str, state: Forwarding | None) -> Iterable[Metric]:
    """Return how far forwarding has come; nothing where nothing is forwarded."""
    backlog = GaugeMetricFamily(
        "compliance_forward_backlog_releases",
        "Released rows that are not known to be in the shared database: those that wait, or all, "
        "until that database has answered once since the daemon's start. Absent without [forward].",
        labels=("site",),
    )
    success = GaugeMetricFamily(
        "compliance_forward_last_success_timestamp_seconds",
        "When the shared database last had every released row, in Unix time; tried once a minute, "
        "whether anything was released or not. 0 before the first time since the daemon's start. "
        "Absent without [forward].",
        labels=("site",),
    )
    if state:
        success.add_metric((site,), state.succeeded.timestamp() if state.succeeded else 0)
        if state.backlog is not None:
            backlog.add_metric((site,), state.backlog)
    return backlog, success


def reloads(site: str, reload: Reload | None) -> Iterable[Metric]:
    """Return whether the configuration was taken over when it was last read."""
    successful = GaugeMetricFamily(
        "compliance_config_last_reload_successful",
        "1 when the configuration was taken over when it was last read, at the start or when "
        "asked to; 0 when it was refused and the one before stays in force.",
        labels=("site",),
    )
    at = GaugeMetricFamily(
        "compliance_config_last_reload_success_timestamp_seconds",
        "When a configuration was last taken over, in Unix time.",
        labels=("site",),
    )
    if reload:
        successful.add_metric((site,), reload.is_good)
        at.add_metric((site,), reload.good_at.timestamp())
    return successful, at
