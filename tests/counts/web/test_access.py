"""Who is let in: names, pages and tokens."""

import base64
import logging
from pathlib import Path

import pytest

from compliance.counts.web.access import Access, Doorman, own_names, token_in
from compliance.counts.web.limits import Limits
from compliance.counts.web.tokens import Scope, TokensFile, holder_of
from tests.counts.web.requests import a_request

MOST = Limits().attempts
READ, METRICS, WRONG = "token-to-read", "token-for-metrics", "token-of-nobody"


def basic(token: str, user: str = "anybody") -> str:
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


@pytest.fixture
def tokens(tmp_path: Path) -> TokensFile:
    path = tmp_path / "tokens"
    holders = (holder_of(READ, "reader", Scope.READ), holder_of(METRICS, "prom", Scope.METRICS))
    path.write_text("".join(f"{each.to_line()}\n" for each in holders), "utf-8")
    path.chmod(0o600)
    return TokensFile(path)


def status(access: Access, path: str = "/api/v1/areas", **headers: str) -> int | None:
    problem = Doorman(access, MOST, lambda: 0.0).refusal(a_request(path, **headers))
    return problem and int(problem.status)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8718", "localhost:8718", "LOCALHOST", "[::1]:8718", "127.0.0.1", "[::1]"]
)
def test_a_port_of_this_machine_answers_to_its_own_names(host: str) -> None:
    assert status(Access(names=own_names("127.0.0.1")), host=host) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8718", "127.0.0.1.evil.example:8718", "[::2]:8718", ""]
)
def test_a_page_whose_name_was_made_to_lead_here_is_refused(host: str) -> None:
    assert status(Access(names=own_names("127.0.0.1")), host=host) == 421


def test_a_port_answers_to_the_address_it_was_given() -> None:
    assert status(Access(names=own_names("127.0.0.9")), host="127.0.0.9:80") is None
    assert status(Access(names=own_names("::1")), host="[::1]:80") is None


def test_where_names_do_not_matter_any_is_answered_to() -> None:
    assert status(Access(), host="statistics.example") is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_may_lead_its_reader_here_but_not_ask_for_itself(site: str) -> None:
    asks = {"sec_fetch_site": site, "sec_fetch_mode": "no-cors"}
    leads = {"sec_fetch_site": site, "sec_fetch_mode": "navigate"}
    assert status(Access(), **asks) == 403
    assert status(Access(), **leads) is None


def test_without_a_token_everything_is_shut_but_the_probes(tokens: TokensFile) -> None:
    access = Access(tokens=tokens)
    shut = ["/", "/metrics", "/api/v1/areas", "/nowhere", "/healthz/", "/healthzz", "/api/v1"]
    assert {status(access, path) for path in shut} == {401}
    assert {status(access, path) for path in ("/healthz", "/readyz")} == {None}


def test_a_path_that_is_opened_is_open_with_all_below_it_and_nothing_beside(
    tokens: TokensFile,
) -> None:
    access = Access(tokens=tokens, open_paths=("/public",))
    assert status(access, "/public") is None
    assert status(access, "/public/page.css") is None
    assert status(access, "/publicity") == 401


@pytest.mark.parametrize(
    "authorization",
    [f"Bearer {READ}", f"bearer  {READ} ", basic(READ), basic(READ, ""), basic(READ, "us€r")],
)
def test_a_token_opens_everything_as_bearer_or_password(
    authorization: str, tokens: TokensFile
) -> None:
    for path in ("/", "/metrics", "/api/v1/areas"):
        assert status(Access(tokens=tokens), path, authorization=authorization) is None


def test_a_token_for_metrics_opens_metrics_alone(tokens: TokensFile) -> None:
    access, header = Access(tokens=tokens), f"Bearer {METRICS}"
    assert status(access, "/metrics", authorization=header) is None
    assert status(access, "/api/v1/areas", authorization=header) == 403
    assert status(access, "/metrics/", authorization=header) == 403


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {WRONG}",
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff\xfe").decode(),
        basic(""),
        f"Digest {READ}",
        READ,
    ],
)
def test_what_holds_no_token_opens_nothing(authorization: str, tokens: TokensFile) -> None:
    assert status(Access(tokens=tokens), authorization=authorization) == 401


