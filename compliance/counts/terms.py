"""What the machines that share a site must agree on: the first writes it down, others compare."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from compliance.counts import schema

Terms = Mapping[str, str]
"""Values by the configuration's keys, as they are told to people."""

_TERMS = schema.terms


def write_terms(connection: Connection, site: str, terms: Terms) -> None:
    """Replace what is agreed on for a site."""
    connection.execute(delete(_TERMS).where(_TERMS.c.site == site))
    rows = [{"site": site, "name": name, "value": value} for name, value in terms.items()]
    connection.execute(insert(_TERMS), rows)


def read_terms(connection: Connection, site: str) -> dict[str, str]:
    """Return what is agreed on for a site; empty before anything was."""
    found = connection.execute(select(_TERMS.c.name, _TERMS.c.value).where(_TERMS.c.site == site))
    return {row.name: row.value for row in found}


def against_terms(here: Terms, agreed: Terms) -> list[str]:
    """Return what differs, in words, by key."""
    return [
        f"{name} is {here.get(name, 'not known')} here and {agreed.get(name, 'not known')} there"
        for name in sorted({*here, *agreed})
        if here.get(name) != agreed.get(name)
    ]
