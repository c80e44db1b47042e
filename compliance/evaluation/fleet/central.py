"""The database that many sites share, set up as an operator is told to set it up."""

from collections.abc import Iterable
from datetime import datetime

import psycopg
from sqlalchemy.engine import make_url

from compliance.counts import migrate
from compliance.counts.engine import connected, label
from compliance.shipped import shipped

_FOLDER = shipped("config") / "postgresql"


def set_up(server: str, name: str, begin: datetime | None) -> str:
    """Make a shared database; return its owner's address.

    In months from `begin` on; None: in one piece.
    """
    run(f"{server}/postgres", f'CREATE DATABASE "{name}"')
    url = f"{server}/{name}"
    with connected(driven(url)) as engine:
        migrate.upgrade(engine, label(driven(url)))
    if begin:
        run(url, (_FOLDER / "partitions.sql").read_text("utf-8"))
        run(url, f"SELECT make_release_months('{begin.isoformat()}')")
    run(url, (_FOLDER / "central.sql").read_text("utf-8"))
    return url


def add_roles(url: str, sites: Iterable[str]) -> None:
    """Give each site the right to add rows of its own."""
    with psycopg.connect(url) as connection:
        for site in sites:
            connection.execute(f'CREATE ROLE "{site}" LOGIN IN ROLE compliance_site'.encode())


def as_site(url: str, site: str) -> str:
    """Return the address under which a site forwards."""
    whole = make_url(driven(url)).set(username=site)
    return whole.render_as_string(hide_password=False)


def driven(url: str) -> str:
    """Return an address as the product has it."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def run(url: str, statements: str) -> None:
    """Run statements as the owner."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.encode())


def tidy(url: str) -> None:
    """Have the server look through the rows, as it does by itself sooner or later."""
    run(url, "VACUUM (ANALYZE) areas")
    run(url, "VACUUM (ANALYZE) releases")
