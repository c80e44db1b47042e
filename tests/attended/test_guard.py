"""Nobody sees the page who was not told its address, whatever a browser is made to do."""

import pytest

from compliance.attended.guard import new_token, refusal
from compliance.attended.names import any_name, of_the_network

TOKEN = "t0ken"  # noqa: S105
PLAIN = {"host": "127.0.0.1:8719"}


@pytest.mark.parametrize("host", ["127.0.0.1:8719", "localhost:9000", "[::1]:8719", "localhost"])
def test_this_machine_and_the_near_end_of_a_tunnel_may_ask(host: str) -> None:
    assert refusal(f"/{TOKEN}/look", {"host": host}, TOKEN) is None


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", PLAIN, 404),
        ("/look", PLAIN, 404),
        (f"/{TOKEN}x/look", PLAIN, 404),
        (f"//{TOKEN}/look", PLAIN, 404),
        (f"/{TOKEN}/", {}, 421),
        (f"/{TOKEN}/", {"host": "evil.example:8719"}, 421),
        (f"/{TOKEN}/", {"host": "127.0.0.1.evil.example"}, 421),
        (f"/{TOKEN}/", {"host": "192.168.0.7:8719"}, 421),
        (f"/{TOKEN}/", PLAIN | {"sec-fetch-site": "cross-site"}, 403),
        (f"/{TOKEN}/", PLAIN | {"sec-fetch-site": "same-site"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "http://evil.example"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "http://127.0.0.1:9999"}, 403),
        (f"/{TOKEN}/", PLAIN | {"origin": "null"}, 403),
        (f"/{TOKEN}/areas", PLAIN | {"content-length": "65537"}, 413),
        (f"/{TOKEN}/areas", PLAIN | {"content-length": "-1"}, 413),
        (f"/{TOKEN}/areas", PLAIN | {"transfer-encoding": "chunked"}, 411),
    ],
)
def test_everybody_else_is_refused(path: str, headers: dict[str, str], status: int) -> None:
    assert refusal(path, headers, TOKEN) == status


def test_the_pages_own_requests_pass() -> None:
    own = PLAIN | {"origin": "http://127.0.0.1:8719", "sec-fetch-site": "same-origin"}
    assert refusal(f"/{TOKEN}/areas", own | {"content-length": "300"}, TOKEN) is None


def test_a_token_is_never_the_same_and_long() -> None:
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 32


@pytest.mark.parametrize("host", ["192.168.0.7:8720", "[fe80::1]:8720", "10.0.0.1"])
def test_others_may_ask_by_address_where_the_network_is_listened_to(host: str) -> None:
    assert refusal(f"/{TOKEN}/", {"host": host}, TOKEN) == 421
    assert refusal(f"/{TOKEN}/", {"host": host}, TOKEN, of_the_network) is None
    assert refusal("/", {"host": host}, TOKEN, of_the_network) == 404


def test_a_foreign_name_may_lead_to_an_encrypted_page_alone() -> None:
    foreign = {"host": "door.example:8720"}
    assert refusal(f"/{TOKEN}/", foreign, TOKEN, of_the_network) == 421
    assert refusal(f"/{TOKEN}/", foreign, TOKEN, any_name, "https") is None


def test_an_encrypted_pages_own_requests_pass_and_others_do_not() -> None:
    for origin, status in (("https://127.0.0.1:8719", None), ("http://127.0.0.1:8719", 403)):
        headers = PLAIN | {"origin": origin}
        assert refusal(f"/{TOKEN}/", headers, TOKEN, scheme="https") == status
