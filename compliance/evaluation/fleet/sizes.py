"""How many bytes the shared database's rows and their indexes take."""

from dataclasses import dataclass

import psycopg

_ASKED = """
SELECT sum(pg_table_size(relid))::bigint, sum(pg_indexes_size(relid))::bigint
FROM pg_partition_tree('releases') WHERE isleaf
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Of all released rows."""

    rows: int
    table_bytes: int
    index_bytes: int


def size(url: str) -> Size:
    """Return what the releases take now, in one piece or in months."""
    with psycopg.connect(url) as connection:
        counted = connection.execute("SELECT count(*) FROM releases").fetchone()
        found = connection.execute(_ASKED).fetchone()
        if found is None or found[0] is None:
            query = "SELECT pg_table_size('releases'), pg_indexes_size('releases')"
            found = connection.execute(query).fetchone()
    return Size(*(counted or (0,)), *(found or (0, 0)))


def bytes_of(url: str, relation: str) -> int:
    """Return what one table or index takes."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_total_relation_size(%s)", (relation,)).fetchone()
    return int(found[0]) if found else 0
