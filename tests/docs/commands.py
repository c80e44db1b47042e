"""Command lines as the guides show them, read by the real command line without being run."""

import re
import shlex
from collections.abc import Iterator

import typer

from compliance.cli import app

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
"""By name."""
WORDLESS = {"--help", "--version"}

_PROGRAM = re.compile(r"(?:\S*/)?compliance")


def command_lines(text: str) -> Iterator[list[str]]:
    """Yield the words after `compliance` of each command that a shell block calls."""
    for line in text.replace("\\\n", " ").splitlines():
        for words in _simple_commands(line):
            while words and re.fullmatch(r"\w+=.*", words[0]):
                del words[0]
            if words and _PROGRAM.fullmatch(words[0]):
                yield words[1:]


def _simple_commands(line: str) -> Iterator[list[str]]:
    """Yield the words between `&&`, `|`, `>` and the like; a word after `#` is a remark."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, "#"
    words: list[str] = []
    for word in lexer:
        if set(word) <= set("();<>|&"):
            yield words
            words = []
        else:
            words.append(word)
    yield words


def complaint(words: list[str]) -> str:
    """Return what the command line has against some words; empty where nothing is wrong."""
    if not words or words[0] in WORDLESS:
        return ""
    command = COMMANDS.get(words[0])
    if command is None:
        return f"there is no command {words[0]}"
    try:
        command.make_context(words[0], words[1:])
    except typer.Exit:
        return ""
    except Exception as error:  # noqa: BLE001 - whatever it says against them
        return f"{words[0]}: {error}"
    return ""
