"""Nothing leaves unasked: each command in a namespace without a network, every way out recorded."""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest
from skimage import data

from compliance.selftest.tester import DEMO
from tests.alone import Record, can_be_alone, record_of, recorded
from tests.clips import write_clip
from tests.evaluation.portraits import write_portraits
from tests.servers import free_port
from tests.sites import site_file

ROOT = Path(__file__).parents[1]
LOOP = 'clock = "recording"\nstart = 2026-01-05T08:00:00Z\nloop = true'
START = "2026-01-05T08:00+01:00"

RESOLVING = ("/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf")
NOWHERE = ("/dev/null", "/dev/tty", "/proc/self/")
NAME_SERVICE = 53

COMMANDS = {
    "replay": f"replay clip.mp4 --start {START}",
    "report": "report site.toml",
    "report for programs": "report site.toml --json",
    "report as a page": "report site.toml --html page.html",
    "report of a trend": "trend site.toml",
    "token": "token grafana",
    "check-config": "check-config site.toml",
    "check-config, cameras opened": "check-config site.toml --probe",
    "migrate": "migrate site.toml",
    "inspect": "inspect photo.png",
    "evaluate": "evaluate --truth truth.json --images images",
    "self-test": "self-test --quick",
    "preview": f"preview {DEMO} --port 0",
    "audit": "audit site.toml --port 0",
    "audit, what was found": "audit site.toml --results",
    "version": "--version",
}
ASKING_FOR_HELP = """
from compliance.cli import app
for command in app.registered_commands:
    name = command.name or command.callback.__name__
    app([name, "--help"], standalone_mode=False)
"""
CALLING_HOME = """
import pathlib, socket, threading
def call():  # as libraries do that tell their makers who uses them: unasked, from a thread
    (pathlib.Path.home() / "device-id").write_text("5")
    try:
        socket.create_connection(("telemetry.invalid", 443), timeout=5)
    except OSError:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect_ex(("192.0.2.7", 443))
caller = threading.Thread(target=call)
caller.start()
caller.join()
"""
LIBRARIES = {
    "the side of pixels": "import compliance.pixels.eyes",
    "the side of counts": "import compliance.daemon, compliance.cli",
    "noise": "from compliance.counts.noising import GeometricNoise as Noise\n"
    "from compliance.counts.buckets import Counts\nNoise(1.0).add_to(Counts(5))",
    "training": "import compliance.training.teacher",
}


@pytest.fixture(scope="module", autouse=True)
def needs_a_namespace() -> None:
    if not can_be_alone():
        pytest.skip("needs strace, and unshare with the right to use it")