def test_who_is_refused_is_told_both_ways_to_come_in(tokens: TokensFile) -> None:
    problem = Doorman(Access(tokens=tokens), MOST, lambda: 0.0).refusal(a_request())
    assert problem is not None
    schemes = [text.split()[0] for name, text in problem.headers if name == "WWW-Authenticate"]
    assert schemes == ["Basic", "Bearer"]


def test_too_many_wrong_tokens_wait_and_a_right_one_does_not(tokens: TokensFile) -> None:
    doorman = Doorman(Access(tokens=tokens), MOST, lambda: 0.0)

    def tried(token: str) -> int | None:
        problem = doorman.refusal(a_request(authorization=f"Bearer {token}"))
        return problem and int(problem.status)

    assert [tried(WRONG) for _ in range(MOST + 2)] == [401] * MOST + [429] * 2
    assert tried(READ) is None


def test_wrong_tokens_are_logged_with_whose_they_were_and_without_themselves(
    tokens: TokensFile, caplog: pytest.LogCaptureFixture
) -> None:
    doorman = Doorman(Access(tokens=tokens), MOST, lambda: 0.0)
    with caplog.at_level(logging.INFO):
        for _ in range(20):
            doorman.refusal(a_request(authorization=f"Bearer {WRONG}"))
    assert caplog.messages == ["http: 192.0.2.7 came with a token that opens nothing"]


def test_behind_a_proxy_its_word_tells_who_failed(
    tokens: TokensFile, caplog: pytest.LogCaptureFixture
) -> None:
    header = f"Bearer {WRONG}"
    for is_behind_proxy in (True, False):
        doorman = Doorman(Access(tokens=tokens, is_behind_proxy=is_behind_proxy), MOST, lambda: 0.0)
        said = "spoofed, 198.51.100.4"
        doorman.refusal(a_request(authorization=header, x_forwarded_for=said))
    assert [line.split()[1] for line in caplog.messages] == ["198.51.100.4", "192.0.2.7"]


@pytest.mark.parametrize("said", ["", "unknown", "198.51.100.4:80", "a" * 5000])
def test_a_proxy_that_says_no_address_is_held_to_account_itself(
    said: str, tokens: TokensFile, caplog: pytest.LogCaptureFixture
) -> None:
    doorman = Doorman(Access(tokens=tokens, is_behind_proxy=True), MOST, lambda: 0.0)
    doorman.refusal(a_request(authorization=f"Bearer {WRONG}", x_forwarded_for=said))
    assert [line.split()[1] for line in caplog.messages] == ["192.0.2.7"]


def test_a_broken_tokens_file_is_told_and_keeps_who_was_let_in(
    tokens: TokensFile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    doorman = Doorman(Access(tokens=tokens), MOST, lambda: 0.0)
    (tmp_path / "tokens").write_text("nonsense", "utf-8")
    for _ in range(3):
        assert doorman.refusal(a_request(authorization=f"Bearer {READ}")) is None
    assert len(caplog.messages) == 1
    assert "stay in force" in caplog.messages[0]


def test_whoever_is_known_is_told_reasons(tokens: TokensFile) -> None:
    guarded = Doorman(Access(tokens=tokens), MOST, float)
    open_to_all = Doorman(Access(), MOST, float)
    assert open_to_all.is_known(a_request("/readyz"))
    assert not guarded.is_known(a_request("/readyz"))
    assert guarded.is_known(a_request("/readyz", authorization=basic(READ)))


def test_a_token_with_a_colon_or_spaces_at_its_ends_is_read_as_it_was_sent() -> None:
    assert token_in(basic("a:b")) == "a:b"
    assert token_in("Bearer  a ") == "a"
