"""What the operator puts on the sign, and what of it is missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from compliance.errors import ConfigError
from compliance.papers.notice.words import WORDS

_SCHEMES = ("http", "https")
_LONGEST_URL = 300
_IN_LANGUAGE = re.compile(r"([a-z]{2})=(.*)", re.DOTALL)

ByLanguage = dict[str, str]
"""A text by language; under "" for all others."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How large what is published is, from a site's configuration."""

    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What the operator says of the processing; what is empty is marked as missing."""

    controller: str = ""
    contact: str = ""
    officer: str = ""
    """Left out when empty: not every controller has one."""
    url: str = ""
    purpose: ByLanguage = field(default_factory=dict)
    """Empty: the product's own words."""
    basis: ByLanguage = field(default_factory=dict)
    numbers: Numbers | None = None

    def purpose_in(self, language: str) -> str:
        """Return the purpose in a language."""
        return _in(self.purpose, language) or WORDS[language].its_purpose

    def basis_in(self, language: str) -> str:
        """Return the legal basis in a language, empty when missing."""
        return _in(self.basis, language)


def missing(notice: Notice, languages: Sequence[str]) -> list[str]:
    """Return what is still to be filled in, each with the option that does it."""
    found = []
    if not notice.controller:
        found.append("who the controller is: --controller")
    if not notice.contact:
        found.append("how to reach the controller: --contact")
    without = [language for language in languages if not notice.basis_in(language)]
    if without:
        found.append(f"the legal basis ({', '.join(without)}): --legal-basis")
    if not notice.url:
        found.append("where the full information is: --url")
    return found


def languages_of(texts: Sequence[str]) -> list[str]:
    """Return the languages asked for, each once. Raises ConfigError for one that is not there."""
    asked = [code.strip().lower() for text in texts for code in text.split(",") if code.strip()]
    for code in asked:
        if code not in WORDS:
            raise ConfigError(
                f"--language: there is no sign in {code!r}", f"Choose of {', '.join(WORDS)}."
            )
    return list(dict.fromkeys(asked)) or ["en"]


def by_language(texts: Sequence[str]) -> ByLanguage:
    """Return texts by language: `de=Text` is for one, `Text` for all others."""
    found: ByLanguage = {}
    for text in texts:
        match = _IN_LANGUAGE.fullmatch(text)
        if match and match.group(1) in WORDS:
            found[match.group(1)] = one_line(match.group(2))
        else:
            found[""] = one_line(text)
    return found


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def checked_url(text: str) -> str:
    """Return the address of the full information. Raises ConfigError when nobody should see it."""
    hint = "Write a public address such as https://example.org/masks."
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in _SCHEMES and bool(parts.hostname)
        has_credential = "@" in parts.netloc
    except ValueError:
        is_address, has_credential = False, False
    if has_credential:
        raise ConfigError("--url: holds a user name or password, which all would read", hint)
    if not is_address or text != one_line(text) or " " in text or len(text) > _LONGEST_URL:
        raise ConfigError(f"--url: {one_line(text)!r} is not an address for everybody", hint)
    return text


def _in(texts: ByLanguage, language: str) -> str:
    return texts.get(language, texts.get("", ""))
