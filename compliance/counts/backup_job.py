"""The periodic work on backups: making them, keeping few, forgetting in them what expired."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from compliance.counts.backups import BackupTerms, back_up, backups, forget, rotate

_log = logging.getLogger(__name__)


class BackupJob:
    """The backups of one site's SQLite database."""

    def __init__(self, database: Path, terms: BackupTerms, retention: timedelta) -> None:
        self._database, self._terms, self._retention = database, terms, retention

    def back_up(self, now: datetime) -> bool:
        """Make a backup when the newest is old enough; say whether one was made."""
        terms, made = self._terms, backups(self._database, self._terms.folder)
        if not terms.every or (made and now - made[0].made < terms.every):
            return False
        backup = back_up(self._database, terms.folder, now)
        rotate(self._database, terms.folder, terms.keep)
        _log.info("the database is backed up as %s", backup.path)
        return True

    def forget(self, now: datetime) -> int:
        """Delete what is older than the retention from every backup; say how many rows."""
        return forget(self._database, self._terms.folder, now - self._retention)
