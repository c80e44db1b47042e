"""A site's first configuration, made of a few answers; its password goes elsewhere."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from compliance.camera import SourceKind
from compliance.config import Config, parse
from compliance.counts.engine import sqlite_path
from compliance.credentials import SERVICE_PREFIX
from compliance.errors import ConfigError
from compliance.installing.places import SHARE, SHIPPED, SITE, STATE

_HEAD = f"""\
# Made by `compliance install`; it is yours now. {SHARE}/site.example.toml
# explains every key. After a change: compliance check-config {SITE}
site = %s

[store]
url = "sqlite:///{STATE}/compliance.db"

[backup]
folder = "{STATE}/backups"
"""
_CAMERA = """
[[cameras]]
name = %s
area = %s
source = %s
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked for a first configuration."""

    site: str
    camera: str
    area: str
    source: str = field(repr=False)
    """An address, which may hold a password, or a device."""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FirstSite:
    """A configuration's text, and the credential files it refers to."""

    text: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets by the name of their file."""
    needs_devices: bool = False


def password_in(source: str) -> str:
    """Return the password that stands in an address, decoded; empty without one."""
    _, _, written = _login(source).partition(":")
    return "" if "${" in written else unquote(written)


def wants_password(source: str) -> bool:
    """Say whether an address names a user and no password."""
    login = _login(source)
    return bool(login) and ":" not in login


def first_site(answers: Answers) -> FirstSite:
    """Return the first configuration; raises ConfigError with every answer that cannot be used."""
    source, secret = answers.source, answers.password or password_in(answers.source)
    credentials = {}
    if secret:
        file = re.sub(r"[^A-Z0-9]", "_", answers.camera.upper()) + "_PASSWORD"
        credentials[file] = secret
        source = _with_reference(source, f"${{{SERVICE_PREFIX}{file}}}")
    values = (answers.camera, answers.area, source)
    text = _HEAD % json.dumps(answers.site) + _CAMERA % tuple(json.dumps(v) for v in values)
    config = parsed(text, credentials)
    kind = config.cameras[0].source.kind
    if kind is SourceKind.FILE:
        raise ConfigError(
            f"{answers.source} is a recording, which needs the time of its first frame",
            f"Write {SITE} yourself, from {SHIPPED}/site.example.toml, and run this again.",
        )
    return FirstSite(text, credentials, needs_devices=kind is SourceKind.DEVICE)


def demo_site() -> FirstSite:
    """Return a configuration that counts the bundled street, over and over."""
    street = (SHIPPED / "demo" / "site.toml").read_text(encoding="utf-8")
    film = json.dumps(str(SHIPPED / "demo" / "street.mp4"))
    tables = street.partition('site = "demo"\n')[2].replace('"street.mp4"', film)
    return FirstSite(_HEAD % '"demo"' + tables)


def parsed(
    text: str, credentials: Mapping[str, str], environment: Mapping[str, str] | None = None
) -> Config:
    """Return the configuration that a text is, at its place, with these credential files.

    Raises ConfigError with every fault; what else it refers to is looked for in `environment`.
    """
    given = {SERVICE_PREFIX + name: secret for name, secret in credentials.items()}
    return parse(text, SITE, {**(environment or {}), **given})


def require_serviceable(config: Config) -> None:
    """Raise ConfigError when the service could not write where the configuration tells it to."""
    database = sqlite_path(config.database.url)
    if database is None:
        return
    for key, path in (("store.url", database), ("backup.folder", config.backup.folder)):
        if not path.is_relative_to(STATE):
            raise ConfigError(
                f"{SITE}: {key}: {path} is closed to the service, which writes to {STATE} alone",
                f'Write url = "sqlite:///{STATE}/compliance.db" under [store] and '
                f'folder = "{STATE}/backups" under [backup].',
            )


def _login(source: str) -> str:
    try:
        return urlsplit(source).netloc.rpartition("@")[0] if "://" in source else ""
    except ValueError:
        return ""


def _with_reference(source: str, reference: str) -> str:
    login = _login(source)
    return source.replace(f"{login}@", f"{login.partition(':')[0]}:{reference}@", 1)
