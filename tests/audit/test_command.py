"""The audit as an operator starts it beside a running daemon, and what comes of it."""

import csv
import io
import json
import os
import pty
import shutil
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest

from compliance.counts.auditing.desk import Answer, open_desk
from compliance.counts.auditing.matching import Terms
from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts, bucket_start
from compliance.counts.disclosure import ModelIdentity, identity
from compliance.counts.store import Store, open_store
from compliance.models import SHIPPED_MODELS, read_manifest
from tests.audit.auditing import auditing, command, told
from tests.fakes import until
from tests.servers import silent_port
from tests.sites import running_site, site_file
from tests.test_cli_report import told as other_told

BUCKET = timedelta(minutes=20)
SOURCE = "rtsp://127.0.0.1:1/stream"
MODELS: ModelIdentity = identity(read_manifest(SHIPPED_MODELS))
TERMS = Terms(1, 5, protects_homogeneous=True)
LAST = bucket_start(datetime.now(UTC) - timedelta(minutes=2), BUCKET) - BUCKET
"""Start of a bucket that the daemon closes as soon as it starts."""


def url_of(site: Path) -> str:
    return f"sqlite:///{site.parent / 'compliance.db'}"


def count(store: Store, start: datetime, counts: Counts) -> None:
    store.add("entrance", "door", store.next_sequence("door"), start, counts, 1_200_000)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site whose daemon ended a bucket ago, with its counts still open."""
    path = site_file(tmp_path, SOURCE)
    with open_store(url_of(path), "trial", bucket=BUCKET) as store:
        count(store, LAST, Counts(9, 2, 4, 1))
    return path


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """Return a site of which twelve buckets were released and audited."""
    path = site_file(tmp_path, SOURCE)
    with (
        open_store(url_of(path), "trial", bucket=BUCKET) as store,
        open_desk(url_of(path), "trial") as desk,
    ):
        for number in range(12, 0, -1):
            start = LAST - number * BUCKET
            count(store, start, Counts(36 + number, 7, 11, 3))
            store.close_buckets("entrance", start + BUCKET, 1)
            store.release("entrance", 5, MODELS)
            seen = Counts(40 + number, 4, 10)
            desk.hand_in(Audit("entrance", "door", start, start + BUCKET, seen))
            assert store.match_audits("entrance", TERMS, start + BUCKET)
    return path


def an_interval(**changes: object) -> dict[str, object]:
    start = int(LAST.timestamp())
    counts = {"mask": 10, "incorrect": 1, "no_mask": 4}
    return {"camera": "door", "start": start, "seconds": 1200} | counts | changes


def results(site: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(told(str(site), "--results", "--json"))
    return found


def test_what_a_phone_hands_in_is_compared_by_the_running_daemon(site: Path) -> None:
    interval = an_interval()
    with running_site(site), auditing(str(site), "--port", "0") as audit:
        assert audit.ask("about")["cameras"] == ["door"]
        assert audit.ask("intervals", interval) == {"answer": "kept"}
        assert audit.line().endswith("at door was handed in.\n")
        assert audit.ask("intervals", interval) == {"answer": "before"}
        assert until(lambda: results(site), seconds=120)
        assert audit.ask("about")["compared"] == 1
        code, rest = audit.quit()
    assert (code, rest) == (0, "Audit ended.\n")
    [found] = results(site)
    assert (found["area"], found["audits"], found["people"], found["passages"]) == (
        "entrance", 1, 15, 16,
    )  # fmt: skip
    assert found["refused"] == "audited once, fewer than 8 times"
    assert (found["detector"], found["classifier"]) == (MODELS.detector, MODELS.classifier)


def test_nothing_that_was_seen_is_told_before_it_is_compared(site: Path) -> None:
    with auditing(str(site), "--port", "0") as audit:
        audit.ask("intervals", an_interval(mask=771))
        said = audit.line()
        _, rest = audit.quit()
    assert "771" not in audit.greeting + said + rest
    assert results(site) == []
    assert "Nothing was compared yet" in told(str(site), "--results")


def test_enough_audits_tell_the_counts_error_and_a_local_rate(audited: Path) -> None:
    [found] = results(audited)
    assert (found["audits"], found["people"], found["refused"]) == (12, 726, None)
    assert "offered" in told(str(audited), "--results", "--area", "entrance")
    assert "Nothing was compared" in told(str(audited), "--results", "--area", "elsewhere")
    for by in ("release", "day"):
        lines = csv.DictReader(io.StringIO(other_told("report", str(audited), "--csv", "--by", by)))
        for line in lines:
            assert float(line["local_low"]) < float(line["local_rate"]) < float(line["local_high"])
            assert float(line["local_rate"]) > float(line["rate"]) + 0.04
            assert line["local_refused"] == ""
    assert "Local" in other_told("report", str(audited))
    [week, *_] = json.loads(other_told("report", str(audited), "--week", "--json"))
    assert week["local_rate"] > week["rate"]
    compared = other_told(
        "compare", str(audited), "--json", "--change", (LAST - 6 * BUCKET).isoformat()
    )
    assert json.loads(compared)["first"]["local_rate"] is not None


def test_the_terminal_says_where_the_page_is_and_what_becomes_of_it(site: Path) -> None:
    with auditing(str(site), "--port", "0") as audit:
        for words in ("Audit of entrance at trial", "this machine alone", "--host", "ssh -L",
                      "pictures  none", "--results", "q or Ctrl-C"):  # fmt: skip
            assert words in audit.greeting
        assert audit.url.startswith("http://127.0.0.1:")
        assert audit.quit()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it(site: Path, number: int) -> None:
    with auditing(str(site), "--port", "0") as audit:
        audit.process.send_signal(number)
        assert audit.process.wait(60) == 0
        assert audit.line() == "Audit ended.\n"


def test_it_ends_with_its_input(site: Path) -> None:
    assert "since its input has" in told(str(site), "--port", "0")


def test_a_code_to_scan_is_drawn_where_there_is_a_terminal(site: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(str(site), "--port", "0"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"},
    )
    os.close(theirs)
    said = b""
    while b"Ctrl-C" not in said:
        said += os.read(ours, 4096)
    os.write(ours, b"q")
    assert process.wait(60) == 0
    os.close(ours)
    assert said.decode().count("▀") > 100


def test_the_network_is_listened_to_when_it_is_asked_for_and_warned_of(site: Path) -> None:
    with auditing(str(site), "--port", "0", "--host", "0.0.0.0") as audit:  # noqa: S104
        assert "Not encrypted" in audit.greeting
        assert "everybody in this network" in audit.greeting
        assert "this machine alone" not in audit.greeting
        assert audit.ask("about")["area"] == "entrance"


def certificate(folder: Path) -> tuple[str, str]:
    """Return the files of a certificate of our own and its key."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl")
    files = folder / "cert.pem", folder / "key.pem"
    asked = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=door.example"]
    subprocess.run(
        ["openssl", "req", *asked, "-out", str(files[0]), "-keyout", str(files[1])],
        check=True,
        capture_output=True,
    )
    return str(files[0]), str(files[1])


