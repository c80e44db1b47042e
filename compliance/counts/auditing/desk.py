"""Where audits are handed in, beside a running daemon: the one table that it does not write."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, Engine, select

from compliance.counts import schema
from compliance.counts.auditing import rows
from compliance.counts.auditing.pairs import Audit
from compliance.counts.engine import connected, label
from compliance.counts.migrate import require_current
from compliance.counts.reader import Reader
from compliance.counts.store_faults import told_plainly


class Answer(Enum):
    """What becomes of an audit that is handed in."""

    KEPT = "kept"
    """It waits for its release."""
    BEFORE = "before"
    """One of this camera's interval was handed in before, and stands; perhaps the very same. Which
    is not told: whoever asks with one number after the other would learn what it says."""
    NO_AREA = "no area"
    """Nothing was ever counted in the area, so there is nothing to compare with."""


@contextmanager
def open_desk(url: str, site: str) -> Iterator["Desk"]:
    """Open a site's database for audits; no lock of the daemon's is taken.

    Raises StoreError when there is none, it is not of this version, or cannot be written.
    """
    with connected(url, is_reader=True) as engine:
        require_current(engine, label(url))
    with connected(url) as engine:
        desk = Desk(engine, label(url), site)
        with desk.writing():
            pass
        yield desk


class Desk(Reader):
    """Takes audits of one site. What was handed in is never read back."""

    def __init__(self, engine: Engine, label: str, site: str) -> None:
        super().__init__(engine, label, site)
        self._site = site

    def hand_in(self, audit: Audit) -> Answer:
        """Keep an audit until its interval is released."""
        with self.writing() as connection:
            if not self._is_known(connection, audit.area):
                return Answer.NO_AREA
            waiting = rows.read_audits(connection, self._site, audit.area)
            is_here = any(_is_in_the_way(other, audit) for other in waiting)
            if is_here or rows.is_compared(connection, self._site, audit):
                return Answer.BEFORE
            rows.write_audit(connection, self._site, audit)
        return Answer.KEPT

    def released_until(self, area: str) -> datetime | None:
        """Return up to when an area's intervals are published."""
        with told_plainly(self._label), self._engine.connect() as connection:
            return rows.read_released_until(connection, self._site, area)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in one short transaction."""
        with told_plainly(self._label), self._engine.connect() as connection:
            writer = connection.execution_options(is_writer=True)
            with writer.begin():
                yield writer

    def _is_known(self, connection: Connection, area: str) -> bool:
        table = schema.areas
        query = select(table.c.area).where(table.c.site == self._site, table.c.area == area)
        return connection.execute(query).first() is not None


def _is_in_the_way(other: Audit, audit: Audit) -> bool:
    return other.camera == audit.camera and other.start < audit.end and other.end > audit.start
