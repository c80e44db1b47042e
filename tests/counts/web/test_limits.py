"""What is too large is refused before anything of it is read."""

import pytest

from compliance.counts.web.asked import Asked
from compliance.counts.web.limits import Limits, too_large
from tests.counts.web.requests import a_request

LIMITS = Limits(target_bytes=100, head_bytes=200, body_bytes=50)


def status(request: Asked) -> int | None:
    problem = too_large(request, LIMITS)
    return problem and int(problem.status)


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (a_request("/" + "a" * 99), None),
        (a_request("/" + "a" * 100), 414),
        (a_request(cookie="a" * 160), None),
        (a_request(cookie="a" * 200), 431),
        (a_request(content_length="50"), None),
        (a_request(content_length="51"), 413),
        (a_request(content_length="-1"), 413),
        (a_request(content_length="many"), 413),
        (a_request(transfer_encoding="chunked"), 411),
    ],
)
def test_a_request_is_as_large_as_it_may_be(request_: Asked, found: int | None) -> None:
    assert status(request_) == found


def test_what_was_not_read_is_not_taken_for_the_next_request() -> None:
    problem = too_large(a_request(content_length="51"), LIMITS)
    assert problem is not None
    assert ("Connection", "close") in problem.headers