def test_with_a_certificate_it_is_served_encrypted(site: Path, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    options = ("--certificate", cert, "--private-key", key, "--host", "0.0.0.0")  # noqa: S104
    with auditing(str(site), "--port", "0", *options) as audit:
        assert audit.url.startswith("https://")
        assert "Not encrypted" not in audit.greeting
        assert audit.ask("about")["area"] == "entrance"
    wrong = told(str(site), "--certificate", cert, "--private-key", cert, code=1)
    assert "PEM" in wrong
    assert "needs its key" in told(str(site), "--certificate", cert, code=1)
    missing = told(str(site), "--certificate", cert, "--private-key", "nowhere.pem", code=1)
    assert "No such file" in missing


def test_a_mistake_is_told_with_its_remedy(site: Path, tmp_path: Path) -> None:
    assert "--area: roof is not configured" in told(str(site), "--area", "roof", code=1)
    with silent_port() as port:
        assert "--port" in told(str(site), "--port", str(port), code=1)
    text = site.read_text()
    several = site.with_name("several.toml")
    second = f'[[cameras]]\nname = "gate"\narea = "yard"\nsource = "{SOURCE}"\n'
    several.write_text(f"{text}\n{second}")
    assert "Add --area, one of: entrance, yard" in told(str(several), code=1)
    recording = site.with_name("recording.toml")
    film = tmp_path / "film.mp4"
    film.touch()
    clock = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z'
    recording.write_text(text.replace(f'"{SOURCE}"', f'"{film}"\n{clock}'))
    assert "is a recording" in told(str(recording), code=1)
    nowhere = tmp_path / "other"
    nowhere.mkdir()
    assert "there is no database" in told(str(site_file(nowhere, SOURCE)), code=1)


def test_an_interval_that_is_not_over_is_refused(site: Path) -> None:
    running = int(bucket_start(datetime.now(UTC), BUCKET).timestamp())
    with auditing(str(site), "--port", "0") as audit:
        with pytest.raises(HTTPError, match="409"):
            audit.ask("intervals", an_interval(start=running))
        assert audit.ask("intervals", an_interval()) == {"answer": Answer.KEPT.value}