@dataclass(frozen=True)
class Place:
    """Where a command runs: its own folder, an empty home, a place for temporary files."""

    folder: Path
    home: Path
    temporary: Path

    def run(self, *command: str, port: int = 0) -> Record:
        """Run a Python command in the folder, without the variable that silences a library."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
        places = {"HOME": self.home, "TMPDIR": self.temporary, "PYTHONPATH": ROOT}
        environment = kept | {name: str(path) for name, path in places.items()}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
        record, done = recorded([sys.executable, *command], self.folder, environment, port)
        assert done.returncode == 0, done.stdout + done.stderr
        return record

    def strangers(self, record: Record) -> set[str]:
        """Return what was written outside the folder and the place for temporary files."""
        own = (str(self.folder), str(self.temporary), *NOWHERE)
        return {path for path in record.written if not path.startswith(own)}

    def assert_kept_to_itself(self, record: Record) -> None:
        assert record.reached == frozenset()
        assert not record.read & set(RESOLVING)
        assert all("/pymp-" in name for name in record.local), "only its own processes"
        assert self.strangers(record) == set()
        assert list(self.home.iterdir()) == []
        assert list(self.temporary.iterdir()) == []


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder, home = tmp_path / "state", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    with tempfile.TemporaryDirectory(prefix="alone-") as temporary:  # short, for sockets
        yield Place(folder, home, Path(temporary))


def configured(place: Place, source: str = str(DEMO), camera: str = LOOP) -> int:
    port = free_port()
    site_file(place.folder, source, camera, port)
    return port


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reaches_nobody_and_writes_in_its_own_folder_alone(
    name: str, place: Place
) -> None:
    if name == "audit":
        configured(place, "rtsp://127.0.0.1:1/stream", "")
    else:
        configured(place)
    if name == "replay":
        write_clip(place.folder / "clip.mp4")
    if name == "inspect":
        cv2.imwrite(str(place.folder / "photo.png"), data.astronaut()[..., ::-1])  # noqa: TID251 - a public test picture
    if name == "evaluate":
        write_portraits(place.folder, "mask", "no_mask")
    if name.startswith(("report", "audit")):
        place.run("-m", "compliance", *COMMANDS["migrate"].split())
    record = place.run("-m", "compliance", *COMMANDS[name].split())
    place.assert_kept_to_itself(record)


def test_asking_every_command_for_help_reaches_nobody(place: Place) -> None:
    record = place.run("-c", ASKING_FOR_HELP)
    place.assert_kept_to_itself(record)
    assert record.written <= {"/dev/null"}


@pytest.mark.parametrize("name", LIBRARIES)
def test_loading_either_side_reaches_nobody(name: str, place: Place) -> None:
    if name == "training":
        pytest.importorskip("torch", reason="needs torch")
    place.assert_kept_to_itself(place.run("-c", LIBRARIES[name]))


def test_the_privacy_report_asks_the_daemon_that_is_configured_and_nobody_else(
    place: Place,
) -> None:
    port = configured(place)
    command = ("privacy-report", "site.toml", "--out", "papers")
    record = place.run("-m", "compliance", *command)
    assert record.reached == {("127.0.0.1", port)}
    assert place.strangers(record) == set()


def test_the_daemon_reaches_nobody_while_it_counts_a_recording_and_serves_its_pages(
    place: Place,
) -> None:
    port = configured(place)
    record = place.run("-m", "compliance", "run", "site.toml", port=port)
    place.assert_kept_to_itself(record)
    assert record.listened == {"127.0.0.1"}


def test_the_daemon_reaches_the_camera_that_is_configured_and_nobody_else(place: Place) -> None:
    camera = free_port()
    port = configured(place, f"rtsp://127.0.0.1:{camera}/stream", "")
    record = place.run("-m", "compliance", "run", "site.toml", port=port)
    assert record.reached == {("127.0.0.1", camera)}
    assert not record.read & set(RESOLVING)
    assert place.strangers(record) == set()


def test_a_cameras_name_is_the_only_thing_a_name_server_is_asked(place: Place) -> None:
    port = configured(place, "rtsp://camera.invalid/stream", "")
    record = place.run("-m", "compliance", "run", "site.toml", port=port)
    assert {port for _, port in record.reached} <= {NAME_SERVICE, 0}
    assert record.read & set(RESOLVING), "or this test is blind to names"


def test_a_library_that_calls_home_is_seen(place: Place) -> None:
    record = place.run("-c", CALLING_HOME)
    assert str(place.home / "device-id") in record.written
    assert ("192.0.2.7", 443) in record.reached
    assert record.read & set(RESOLVING)
    with pytest.raises(AssertionError):
        place.assert_kept_to_itself(record)


LINES = """
10 connect(7, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = 0
11 sendto(8, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), \
inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (x)
12 connect(3, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT (No such file)
13 bind(6, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16) = 0
14 openat(AT_FDCWD, "note", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3
15 openat(AT_FDCWD, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3
16 mkdir("/var/spool/x", 0777) = 0
17 rename("a", "/b") = 0
18 openat(AT_FDCWD, "/missing", O_WRONLY) = -1 ENOENT (No such file or directory)
""".strip().splitlines()


def test_a_recorders_lines_are_understood() -> None:
    record = record_of(LINES, Path("/here"))
    assert record.reached == {("192.0.2.7", 443), ("2001:db8::1", 53)}
    assert record.local == {'"/run/nscd/socket"'}
    assert record.listened == {"0.0.0.0"}  # noqa: S104
    assert record.read == {"/etc/hosts"}
    assert record.written == {"/here/note", "/var/spool/x", "/here/a", "/b"}
