"""Every key of the configuration that a guide names exists, and every example is taken."""

import re
import tomllib
from pathlib import Path

import pytest

from compliance.config import parse
from compliance.sitefile import TABLES
from tests.docs.pages import Block, Section, blocks, sections

KEYS = {key for table in TABLES.values() for key in table.model_fields}
SECRETS = {
    name: "secret" for block in blocks("toml") for name in re.findall(r"\$\{(\w+)\}", block.text)
}

_TABLE = r"`\[{1,2}(\w+)\]{1,2}`"
_LISTED = re.compile(rf"((?:`\w+`(?:, | and | or )?)+)(?: is)? under {_TABLE}")
_BESIDE = re.compile(r"\[{1,2}(\w+)\]{1,2} (\w+)")
_SET = re.compile(r"(\w+) = \S.*")


def keys_in(section: Section) -> list[tuple[str, str]]:
    """Return each table and key that is named together; a table alone with an empty key."""
    prose = " ".join(section.prose.split())
    found = [(table, "") for table in re.findall(_TABLE, prose)]
    for names, table in _LISTED.findall(prose):
        found += [(table, key) for key in re.findall(r"`(\w+)`", names)]
    for quoted in section.quoted:
        found += _BESIDE.findall(quoted)
    return found


def test_every_key_named_with_its_table_exists() -> None:
    named = [(part.name, *each) for part in sections() for each in keys_in(part)]
    assert len(named) > 15
    assert [each for each in named if each[1] not in TABLES] == []
    assert [each for each in named if each[2] and each[2] not in TABLES[each[1]].model_fields] == []


def test_every_key_that_is_set_in_a_sentence_exists() -> None:
    named = [
        (part.name, found[1])
        for part in sections()
        for quoted in part.quoted
        if (found := _SET.fullmatch(quoted)) and not quoted.startswith("x ")
    ]
    assert len(named) > 5
    assert [each for each in named if each[1] not in KEYS] == []


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_an_examples_keys_exist(block: Block) -> None:
    for name, value in tomllib.loads(block.text).items():
        tables = value if isinstance(value, list) else [value]
        for table in tables:
            keys = set(table) if isinstance(table, dict) else {name}
            assert keys <= set(TABLES[name if isinstance(table, dict) else ""].model_fields)


@pytest.mark.parametrize(
    "block", [each for each in blocks("toml") if each.text.startswith("site = ")], ids=str
)
def test_a_whole_example_is_taken(block: Block, tmp_path: Path) -> None:
    assert parse(block.text, tmp_path / "site.toml", SECRETS).cameras


@pytest.mark.parametrize(
    "block", [each for each in blocks("toml") if not each.text.startswith("site = ")], ids=str
)
def test_an_example_of_a_part_is_taken_with_the_least_beside_it(
    block: Block, tmp_path: Path
) -> None:
    least = 'site = "trial"\n{}\n[[cameras]]\nname = "door"\nsource = "rtsp://camera.lan/stream"\n'
    assert parse(least.format(block.text), tmp_path / "site.toml", SECRETS)


def test_a_key_that_does_not_exist_is_found() -> None:
    wrong = Section(Path(), "", "Set `minimum_count`, `fps` and `hours` under\n`[backup]`.")
    assert keys_in(wrong) == [
        ("backup", ""), ("backup", "minimum_count"), ("backup", "fps"), ("backup", "hours"),
    ]  # fmt: skip
