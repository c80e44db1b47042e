"""A browser, a site that is served, and its page."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.counts.dashboard.serving import Site, cameras_of
from tests.counts.dashboard.shown import AREAS, RELEASED, STATUSES
from tests.counts.dashboard.visiting import Visit, browsing, visit


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing() as running:
        yield running


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(cameras=cameras_of(*AREAS), statuses=STATUSES)
    with site.served(tmp_path_factory.mktemp("site"), RELEASED) as address:
        yield address


@pytest.fixture
def page(browser: Any, url: str) -> Iterator[Visit]:  # noqa: ANN401
    found = visit(browser, url)
    yield found
    found.page.context.close()
