"""How much a pixel process that was taken over could tell through the channel; pure.

An upper bound: as many records as the receiver takes, each with every value it takes. A record's
time of arrival is passed on to nobody and not counted. Of all that, metrics and log show little:
frames and lag once a bucket, how the camera sees every 20 minutes, and at any time that a process
has ended and with which fault; to end it gives up what had been won.
"""

from dataclasses import dataclass
from enum import EnumType
from math import log2
from typing import get_type_hints

from compliance.counts.backoff import CAMERA_LONGEST_SECONDS, LEAST_SPREAD
from compliance.counts.exposition_site import DRIFT_DIGITS
from compliance.counts.receiver import (
    FLOOD_FACTOR,
    MOST_FRAMES_PER_SECOND,
    SPARE_SIGHTS,
    WALL_TOLERANCE_MINUTES,
)
from compliance.faults import Fault
from compliance.sight import TOLD_SECONDS, Sight
from compliance.sureness import CLASSES
from compliance.tally import (
    HEALTH_SECONDS,
    LAG_STEP_MS,
    MAXIMUM_COUNT,
    MAXIMUM_OBSERVED_MS,
    Health,
)

_HOUR_SECONDS, _MINUTE_SECONDS = 3600, 60
_OUTCOMES = 4
_LARGEST_LAG_MS = 2**32 - 1
_COUNTERS = 3  # decoded, analysed, dropped; the frames expected are told once

THUMBNAIL_BITS = 32 * 32 * 8
"""A grey picture of 32 x 32 px, about the smallest in which somebody may be known again."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Bits that could pass, at most."""

    tally_bits: float
    """In one record of counts."""
    health_bits: float
    """In one record about the process."""
    channel_bits_per_hour: float
    """From one pixel process to the main process."""
    told_bits_per_hour: float
    """Of one camera's health, from the main process to everybody who reads metrics and log."""
    released_bits_per_bucket: float
    """Of one area, from the main process to everybody who reads what is published."""


def capacity(bucket_minutes: int = 20) -> Capacity:
    """Return what the channel and a released row can carry."""
    tally = tally_bits()
    health = health_bits()
    tallies = FLOOD_FACTOR * _HOUR_SECONDS / _MINUTE_SECONDS
    healths = FLOOD_FACTOR * _HOUR_SECONDS / HEALTH_SECONDS
    order = tallies + healths  # which of the two comes next
    return Capacity(
        tally_bits=tally,
        health_bits=health,
        channel_bits_per_hour=tallies * tally + healths * health + order,
        told_bits_per_hour=told_bits(bucket_minutes),
        released_bits_per_bucket=released_bits(bucket_minutes),
    )


def tally_bits() -> float:
    """Return the bits in what the receiver takes for the counts of a minute."""
    minutes = 2 * WALL_TOLERANCE_MINUTES + 1
    numbers = _OUTCOMES * log2(MAXIMUM_COUNT + 1) + CLASSES * log2(_OUTCOMES * MAXIMUM_COUNT + 1)
    return log2(minutes) + log2(MAXIMUM_OBSERVED_MS + 1) + numbers


def health_bits() -> float:
    """Return the bits in what the receiver takes for the state of a process.

    Counters only rise, and in all by no more than there is time for, so that steps of equal size
    tell the most.
    """
    frames = MOST_FRAMES_PER_SECOND * HEALTH_SECONDS / FLOOD_FACTOR + 1
    lags = _LARGEST_LAG_MS // LAG_STEP_MS + 1
    kinds = get_type_hints(Health).values()
    choices = [len(kind) for kind in kinds if isinstance(kind, EnumType)]
    choices += [2 for kind in kinds if kind is bool]
    return _COUNTERS * log2(frames) + log2(lags) + sum(log2(choice) for choice in choices)


def told_bits(bucket_minutes: int) -> float:
    """Return the bits an hour of a process's health that metrics and log show.

    A process may end itself as often as it is started again: which fault it gives, and in which
    second, are told.
    """
    starts = _HOUR_SECONDS / (CAMERA_LONGEST_SECONDS * LEAST_SPREAD)
    ends = starts * log2(len(Fault)) + _HOUR_SECONDS
    bucket_seconds = bucket_minutes * _MINUTE_SECONDS
    frames = _COUNTERS * log2(MOST_FRAMES_PER_SECOND * bucket_seconds + 1)
    lag = log2(_LARGEST_LAG_MS // 1000 + 1)
    sights = (_HOUR_SECONDS / TOLD_SECONDS + SPARE_SIGHTS) * log2(len(Sight))
    return ends + (frames + lag) * _HOUR_SECONDS / bucket_seconds + sights


def released_bits(bucket_minutes: int) -> float:
    """Return the bits in one released row: sums over a bucket, whatever the tallies were.

    How surely was judged stays in the database; told of it is one figure, the drift.
    """
    tallies = FLOOD_FACTOR * bucket_minutes
    passages = log2(tallies * MAXIMUM_COUNT + 1)
    watched = log2(tallies * MAXIMUM_OBSERVED_MS + 1)
    return _OUTCOMES * passages + watched + log2(10**DRIFT_DIGITS + 1)
