"""When a certificate ends, against openssl's own word."""

import ssl
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.web.certificate import ends_at
from tests.certificates import made

ANOTHER = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


def as_openssl_says(certificate: Path) -> datetime:
    command = ["openssl", "x509", "-in", str(certificate), "-noout", "-enddate"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return datetime.strptime(told.strip(), "notAfter=%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "options"),
    [
        (1, ()),
        (365, ("-newkey", "rsa:2048")),
        (20_000, ("-newkey", "ed25519")),  # beyond 2049, where the form of the time changes
        (3650, ("-newkey", "rsa:4096", "-set_serial", "0x" + "7f" * 20)),
    ],
)
def test_the_end_is_the_one_that_openssl_reads(
    days: int, options: tuple[str, ...], tmp_path: Path
) -> None:
    pair = made(tmp_path, "a", days, *options)
    assert ends_at(pair.certificate.read_text("ascii")) == as_openssl_says(pair.certificate)


def test_of_a_chain_the_servers_own_counts(tmp_path: Path) -> None:
    first, second = made(tmp_path, "a", 10), made(tmp_path, "b", 99)
    chain = first.certificate.read_text("ascii") + second.certificate.read_text("ascii")
    assert ends_at("some words before\n" + chain) == as_openssl_says(first.certificate)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        ANOTHER.format("AAAA"),
        ANOTHER.format("MIIB"),
        ANOTHER.format("!"),
    ],
)
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ends_at(text)


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_time_or_a_refusal(noise: bytes) -> None:
    with suppress(ValueError):
        assert ends_at(ssl.DER_cert_to_PEM_cert(noise)).tzinfo is UTC


@given(st.data())
def test_no_damage_makes_anything_but_a_time_or_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(ssl.PEM_cert_to_DER_cert(CERTIFICATE))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    with suppress(ValueError):
        assert ends_at(ssl.DER_cert_to_PEM_cert(bytes(whole[:cut]))).tzinfo is UTC


CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBLDCB36ADAgECAhQ4LvX7Wc696UP7ps7mFgzLp3kPXDAFBgMrZXAwDDEKMAgG
A1UEAwwBYTAeFw0yNjExMjgxNDI2MTRaFw0zNjExMjUxNDI2MTRaMAwxCjAIBgNV
BAMMAWEwKjAFBgMrZXADIQDc0A6ELmyj2e/huHvt4OfQJfbVlREIiYVrb3zsScNs
PqNTMFEwHQYDVR0OBBYEFAFc4jgylBTwGMfXpuZ36Z8BQbsBMB8GA1UdIwQYMBaA
FAFc4jgylBTwGMfXpuZ36Z8BQbsBMA8GA1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA
hrOs+xG+ept9VRglsqqqtCj3NlEIeio3tbEsCEO9tzkqac19zAfvxn8eScH3HFcb
6Te65rgmb+crG3ZCPHxeBw==
-----END CERTIFICATE-----
"""
