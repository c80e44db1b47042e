"""Every command line that a guide shows is one that the program takes."""

import ast
import re

import pytest

from tests.docs.commands import COMMANDS, WORDLESS, command_lines, complaint
from tests.docs.pages import GUIDES, ROOT, Section, sections

SHELL = ("sh", "bash", "shell", "console", "indented")
HANDBOOK = "config/handbook/OPERATOR.md"


def of_blocks(section: Section) -> list[list[str]]:
    return [
        words
        for block in section.blocks
        if block.kind in SHELL
        for words in command_lines(block.text)
    ]


def of_prose(section: Section) -> list[list[str]]:
    """Return what stands in backticks; `...` and words after `or` are the reader's."""
    shown = [each for each in section.quoted if re.match(r"compliance [a-z-]", each)]
    return [words for text in shown for words in command_lines(text.replace(" ...", ""))]


def test_every_command_in_a_block_is_taken() -> None:
    lines = [(part.name, words) for part in sections() for words in of_blocks(part)]
    assert len(lines) > 40
    assert [(page, words, why) for page, words in lines if (why := complaint(words))] == []


def test_every_command_in_a_sentence_exists_with_its_options() -> None:
    lines = [(part.name, words) for part in sections() for words in of_prose(part)]
    assert len(lines) > 40
    lines = [(page, words) for page, words in lines if words[0] not in WORDLESS]
    assert [(page, words) for page, words in lines if words[0] not in COMMANDS] == []
    for page, words in lines:
        known = {option for each in COMMANDS[words[0]].params for option in each.opts}
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= known | {"--help"}, (page, words)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("compliance repport site.toml", "repport"),
        ("compliance report site.toml --bye day", "--bye"),
        ("compliance report site.toml --by fortnight", "fortnight"),
        ("compliance report --by day", "site"),
        ("sudo true && /opt/compliance/bin/compliance run", "site"),
        ("NAME=x compliance trend site.toml --per hour | less", "hour"),
    ],
)
def test_a_line_that_is_wrong_is_found(line: str, word: str) -> None:
    [words] = command_lines(line)
    assert word in complaint(words)


def test_every_command_is_named_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    listed = text.partition("lists every command:")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([a-z][a-z-]*)`", listed))
    assert named == set(COMMANDS)


def test_every_command_is_explained_in_a_guide() -> None:
    """The README's list alone would not say what for."""
    shown = {
        words[0] for part in sections() for words in (*of_blocks(part), *of_prose(part)) if words
    }
    assert [name for name in COMMANDS if name not in shown] == []


def test_every_module_that_is_to_be_run_can_be() -> None:
    text = "\n".join(page.read_text("utf-8") for page in GUIDES)
    named = set(re.findall(r"python -m (compliance[\w.]*)", " ".join(text.split())))
    assert len(named) > 4
    for name in named:
        path = ROOT / name.replace(".", "/")
        source = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        assert '__name__ == "__main__"' in source.read_text("utf-8"), name


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    for part in sections():
        shown = [*part.quoted, *(line for block in part.blocks for line in block.text.split("&&"))]
        for line in "\n".join(shown).splitlines():
            if found := re.match(r"\s*make (?:-C \S+ )?([a-z]+)", line):
                assert found[1] in targets, (part.name, line)


def test_everything_the_doctor_looks_at_is_in_the_handbook() -> None:
    """The first words of each finding, as the code makes them."""
    looked_at = set()
    for path in (ROOT / "compliance" / "doctor").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                is_finding = node.func.id in ("good", "warning", "fault") and node.args
                if is_finding and isinstance(node.args[0], ast.Constant):
                    looked_at.add(node.args[0].value)
    assert len(looked_at) > 8
    [table] = [part for part in sections() if part.heading == "What doctor finds"]
    assert [what for what in looked_at if f"\n| `{what}` |" not in table.prose] == []


def test_every_line_that_the_handbook_quotes_from_the_log_is_said() -> None:
    said = " ".join(
        text
        for path in (ROOT / "compliance").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str)
    )
    [table] = [part for part in sections() if part.heading == "What the log says"]
    rows = re.findall(r"(?m)^\| (?:critical|error|warning|info) \| (.*?) \|", table.prose)
    assert len(rows) > 12
    for quoted in (each for row in rows for each in re.findall(r"`([^`]+)`", row)):
        assert quoted in said, quoted
