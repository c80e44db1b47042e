"""Secrets kept out of the configuration file: `${NAME}` in an address, and where it is found."""

import re
from collections.abc import Mapping
from pathlib import Path
from unicodedata import category
from urllib.parse import quote

DIRECTORY = "CREDENTIALS_DIRECTORY"
"""The environment variable in which systemd names the folder of a service's credentials."""

SERVICE_PREFIX = "CAMERA_"
"""What LoadCredential= in the service's unit puts before the name of each file it loads."""

_REFERENCE = re.compile(r"\$\{([^}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_VERBATIM_SCHEME = "sqlite"  # its path holds no credential and is never decoded again


def is_one_line(text: str) -> bool:
    """Say whether a text is free of control characters and of bytes that are no text."""
    return not any(category(character) in ("Cc", "Cs") for character in text)


class Credentials:
    """The environment and the credentials directory, and what was read from them.

    `kept` is the folder whose files systemd gives to the service: root's own commands find
    there what the service has.
    """

    def __init__(self, environment: Mapping[str, str], kept: Path | None = None) -> None:
        self._environment = environment
        self._kept = kept
        self._read: set[str] = set()

    @property
    def read(self) -> frozenset[str]:
        """Every value handed out so far; each counts as a secret."""
        return frozenset(self._read)

    def expand(self, text: str) -> str:
        """Return the text with each `${NAME}` replaced by its value.

        Within a network address the value is percent-encoded, so a password is stored as it is
        typed at the camera. A text that is one reference and nothing else is replaced verbatim.
        Raises ValueError naming every reference that cannot be read, and how to set it.
        """
        is_verbatim = "://" not in text or text.startswith(f"{_VERBATIM_SCHEME}:")
        faults: list[str] = []

        def value(match: re.Match[str]) -> str:
            try:
                found = self._value(match.group())
            except ValueError as error:
                faults.append(str(error))
                return ""
            return found if is_verbatim else quote(found, safe="")

        expanded = _REFERENCE.sub(value, text)
        if faults:
            raise ValueError("; ".join(faults))
        return expanded

    def file(self, text: str, folder: Path) -> Path:
        """Return the file a text names: a path looked for from `folder`, or `${NAME}`.

        A name stands for the path in the environment's variable, or else for the file NAME in
        the credentials directory. The file is not opened here. Raises ValueError when neither
        is there.
        """
        if "${" not in text:
            return folder / text
        match = _REFERENCE.fullmatch(text)
        if match is None or not text.endswith("}") or not _NAME.fullmatch(match[1]):
            raise ValueError("is neither a path nor one reference like ${NAME}")
        if path := self._environment.get(match[1]):
            return folder / path
        if directory := self._environment.get(DIRECTORY):
            return Path(directory) / match[1]
        if kept := self._kept_file(match[1]):
            return kept
        raise ValueError(
            f"names {text}, which is not set; export {match[1]}=PATH before the start, or keep a "
            f"file {match[1]} in a folder named by {DIRECTORY}"
        )

    def _value(self, reference: str) -> str:
        name = reference.removeprefix("${").removesuffix("}")
        if not reference.endswith("}") or not _NAME.fullmatch(name):
            raise ValueError("holds a `${` that is not the start of a reference like ${NAME}")
        value = self._found(name)
        if not value or not is_one_line(value):
            state = "holds a line break or control character" if value else "is empty"
            raise ValueError(f"names ${{{name}}}, which {state}; store the bare secret in it")
        self._read.add(value)
        return value

    def _found(self, name: str) -> str:
        value = self._environment.get(name)
        return self._from_directory(name) if value is None else value

    def _from_directory(self, name: str) -> str:
        directory = self._environment.get(DIRECTORY)
        file = Path(directory) / name if directory else self._kept_file(name)
        if file is None:
            raise ValueError(
                f"names ${{{name}}}, which is not set; export {name}=... before the start, "
                f"or keep it in a file {name} in a folder named by {DIRECTORY}"
            )
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except FileNotFoundError:
            raise ValueError(
                f"names ${{{name}}}, which is neither in the environment nor a file in "
                f"{DIRECTORY}; export {name}=... or add the file {name} there"
            ) from None
        except (OSError, UnicodeDecodeError):
            raise ValueError(
                f"names ${{{name}}}, whose file in {DIRECTORY if directory else file.parent} "
                "cannot be read as text; "
                "check its owner, mode and content"
            ) from None

    def _kept_file(self, name: str) -> Path | None:
        """Return the file that the service would get as this name; None where there is none."""
        if self._kept is None or not name.startswith(SERVICE_PREFIX):
            return None
        file = self._kept / name.removeprefix(SERVICE_PREFIX)
        try:
            return file if file.is_file() else None
        except PermissionError:  # the reader of it will say so
            return file


class Unused(Credentials):
    """For addresses and files that nobody is going to open: each secret is its own name."""

    def __init__(self) -> None:
        super().__init__({})

    def file(self, text: str, folder: Path) -> Path:
        """Return where the file would be."""
        return folder / text

    def _found(self, name: str) -> str:
        return name
