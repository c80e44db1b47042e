"""The site that most tests in a browser look at."""

from datetime import date

from compliance.counts.sink import CameraStatus
from compliance.faults import Fault
from compliance.sight import Sight
from tests.counts.dashboard.lives import Life
from tests.counts.dashboard.serving import lives

AREAS = ("hall", "ward", "yard")
HALL = Life("hall", 60, dark=[(date(2026, 2, 10), date(2026, 2, 13))])
RELEASED = lives(HALL, Life("ward", 9, 0.95))
"""Of the yard there is nothing."""
STATUSES = {
    "hall-door": CameraStatus(is_up=True),
    "ward-door": CameraStatus(is_up=True, sight=Sight.SPARSE),
    "yard-door": CameraStatus(fault=Fault.UNAUTHORISED),
}
WEEK = "?since=2026-03-02&until=2026-03-09"
"""What a browser asks for, for the last seven days."""
