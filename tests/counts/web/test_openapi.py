"""The API's description: its examples are real, and what is really answered has their form."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from compliance.counts.report_text import FIGURES
from compliance.counts.web.access import Access
from compliance.counts.web.doorway import Doorway
from compliance.counts.web.tokens import Scope, TokensFile, holder_of
from compliance.counts.web.v1.described import EXAMPLES
from compliance.selftest.tester import DEMO
from tests.counts.web.examples import OF_THE_DEMO, OF_WEEKS, told
from tests.counts.web.places import a_place, api, some_weeks
from tests.fakes import until
from tests.servers import free_port
from tests.sites import running_site

EVERY_PATH = {
    f"/api/v1/{name}"
    for name in ("compliance", "compare", "trend", "areas", "cameras", "model", "configuration")
}


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - JSON
    with a_place(tmp_path_factory.mktemp("openapi")) as place, api(place) as served:
        return served.json("openapi.json")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run the shipped demo, a copy of it with a port of its own, until it has released."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(DEMO, folder)
    port, path = free_port(), folder / "site.toml"
    shipped = (DEMO.parent / "site.toml").read_text("utf-8")
    path.write_text(shipped.replace("[publish]", f"[http]\nport = {port}\n[publish]"), "utf-8")

    def has_released() -> bool:
        try:
            return bool(told(port, "compliance")["items"])
        except (OSError, AssertionError):
            return False

    with running_site(path):
        assert until(has_released, 240)
        yield port


def schema_of(description: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    operation = description["paths"][f"/api/v1/{path.partition('?')[0]}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return {**schema, "components": description["components"]}


def is_as_described(description: Any, path: str, value: object) -> None:  # noqa: ANN401 - JSON
    validator = jsonschema_rs.validator_for(schema_of(description, path), validate_formats=True)
    faults = [
        f"{list(fault.instance_path)}: {fault.message}" for fault in validator.iter_errors(value)
    ]
    assert faults == []


def form(value: object) -> object:
    """Return what a value is made of: names and kinds, not numbers and words."""
    if isinstance(value, dict):
        return {name: form(each) for name, each in value.items()}
    if isinstance(value, list):
        return [form(each) for each in value[:1]]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*", value):
        return value[10] + value[-6:]
    return "number" if isinstance(value, int | float) else type(value).__name__


@pytest.mark.parametrize("name", [*OF_THE_DEMO, *OF_WEEKS])
def test_every_example_is_as_described(name: str, description: Any) -> None:  # noqa: ANN401
    path = (OF_THE_DEMO | OF_WEEKS)[name]
    example = json.loads(EXAMPLES.joinpath(f"{name}.json").read_text("utf-8"))
    is_as_described(description, path, example)
    operation = description["paths"][f"/api/v1/{path.partition('?')[0]}"]["get"]
    shown = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert shown[name]["value"] == example


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", OF_THE_DEMO)
def test_the_demo_really_answers_in_the_examples_form(
    name: str,
    demo: int,
    description: Any,  # noqa: ANN401
) -> None:
    found = told(demo, OF_THE_DEMO[name])
    is_as_described(description, OF_THE_DEMO[name], found)
    example = json.loads(EXAMPLES.joinpath(f"{name}.json").read_text("utf-8"))
    assert form(found) == form(example)


@pytest.mark.parametrize("name", OF_WEEKS)
def test_made_up_weeks_give_the_examples_to_the_letter(name: str, tmp_path: Path) -> None:
    with a_place(tmp_path, some_weeks("hall", 14, 6)) as place, api(place) as served:
        found = told(served.port, OF_WEEKS[name])
    assert found == json.loads(EXAMPLES.joinpath(f"{name}.json").read_text("utf-8"))


def test_every_endpoint_is_described_with_all_it_may_answer(description: Any) -> None:  # noqa: ANN401
    assert set(description["paths"]) == EVERY_PATH
    for path in description["paths"].values():
        assert set(path) == {"get"}
        operation = path["get"]
        assert operation["summary"]
        assert operation["description"]
        assert {"200", "304", "404", "405", "406", "422", "503"} <= set(operation["responses"])
        for status, told_ in operation["responses"].items():
            kinds = set(told_.get("content", {}))
            assert status in {"200", "304"} or kinds == {"application/problem+json"}


def test_every_figure_is_described(description: Any) -> None:  # noqa: ANN401
    row = description["components"]["schemas"]["Row"]
    assert set(FIGURES) <= set(row["properties"]) == set(row["required"])
    assert "95 %" in json.dumps(row)


def test_a_token_is_asked_for_where_one_is_needed(description: Any, tmp_path: Path) -> None:  # noqa: ANN401
    assert "security" not in description
    path = tmp_path / "tokens"
    path.write_text(holder_of("a", "a", Scope.READ).to_line(), "utf-8")
    path.chmod(0o600)
    door = Doorway(Access(tokens=TokensFile(path)))
    with a_place(tmp_path) as place, api(place, door) as served:
        guarded = served.json("openapi.json", headers={"authorization": "Bearer a"})
        assert served.get("openapi.json")[0].status == 401
    schemes = guarded["components"]["securitySchemes"]
    assert {scheme["scheme"] for scheme in schemes.values()} == {"bearer", "basic"}
    assert guarded["security"] == [{"bearer": []}, {"basic": []}]
    for each in guarded["paths"].values():
        assert {"401", "403", "429"} <= set(each["get"]["responses"])
