"""The guides as values: their sections, blocks of code, words in backticks and links."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDES = tuple(
    ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "config/handbook/DATA_PROTECTION.md",
        "config/handbook/FLEET.md",
        "config/handbook/OPERATOR.md",
        "config/handbook/STATISTICIAN.md",
        "config/prometheus/RUNBOOK.md",
        "config/sql/README.md",
        "config/demo/README.md",
        "models/MODEL_CARD.md",
    )
)

_FENCE = re.compile(r"^( *)```(\w*)$")
_INDENTED = re.compile(r" {4}\S")
_HEADING = re.compile(r"^(#+) (.*)$")
_LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]*)\)")
_KEPT_IN_ANCHORS = set(string.ascii_lowercase + string.digits + "-_ ")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code: `kind` is what stands after the fence, or `indented` without one."""

    page: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0] if self.text else ''}"


@dataclass(slots=True)
class Section:
    """What stands under one heading, before the next one of any rank."""

    page: Path
    heading: str
    prose: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.page.relative_to(ROOT).as_posix()

    @property
    def quoted(self) -> list[str]:
        """The words in backticks, each on one line, whatever the lines of the page."""
        return [" ".join(each.split()) for each in re.findall(r"`([^`]+)`", self.prose)]

    @property
    def links(self) -> list[str]:
        return _LINK.findall(re.sub(r"`[^`\]]*`", "", self.prose))


@cache
def sections() -> tuple[Section, ...]:
    return tuple(section for page in GUIDES for section in _sections(page))


@cache
def blocks(*kinds: str) -> tuple[Block, ...]:
    return tuple(each for part in sections() for each in part.blocks if each.kind in kinds)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return what can stand after # for a page, as the host of the repository makes it."""
    return frozenset(_anchor(section.heading) for section in _sections(page))


def _anchor(heading: str) -> str:
    text = heading.replace("`", "").lower()
    return "".join(each for each in text if each in _KEPT_IN_ANCHORS).replace(" ", "-")


def _sections(page: Path) -> Iterator[Section]:
    section, fence, lines = Section(page, ""), None, list[str]()
    for line in page.read_text("utf-8").splitlines():
        mark = _FENCE.match(line)
        if fence is None and _INDENTED.match(line) and section.prose.endswith("\n\n"):
            section.blocks.append(Block(section.name, "indented", f"{line.strip()}\n"))
        elif fence is not None:
            if line.strip() == "```":
                indent = len(fence[1])
                text = "".join(f"{each[indent:]}\n" for each in lines)
                section.blocks.append(Block(section.name, fence[2], text))
                fence = None
            else:
                lines.append(line)
        elif mark:
            fence, lines = mark, []
        elif heading := _HEADING.match(line):
            yield section
            section = Section(page, heading[2])
        else:
            section.prose += f"{line}\n"
    assert fence is None, f"{page}: a block of code has no end"
    yield section
