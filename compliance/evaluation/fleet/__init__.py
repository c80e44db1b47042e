"""A fleet on one bench: many sites' rows in one PostgreSQL, many sites' series in one server."""
