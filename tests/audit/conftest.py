"""A browser for every test of the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audit.phones import Phone, browsers, phone
from tests.audit.places import Place, place


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsers() as running:
        yield running


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path) as made:
        yield made


@pytest.fixture
def held(browser: Any, here: Place) -> Iterator[Phone]:  # noqa: ANN401
    """A phone that is held at the place, its page open."""
    with phone(browser, here) as made:
        yield made
