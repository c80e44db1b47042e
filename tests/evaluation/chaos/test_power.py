"""A power cut at any moment: what the store had acknowledged is there, to the passage."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest

from compliance.counts.backups import back_up
from compliance.counts.engine import connected
from compliance.counts.migrate import upgrade
from compliance.evaluation.chaos.disk import Said, Synced
from compliance.evaluation.chaos.power import Recording, cuts, record, start_again, wrong_after
from compliance.evaluation.chaos.writer import BACKUPS, DATABASE, opened, write
from tests.counts.test_backups import spoil
from tests.counts.test_migrate import older

TALLIES = 30
RELEASED = (
    "INSERT INTO areas VALUES ('lyon', 'hall', '2026-01-05T09:00:00Z')",
    (
        "INSERT INTO releases VALUES ('lyon', 'hall', '2026-01-05T08:00:00Z', "
        "'2026-01-05T09:00:00Z', 50, 0, 0, 2, 60, 3600, 'detector@1', 'classifier@1')"
    ),
)
"""As the first version wrote them."""
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if which("strace") is None:
        pytest.skip("needs strace")
    folder = tmp_path / "traced"
    folder.mkdir()
    return folder


def places(folder: Path) -> Iterator[Path]:
    """Yield empty folders."""
    for number in range(1000):
        place = folder.with_name(str(number))
        place.mkdir()
        yield place


def faults(recording: Recording, folder: Path, number: int) -> list[str]:
    found = []
    for cut, place in zip(cuts(recording, 7, number), places(folder), strict=False):
        if wrong := wrong_after(cut, place):
            found.append(f"after step {cut.after}, {cut.fate.value}: {wrong}")
    return found


def test_a_power_cut_at_any_moment_loses_nothing_that_was_acknowledged(folder: Path) -> None:
    recorded = record(folder, TALLIES)
    taken = [s for s in recorded.steps if isinstance(s, Said) and s.text.startswith("taken")]
    assert len(taken) == 1 + TALLIES
    assert faults(recorded, folder, 100) == []


def test_a_store_that_never_synced_would_be_found_out(folder: Path) -> None:
    recorded = record(folder, 10)
    careless = tuple(step for step in recorded.steps if not isinstance(step, Synced))
    assert len(faults(replace(recorded, steps=careless), folder, 12)) > 3


def test_a_power_cut_while_a_backup_is_restored_ends_with_the_backup(folder: Path) -> None:
    database = folder / DATABASE
    write(database, TALLIES)
    back_up(database, folder / BACKUPS, NOON)
    with opened(database) as store:
        releases = len(store.releases())
    spoil(database)
    found = {
        (again.taken, again.releases)
        for cut, place in zip(cuts(record(folder, 0), 7, 45), places(folder), strict=False)
        for again in [start_again(cut, place)]
    }
    assert found == {(TALLIES - 1, releases)}


def test_a_power_cut_during_a_migration_leaves_every_row(folder: Path, tmp_path: Path) -> None:
    with connected(f"sqlite:///{folder / DATABASE}") as engine:
        upgrade(engine, "test", older(tmp_path))
        with engine.begin() as connection:
            for statement in RELEASED:
                connection.exec_driver_sql(statement)
    found = {
        (again.releases, again.counts.passages)
        for cut, place in zip(cuts(record(folder, 0), 7, 20), places(folder), strict=False)
        for again in [start_again(cut, place)]
    }
    assert found == {(1, 52)}
