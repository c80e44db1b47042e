"""A promise of the product, with what shows it and what does not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One test as evidence."""

    test: str
    """As file::name, from the product's top folder."""
    what: str
    """What it shows, in the words of somebody who does not read code."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise, its evidence, and what that does not cover."""

    number: int
    words: str
    shown: tuple[Shown, ...]
    limits: str
    """What the tests do not show, or no software can."""
