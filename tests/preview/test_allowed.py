"""A preview runs for a person, and not beside the service, as far as that can be known."""

from dataclasses import replace
from pathlib import Path

import pytest

from compliance.config import Config
from compliance.counts.store_lock import held_file
from compliance.counts.web.app import build_app
from compliance.counts.web.server import serve
from compliance.databases import Database
from compliance.errors import ConfigError, SourceError
from compliance.preview.allowed import refuse_as_service, refuse_beside_service, running
from tests.servers import free_port
from tests.sites import configured


class NoMetrics:
    """Nothing to show."""

    def collect(self) -> list[object]:
        return []


@pytest.fixture
def site(tmp_path: Path) -> Config:
    return configured(tmp_path, "rtsp://camera.lan/stream")


def elsewhere(site: Config) -> Config:
    """Return a site whose database has no lock on this machine."""
    database = Database("postgresql+psycopg://db.lan/counts", "postgresql://db.lan/counts")
    return replace(site, database=database)


@pytest.mark.parametrize("name", ["INVOCATION_ID", "NOTIFY_SOCKET"])
def test_what_systemd_started_without_a_terminal_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="does not run as a service"):
        refuse_as_service({name: "x"}, has_terminal=False)


def test_a_person_may_look_from_a_terminal_that_systemd_started() -> None:
    refuse_as_service({"INVOCATION_ID": "x"}, has_terminal=True)
    refuse_as_service({}, has_terminal=False)


def test_a_site_that_never_ran_holds_no_camera(site: Config) -> None:
    assert running(site) == ""
    refuse_beside_service(site)


def test_a_locked_database_means_that_the_service_runs(site: Config, tmp_path: Path) -> None:
    with held_file(tmp_path / "compliance.db"), pytest.raises(SourceError, match="is locked") as e:
        refuse_beside_service(site)
    assert "--anyway" in e.value.hint


def test_a_lock_left_by_a_service_that_was_killed_holds_nothing(
    site: Config, tmp_path: Path
) -> None:
    with held_file(tmp_path / "compliance.db"):
        pass
    assert (tmp_path / "compliance.db.lock").exists()
    assert running(site) == ""


def test_asking_for_the_lock_does_not_keep_the_service_from_starting(
    site: Config, tmp_path: Path
) -> None:
    with held_file(tmp_path / "compliance.db"):
        pass
    assert running(site) == ""
    with held_file(tmp_path / "compliance.db"):
        pass


def test_without_a_lock_to_ask_the_service_is_known_by_its_answer(site: Config) -> None:
    app = build_app(NoMetrics(), list, list)  # type: ignore[arg-type]
    with serve(app, "127.0.0.1", 0) as port:
        found = running(replace(elsewhere(site), http_port=port, http_host="0.0.0.0"))  # noqa: S104
    assert found == f"it answers at http://127.0.0.1:{port}"


def test_nobody_at_the_port_means_that_no_service_runs(site: Config) -> None:
    assert running(replace(elsewhere(site), http_port=free_port())) == ""
