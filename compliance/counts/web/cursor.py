"""Where a reader of pages has come to; pure.

A cursor promises: all pages together are what one answer would have held when the first was asked
for. What is released in the meantime is in none of them, since the cursor remembers how far each
area had come; what expires in the meantime is missing from the pages that follow; nothing comes
twice, and no row is cut in two. It holds no secret, and opens nothing that its reader may not see.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from compliance.counts.web.problems import ProblemError, missing
from compliance.counts.web.query import LABEL

Key = tuple[int, ...]
"""A row's place among its area's: the second it starts in, or its weekday and hour."""

_LONGEST_KEY = 2
_LAST_SECOND = 10**10  # in the year 2286

PATTERN = r"^[A-Za-z0-9_-]{1,12000}$"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The next page."""

    asked: str
    """Digest of the selection it belongs to."""
    bounds: Mapping[str, datetime]
    """Start of each area's newest release when the first page was asked for."""
    area: str
    after: Key
    """The last row that was given, of that area."""

    def to_text(self) -> str:
        """Return the cursor as it stands in an address."""
        seconds = {area: int(bound.timestamp()) for area, bound in self.bounds.items()}
        whole = json.dumps([self.asked, seconds, self.area, self.after], separators=(",", ":"))
        return base64.urlsafe_b64encode(whole.encode()).decode().rstrip("=")


def digest_of(*asked: object) -> str:
    """Return what tells one selection from another."""
    return sha256(repr(asked).encode()).hexdigest()[:16]


def cursor_in(text: str, asked: str) -> Cursor:
    """Return the cursor in a text; raises ProblemError when it is not one of this selection."""
    try:
        padded = text + "=" * (-len(text) % 4)
        of, seconds, area, after = json.loads(base64.urlsafe_b64decode(padded))
        bounds = {_label(name): _time(at) for name, at in seconds.items()}
        found = Cursor(of, bounds, _label(area), tuple(_second(each) for each in after))
        if not 1 <= len(found.after) <= _LONGEST_KEY:
            raise _lost("There is no such page")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _lost("There is no such page") from None
    if found.asked != asked:
        raise _lost("The page is of another selection")
    return found


def _label(text: object) -> str:
    if isinstance(text, str) and re.fullmatch(LABEL, text):
        return text
    raise ValueError


def _time(seconds: object) -> datetime:
    return datetime.fromtimestamp(_second(seconds), UTC)


def _second(number: object) -> int:
    if isinstance(number, int) and 0 <= number <= _LAST_SECOND:
        return number
    raise ValueError


def _lost(what: str) -> ProblemError:
    return missing(
        f"{what}: leave cursor out for the first page, and pass `next` of each page, "
        "with all else unchanged, for the following one."
    )
