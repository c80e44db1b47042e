"""Where the data for checking lies, when it is there."""

import os
from pathlib import Path

import pytest


def shared_data() -> Path:
    """Return the folder of photographs and clips used for checking, or skip the test."""
    folder = Path(
        os.environ.get("COMPLIANCE_DATA", Path(__file__).parents[1] / "../shared/data")
    ).resolve()
    if not folder.is_dir():
        pytest.skip(f"needs the checking data: set COMPLIANCE_DATA (looked in {folder})")
    return folder
