"""The command with which people at a camera check what is counted there."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from ssl import SSLContext
from typing import Annotated

import typer

from compliance.cli_report import Json, Site
from compliance.errors import ConfigError
from compliance.terminal import out, say


def audit(
    site: Site,
    area: Annotated[str, typer.Option(help="The area; may be left out where there is one.")] = "",
    results: Annotated[
        bool, typer.Option("--results", help="Print what audits found, and open no page.")
    ] = False,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on: this machine's own in the phone's network."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port of the page; 0 takes any.", min=0, max=65535)
    ] = 8720,
    certificate: Annotated[
        Path | None, typer.Option(help="Serve encrypted, with this certificate (PEM).")
    ] = None,
    private_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    as_json: Json = False,
) -> None:
    """Let a person at the camera count on a phone, and compare; no picture is shown."""
    from compliance import config
    from compliance.counts.auditing.local import Locals
    from compliance.counts.auditing.text import to_json, to_table
    from compliance.counts.disclosure import identity
    from compliance.counts.reader import open_reader
    from compliance.models import read_manifest

    settings = config.load_for_store(site, os.environ)
    if results:
        with open_reader(settings.database.url, settings.site) as reader:
            found = Locals(reader.pairs(area or None)).agreements
        if as_json:
            sys.stdout.write(to_json(found))
        else:
            out.print(to_table(found), soft_wrap=False)
        return
    if settings.noise_epsilon is not None:
        raise ConfigError(
            "publish.noise_epsilon is set, and what people see is told without noise",
            "Audit some days without it; what was found stays.",
        )
    from compliance.attended.keys import stop_with_terminal
    from compliance.audit.show import Wish
    from compliance.audit.show import audit as serve

    tls = _encrypted_with(certificate, private_key)
    models = identity(read_manifest(settings.models))
    wish = Wish(settings, area, models, host, port, tls)
    serve(wish, stop_with_terminal(), lambda: datetime.now(UTC), say, _draw)


def _encrypted_with(certificate: Path | None, private_key: Path | None) -> SSLContext | None:
    """Return what the page is served with; None: as plain text."""
    from compliance.counts.web.tls import Certificate

    names = "--certificate", "--private-key"
    if certificate and private_key:
        return Certificate(certificate, private_key, names).context()
    if certificate or private_key:
        raise ConfigError(
            "a certificate needs its key, and a key its certificate",
            f"Give both {' and '.join(names)}.",
        )
    return None


def _draw(lines: list[str]) -> None:
    """Show the QR code, dark on light, where somebody can scan it."""
    from rich.text import Text

    if out.is_terminal:
        for line in lines:
            out.print(Text(line, style="#000000 on #ffffff"), soft_wrap=True)
