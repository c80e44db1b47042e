"""The running API fuzzed from its own description, and held to it, by schemathesis."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from compliance.counts.web.access import Access
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.limits import Limits
from compliance.counts.web.tokens import Scope, TokensFile, holder_of
from tests.counts.web.places import a_place, api, some_weeks

TOKEN = "token-of-the-fuzzer"  # noqa: S105 - a test's
PATIENT = Limits(attempts=10_000)
"""Invalid tokens are part of the fuzzing, and must be told apart from too many of them."""
ZONES = ["Europe/Paris", "UTC", "Pacific/Apia", "America/St_Johns"]

# What is compared must be one thing, which a description of single parameters cannot say.
EXCEPTIONS = """
[[operations]]
include-name = "GET /api/v1/compare"
checks.positive_data_acceptance.expected-statuses = [200, 404, 422]
"""


@pytest.mark.timeout(180)
def test_the_api_keeps_to_its_description_whatever_it_is_asked(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text(holder_of(TOKEN, "fuzzer", Scope.READ).to_line(), "utf-8")
    tokens.chmod(0o600)
    doorway = Doorway(Access(tokens=TokensFile(tokens)), limits=PATIENT)
    releases = [*some_weeks("hall", 4), *some_weeks("yard", 3)]
    header = f"Bearer {TOKEN}"
    with a_place(tmp_path, releases) as place, api(place, doorway) as served:
        description = served.json("openapi.json", headers={"authorization": header})
        assert set(ZONES) < set(description["components"]["schemas"]["TimeZone"]["enum"])
        # Each name of a list is tried with everything else: a few stand for six hundred.
        description["components"]["schemas"]["TimeZone"]["enum"] = ZONES
        (tmp_path / "openapi.json").write_text(json.dumps(description), "utf-8")
        (tmp_path / "schemathesis.toml").write_text(EXCEPTIONS, "utf-8")
        command = [sys.executable, "-m", "schemathesis.cli", "run", "openapi.json"]
        command += ["--url", f"http://127.0.0.1:{served.port}", "--header"]
        command += [f"Authorization: {header}", "--checks", "all", "--max-examples", "15"]
        command += ["--generation-deterministic", "--continue-on-failure", "--no-color"]
        found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert f"Tested: {len(description['paths'])}" in found.stdout
