"""A place that is audited: a real database, its daemon's store, a page, a clock to move."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compliance.audit.intervals import Post
from compliance.audit.server import build_app
from compliance.camera import Clock
from compliance.counts.auditing.desk import Desk, open_desk
from compliance.counts.auditing.pairs import Audit
from compliance.counts.buckets import Counts
from compliance.counts.disclosure import ModelIdentity
from compliance.counts.jobs import Area, Jobs, Publishing
from compliance.counts.store import Store, open_store
from compliance.counts.web.server import serve
from tests.counts.databases import sqlite_url

MINUTE = timedelta(minutes=1)
BUCKET = 20 * MINUTE
NOON = datetime(2026, 1, 5, 12, 7, tzinfo=UTC)
"""When a test begins: seven minutes into an interval."""
FIRST = datetime(2026, 1, 5, 12, 20, tzinfo=UTC)
MODELS = ModelIdentity("detector@1", "classifier@1")
TOKEN = "t0ken"  # noqa: S105


@dataclass
class Place:
    """A site with one area, whose time the test moves."""

    store: Store
    desk: Desk
    jobs: Jobs
    post: Post
    port: int = 0
    token: str = TOKEN
    now: datetime = NOON
    kept: list[Audit] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    @contextmanager
    def served(self, token: str = TOKEN) -> Iterator[None]:
        """Serve the page for the block; the second time at the same port."""
        clock = lambda: self.now  # noqa: E731
        app = build_app(token, self.post, MODELS, self.desk, clock, self.kept.append)
        with serve(app, "127.0.0.1", self.port) as self.port:
            self.token = token
            yield

    def count(self, at: datetime, counts: Counts) -> None:
        """Let passages be counted in the bucket around a time, which was watched all along."""
        for camera in self.post.cameras:
            sequence = self.store.next_sequence(camera)
            self.store.add("hall", camera, sequence, at, counts, 1_200_000)

    def work(self, at: datetime) -> None:
        """Do the daemon's periodic work as at this time."""
        self.jobs.close_and_release(at)
        self.jobs.match_audits(at)


@contextmanager
def unserved(folder: Path, cameras: tuple[str, ...] = ("door",)) -> Iterator[Place]:
    """Yield a place whose page nobody serves yet."""
    url = sqlite_url(folder)
    with (
        open_store(url, "lyon", bucket=BUCKET) as store,
        open_desk(url, "lyon") as desk,
    ):
        hall = Area("hall", len(cameras), Clock.WALL)
        publishing = Publishing(BUCKET, 5, timedelta(days=400), MODELS)
        post = Post("lyon", "hall", cameras, BUCKET, timedelta(days=400))
        yield Place(store, desk, Jobs(store, [hall], publishing), post)


@contextmanager
def place(folder: Path, cameras: tuple[str, ...] = ("door",)) -> Iterator[Place]:
    """Yield a place whose page is served."""
    with unserved(folder, cameras) as here, here.served():
        yield here
