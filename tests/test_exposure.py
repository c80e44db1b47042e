"""How far the HTTP port reaches, and what has to be named before it may."""

from pathlib import Path

import pytest

from compliance.config import Config, parse
from compliance.errors import ConfigError
from compliance.exposure import LOOPBACK, Exposure, is_loopback

SITE = Path("/srv/site.toml")
LEAST = """
site = "lyon-01"
[http]
{}
[[cameras]]
name = "door"
source = "rtsp://cam.lan/live"
"""
GUARDED = 'tokens = "tokens"\ncertificate = "server.crt"\nprivate_key = "/etc/ssl/server.key"'


def read(lines: str, **environment: str) -> Config:
    return parse(LEAST.format(lines), SITE, environment)


def fault(lines: str, **environment: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(lines, **environment)
    return "\n".join(caught.value.message.splitlines()[1:])


@pytest.mark.parametrize(
    ("host", "is_so"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("server.lan", False),  # noqa: S104
    ],
)  # fmt: skip
def test_a_loopback_address_is_of_this_machine_alone(host: str, is_so: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is is_so


def test_this_machine_alone_needs_nothing() -> None:
    assert read("").exposure == LOOPBACK == Exposure()
    assert read('host = "::1"').exposure == LOOPBACK


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "server.lan"])  # noqa: S104
def test_another_address_without_tokens_and_encryption_is_refused(host: str) -> None:
    told = fault(f'host = "{host}"')
    assert f'http.host: "{host}" can be reached by other machines' in told
    for word in ("tokens, certificate and private_key", "compliance token NAME", "behind_proxy"):
        assert word in told


def test_what_is_missing_is_named_and_nothing_else() -> None:
    told = fault('host = "0.0.0.0"\ncertificate = "a"\nprivate_key = "b"')
    assert "name tokens as well" in told
    told = fault('host = "0.0.0.0"\ntokens = "a"\ncertificate = "b"')
    assert "name private_key as well" in told


def test_tokens_and_encryption_open_the_port() -> None:
    exposure = read(f'host = "0.0.0.0"\n{GUARDED}').exposure
    assert exposure.tokens == Path("/srv/tokens")
    assert exposure.certificate == Path("/srv/server.crt")
    assert exposure.private_key == Path("/etc/ssl/server.key")
    assert exposure.is_encrypted


def test_a_proxy_opens_the_port_as_well() -> None:
    exposure = read('host = "0.0.0.0"\nbehind_proxy = true').exposure
    assert exposure == Exposure(behind_proxy=True)
    assert not exposure.is_encrypted
    assert "can be reached" in fault('host = "0.0.0.0"\nbehind_proxy = false')


def test_this_machine_may_be_guarded_too() -> None:
    assert read('tokens = "tokens"').exposure.tokens == Path("/srv/tokens")


@pytest.mark.parametrize(
    ("one", "other"), [("certificate", "private_key"), ("private_key", "certificate")]
)
def test_a_certificate_and_its_key_are_of_use_together_alone(one: str, other: str) -> None:
    assert f'http.{one}: "a" is of no use without {other}' in fault(f'{one} = "a"')


def test_a_file_may_be_one_of_systemds_credentials_or_named_by_the_environment() -> None:
    lines = 'tokens = "${TOKENS}"'
    of_systemd = read(lines, CREDENTIALS_DIRECTORY="/run/credentials/x").exposure
    assert of_systemd.tokens == Path("/run/credentials/x/TOKENS")
    of_variable = read(lines, TOKENS="held/here", CREDENTIALS_DIRECTORY="/run/x").exposure
    assert of_variable.tokens == Path("/srv/held/here")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('tokens = "${TOKENS}"', "export TOKENS=PATH"),
        ('tokens = "held/${TOKENS}"', "neither a path nor one reference"),
        ('tokens = "${TOKENS"', "neither a path nor one reference"),
        ('tokens = "${A B}"', "neither a path nor one reference"),
        ('tokens = ""', "is not the name of a file"),
        ("tokens = 5", "is not the name of a file"),
        ("behind_proxy = 1", "is not true or false"),
    ],
)
def test_what_names_no_file_is_told(lines: str, told: str) -> None:
    assert told in fault(lines)


def test_the_paths_are_no_secrets() -> None:
    assert read(GUARDED).secrets == frozenset()
