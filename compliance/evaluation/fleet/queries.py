"""The ten ready queries of config/sql, asked of one site or of all, and how long they take."""

import re
import time
from dataclasses import dataclass
from functools import cache

import psycopg

from compliance.shipped import shipped

_NAMED = re.compile(r"-- name: (\w+)\n(?:-- [^\n]*\n)+(.*?);\n", re.DOTALL)
_VIEW = re.compile(r"\bFROM (compliance_(?:hourly|daily))\b")


@dataclass(frozen=True, slots=True)
class Took:
    """How long a question took; or that it was given up after so long."""

    seconds: float
    is_broken_off: bool = False


@cache
def ready() -> dict[str, str]:
    """Return the documented queries by name."""
    text = (shipped("config") / "sql" / "queries.sql").read_text("utf-8")
    return dict(_NAMED.findall(text))


def of_site(query: str, site: str) -> str:
    """Return a query that reads one site's rows alone."""
    return _VIEW.sub(rf"FROM (SELECT * FROM \1 WHERE site = '{site}') AS \1", query)  # noqa: S608


def of_days(query: str) -> str | None:
    """Return a query of days that reads what daily.sql keeps; None for one of hours."""
    if "compliance_hourly" in query:
        return None
    return query.replace("compliance_daily", "release_days")


def answer(url: str, query: str) -> Took:
    """Ask, and fetch the whole answer."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        began = time.perf_counter()
        connection.execute(query.encode()).fetchall()
        return Took(time.perf_counter() - began)


def work(url: str, query: str, patience_seconds: int) -> Took:
    """Ask, and leave the answer, which may be millions of rows, on the server."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute(f"SET statement_timeout = '{patience_seconds}s'".encode())
        began = time.perf_counter()
        try:
            connection.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {query}".encode())
        except psycopg.errors.QueryCanceled:
            return Took(time.perf_counter() - began, is_broken_off=True)
        return Took(time.perf_counter() - began)
