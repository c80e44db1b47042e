"""What operators see: their own mistakes in words with a remedy, never a traceback."""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from compliance.models import LABELS, SHIPPED_MODELS
from tests.clips import write_clip, write_sound
from tests.servers import free_port, silent_port
from tests.sites import running_site, site_file

START = ("--start", "2026-01-05T08:00+01:00")
LOOP = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nloop = true'


def told(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compliance", *arguments]
    environment = os.environ | {"COLUMNS": "100"}
    return subprocess.run(
        command, capture_output=True, text=True, input=text, env=environment, check=False
    )


def assert_refused(answer: subprocess.CompletedProcess[str], *words: str) -> None:
    said = answer.stderr + answer.stdout
    assert answer.returncode == 1, said
    assert "error:" in said
    assert "Traceback" not in said
    for word in words:
        assert word in said


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    write_clip(path)
    return path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "nowhere.toml"), ("nowhere.toml", "example-config")),
        (("replay", "nowhere.mp4", *START), ("nowhere.mp4", "no such file")),
        (("replay", "x.mp4", "--start", "yesterday"), ("yesterday", "2026-01-05T08:00+01:00")),
        (("replay", "x.mp4", "--start", "2026-01-05T08:00"), ("no offset",)),
        (("replay", "x.mp4", *START, "--bucket-minutes", "5"), ("bucket_minutes", "20")),
        (("replay", "x.mp4", *START, "--time-zone", "Mars"), ("Mars", "Europe/Paris")),
        (("inspect", "x.jpg", "--models", "nowhere"), ("nowhere", "manifest.json")),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_refused(told(*arguments), *words)


def test_every_fault_of_a_configuration_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('site = ""\n[publish]\nminimum_count = 1\n[[cameras]]\nname = "a"\nfps = 3\n')
    assert_refused(
        told("check-config", str(path)), "publish.minimum_count", "cameras[0].fps", "source"
    )


def test_a_file_without_a_picture_is_named(tmp_path: Path) -> None:
    sound = tmp_path / "sound.wav"
    write_sound(sound)
    assert_refused(told("replay", str(sound), *START), "sound.wav", "no video")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film" * 100)
    assert_refused(told("replay", str(broken), *START), "broken.mp4", "damaged")


def test_a_port_in_use_is_told_before_anything_is_counted(clip: Path, tmp_path: Path) -> None:
    with silent_port() as port:
        path = site_file(tmp_path, str(clip), LOOP, port)
        assert_refused(told("run", str(path)), str(port), "port")
    assert not (tmp_path / "compliance.db").exists()


def test_a_second_daemon_on_a_database_is_refused(clip: Path, tmp_path: Path) -> None:
    path = site_file(tmp_path, str(clip), LOOP)
    with running_site(path) as process:
        assert process.stdout
        while "stop" not in process.stdout.readline():
            pass
        second = tmp_path / "second.toml"
        other = path.read_text().replace("port = ", f"port = {free_port()} #")
        second.write_text(other)
        assert_refused(told("run", str(second)), "compliance.db")


def test_a_model_file_cut_short_is_refused(clip: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(SHIPPED_MODELS, models)
    detector = models / "detector.onnx"
    detector.write_bytes(detector.read_bytes()[:1000])
    answer = told("replay", str(clip), *START, "--models", str(models))
    assert_refused(answer, "detector.onnx", "sha256", "cut short")


def test_a_database_of_a_newer_version_is_refused(clip: Path, tmp_path: Path) -> None:
    path = site_file(tmp_path, str(clip), LOOP)
    assert told("migrate", str(path)).returncode == 0
    with closing(sqlite3.connect(tmp_path / "compliance.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert_refused(told("run", str(path)), "newer version")


def test_a_report_before_the_first_start_says_what_to_do(clip: Path, tmp_path: Path) -> None:
    assert_refused(told("report", str(site_file(tmp_path, str(clip), LOOP))), "compliance.db")


def test_the_report_is_a_table_csv_or_json_of_the_same_rows(tmp_path: Path, clip: Path) -> None:
    path = site_file(tmp_path, str(clip), LOOP)
    assert told("migrate", str(path)).returncode == 0
    with closing(sqlite3.connect(tmp_path / "compliance.db")) as connection:
        connection.execute("INSERT INTO areas VALUES ('trial', 'entrance', '2026-01-05T08:00:00Z')")
        connection.execute(
            "INSERT INTO releases (site, area, start, end, mask, incorrect, no_mask, unknown, "
            "observed_seconds, expected_seconds, detector, classifier) "
            "VALUES ('trial', 'entrance', ?, ?, 7, 1, 2, 1, 3600, 3600, 'd@1', 'c@1')",
            ("2026-01-05T07:00:00Z", "2026-01-05T08:00:00Z"),
        )
        connection.commit()
    rows = json.loads(told("report", str(path), "--json").stdout)
    lines = list(csv.DictReader(io.StringIO(told("report", str(path), "--csv").stdout)))
    table = told("report", str(path), "--time-zone", "Europe/Paris").stdout
    assert [row["rate"] for row in rows] == [0.7]
    assert [line["rate"] for line in lines] == ["0.7"]
    assert "08:00" in table
    assert "70.0%" in table


def test_a_probe_tells_what_a_camera_sends_or_what_is_wrong(clip: Path, tmp_path: Path) -> None:
    good = site_file(tmp_path, str(clip), LOOP)
    answer = told("check-config", str(good), "--probe")
    assert answer.returncode == 0
    assert "h264" in answer.stdout
    dead = site_file(tmp_path, f"rtsp://user:hidden%21@127.0.0.1:{free_port()}/stream")
    answer = told("check-config", str(dead), "--probe")
    assert answer.returncode == 1
    assert "refused" in answer.stdout
    assert "hidden" not in answer.stdout + answer.stderr


def countable(faces: list[dict[str, list[float]]]) -> list[dict[str, list[float]]]:
    """Return the faces that a camera would count by default: of 24 px and more."""
    sides = (max(x2 - x1, y2 - y1) for x1, y1, x2, y2 in (face["box"] for face in faces))
    return [face for face, side in zip(faces, sides, strict=True) if side >= 24]


def test_photographs_are_judged_a_line_each_whatever_they_hold(tmp_path: Path) -> None:
    portrait = cv2.cvtColor(data.astronaut()[0:260, 60:400], cv2.COLOR_RGB2BGR)
    crowd = np.tile(cv2.resize(portrait, (136, 104)), (6, 10, 1))
    pictures = {"one.png": portrait, "none.png": np.full((90, 120, 3), 127, np.uint8)}
    for name, picture in (pictures | {"sixty.png": crowd}).items():
        (tmp_path / name).write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    answer = told("inspect", "--json", "-", text="\n".join(map(str, sorted(tmp_path.iterdir()))))
    lines = {line["image"]: line for line in map(json.loads, answer.stdout.splitlines())}
    assert {name: len(countable(line["faces"])) for name, line in lines.items()} == {
        "broken.jpg": 0,
        "none.png": 0,
        "one.png": 1,
        "sixty.png": 60,
    }
    (face,) = countable(lines["one.png"]["faces"])
    assert set(face) == {"box", "score", "probabilities"}
    assert set(face["probabilities"]) == set(LABELS)
    assert sum(face["probabilities"].values()) == pytest.approx(1, abs=0.001)
    assert "error" in lines["broken.jpg"]
