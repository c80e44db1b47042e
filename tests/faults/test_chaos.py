"""Everything that can befall a site, once each, in simulated time; and where every passage is."""

import pytest

from compliance.evaluation.chaos.chaos import Survived, survive
from compliance.evaluation.chaos.plan import Event, Trouble
from compliance.evaluation.chaos.report import document
from compliance.evaluation.chaos.verdict import faults, lines, stored

DAY = 86_400.0
LENGTHS = {
    Trouble.LOCKED: 3.2,  # longer than a lock is waited out
    Trouble.FULL: 0.8,
    Trouble.READ_ONLY: 0.8,
    Trouble.UNSYNCED: 0.8,
    Trouble.NO_FILES: 0.5,
    Trouble.AHEAD: 7200.0,
    Trouble.BACK: -7200.0,
    Trouble.YEAR: 370 * DAY,
}
EVENTS = tuple(
    Event(150.0, trouble, number % 2, LENGTHS.get(trouble, 0.0))
    for number, trouble in enumerate(Trouble)
    if trouble is not Trouble.ALL  # as in DAMAGED
)


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Survived:
    return survive(EVENTS, tmp_path_factory.mktemp("chaos"), lambda _: None)


def test_every_passage_is_stored_or_lost_in_a_minute_under_way(survived: Survived) -> None:
    assert faults(survived) == [], document(survived)
    assert survived.account.seen.passages > 1000
    assert survived.stored["totals"].passages > 500


def test_what_was_lost_is_little_and_only_where_a_process_was_killed(survived: Survived) -> None:
    lost = {line.trouble: line.lost for line in lines(survived)}
    hurt = {Trouble.PIXELS, Trouble.MAIN, Trouble.NO_FILES, Trouble.DAMAGED}
    assert {trouble for trouble, passages in lost.items() if passages} <= hurt
    assert 0 < sum(lost.values()) < 400


def test_a_restored_backup_costs_what_came_after_it_and_says_so(survived: Survived) -> None:
    (line,) = (line for line in lines(survived) if line.trouble is Trouble.DAMAGED)
    assert line.stated > 0
    assert stored(survived).passages == survived.account.taken.passages - line.stated
