"""No credential survives redaction, however it is written."""

import logging
import sys
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.redact import SHORTEST_SECRET, RedactingFormatter, Redactor, redact, redact_address

secrets = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=SHORTEST_SECRET, max_size=20
).filter(lambda text: set(text) - set("* ") and "***" not in text)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://user:hunter2@cam.lan:554/live", "rtsp://***@cam.lan:554/live"),
        ("rtsp://cam.lan/live", "rtsp://cam.lan/live"),
        ("rtsp://user@cam.lan/live", "rtsp://***@cam.lan/live"),
        ("rtsp://u:p@ss/w@cam.lan/live", "rtsp://***@cam.lan/live"),
        ("rtsp://u:p%40ss@cam.lan/live", "rtsp://***@cam.lan/live"),
        ("http://cam.lan/video?user=a&pwd=hunter2", "http://cam.lan/video?user=***"),
        ("rtsp://cam.lan/user=a_password=hunter2_channel=1.sdp", "rtsp://cam.lan/user=***"),
        ("postgresql+psycopg://me:hunter2@db/x", "postgresql+psycopg://***@db/x"),
        ("RTSP://u:p@[::1]:554/x", "RTSP://***@[::1]:554/x"),
        ("admin:hunter2@cam.lan/live", "***@cam.lan/live"),
        ("footage/monday.mp4", "footage/monday.mp4"),
    ],
)
def test_an_address_is_shown_without_its_credential(address: str, shown: str) -> None:
    assert redact_address(address) == shown


def test_every_address_in_a_sentence_is_redacted() -> None:
    said = "cannot open 'rtsp://a:b@one/x' nor http://c:d@two/y, sorry"
    assert redact(said) == "cannot open 'rtsp://***@one/x' nor http://***@two/y, sorry"


@given(secrets, st.text(), st.text())
@example("a b", "", "")
@example("p@s/s%w:d", "", "")
@example("00%", "", "")
@example("%41%42%43", "", "")
def test_a_known_secret_is_gone_in_every_spelling(secret: str, before: str, after: str) -> None:
    redactor = Redactor([secret])
    spellings = {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        quote(secret, safe="").lower(),
        secret.replace("'", "\\'").replace('"', '\\"'),
        "".join(f"%{byte:02X}" for byte in secret.encode()),
    }
    for spelling in spellings:
        shown = redactor(f"{before} {spelling} {after}")
        assert shown == redactor(f"{before} *** {after}")


def test_the_longer_of_two_secrets_goes_whole() -> None:
    assert Redactor(["abc", "abcdef"])("say abcdef") == "say ***"


def test_no_secret_means_no_change() -> None:
    assert Redactor()("nothing to hide") == "nothing to hide"


def test_a_secret_of_two_characters_does_not_blank_every_sentence() -> None:
    assert Redactor(["an"])("an answer") == "an answer"


def test_a_log_line_and_its_traceback_are_redacted() -> None:
    formatter = RedactingFormatter("%(message)s", Redactor(["hunter2"]))
    try:
        int("rtsp://user:other@cam/ failed with hunter2")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "password %s", ("hunter2",), sys.exc_info()
        )
    line = formatter.format(record)
    assert "hunter2" not in line
    assert "other" not in line
    assert "password ***" in line
