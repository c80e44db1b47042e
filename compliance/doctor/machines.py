"""The machines that share a site, examined: who counts, whose clock is wrong, what differs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from compliance.config import Config
from compliance.counts.engine import connected, label
from compliance.counts.leases import Lease, clock, leases_of
from compliance.counts.migrate import require_current
from compliance.counts.store_faults import told_plainly
from compliance.counts.terms import against_terms, read_terms
from compliance.doctor.findings import Finding, good, warning
from compliance.errors import ComplianceError
from compliance.models import read_manifest
from compliance.sharing import terms_of

WHAT = "machines"

TARDY = timedelta(minutes=10)
"""How long after a bucket's end its counts may be handed in by a machine whose clock is right."""


def machines(config: Config) -> Iterator[Finding]:
    """Examine what the database says of the machines; nothing where a daemon counts alone."""
    if config.machine is None:
        return
    url = config.database.url
    try:
        with connected(url, is_reader=True) as engine:
            require_current(engine, label(url))
            with told_plainly(label(url)), engine.connect() as connection:
                leases = leases_of(connection, config.site)
                agreed = read_terms(connection, config.site)
                now = clock(connection)
        here = terms_of(config, read_manifest(config.models))
    except ComplianceError:
        return  # the examination of the database, or that of the models, tells why
    yield from judged(leases, now, config.bucket)
    yield from disagreeing({each.name: each.area for each in config.cameras}, leases)
    if agreed and (differences := against_terms(here, agreed)):
        yield warning(
            WHAT,
            f"{config.machine} does not agree with the others: {'; '.join(differences)}",
            "It will not start beside them. Give all the same; to change it, stop them all first.",
        )


def judged(leases: Sequence[Lease], now: datetime, bucket: timedelta) -> Iterator[Finding]:
    """Say which machines count, and whether their clocks are right by the database's."""
    if not leases:
        yield good(WHAT, "none has counted yet")
    for machine, held in groupby(leases, lambda each: each.machine):
        theirs = list(held)
        live = [each for each in theirs if each.is_live]
        if len(live) < len(theirs):
            lapsed = ", ".join(each.camera for each in theirs if not each.is_live)
            yield warning(
                WHAT,
                f"{machine} counts {len(live)} of its {len(theirs)} cameras, and nobody {lapsed}",
                "Start it, look after these cameras, or give them to another machine.",
            )
        else:
            yield good(WHAT, f"{machine} counts {', '.join(each.camera for each in theirs)}")
        yield from _clock(machine, [each.handed_in for each in live if each.handed_in], now, bucket)


def _clock(
    machine: str, handed_in: Sequence[datetime], now: datetime, bucket: timedelta
) -> Iterator[Finding]:
    """Say that a machine fills a bucket that is over, or has not begun."""
    remedy = "Synchronise its clock and the database's."
    if handed_in and min(handed_in) + bucket + TARDY < now:
        since = min(handed_in)
        seen = f"{machine} still counts for {since:%H:%M} at {now:%H:%M} UTC: its areas' rows wait"
        yield warning(WHAT, seen, remedy)
    elif handed_in and max(handed_in) > now + TARDY:
        seen = f"{machine} counts for {max(handed_in):%H:%M} already at {now:%H:%M} UTC"
        yield warning(WHAT, seen, remedy)


def disagreeing(here: Mapping[str, str], leases: Sequence[Lease]) -> Iterator[Finding]:
    """Say which cameras stand in another area in another machine's file.

    here: the area of each camera by this machine's.
    """
    for each in leases:
        area = here.get(each.camera, each.area)
        if area != each.area:
            yield warning(
                WHAT,
                f"camera {each.camera} is in area {area} here, and in {each.area} "
                f"where {each.machine} counted it",
                "Name the same area in every machine's file, or another camera.",
            )
