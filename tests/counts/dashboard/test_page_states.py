"""The page when there is much, little or nothing to tell, in a real browser."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from compliance.camera import Recording
from compliance.counts.sink import CameraStatus
from tests.counts.dashboard.lives import Life
from tests.counts.dashboard.serving import NOW, Site, cameras_of, lives
from tests.counts.dashboard.shown import RELEASED
from tests.counts.dashboard.visiting import visit


def test_a_year_is_drawn_week_by_week(browser: Any, url: str) -> None:  # noqa: ANN401
    found = visit(browser, f"{url}?since=2025-03-09&until=2026-03-09")
    assert found.text("#trend h2").startswith("Week by week")
    assert found.page.is_hidden("#points")
    assert found.complaints == []
    found.page.context.close()


def test_a_daemon_that_went_away_is_told_and_its_return_seen(
    browser: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    site = Site(cameras=cameras_of("hall"), statuses={"hall-door": CameraStatus(is_up=True)})
    ask_again = "document.dispatchEvent(new Event('visibilitychange'))"
    with site.served(tmp_path, RELEASED) as address:
        found = visit(browser, address)
        port = urlsplit(address).port or 0
    found.page.evaluate(ask_again)
    found.wait_until("!document.querySelector('#trouble').hidden")
    assert "The daemon has not answered since" in found.text("#trouble")
    assert "What stands here is of Mon 9 March 14:20." in found.text("#trouble")
    assert found.text("h1").startswith("Today ")
    site.now = NOW + timedelta(minutes=30)
    (tmp_path / "again").mkdir()
    with site.served(tmp_path / "again", RELEASED, port):
        found.page.evaluate(ask_again)
        found.wait_until("document.querySelector('#trouble').hidden")
        assert "14:50" in found.text("#made")
    found.page.context.close()


def test_a_site_without_figures_says_why_and_draws_nothing(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    with Site(cameras=cameras_of("hall")).served(tmp_path, []) as address:
        found = visit(browser, address)
        assert found.text("h1") == "Nothing is released yet."
        assert "The first may come from 15:02 on." in found.text("#headline")
        assert found.page.locator("canvas").count() == 0
        assert "Starting: it is starting" in found.text("#cameras")
        found.page.context.close()


def test_a_recording_is_told_of_the_day_it_has_come_to(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    recorded = cameras_of("hall", recording=Recording(NOW - timedelta(days=30)))
    site = Site(cameras=recorded, now=NOW + timedelta(days=200))
    with site.served(tmp_path, lives(Life("hall", 60), days=20)) as address:
        found = visit(browser, address)
        assert found.text("#period") == "Monday 9 March 2026"
        assert found.text("h1").startswith("On Monday 9 March 2026,")
        assert "The newest day" in found.text("#days")
        found.page.context.close()
