"""What every answer says, and how what is no proper request is told so; by a real server."""

import json
import logging
import socket
from http.client import HTTPResponse
from pathlib import Path

import pytest

from compliance.counts.web.access import Access, own_names
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.limits import Limits
from compliance.counts.web.tokens import Scope, TokensFile, holder_of
from tests.counts.web.serving import HOST, Dawdler, asked, served

EVERYWHERE = ["/healthz", "/metrics", "/nowhere", "/break", "/readyz"]
SMALL = Limits(target_bytes=200, head_bytes=1000, body_bytes=50)


def problem(answer: HTTPResponse, body: bytes) -> dict[str, object]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, object] = json.loads(body)
    assert told["status"] == answer.status
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    return told


def guarded(folder: Path) -> Doorway:
    path = folder / "tokens"
    path.write_text(holder_of("token", "a", Scope.READ).to_line(), "utf-8")
    path.chmod(0o600)
    return Doorway(Access(tokens=TokensFile(path)))


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_says_what_browsers_may_do_with_it(path: str) -> None:
    with served(dawdler=Dawdler()) as port:
        headers = asked(port, path)[0].headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] is None
    assert headers["Strict-Transport-Security"] is None
    assert headers["Access-Control-Allow-Origin"] is None


def test_head_is_get_without_the_body() -> None:
    with served() as port:
        got, body = asked(port, "/healthz")
        head, nothing = asked(port, "/healthz", "HEAD")
    assert (head.status, nothing) == (200, b"")
    assert head.headers["Content-Length"] == str(len(body)) == got.headers["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO"])
def test_other_methods_are_refused_with_those_that_are_not(method: str) -> None:
    with served() as port:
        answer, body = asked(port, "/metrics", method)
    problem(answer, body)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/healthz/",
        "//healthz",
        "/healthz%00",
        "/docs",
        "/openapi.json",
        "/site.toml",
    ],
)
def test_no_path_leads_anywhere_but_to_what_is_listed(path: str) -> None:
    with served() as port:
        answer, body = asked(port, path)
    assert problem(answer, body)["status"] == 404


def test_nothing_that_is_served_reads_a_file_by_a_name_that_was_sent() -> None:
    folder = Path(__file__).parents[3] / "compliance" / "counts"
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    assert not {word for word in ("StaticFiles", "FileResponse", "{path:path}") if word in text}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/healthz?" + "a" * 300, {}, 414),
        ("/healthz", {"cookie": "a" * 1200}, 431),
        ("/healthz", {"transfer_encoding": "chunked"}, 411),
        ("/healthz", {"content_length": "51"}, 413),
    ],
)
def test_what_is_too_large_is_told_how_large_it_may_be(
    path: str, headers: dict[str, str], status: int
) -> None:
    with served(Doorway(limits=SMALL)) as port:
        answer, body = asked(port, path, **headers)
    assert answer.status == status
    problem(answer, body)
    assert answer.headers["Connection"] == "close"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 5000,
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_told_so_and_the_connection_closed(request_: bytes) -> None:
    with served(Doorway(limits=SMALL)) as port, socket.create_connection((HOST, port)) as line:
        line.settimeout(10)
        line.sendall(request_)
        answer = HTTPResponse(line)
        answer.begin()
        body = answer.read()
        assert answer.status == 400
        problem(answer, body)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert line.recv(1) == b""


def test_a_fault_of_ours_is_told_without_its_reason_and_logged_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with served(dawdler=Dawdler()) as port:
        answer, body = asked(port, "/break")
        again, _ = asked(port, "/healthz")
    assert problem(answer, body)["status"] == 500
    assert b"hunter2" not in body
    assert "hunter2" in caplog.text
    assert len([each for each in caplog.records if each.levelno >= logging.ERROR]) == 1
    assert again.status == 200


def test_who_comes_under_a_foreign_name_is_turned_away() -> None:
    with served(Doorway(Access(names=own_names(HOST)))) as port:
        assert asked(port, "/healthz")[0].status == 200
        answer, body = asked(port, "/healthz", host="evil.example")
    assert problem(answer, body)["status"] == 421


def test_strangers_are_told_whether_it_counts_but_not_why_not(tmp_path: Path) -> None:
    with served(guarded(tmp_path)) as port:
        stranger, told = asked(port, "/readyz")
        _, known = asked(port, "/readyz", authorization="Bearer token")
    assert (stranger.status, json.loads(told)) == (503, {"status": "failing", "reasons": []})
    assert json.loads(known)["reasons"] == ["door: it is dark"]


def test_a_browser_is_asked_for_a_password(tmp_path: Path) -> None:
    with served(guarded(tmp_path)) as port:
        answer, body = asked(port, "/metrics")
        for header in ("Basic eDp0b2tlbg==", "Bearer token"):
            assert asked(port, "/metrics", authorization=header)[0].status == 200
    assert problem(answer, body)["status"] == 401
    challenges = answer.headers.get_all("WWW-Authenticate")
    assert challenges == [
        'Basic realm="compliance", charset="UTF-8"', 'Bearer realm="compliance"',
    ]  # fmt: skip
