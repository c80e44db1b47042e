"""What every answer says beside its content."""

import pytest

from compliance.counts.web.headers import is_host_ours, with_standing_headers


@pytest.mark.parametrize(
    ("scheme", "server", "is_told"),
    [
        ("https", ("192.0.2.7", 443), True),
        ("https", ("192.0.2.7", 8718), False),
        ("http", ("192.0.2.7", 443), False),
        ("https", None, False),
    ],
)
def test_browsers_are_told_to_keep_to_tls_where_nobody_else_serves_on_the_host(
    scheme: str,
    server: tuple[str, int] | None,
    is_told: bool,  # noqa: FBT001
) -> None:
    headers = dict(with_standing_headers([], is_host_ours=is_host_ours(scheme, server)))
    assert (b"strict-transport-security" in headers) is is_told


def test_what_an_answer_says_of_caches_itself_stands() -> None:
    said = [(b"Cache-Control", b"no-cache")]
    names = [name for name, _ in with_standing_headers(said, is_host_ours=False)]
    assert names.count(b"cache-control") + names.count(b"Cache-Control") == 1
