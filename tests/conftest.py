"""What every test sees."""

import os

import pytest
from hypothesis import settings

# Before any import of onnxruntime: newer versions otherwise write to the home folder.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# A busy machine is slow at times, which is no fault; pytest's own timeout ends what hangs.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    what = "tests that measure against the clock: leave them out, or run nothing else"
    parser.addoption("--alone", choices=("never", "only"), help=what)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("alone")
    if wanted is None:
        return
    alone = [item for item in items if item.get_closest_marker("alone")]
    others = [item for item in items if not item.get_closest_marker("alone")]
    items[:], left_out = (alone, others) if wanted == "only" else (others, alone)
    config.hook.pytest_deselected(items=left_out)
