"""site.toml: what is accepted, and what an operator is told when it is not."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.camera import Clock, Recording, SourceKind
from compliance.config import Config, load, parse
from compliance.errors import ConfigError

LEAST = """
site = "lyon-01"
[[cameras]]
name = "door"
source = "rtsp://cam.lan/live"
"""
RECORDING = """
site = "lyon-01"
[[cameras]]
name = "door"
source = "monday.mp4"
clock = "recording"
start = 2026-01-05T08:00:00+01:00
"""
SITE = Path("/srv/site.toml")


def read(text: str, **environment: str) -> Config:
    return parse(text, SITE, environment)


def faults(text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text, **environment)
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def camera(line: str) -> list[str]:
    return faults(LEAST + line)


def test_the_least_configuration_has_the_documented_defaults() -> None:
    config = read(LEAST)
    assert config.site == "lyon-01"
    assert config.database.url == "sqlite:////srv/compliance.db"
    assert (config.bucket, config.minimum_count) == (timedelta(hours=1), 10)
    assert config.retention == timedelta(days=400)
    assert (config.http_host, config.http_port) == ("127.0.0.1", 8718)
    assert config.time_zone.key == "UTC"
    assert config.allow_unsandboxed is False
    assert (config.models / "manifest.json").parent == Path(__file__).parents[1] / "models"
    assert config.secrets == frozenset()


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Argentina/Buenos_Aires"])
def test_a_sites_time_zone_is_one_of_the_worlds(zone: str) -> None:
    assert read(f'{LEAST}[publish]\ntime_zone = "{zone}"').time_zone.key == zone


def test_a_camera_has_the_documented_defaults() -> None:
    (door,) = read(LEAST).cameras
    assert (door.number, door.name, door.area) == (0, "door", "site")
    assert door.clock is Clock.WALL
    assert door.analysed_per_second == 5
    assert (door.minimum_face_px, door.detector_width_px) == (24, 640)
    assert (door.open_timeout_seconds, door.read_timeout_seconds) == (5, 8)


@pytest.mark.parametrize(
    ("text", "kind", "address", "label"),
    [
        ("rtsp://u:p@cam/x", SourceKind.RTSP, "rtsp://u:p@cam/x", "rtsp://***@cam/x"),
        ("rtsps://cam/x", SourceKind.RTSP, "rtsps://cam/x", "rtsps://cam/x"),
        ("http://cam/x?key=1", SourceKind.HTTP, "http://cam/x?key=1", "http://cam/x?key=***"),
        ("https://cam/x", SourceKind.HTTP, "https://cam/x", "https://cam/x"),
        ("/dev/video0", SourceKind.DEVICE, "/dev/video0", "/dev/video0"),
        ("/dev/v4l/by-id/usb", SourceKind.DEVICE, "/dev/v4l/by-id/usb", "/dev/v4l/by-id/usb"),
    ],
)
def test_a_live_source_is_known_by_its_text(
    text: str, kind: SourceKind, address: str, label: str
) -> None:
    source = read(LEAST.replace("rtsp://cam.lan/live", text)).cameras[0].source
    assert (source.kind, source.address, source.label) == (kind, address, label)


def test_a_file_is_looked_for_beside_the_configuration() -> None:
    source = read(RECORDING).cameras[0].source
    assert (source.kind, source.address, source.label) == (
        SourceKind.FILE,
        "/srv/monday.mp4",
        "monday.mp4",
    )


def test_a_recording_is_replayed_from_its_start_at_real_time() -> None:
    recording = read(RECORDING).cameras[0].recording
    assert recording == Recording(datetime(2026, 1, 5, 7, tzinfo=UTC), speed=1.0, loop=False)


def test_a_recording_runs_as_fast_as_the_machine_can_when_asked() -> None:
    recording = read(RECORDING + 'speed = "max"\nloop = true').cameras[0].recording
    assert recording is not None
    assert (recording.speed, recording.loop) == (None, True)


def test_areas_keep_their_cameras_in_the_files_order() -> None:
    second = '[[cameras]]\nname = "gate"\nsource = "/dev/video0"\n'
    third = '[[cameras]]\nname = "yard"\narea = "yard"\nsource = "/dev/video1"\n'
    areas = read(LEAST + second + third).areas
    assert {area: [c.name for c in cameras] for area, cameras in areas.items()} == {
        "site": ["door", "gate"],
        "yard": ["yard"],
    }


def test_polygons_are_shares_of_the_picture() -> None:
    config = read(LEAST + "include = [[[0, 0], [1, 0], [0.5, 1]]]")
    assert config.cameras[0].include == (((0, 0), (1, 0), (0.5, 1)),)


def test_a_polygon_that_crosses_itself_is_refused_by_its_name() -> None:
    good = "[[0, 0], [1, 0], [1, 1]]"
    crossed = "[[0, 0], [1, 1], [1, 0], [0, 1]]"
    (told,) = faults(LEAST + f"include = [{good}, {crossed}]")
    assert told.startswith("cameras[0].include[1]: crosses or touches itself")


def test_noise_takes_the_place_of_what_looks_at_what_people_did() -> None:
    assert read(LEAST).noise_epsilon is None
    noisy = read(LEAST + "[publish]\nprotect_homogeneous = true\nnoise_epsilon = 1\n")
    assert (noisy.noise_epsilon, noisy.homogeneous_limit) == (1, None)


def test_every_fault_is_reported_at_once() -> None:
    told = faults(
        'site = ""\nextra = 1\n[http]\nport = 0\n'
        '[[cameras]]\nname = "a"\nsource = ""\nanalysed_per_second = 0\n'
        '[[cameras]]\nname = "a"\nsource = "x.mp4"\nclock = "recording"\n'
    )
    assert sorted(line.split(":")[0] for line in told) == [
        "cameras[0].analysed_per_second",
        "cameras[0].source",
        "cameras[1].clock",
        "cameras[1].name",
        "cameras[1].start",
        "extra",
        "http.port",
        "site",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("analysed_per_second = 0", "cameras[0].analysed_per_second: 0 is not between 1 and 30"),
        ("analysed_per_second = nan", "analysed_per_second: nan is not between 1 and 30"),
        ('minimum_face_px = "24"', 'cameras[0].minimum_face_px: "24" is not a whole number'),
        ("minimum_face_px = true", "cameras[0].minimum_face_px: true is not a whole number"),
        ("loop = 1", "cameras[0].loop: 1 is not true or false"),
        ("loop = true", 'cameras[0].loop: true belongs to clock = "recording"; leave it out'),
        ("fps = 5", "cameras[0].fps: is not a known key; known here: name, area, source"),
        ("analysed_per_secnd = 5", "not a known key; did you mean `analysed_per_second`?"),
        ("bucket_minutes = 60", "is not a known key here; it belongs in [publish]"),
        ("site = 'a'", "it belongs at the top of the file, above every table"),
        ('clock = "wal"', "cameras[0].clock: \"wal\" is not 'wall' or 'recording'"),
        ('clock = "recording"', 'is for files; a live source has clock = "wall"'),
        ("include = [[[0, 0], [1, 1]]]", "include[0]: has 2 points; an area needs at least 3"),
        ("include = [[[0, 0], [1, 1], [0.5, 0.5]]]", "include[0]: encloses nothing"),
        ("exclude = [[[640, 0], [1, 1], [0, 1]]]", "exclude[0][0][0]: 640 is not between 0 and 1"),
        ("exclude = [[[0], [1, 1], [0, 1]]]", "exclude[0][0]: is not a point [x, y]"),
        ("include = 5", "cameras[0].include: 5 is not a list in square brackets"),
        ('area = "Entrée nord"', 'area: "Entrée nord" is not 1 to 64 letters'),
        ('area = "Entrée nord"', 'write "Entree-nord", say'),
        ("area = '=cmd'", 'write "cmd", say'),
    ],
)
def test_a_cameras_fault_is_told_with_its_remedy(line: str, fault: str) -> None:
    assert any(fault in told for told in camera(line)), camera(line)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("[publish]\nbucket_minutes = 19", "publish.bucket_minutes: 19 is below 20, the shortest"),
        ("[publish]\nbucket_minutes = 50", "50 does not divide a day of 1440 minutes; 48 does"),
        ("[publish]\nbucket_minutes = 2880", "2880 does not divide a day"),
        ("[publish]\nminimum_count = 4", "publish.minimum_count: 4 is below 5, the fewest people"),
        ("[publish]\nnoise_epsilon = 0", "publish.noise_epsilon: 0 is not between 0.1 and 5"),
        ("[publish]\nnoise_epsilon = nan", "publish.noise_epsilon: nan is not between 0.1 and 5"),
        ("[publish]\nnoise_epsilon = true", "publish.noise_epsilon: true is not a number"),
        ('[forward]\nurl = "sqlite:///b.db"', 'forward.url: "sqlite:///b.db" is not the address'),
        ('[forward]\nurl = "postgresql://db"', "names no database; end it with /database"),
        (
            '[store]\nurl = "postgresql://db/a"\n[forward]\nurl = "postgresql://db/a"',
            "forward: a table names the site's own database, see [store]",
        ),
        ("[publish]\nretention_days = 0", "publish.retention_days: 0 is not between 1 and 3650"),
        (
            '[publish]\ntime_zone = "Mars"',
            'publish.time_zone: "Mars" is not a time zone; write "Eu',
        ),
        ('[publish]\ntime_zone = "../../etc/passwd"', "is not a time zone"),
        ("[publish]\ntime_zone = 5", "publish.time_zone: 5 is not a time zone"),
        ("[http]\nport = 65536", "http.port: 65536 is not between 1 and 65535"),
        ('[http]\nhost = "a b"', 'http.host: "a b" is not an address to listen on'),
        ("[http]\nhots = 1", "http.hots: is not a known key; did you mean `host`?"),
        ("[store]\nurl = 5", "store.url: 5 is not text in quotes"),
        ('[store]\nurl = "mysql://a/b"', 'store.url: "mysql://a/b" is of an unknown kind'),
        ('[store]\nurl = "sqlite://"', "names no file, so every stop would lose all counts"),
        ('[store]\nurl = "sqlite:///:memory:"', "names no file"),
        ('[store]\nurl = "sqlite://a.db"', "has two slashes; write three"),
        ('[store]\nurl = "postgresql://host"', "names no database"),
        ('[store]\nurl = "compliance.db"', "is not a database address"),
        ('[store]\nmachine = "a"', 'store.machine: "a" is for machines that share a PostgreSQL'),
        (
            '[store]\nurl = "postgresql://db/a"\nmachine = "a b"',
            'store.machine: "a b" is not 1 to 64 letters',
        ),
        ("[models]\nfolder = []", "models.folder: a list is not text in quotes"),
        ("[cameras]\nname = 1", "cameras: is not a list of tables; write [[cameras]]"),
        ("cameras = []", "cameras: is not a list of tables; write [[cameras]]"),
        ("", "cameras: is missing; describe at least one camera in a table [[cameras]]"),
        ("publish = 1", "publish: 1 is not a table"),
    ],
)
def test_a_tables_fault_is_told_with_its_remedy(table: str, fault: str) -> None:
    told = faults(f'site = "lyon-01"\n{table}')
    assert any(fault in line for line in told), told


@pytest.mark.parametrize(
    ("start", "fault"),
    [
        ("2026-01-05T08:00:00", "has no offset from UTC; write it at the end: +01:00, or Z"),
        ("2026-01-05", "is not a date and time with its offset"),
        ('"2026-01-05T08:00:00Z"', "is not a date and time with its offset"),
        ("1969-01-05T08:00:00Z", "is not between the years 1971 and 2099"),
    ],
)
def test_a_start_that_names_no_moment_is_refused(start: str, fault: str) -> None:
    (told,) = faults(RECORDING.replace("2026-01-05T08:00:00+01:00", start))
    assert fault in told


def test_a_file_on_the_wall_clock_is_told_how_to_be_replayed() -> None:
    (told,) = faults(LEAST.replace("rtsp://cam.lan/live", "monday.mp4"))
    assert told.startswith('cameras[0].clock: "wall" is for live sources; replay a file with')


def test_one_area_has_one_kind_of_clock() -> None:
    live = '[[cameras]]\nname = "gate"\nsource = "/dev/video0"\n'
    (told,) = faults(RECORDING + live)
    assert told.startswith('cameras[1].clock: "wall" differs from cameras[0], which shares')


@pytest.mark.parametrize(
    "source",
    [
        "ftp://cam/x",
        "rtsp://",
        "rtsp://cam:port/x",
        "rtsp://cam:99999/x",
        "rtsp://u:p@q@cam/x",
        "rtsp://cam/a b",
        "user:hunter2@cam/x",
        "rtsp:/user:hunter2@cam/x",
        "rtsp://[::1/x",
        " ",
    ],
)
def test_a_source_that_is_none_is_refused(source: str) -> None:
    told = faults(LEAST.replace("rtsp://cam.lan/live", source))
    assert [line.split(":")[0] for line in told] == ["cameras[0].source"]


def test_a_syntax_error_is_told_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r"/srv/site\.toml is not TOML: .*line 2"):
        read('site = "a"\nhttp = yes\n')


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "site.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert caught.value.message.startswith(str(path))


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Is a directory"):
        load(tmp_path, {})


toml_values = st.recursive(
    st.booleans() | st.integers(-9, 99) | st.text("ab:/@.-", max_size=8).map(repr),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(["name", "area", "source", "clock", "start", "speed", "loop", "include"]),
    toml_values,
)
def test_no_value_makes_anything_but_a_configuration_or_its_error(key: str, value: object) -> None:
    written = str(value).replace("True", "true").replace("False", "false")
    lines = [line for line in LEAST.splitlines() if not line.startswith(key)]
    with suppress(ConfigError):
        read("\n".join([*lines, f"{key} = {written}"]))


def test_rows_are_forwarded_to_the_postgresql_that_is_named_and_its_password_is_a_secret() -> None:
    assert read(LEAST).forward is None
    address = "postgresql://lyon-01:${CENTRAL}@db.lan/compliance"
    config = read(f'{LEAST}[forward]\nurl = "{address}"', CENTRAL="p@ss")
    assert config.forward
    assert config.forward.url.endswith("//lyon-01:p%40ss@db.lan/compliance")
    assert config.forward.label == "postgresql://***@db.lan/compliance"
    assert "p@ss" in config.secrets


def test_machines_share_live_cameras_alone() -> None:
    store = '[store]\nurl = "postgresql://db.lan/a"\nmachine = "cellar"\n'
    assert parse(f"{LEAST}{store}", SITE, {}).machine == "cellar"
    assert parse(LEAST, SITE, {}).machine is None
    with pytest.raises(ConfigError, match=r"cameras: hold recordings \(door\)"):
        parse(f"{RECORDING}{store}", SITE, {})
