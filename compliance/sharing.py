"""A site's store as configured: for a daemon alone, or for one of several machines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from compliance.camera import Camera, Clock
from compliance.config import Config
from compliance.counts.disclosure import identity
from compliance.counts.jobs import Area
from compliance.counts.recovery import recover
from compliance.counts.shared_store import SharedStore, open_shared_store
from compliance.counts.store import Store, open_store
from compliance.counts.terms import Terms
from compliance.errors import ElsewhereError
from compliance.models import Models

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@contextmanager
def opened(config: Config, models: Models, now: datetime) -> Iterator[Store]:
    """Open the site's store. Raises StoreError when it cannot be had, or machines disagree."""
    url, site = config.database.url, config.site
    if config.machine is None:
        mend = partial(recover, folder=config.backup.folder, now=now)
        with open_store(url, site, bucket=config.bucket, mend=mend) as store:
            yield store
    else:
        terms = terms_of(config, models)
        with open_shared_store(url, site, config.machine, terms, bucket=config.bucket) as store:
            yield store


def terms_of(config: Config, models: Models) -> Terms:
    """Return what every machine of a site must have alike: all that its rows are made by."""
    limit, who = config.homogeneous_limit, identity(models)
    values: dict[str, object] = {
        "publish.bucket_minutes": config.bucket // _MINUTE,
        "publish.minimum_count": config.minimum_count,
        "publish.homogeneous_hours": "unprotected" if limit is None else limit // _HOUR,
        "publish.noise_epsilon": config.noise_epsilon or "none",
        "publish.retention_days": config.retention // _DAY,
        "publish.time_zone": config.time_zone.key,
        "the detector": who.detector,
        "the classifier": who.classifier,
    }
    return {name: str(value) for name, value in values.items()}


def claiming(store: Store, cameras: Sequence[Camera]) -> Callable[[Camera], None]:
    """Return what takes a camera for this machine, and take all that may be had of `cameras`."""
    if not isinstance(store, SharedStore):
        return lambda _: None

    def claim(camera: Camera) -> None:
        store.claim(camera.area, camera.name)

    for camera in cameras:
        with suppress(ElsewhereError):
            claim(camera)
    return claim


def rostered(
    store: Store, names: Callable[[], Sequence[str]], on_look: Callable[[Store], None]
) -> Callable[[], Sequence[Area]] | None:
    """Return what tells the areas of all machines, None for a daemon alone.

    names: the cameras configured here. on_look: called at each look, to see what others released.
    """
    if not isinstance(store, SharedStore):
        return None

    def roster() -> Sequence[Area]:
        on_look(store)
        return [Area(area, n, Clock.WALL) for area, n in store.roster(names()).items()]

    return roster
