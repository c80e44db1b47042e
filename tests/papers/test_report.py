"""The privacy report: true of the site it describes, and without a secret."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from compliance.config import load
from compliance.errors import DataError
from compliance.papers.document import Box, Heading
from compliance.papers.evidence import PROMISES
from compliance.papers.facts import Facts, redacted
from compliance.papers.gather import gather, is_loopback
from compliance.papers.html import to_html
from compliance.papers.markdown import to_markdown
from compliance.papers.report import privacy_report
from compliance.papers.saved_test import find_self_test, parse_self_test
from compliance.papers.service import parse
from compliance.selftest.attack import Result
from compliance.selftest.capacity import capacity
from compliance.selftest.findings import Findings, Tried
from compliance.selftest.paper import Paper, to_json
from tests.counts.databases import new_database, postgresql_server
from tests.fakes import until
from tests.papers.sites import (
    ENVIRONMENT,
    FACTS,
    HOUR,
    NOW,
    PASSWORD,
    configured,
    count,
    site_file,
    unlocked,
)
from tests.sites import running_site

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "metrics.txt"


def told(facts: Facts) -> str:
    return to_markdown(privacy_report(facts))


def test_the_same_facts_give_the_same_papers() -> None:
    again = replace(FACTS)
    assert to_html(privacy_report(FACTS)) == to_html(privacy_report(again))
    assert told(FACTS) == told(again)


def test_the_report_follows_the_seven_sections_and_both_annexes() -> None:
    blocks = privacy_report(FACTS).blocks
    titles = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
    assert [title.partition(". ")[0] for title in titles] == [
        "0", "1", "2", "3", "4", "5", "6", "Annex A", "Annex B",
        "What the operator still has to decide and fill in",
    ]  # fmt: skip


def test_every_promise_stands_in_it_with_its_evidence() -> None:
    html = unescape(to_html(privacy_report(FACTS)).replace("<wbr>", ""))
    for promise in PROMISES:
        assert f"{promise.number}. {promise.words}" in html
        assert all(shown.test in html for shown in promise.shown)


def test_what_is_to_be_filled_in_is_marked_and_listed_again() -> None:
    document = privacy_report(FACTS)
    html, markdown = to_html(document), to_markdown(document)
    assert len(document.boxes) > 20
    for box in document.boxes:
        assert f'id="box-{box.number}"' in html
        assert f'href="#box-{box.number}"' in html
        assert f"- [ ] **Box {box.number}:**" in markdown
    assert all(isinstance(box, Box) and box.question for box in document.boxes)


def test_a_sound_system_has_nothing_that_weakens_a_measure() -> None:
    assert "Nothing of what was looked at." in told(FACTS)


def test_the_page_for_passers_by_is_a_recipient_where_it_is_served() -> None:
    public = replace(FACTS, site=replace(FACTS.site, has_public_page=True))
    assert "Page for passers-by, /public" in to_markdown(privacy_report(public))
    assert "passers-by, /public" not in told(FACTS)


def test_the_database_that_rows_are_forwarded_to_is_a_recipient_and_never_its_password(
    tmp_path: Path,
) -> None:
    path = site_file(tmp_path)
    text = path.read_text(encoding="utf-8")
    address = "postgresql://lyon-01:${DOOR_PASSWORD}@db.lan/compliance"
    path.write_text(f'{text}\n[forward]\nurl = "{address}"\n', encoding="utf-8")
    paper = to_html(privacy_report(gather(load(path, ENVIRONMENT), NOW)))
    told = unescape(paper.replace("<wbr>", ""))
    assert "Shared database, postgresql://***@db.lan/compliance" in told
    assert "Published rows are sent to another database" in told
    assert "Shared database" not in to_html(privacy_report(FACTS))
    assert not any(form in told for form in (PASSWORD, quote(PASSWORD, safe="")))


@pytest.mark.parametrize(
    "words",
    [
        "Camera door runs without the lock.",
        "RUNNING WITHOUT THE LOCK: door.",
        "`allow_unsandboxed` is set",
        "reach further than this machine: other machines too, without a token",
        "`protect_homogeneous` is off",
        "Files of the database can be used by others",
        "NOT SHUT: read a file (files).",
        "self-test found the lock incomplete",
    ],
)
def test_what_weakens_a_measure_is_said(words: str) -> None:
    html = to_html(privacy_report(unlocked())).replace("<wbr>", "")
    html = html.replace("<code>", "`").replace("</code>", "`")
    assert words in html


def test_a_column_that_is_not_on_the_list_is_said() -> None:
    table = replace(FACTS.store.tables[0], columns=("site", "face_box"))
    facts = replace(FACTS, store=replace(FACTS.store, tables=(table,)))
    assert "NOT ON THE LIST, to be looked into: the columns face\\_box." in told(facts)


def test_a_self_test_of_another_version_is_to_be_made_again() -> None:
    old = replace(FACTS, version="0.2.0")
    assert "Make it again." in told(old)
    assert "Make it again." not in told(FACTS)


def test_the_database_is_described_as_it_is(tmp_path: Path) -> None:
    config = configured(tmp_path)
    count(config)
    store = gather(config, NOW).store
    tables = {table.name: table for table in store.tables}
    assert tables["releases"].rows == 3
    assert tables["releases"].newest is not None
    assert tables["releases"].newest - tables["releases"].oldest == 3 * HOUR  # type: ignore[operator]
    assert "observed_seconds" in tables["releases"].columns
    assert store.views == ("compliance_daily", "compliance_hourly")
    assert {file.mode for file in store.files} == {0o600}
    assert store.released is not None
    assert (store.released.rows, store.released.shortest) == (3, HOUR)
    assert (store.released.below_minimum, store.released.overdue) == (0, 0)


def test_postgresql_is_described_alike(tmp_path: Path) -> None:
    config = configured(tmp_path)
    count(config)
    with postgresql_server() as server:
        address = new_database(server).replace("postgresql://", "postgresql+psycopg://")
        other = replace(config, database=replace(config.database, url=address))
        count(other)
        theirs, ours = gather(other, NOW).store, gather(config, NOW).store
    assert theirs.kind.startswith("PostgreSQL ")
    assert theirs.tables == ours.tables
    assert theirs.released == ours.released
    assert theirs.files == ()


def test_the_report_needs_no_library_of_pixels() -> None:
    tell = "import compliance.papers.gather, compliance.papers.report, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", tell], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"numpy", "cv2", "av", "onnxruntime", "fpdf", "PIL"}


def test_rows_that_break_a_rule_are_counted(tmp_path: Path) -> None:
    config = configured(tmp_path)
    count(config)
    strict = replace(config, minimum_count=51, retention=timedelta(hours=3))
    released = gather(strict, NOW).store.released
    assert released is not None
    assert (released.below_minimum, released.overdue) == (3, 2)


def test_people_who_are_not_published_are_not_told(tmp_path: Path) -> None:
    found = []
    for waiting in (0, 3, 8):
        folder = tmp_path / str(waiting)
        folder.mkdir()
        config = configured(folder)
        count(config, waiting=waiting)
        found.append(replace(gather(config, NOW).store, files=()))
    assert found[0] == found[1] == found[2]


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    facts = gather(configured(tmp_path), NOW)
    assert "there is no database" in facts.store.problem
    assert "could not be read" in told(facts)


def test_a_database_that_may_not_be_looked_at_is_said(tmp_path: Path) -> None:
    config = configured(tmp_path)
    url = f"sqlite:///{tmp_path / ('x' * 300)}/compliance.db"
    away = replace(config, database=replace(config.database, url=url))
    assert find_self_test(away, None) is None
    assert gather(away, NOW).store.problem


def is_at_work(facts: Facts) -> bool:
    return not facts.service.problem and bool(facts.store.tables)


def test_the_running_daemon_is_asked(tmp_path: Path) -> None:
    path = site_file(tmp_path, "hunter2")
    config = load(path, {})
    assert "no answer at http://127.0.0.1" in gather(config, NOW).service.problem
    with running_site(path):
        assert until(lambda: is_at_work(gather(config, NOW)), 60)
        facts = gather(config, NOW)
    assert [camera.name for camera in facts.service.cameras] == ["door"]
    assert facts.service.version == facts.version
    assert facts.store.tables


def test_metrics_tell_which_cameras_are_locked() -> None:
    service = parse(GOLDEN.read_text(encoding="utf-8"), "lyon-01")
    states = {camera.name: camera for camera in service.cameras}
    assert states["door"].is_up
    assert states["door"].is_locked
    assert not states["gate"].is_up


@pytest.mark.parametrize("text", ["", "<html>hello</html>", GOLDEN.read_text(encoding="utf-8")])
def test_what_is_not_the_sites_daemon_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - prometheus_client's own words
        parse(text, "another-site")


def saved(result: Result) -> bytes:
    findings = Findings((Tried("files", "read a file", result, 1),))
    return to_json(Paper(NOW, findings, capacity())).encode()


def test_a_saved_self_test_is_read() -> None:
    shut, broken = (parse_self_test(saved(r), "t.json") for r in (Result.REFUSED, Result.OPEN))
    assert shut.is_tight
    assert [(group.name, group.tried, group.shut) for group in shut.groups] == [("files", 1, 1)]
    assert not broken.is_tight
    assert broken.open_ways == ("read a file (files)",)


def test_a_self_test_beside_the_database_is_found(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert find_self_test(config, None) is None
    (tmp_path / "self-test.json").write_bytes(saved(Result.REFUSED))
    found = find_self_test(config, None)
    assert found is not None
    assert found.is_tight


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"attacks": 1}', "\xff", "null"])
def test_a_file_that_is_no_self_test_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="latin-1")
    with pytest.raises(DataError, match="not a saved self-test"):
        find_self_test(configured(tmp_path), tmp_path / "x.json")


def spellings() -> list[str]:
    plain = [PASSWORD, quote(PASSWORD, safe=""), quote(PASSWORD), quote_plus(PASSWORD)]
    return [*plain, json.dumps(PASSWORD), "hunter2", "w:rd", "w%3Ard"]


@pytest.mark.parametrize("is_literal", [False, True])
def test_no_secret_is_in_any_of_the_papers(tmp_path: Path, *, is_literal: bool) -> None:
    config = configured(tmp_path, is_literal=is_literal)
    count(config)
    facts = gather(config, NOW)
    document = privacy_report(facts)
    html = to_html(document).replace("<wbr>", "")
    for paper in (html, to_markdown(document), repr(facts)):
        assert "rtsp://***@127.0.0.1" in paper
        assert [spelling for spelling in spellings() if spelling in paper] == []


def test_every_text_of_the_facts_is_redacted() -> None:
    secret = replace(FACTS, version="a secret", models=replace(FACTS.models, problem="b secret"))
    clean = redacted(secret, lambda text: text.replace("secret", "***"))
    assert (clean.version, clean.models.problem) == ("a ***", "b ***")
    assert clean.site == FACTS.site


@pytest.mark.parametrize(
    ("host", "is_this_machine"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x.lan", False)],  # noqa: S104
)
def test_an_address_that_others_can_reach_is_known(host: str, *, is_this_machine: bool) -> None:
    assert is_loopback(host) is is_this_machine


def test_the_command_writes_both_papers_and_says_what_is_not_in_them(tmp_path: Path) -> None:
    site = site_file(tmp_path)
    command = [sys.executable, "-m", "compliance", "privacy-report", str(site), "--out"]
    answer = subprocess.run(
        [*command, str(tmp_path / "papers"), "--date", "2026-11-24"],
        capture_output=True,
        text=True,
        env=os.environ | ENVIRONMENT | {"COLUMNS": "200"},
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "boxes" in answer.stdout
    assert "there is no database" in answer.stdout
    html = (tmp_path / "papers" / "privacy-report.html").read_text(encoding="utf-8")
    assert "2026-11-24" in html
    assert "hunter2" not in html + answer.stdout + answer.stderr
