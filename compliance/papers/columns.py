"""What each column of the database holds, in the words of somebody who does not read code."""

from collections.abc import Iterable

_SURENESS = tuple(f"sure_{number}" for number in range(1, 7))

_GROUPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("site", "area", "camera"), "names, as configured"),
    (("version_num",), "revision of the tables"),
    (("last_sequence",), "number of the last tally taken, by which a repeated one is known"),
    (("closed_until",), "up to when an area's time is closed for good; the edge of a bucket"),
    (("start", "end"), "begin and end of the interval; edges of buckets"),
    (
        ("mask", "incorrect", "no_mask", "unknown"),
        "number of people by how the mask was worn, or that it could not be told",
    ),
    (("withheld",), "number of people whose outcomes are not told, because all did alike"),
    (_SURENESS, "number of people by how surely the models judged them, the least sure first"),
    (("observed_ms", "observed_seconds"), "time the cameras really watched"),
    (("expected_seconds",), "time they should have watched"),
    (("detector", "classifier"), "names and versions of the models that judged"),
    (
        ("seen_mask", "seen_incorrect", "seen_no_mask"),
        "number of people whom somebody at the camera saw, by how the mask was worn",
    ),
    (("releases",), "number of published intervals that were compared with what was seen"),
    (("noise_epsilon",), "how much the noise on the counts lets one passage tell; empty: exact"),
    (("machine",), "which of the machines that count the site together counts the camera"),
    (("expires",), "until when it does; moves once a minute, whoever passes"),
    (("handed_in",), "up to which bucket it has handed in all it counted; the edge of a bucket"),
    (("name", "value"), "what those machines are configured with alike, by key"),
    (("noise_variance",), "how far noise may have moved the sums"),
)

COLUMNS = frozenset(name for names, _ in _GROUPS for name in names)
"""Every column that is described."""


def described(found: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the columns that were found, those of one meaning together, and what they hold."""
    names = dict.fromkeys(found)
    rows = [
        (", ".join(name for name in group if name in names), words)
        for group, words in _GROUPS
        if any(name in names for name in group)
    ]
    others = [(name, "NOT DESCRIBED: to be looked into") for name in names if name not in COLUMNS]
    return (*rows, *others)
