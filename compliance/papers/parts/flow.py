"""Where data flow at this site, as stages."""

from compliance.papers.drawing import Flow, Stage
from compliance.papers.facts import Facts
from compliance.papers.reach import readers, terms
from compliance.papers.wording import counted, span


def flow_of(facts: Facts) -> Flow:
    """Return the stages from the passers-by to the readers, and what passes between them."""
    site = facts.site
    each = counted(len(site.cameras), "camera")
    return Flow(
        stages=(
            Stage("Passers-by", (f"before {each} in {counted(len(site.areas), 'area')}",)),
            Stage("Cameras", tuple(f"{c.name}: {c.label}" for c in site.cameras)),
            Stage(
                "Pixel process, one per camera, locked by the kernel",
                (
                    (
                        "searches faces, follows them by position for seconds, judges each mask, "
                        "counts, and forgets every picture"
                    ),
                    "no file, no new connection, no other process"
                    + (", unless the lock cannot be had" if site.allow_unsandboxed else ""),
                ),
                is_locked=True,
            ),
            Stage(
                "Main process",
                (
                    (
                        f"adds up per area and {span(site.bucket)}; releases a row once it holds "
                        f"{site.minimum_count} people or more"
                    ),
                    "has never loaded a library that could read a picture",
                ),
            ),
            Stage(
                "Database",
                (
                    site.store,
                    f"published rows for {span(site.retention)}; raw counts until published",
                ),
            ),
            Stage(
                "Readers",
                (
                    (
                        f"page, figures and metrics at {site.http_host} port {site.http_port}, by "
                        f"{readers(site)}, {terms(site)}; reports made by command"
                    ),
                    *([f"shared database {site.forward}, sent to it"] if site.forward else []),
                ),
            ),
        ),
        passes=(
            "light",
            "video over the network, or from a device or file; read, never written",
            "counts of a minute and state, as fixed records of 48 bytes; nothing else can pass",
            "sums of a bucket",
            "published rows only",
        ),
    )
