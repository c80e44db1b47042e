"""What a phone hands in: the totals of one interval at one camera, and nothing finer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import BUCKET_FLOOR, Counts, bucket_start
from compliance.errors import ConfigError

MOST = 50_000
"""More than can be tapped in a day."""
_LAST_YEAR = datetime(9999, 1, 1, tzinfo=UTC)

Clock = Callable[[], datetime]
"""Tells the aware time now."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where people stand, and whose intervals they count in."""

    site: str
    area: str
    cameras: tuple[str, ...]
    """Each needs a person; what all of them see together is compared."""
    bucket: timedelta
    retention: timedelta


class TooEarlyError(ConfigError):
    """The interval is not over yet by our clock; it may be sent again."""


class Interval(BaseModel):
    """What the page sends; nothing else is taken."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    camera: str = Field(max_length=64)
    start: int = Field(ge=0, le=int(_LAST_YEAR.timestamp()))
    """Seconds from 1970, UTC."""
    seconds: int
    mask: int = Field(ge=0, le=MOST)
    incorrect: int = Field(ge=0, le=MOST)
    no_mask: int = Field(ge=0, le=MOST)


def read_interval(data: bytes, post: Post, now: datetime) -> Audit:
    """Return the audit that a phone sent as JSON; raises ConfigError with what is wrong.

    Only what is over is taken: while an interval lasts, its totals would tell of single people.
    Before, it raises TooEarlyError.
    """
    try:
        sent = Interval.model_validate_json(data)
    except ValidationError as error:
        raise ConfigError(_told(error)) from None
    start = datetime.fromtimestamp(sent.start, UTC)
    end = start + post.bucket
    if reason := _wrong(sent, post, start, now):
        raise ConfigError(reason)
    if end > now:
        raise TooEarlyError("start: the interval is not over yet")
    return Audit(
        post.area, sent.camera, start, end, Counts(sent.mask, sent.incorrect, sent.no_mask)
    )


def _told(error: ValidationError) -> str:
    """Return what is wrong where, without what was sent."""
    faults = error.errors(include_input=False, include_context=False, include_url=False)
    return "; ".join(f"{'.'.join(map(str, each['loc'])) or 'it'}: {each['msg']}" for each in faults)


def _wrong(sent: Interval, post: Post, start: datetime, now: datetime) -> str:
    if sent.camera not in post.cameras:
        return "camera: is not one of this area"
    if timedelta(seconds=sent.seconds) != post.bucket or post.bucket < BUCKET_FLOOR:
        return f"seconds: an interval is {post.bucket.total_seconds():.0f} s long here"
    if bucket_start(start, post.bucket) != start:
        return "start: no interval starts then"
    if start + post.bucket <= now - post.retention:
        return "start: the interval is older than anything that is kept"
    return ""
