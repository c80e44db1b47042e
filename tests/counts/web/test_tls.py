"""TLS: what is spoken, and certificates that change under a running server."""

import socket
import ssl
import subprocess
import time
from datetime import datetime
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from shutil import copy

import pytest

from compliance.counts.web.certificate import ends_at
from compliance.counts.web.doorway import Doorway, open_doorway
from compliance.counts.web.tls import Certificate
from compliance.errors import ConfigError
from compliance.exposure import Exposure
from tests.certificates import Pair, made
from tests.counts.web.serving import HOST, asked, is_closed, served


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return made(tmp_path)


def trusting(pair: Pair) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=pair.certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def doorway(pair: Pair) -> Doorway:
    return open_doorway(HOST, Exposure(None, pair.certificate, pair.key))


def end_seen(port: int) -> datetime:
    """Return when the certificate that a new connection is shown ends."""
    return ends_at(ssl.get_server_certificate((HOST, port)))


def ends(pair: Pair) -> datetime:
    return ends_at(pair.certificate.read_text("ascii"))


def put(pair: Pair, other: Pair) -> None:
    """Put another's files in a pair's place, at another time than its own."""
    copy(other.key, pair.key)
    copy(other.certificate, pair.certificate)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_new_versions_are_spoken(version: ssl.TLSVersion, pair: Pair) -> None:
    context = trusting(pair)
    context.minimum_version = context.maximum_version = version
    with served(doorway(pair)) as port:
        connection = HTTPSConnection(HOST, port, context=context, timeout=10)
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"] is None  # of all ports of the host
        connection.close()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_versions_are_not(pair: Pair) -> None:
    context = trusting(pair)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with served(doorway(pair)) as port, pytest.raises(ssl.SSLError):
        HTTPSConnection(HOST, port, context=context, timeout=10).request("GET", "/healthz")


def test_plain_requests_get_nothing_from_a_port_that_speaks_tls(pair: Pair) -> None:
    with served(doorway(pair)) as port, pytest.raises((HTTPException, OSError)):
        asked(port, "/healthz")


def test_who_begins_tls_and_goes_no_further_is_left(pair: Pair) -> None:
    with served(doorway(pair)) as port, socket.create_connection((HOST, port)) as line:
        began = time.monotonic()
        assert is_closed(line, 15)
        assert time.monotonic() - began < 10


def test_a_new_certificate_is_shown_without_a_new_start(pair: Pair, tmp_path: Path) -> None:
    told: list[datetime] = []
    door = doorway(pair)
    door.tell_end(told.append)
    with served(door) as port:
        first = ends(pair)
        assert end_seen(port) == first
        put(pair, made(tmp_path, "newer", 300))
        assert end_seen(port) == ends(pair) != first
    assert told == [first, ends(pair)]


def test_a_certificate_that_breaks_leaves_the_former_in_force(
    pair: Pair, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = ends(pair)
    with served(doorway(pair)) as port:
        copy(made(tmp_path, "another").key, pair.key)
        for _ in range(3):
            assert end_seen(port) == first
        pair.certificate.unlink()
        assert end_seen(port) == first
    assert len([line for line in caplog.messages if "stays in force" in line]) == 2


def test_files_that_are_not_there_or_do_not_fit_are_named(pair: Pair, tmp_path: Path) -> None:
    other = made(tmp_path, "other")
    for certificate, key, told in (
        (tmp_path / "none", pair.key, "No such file"),
        (pair.certificate, tmp_path / "none", "No such file"),
        (pair.certificate, other.key, "does not belong to"),
        (pair.key, pair.key, "no certificate is in it"),
        (pair.certificate, pair.certificate, "does not belong to"),
    ):
        with pytest.raises(ConfigError, match=told) as caught:
            Certificate(certificate, key)
        assert caught.value.message.startswith("http.")
        assert caught.value.hint


@pytest.mark.parametrize("mode", [0o644, 0o620, 0o602])
def test_a_key_that_everybody_may_read_or_others_write_is_refused(mode: int, pair: Pair) -> None:
    pair.key.chmod(mode)
    with pytest.raises(ConfigError, match="read by everybody") as caught:
        Certificate(pair.certificate, pair.key)
    assert "chmod" in caught.value.hint


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600, 0o640])
def test_a_key_for_its_owner_and_a_group_that_reads_is_used(mode: int, pair: Pair) -> None:
    pair.key.chmod(mode)
    Certificate(pair.certificate, pair.key)


def test_a_key_behind_a_passphrase_is_refused_and_nobody_asked_for_it(pair: Pair) -> None:
    shut = pair.key.with_suffix(".shut")
    command = ["openssl", "pkcs8", "-topk8", "-in", pair.key, "-out", shut]
    subprocess.run([*map(str, command), "-passout", "pass:secret"], check=True)
    with pytest.raises(ConfigError, match="passphrase"):
        Certificate(pair.certificate, shut)
