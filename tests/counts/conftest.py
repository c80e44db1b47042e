"""A store of each kind, as its daemon has it open."""

from collections.abc import Iterator

import pytest

from compliance.counts.store import Store, open_store
from tests.counts.databases import new_database, postgresql_server, sqlite_url


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with postgresql_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path_factory.mktemp("store"))
    return new_database(request.getfixturevalue("server"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, "lyon") as opened:
        yield opened
