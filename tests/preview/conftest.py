"""One preview of the demo for the tests that only ask it."""

from collections.abc import Iterator

import pytest

from tests.preview.running import DEMO, Preview, previewing


@pytest.fixture(scope="package")
def demo() -> Iterator[Preview]:
    with previewing(str(DEMO)) as running:
        running.look()
        yield running
