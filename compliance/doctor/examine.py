"""Everything that is looked at, in the order in which a fault explains what follows it."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from compliance import config as configuration
from compliance.asking import TOKEN_VARIABLE
from compliance.config import Config
from compliance.counts.engine import sqlite_path
from compliance.doctor import central, machine, machines, service, store
from compliance.doctor.findings import Finding, fault, good
from compliance.errors import ComplianceError
from compliance.models import read_manifest, verify
from compliance.papers.service import ask
from compliance.probing import probe_all
from compliance.redact import Redactor
from compliance.selftest.tester import quick


def examine(site: Path, environment: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Yield one finding after the other, none with a secret in it."""
    try:
        config = configuration.load(site, environment)
    except ComplianceError as error:
        yield fault("configuration", error.message, error.hint)
        return
    redacted = Redactor(config.secrets)
    for each in _all(site, config, now, environment.get(TOKEN_VARIABLE, "")):
        yield Finding(each.what, each.verdict, redacted(each.seen), redacted(each.remedy))


def _all(site: Path, config: Config, now: datetime, token: str) -> Iterator[Finding]:
    seen = f"{site}: {len(config.cameras)} cameras, {len(config.areas)} areas"
    yield good("configuration", seen)
    yield _models(config)
    yield machine.lock(quick, allow_unsandboxed=config.allow_unsandboxed)
    database = sqlite_path(config.database.url)
    yield from store.store(config, now)
    yield from machines.machines(config)
    yield from central.central(config)
    text = site.read_text(encoding="utf-8")
    yield from machine.files(
        site, database, holds_secret=any(secret in text for secret in config.secrets)
    )
    yield machine.disk(database.parent if database else Path(os.sep))
    yield machine.clock(machine.kernel_clock_status)
    yield service.port(config, now)
    asked = ask(config, token)
    yield service.service(config, asked)
    yield from service.cameras(
        asked, lambda: iter(probe_all(config.cameras, read_manifest(config.models)))
    )


def _models(config: Config) -> Finding:
    try:
        models = read_manifest(config.models)
        verify(models)
    except ComplianceError as error:
        return fault("models", error.message, error.hint)
    both = (models.detector, models.classifier)
    return good("models", ", ".join(f"{model.name} {model.version}" for model in both))
