"""The store: the only writer of a site's counts. Every method is one transaction."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, delete, select

from compliance.counts import migrate as migrations
from compliance.counts import rows, schema
from compliance.counts.attendance import Attendance
from compliance.counts.auditing import rows as audit_rows
from compliance.counts.auditing.matching import Terms, match
from compliance.counts.auditing.pairs import Pair
from compliance.counts.buckets import (
    BUCKET_DEFAULT,
    BUCKET_FLOOR,
    Counts,
    add,
    bucket_start,
    close,
    without_gaps,
)
from compliance.counts.disclosure import (
    ModelIdentity,
    Pending,
    Release,
    is_due,
    join,
    publish,
    withhold,
)
from compliance.counts.engine import connected, label, sqlite_path
from compliance.counts.noise import Noise, settle
from compliance.counts.reader import Reader
from compliance.counts.store_faults import told_plainly
from compliance.counts.store_lock import held_file, held_site
from compliance.sureness import NOBODY, Sureness


@contextmanager
def open_store(
    url: str,
    site: str,
    *,
    bucket: timedelta = BUCKET_DEFAULT,
    migrate: bool = True,
    mend: Callable[[Path], None] = lambda _: None,
) -> Iterator["Store"]:
    """Open a site's store for its one daemon, made or brought to this version first.

    Raises StoreError when another daemon has it, it is of a newer version, it cannot be
    written, or (without `migrate`) it is of an older version. `mend` is called with a SQLite
    file that nobody else writes, before it is opened.
    """
    path = sqlite_path(url)
    with ExitStack() as held:
        if path and path.parent.is_dir():
            held.enter_context(held_file(path))
            mend(path)
        engine = held.enter_context(connected(url))
        keep_lock = None
        if not path:
            keep_lock = held.enter_context(held_site(engine, site, label(url))).keep
        if migrate:
            migrations.upgrade(engine, label(url))
        migrations.require_current(engine, label(url))
        yield Store(engine, label(url), site, bucket, keep_lock)


class Store(Reader):
    """One site's counts, from the open bucket to the release."""

    def __init__(
        self,
        engine: Engine,
        label: str,
        site: str,
        bucket: timedelta,
        keep_lock: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(engine, label, site)
        self._site = site
        self._bucket = max(bucket, BUCKET_FLOOR)
        self._keep_lock = keep_lock or (lambda: None)
        self._turn = Lock()

    def next_sequence(self, camera: str) -> int:
        """Return the number a camera's next tally must carry."""
        table = schema.cameras
        query = select(table.c.last_sequence).where(
            table.c.site == self._site, table.c.camera == camera
        )
        with told_plainly(self._label), self._engine.connect() as connection:
            last = connection.scalar(query)
        return 0 if last is None else int(last) + 1

    def add(
        self,
        area: str,
        camera: str,
        sequence: int,
        at: datetime,
        counts: Counts,
        observed_ms: int,
        sureness: Sureness = NOBODY,
    ) -> bool:
        """Add a camera's tally of the minute `at`; False when it was added before.

        Once this returns, the tally is on disk.
        """
        with self._writing() as connection:
            self._admit(connection, camera, at)
            if not rows.take_sequence(connection, self._site, camera, sequence):
                return False
            old = rows.read_timeline(connection, self._site, area)
            new = add(old, at, self._bucket, counts, observed_ms, sureness)
            rows.write_timeline(connection, self._site, area, old, new)
        return True

    def close_buckets(
        self,
        area: str,
        until: datetime,
        cameras: int | Attendance,
        *,
        counts_gaps: bool = True,
    ) -> None:
        """Close an area's buckets that end by `until`, for good, and pool them.

        `cameras` should have watched all the time. `counts_gaps`: time without any tally should
        have been watched as well; not so between two recordings.
        """
        until = bucket_start(until, self._bucket)
        watching = Attendance.of(cameras) if isinstance(cameras, int) else cameras
        with self._writing() as connection:
            until = self._handed_in(connection, area, until)
            old = rows.read_timeline(connection, self._site, area)
            if old is None or until <= old.closed_until:
                return
            new, closed = close(old, until)
            rows.write_timeline(connection, self._site, area, old, new)
            pending = rows.read_pending(connection, self._site, area)
            for stretch in (
                without_gaps(old.closed_until, closed, new.closed_until) if counts_gaps else closed
            ):
                pending = join(pending, stretch, watching.over(stretch.start, stretch.end))
            rows.write_pending(connection, self._site, area, pending)

    def release(
        self,
        area: str,
        minimum_count: int,
        models: ModelIdentity,
        homogeneous_limit: timedelta | None = None,
        noise: Noise | None = None,
    ) -> list[Release]:
        """Publish an area's pending interval when it may be; its raw counts are deleted with it.

        `homogeneous_limit`: how long an interval waits for both sides before its outcomes are
        withheld, see `disclosure`; None: they are told whatever they are. `noise` takes its place:
        it is drawn in the same transaction that publishes the counts and deletes them, so of the
        same counts there is never a second draw to be compared with.
        """
        limit = None if noise else homogeneous_limit
        with self._writing() as connection:
            pending: Pending | None = rows.read_pending(connection, self._site, area)
            if pending is None or not is_due(pending, minimum_count, self._bucket, limit):
                return []
            told = pending if limit is None else withhold(pending)
            if noise:
                told = self._noised(connection, area, told, noise)
            epsilon = noise.epsilon if noise else None
            release = publish(told, self._site, area, models, epsilon)
            rows.write_release(connection, release)
            rows.write_pending(connection, self._site, area, None)
        return [release]

    def match_audits(self, area: str, terms: Terms, now: datetime) -> list[Pair]:
        """Join an area's audits to its releases; those used up, or of no use, are deleted."""
        with self._writing() as connection:
            audits = audit_rows.read_audits(connection, self._site, area)
            until = audit_rows.read_released_until(connection, self._site, area)
            if not audits or until is None:
                return []
            releases = audit_rows.read_audited_releases(connection, self._site, area)
            found = match(audits, releases, terms, until, now)
            for pair in found.pairs:
                audit_rows.write_pair(connection, pair)
            for audit in found.gone:
                audit_rows.drop_audit(connection, self._site, audit)
        return list(found.pairs)

    def open_ends(self, area: str) -> list[datetime]:
        """Return when each of an area's open buckets ends, in order."""
        with told_plainly(self._label), self._engine.connect() as connection:
            timeline = rows.read_timeline(connection, self._site, area)
        return [bucket.end for bucket in timeline.buckets] if timeline else []

    def clock_of(self, area: str) -> datetime | None:
        """Return the time up to which an area's buckets reach, None before its first tally."""
        with told_plainly(self._label), self._engine.connect() as connection:
            timeline = rows.read_timeline(connection, self._site, area)
        return timeline.reach if timeline else None

    def expire(self, before: datetime) -> int:
        """Delete the releases that ended by `before`, and copies that hold them; say how many.

        What audits say of them goes with them, and so do audits that never met one. Their bytes
        are overwritten in the database; `truncate_wal` removes them from the log.
        """
        table = schema.releases
        audits = schema.audits
        query = delete(table).where(table.c.site == self._site, table.c.end <= before)
        unmet = delete(audits).where(audits.c.site == self._site, audits.c.end <= before)
        with self._writing() as connection:
            expired = connection.execute(query).rowcount
            connection.execute(unmet)
        if expired and (path := sqlite_path(str(self._engine.url))):
            with told_plainly(self._label):
                for copy in migrations.copies(path):
                    copy.unlink()
        return expired

    def truncate_wal(self) -> bool:
        """Empty SQLite's write-ahead log into the database; False while a reader holds it."""
        if self._engine.dialect.name != "sqlite":
            return True
        with told_plainly(self._label), self._turn, self._engine.connect() as connection:
            raw = connection.connection.cursor()
            is_busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            raw.close()
        return not is_busy

    def _admit(self, connection: Connection, camera: str, at: datetime) -> None:
        """Refuse a tally that another machine has to count; there is none."""

    def _handed_in(self, connection: Connection, area: str, until: datetime) -> datetime:  # noqa: ARG002
        """Return up to when, at most `until`, an area's machines have handed in all they have."""
        return until

    def _noised(self, connection: Connection, area: str, pending: Pending, noise: Noise) -> Pending:
        """Return the interval with noise on its counts; write what they now owe.

        How surely was judged is left out: it adds up to the true number.
        """
        owed = rows.read_owed(connection, self._site, area)
        counts, owed = settle(noise.add_to(pending.counts), owed)
        rows.write_owed(connection, self._site, area, owed)
        return replace(pending, counts=counts, sureness=NOBODY)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Yield a connection in one transaction; the daemon's threads take turns."""
        with told_plainly(self._label), self._turn:
            self._keep_lock()
            with self._engine.connect() as connection:
                writer = connection.execution_options(is_writer=True)
                with writer.begin():
                    yield writer
