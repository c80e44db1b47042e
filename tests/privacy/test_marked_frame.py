"""No pixel leaves: a marked film runs through the product, and all that is left is searched."""

import base64
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import cv2
import pytest

from tests.fakes import until
from tests.privacy.marked import Keys, keys_of, mark
from tests.privacy.pictures import pictures_in
from tests.privacy.talkative import Site, left_behind
from tests.privacy.written import STRACE, memory_of, written
from tests.processes import children_of, is_named
from tests.servers import RtspServer, rtsp_server
from tests.street import street

pytestmark = pytest.mark.timeout(600)

HARMLESS = ("/dev/null", "/dev/tty", "/proc/")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    return mark(street(folder).video, folder / "marked.mp4", seed=7)


@pytest.fixture(scope="module")
def keys(film: Path) -> Keys:
    return keys_of(film, seed=8)


@pytest.fixture(scope="module")
def server(film: Path) -> Iterator[RtspServer]:
    with rtsp_server(film.parent) as server:
        yield server


def showing(files: dict[Path, bytes], keys: Keys) -> list[Path]:
    return [path for path, content in files.items() if shows(content, keys)]


def shows(content: bytes, keys: Keys) -> bool:
    """Say whether the film's pixels are in it, or a picture of any kind."""
    return bool(keys.found_in(content) or pictures_in(content))


def worked_on(site: Site, ticks: int = 50) -> bool:
    """Wait until a pixel process that watches has worked half a second on what it sees."""
    before: list[tuple[int, int]] = []

    def has_worked() -> bool:
        now = site.work()
        if now is None or not before or now[0] != before[0][0]:
            before[:] = [now] if now else []
            return False
        return now[1] - before[0][1] >= ticks

    return until(has_worked, 90)


def test_the_search_finds_the_film_itself_and_nothing_in_another(
    film: Path, keys: Keys, tmp_path: Path
) -> None:
    other = mark(film, tmp_path / "other.mp4", seed=99)
    assert keys.found_in(film.read_bytes())
    assert not keys.found_in(other.read_bytes())


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".tiff"])
@pytest.mark.parametrize("shift", [None, 0, 1, 2], ids=["bytes", "base64", "later", "later still"])
def test_the_search_finds_a_picture_of_any_kind(film: Path, kind: str, shift: int | None) -> None:
    with av.open(str(film)) as source:
        picture = next(source.decode(video=0)).to_ndarray(format="bgr24")
    coded = cv2.imencode(kind, picture)[1].tobytes()
    told = coded if shift is None else base64.b64encode(b"{}"[:shift] + coded)
    assert picture.shape in [found.shape for found in pictures_in(b"a log's line: " + told + b".")]
    assert not pictures_in(told[:40])


@pytest.mark.skipif(not STRACE, reason="needs strace")
def test_crashes_leave_no_pixel_in_anything_that_was_written(
    server: RtspServer, keys: Keys, tmp_path: Path
) -> None:
    site, log = Site(tmp_path, server.address("marked.mp4")), tmp_path.with_suffix(".trace")
    with site.running(trace=log):
        assert worked_on(site)
        pages = site.told()
        for number in (signal.SIGKILL, signal.SIGSEGV):
            os.kill(site.workers()[0], number)
            assert worked_on(site)
        pages += site.told()
        os.kill(site.main(), signal.SIGABRT)
        assert site.process
        site.process.wait(60)
    touched = written(log, tmp_path)
    places = (str(tmp_path), str(site.temporary), *HARMLESS)
    assert not [path for path in touched if not str(path).startswith(places)]
    assert site.folder / "compliance.db" in touched
    assert not shows(pages, keys)
    for folder in (tmp_path, site.temporary):
        assert not showing(left_behind(folder), keys)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")
def test_a_full_disk_leaves_no_pixel_behind(server: RtspServer, keys: Keys, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount")
    try:
        site = Site(disk, server.address("marked.mp4"))
        with site.running():
            assert worked_on(site)
            with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
                while filler.write(b"\0" * 4096):
                    pass
            assert worked_on(site)
            os.kill(site.workers()[0], signal.SIGTERM)
            pages = site.told()
        assert not shows(pages, keys)
        assert not showing(left_behind(disk), keys)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("gcore"), reason="needs root and gdb's gcore"
)
def test_the_main_process_holds_no_pixel_and_the_search_would_find_it(
    server: RtspServer, keys: Keys, tmp_path: Path
) -> None:
    site = Site(tmp_path, server.address("marked.mp4"))
    with site.running():
        assert worked_on(site)
        worker, main = site.workers()[0], site.main()
        assert keys.found_in(memory_of(worker, tmp_path))
        assert not shows(memory_of(main, tmp_path), keys)
        servers = [pid for pid in children_of(main) if not is_named(pid, "pixels-")]
        assert not [pid for pid in servers if keys.found_in(memory_of(pid, tmp_path))]
