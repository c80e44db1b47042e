"""A site's series as its own /metrics tells them, shortly before and after an hour was released."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest

from compliance import __version__
from compliance.camera import Camera, Source, SourceKind
from compliance.counts.buckets import Counts, summed
from compliance.counts.disclosure import Release
from compliance.counts.exposition import LockTest, ModelInfo
from compliance.counts.forward import Forwarding
from compliance.counts.metrics import Metrics
from compliance.counts.reader import Total
from compliance.counts.recent import Recent
from compliance.evaluation.fleet.copying import Made
from compliance.evaluation.fleet.victoria import Series
from compliance.faults import Fault
from compliance.models import Models
from compliance.shown import model_infos
from compliance.sight import Sight
from compliance.tally import Health, State

_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Running:
    is_up: bool = True
    restarts: int = 1
    fault: Fault = Fault.NONE
    sight: Sight = Sight.CLEAR
    analysed_share: float = 1.0
    is_shed: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What one site tells."""

    series: tuple[Series, ...]
    scrape_bytes: int
    """Of one scrape, without compression."""
    scraped: int
    """How many of the series are in it; the others are Prometheus' own of it."""


def told(made: Made, models: Models, scrapes: int) -> Told:
    """Return a site's series; half of the scrapes are from before its newest hour."""
    known = model_infos(models)
    before = _scraped(made.site, [area[:-1] for area in made.releases], known)
    after = _scraped(made.site, made.releases, known)
    half = scrapes // 2
    where = {"job": "compliance", "instance": f"{made.site}.lan:8718"}
    series = [
        Series({**dict(key), **where}, (before[1].get(key, value),) * half
               + (value,) * (scrapes - half))
        for key, value in after[1].items()
    ]  # fmt: skip
    own = [
        Series({"__name__": name, **where}, (value,) * scrapes)
        for name, value in (
            ("up", 1.0), ("scrape_duration_seconds", 0.01), ("scrape_series_added", 0.0),
            ("scrape_samples_scraped", float(len(after[1]))),
            ("scrape_samples_post_metric_relabeling", float(len(after[1]))),
        )
    ]  # fmt: skip
    return Told((*series, *own), len(after[0]), len(series))


_Key = frozenset[tuple[str, str]]


def _scraped(
    site: str, areas: Sequence[Sequence[Release]], models: Sequence[ModelInfo]
) -> tuple[bytes, dict[_Key, float]]:
    """Return a scrape's text and its values, of a site with one camera in each area."""
    metrics = Metrics(site, _cameras(areas), __version__, models, disk=lambda: 0.5)
    metrics.set_totals([_total(site, releases) for releases in areas])
    metrics.set_lock_test(LockTest(dict.fromkeys(("files", "calls"), True), shut=13, open=0))
    metrics.set_certificate_end(_AT + timedelta(days=90))
    metrics.set_reload(_AT, is_good=True)
    metrics.watch_forwarding(lambda: Forwarding(0, _AT))
    for camera in _cameras(areas):
        metrics.set_recent(camera.area, Recent(drift=0.01, design_effect=1.2))
        metrics.observe_status(camera, _Running())
        metrics.observe_health(
            camera,
            Health(camera.number, 250, 250, 50, 0, 0, 300, State.RUNNING, Fault.NONE,
                   is_sandboxed=True),
        )  # fmt: skip
    registry = CollectorRegistry()
    registry.register(metrics)
    return generate_latest(registry), dict(_values(metrics))


def _values(metrics: Metrics) -> Iterator[tuple[_Key, float]]:
    for family in metrics.collect():
        for sample in family.samples:
            yield (
                frozenset({("__name__", sample.name), *sample.labels.items()}),
                float(sample.value),
            )


def _cameras(areas: Sequence[Sequence[Release]]) -> list[Camera]:
    source = Source(SourceKind.RTSP, "rtsp://camera", "rtsp://camera")
    return [Camera(n, each[0].area, each[0].area, source) for n, each in enumerate(areas)]


def _total(site: str, releases: Sequence[Release]) -> Total:
    counts: Counts = summed([each.counts for each in releases])
    return Total(
        site,
        releases[0].area,
        counts,
        sum(each.observed_seconds for each in releases),
        sum(each.expected_seconds for each in releases),
        releases[-1].end,
    )
